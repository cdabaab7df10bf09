"""How often a question may be tried, and what its hints cost: the same wherever it is marked."""

from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from lp_widgets.questions.exact import Exact, exact
from lp_widgets.questions.mark import Mark

UNTIL_RIGHT = "until right"
"""As many tries as a learner wants: what holds when an author says nothing."""
MOST_HINTS = 9
FREE = ""
"""What hints cost when an author says nothing: nothing."""


def _written(given: Any) -> Any:
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return "1" if given == "once" else given


Attempts = Annotated[
    str, BeforeValidator(_written), StringConstraints(pattern=r"^(until right|[1-9][0-9]?)$")
]
"""``until right``, or how many tries there are, 1 to 99; ``once`` is 1."""


def _share(given: Any) -> Any:
    """Read ``10%`` as the share that it is."""
    if isinstance(given, str) and given.endswith("%"):
        return exact(given.removesuffix("%").strip()) / 100
    return "0" if given == FREE else given


def _cost(text: str) -> str:
    share = exact(text)
    if not 0 <= share <= 1:
        raise ValueError("must lie between 0% and 100%")
    return str(share) if share else FREE


HintCost = Annotated[Exact, BeforeValidator(_share), AfterValidator(_cost)]
"""What one hint costs: ``10%``, ``0.1`` or ``1/10``, kept as ``1/10``; FREE where it is 0."""


def most(attempts: str) -> int | None:
    """Return how many tries ``attempts`` allows; None when they do not end."""
    return None if attempts == UNTIL_RIGHT else int(attempts)


def is_over(attempts: str, used: int) -> bool:
    """Say whether a learner who has used so many tries has none left."""
    allowed = most(attempts)
    return allowed is not None and used >= allowed


def opened(told: Any, hints: int) -> int:
    """Return how many of ``hints`` hints were opened; 0 where what is told makes no sense."""
    sound = isinstance(told, int) and not isinstance(told, bool)
    return min(max(told, 0), hints) if sound else 0


def after_hints(mark: Mark, cost: str, count: int) -> Mark:
    """Return ``mark`` with its score lowered by what ``count`` opened hints cost, never below 0.

    ``cost`` is the share of the score that one hint costs. The state stays what the answer itself
    earned: a right answer that was found with help is right.
    """
    if cost == FREE or count <= 0:
        return mark
    left = max(Fraction(0), 1 - exact(cost) * count)
    return replace(mark, score=float(Fraction(mark.score) * left))
