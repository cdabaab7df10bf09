"""All checks of one kind, in the order in which an author mends things."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hub_config.conformance import marks, on_page, source, view
from hub_config.conformance.browser import Chromium
from hub_config.conformance.lesson import NotSound, Served, write
from hub_config.conformance.outcome import Check, Outcome, Unmet, tried
from lp_widgets import plugins
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType

BUILT = "A lesson with it can be built"
_GATES = (source.EXAMPLE, BUILT, on_page.STARTS)
"""Where one of these does not hold, what comes after it cannot be tried."""


def of(
    kind: QuestionType | WidgetType, chromium: Chromium | None, only: str = ""
) -> Iterator[Outcome]:
    """Yield what came of each check of ``kind``; without ``chromium`` the page is not opened.

    ``kind`` is one of those that are installed (``lp_widgets.plugins.load``). ``only`` leaves the
    checks whose sentence has these words in it.
    """
    for check, work in _every(kind, chromium):
        if only.lower() not in check.lower():
            continue
        outcome = tried(check, work)
        yield outcome
        if outcome.state == "mend" and check in _GATES:
            return


def _every(kind: QuestionType | WidgetType, chromium: Chromium | None) -> Iterator[Check]:
    yield from source.checks(kind)
    yield from view.checks(kind, plugins.load().views)
    with tempfile.TemporaryDirectory(prefix="plugin-") as folder:
        try:
            lesson = write(Path(folder), kind)
        except NotSound as error:
            said = str(error)
            yield BUILT, lambda: _refuse(said)
            return
        yield BUILT, lambda: None
        if isinstance(kind, QuestionType):
            yield from marks.checks(kind, lesson)
        if chromium is not None:
            with Served(lesson) as served:
                yield from on_page.checks(kind, served, chromium)


def _refuse(said: str) -> None:
    raise Unmet(said)
