"""What is said of the checks: a line each, a summary, an exit status, or JSON."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from hub_config.conformance.browser import Chromium, NoBrowser, chromium
from hub_config.conformance.contract import of
from hub_config.conformance.outcome import Outcome
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType

Kind = QuestionType | WidgetType
Tested = Sequence[tuple[Kind, Sequence[Outcome]]]
_PAGE = "Its page in a browser"


class Contract:
    """The checks with one browser for all of them, or with the reason why there is none."""

    def __init__(self, until_done: ExitStack, browser: bool = True) -> None:
        self._chromium: Chromium | None = None
        self._missing = "--no-browser was given."
        if browser:
            try:
                self._chromium = until_done.enter_context(chromium())
            except NoBrowser as error:
                self._missing = str(error)

    def of(self, kind: Kind, only: str = "") -> Iterator[Outcome]:
        """Yield what came of each check of ``kind``, or of those that have ``only`` in them."""
        yield from of(kind, self._chromium, only)
        if self._chromium is None:
            yield Outcome(_PAGE, "not tried", self._missing)


def title(kind: Kind) -> str:
    """Return what stands above the lines of ``kind``."""
    return f"{_sort(kind)} {kind.name}"


def line(outcome: Outcome) -> str:
    """Return one check for a person, and below it what to do."""
    remedy = f"\n             {outcome.remedy}" if outcome.remedy else ""
    return f"  {outcome.state:<9}  {outcome.check}{remedy}"


def summary(tested: Tested) -> str:
    """Return how many checks came out how."""
    states = _states(tested)
    ok, mend, rest = (states.count(state) for state in ("ok", "mend", "not tried"))
    return f"{ok} ok, {mend} to mend, {rest} not tried."


def status(tested: Tested) -> int:
    """Return the exit status: 1 to mend, 2 not all tried, 0 whole."""
    states = _states(tested)
    return 1 if "mend" in states else 2 if "not tried" in states else 0


def as_dict(kind: Kind, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return plain JSON values."""
    return {
        "kind": _sort(kind).replace(" ", "_"),
        "name": kind.name,
        "sound": all(outcome.state == "ok" for outcome in outcomes),
        "checks": [outcome.as_dict() for outcome in outcomes],
    }


def _states(tested: Tested) -> list[str]:
    return [outcome.state for _, outcomes in tested for outcome in outcomes]


def _sort(kind: Kind) -> str:
    return "question type" if isinstance(kind, QuestionType) else "widget"
