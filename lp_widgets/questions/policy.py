"""How often a question may be tried, and what its hints cost: the same wherever it is marked."""

from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

from lp_widgets.questions.exact import exact
from lp_widgets.questions.mark import Mark

UNTIL_RIGHT = "until right"
"""As many tries as a learner wants: what holds when an author says nothing."""


def _written(given: Any) -> Any:
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return "1" if given == "once" else given


Attempts = Annotated[
    str, BeforeValidator(_written), StringConstraints(pattern=r"^(until right|[1-9][0-9]?)$")
]
"""``until right``, or how many tries there are, 1 to 99; ``once`` is 1."""


def most(attempts: str) -> int | None:
    """Return how many tries ``attempts`` allows; None when they do not end."""
    return None if attempts == UNTIL_RIGHT else int(attempts)


def is_over(attempts: str, used: int) -> bool:
    """Say whether a learner who has used so many tries has none left."""
    allowed = most(attempts)
    return allowed is not None and used >= allowed


def after_hints(mark: Mark, cost: str, opened: int) -> Mark:
    """Return ``mark`` with what the opened hints cost taken off its score, never below 0.

    ``cost`` is the share of the whole points that one hint costs. The state stays what the answer
    itself earned: a right answer found with help is right. What is unreadable or not marked yet
    has no score to take from.
    """
    if opened <= 0 or not mark.score:
        return mark
    left = Fraction(mark.score).limit_denominator(10**6) - exact(cost) * opened
    return replace(mark, score=float(max(Fraction(0), left)))
