"""Steps that a package adds after marking: they may reword a mark, or lower it, and no more."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from lp_widgets.questions.base import Spec
from lp_widgets.questions.mark import Mark


@dataclass(frozen=True)
class MarkStep:
    """One step: ``apply(type, spec, mark)`` returns the mark as it shall be.

    It is pure, as marking is: the same arguments give the same mark. It sees neither key nor
    response. It may change feedback and message, and lower the score.
    """

    name: str
    apply: Callable[[str, Spec, Mark], Mark]


STEPS: list[MarkStep] = []
"""The steps of this process, in the order of their packages' names."""

_log = logging.getLogger(__name__)


def taken(type_name: str, spec: Spec, given: Mark) -> Mark:
    """Return ``given`` after every step; a step that fails, or goes too far, changes nothing.

    What is unreadable, and what is marked later, passes no step.
    """
    if given.state in ("invalid", "pending"):
        return given
    for step in STEPS:
        try:
            given = _allowed(given, step.apply(type_name, spec, given))
        except Exception as error:
            # Only the kind of error is told: its text may quote what a child wrote.
            _log.error("The step “%s” is left out: %s", step.name, type(error).__name__)
    return given


def _allowed(before: Mark, after: Mark) -> Mark:
    """Return what a step may change of a mark. Raises ValueError when it wants more."""
    if after.score > before.score:
        raise ValueError("a step may lower a score and never raise it")
    after.message.format(**after.values)
    lowered = Mark.graded(after.score)
    return replace(
        before,
        score=lowered.score,
        state=lowered.state,
        feedback=str(after.feedback),
        message=str(after.message),
        values={str(name): str(value) for name, value in after.values.items()},
    )
