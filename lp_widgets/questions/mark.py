"""The mark of one response: a score from 0 to 1, a state, and what to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

State = Literal["correct", "partial", "wrong", "invalid", "pending"]
_STATES = frozenset(get_args(State))


@dataclass(frozen=True)
class Mark:
    """What one response is worth.

    ``score`` runs from 0 to 1. ``feedback`` is the author's text in the lesson's language;
    ``message`` is a msgid of the domain ``interface-questions`` whose places are filled from
    ``values``. ``invalid`` means unreadable: it counts neither as a try nor as an answer.
    ``pending`` means that the mark comes later, from a person when ``needs_manual`` is set.
    ``parts`` holds the score of named parts, and never anything of the key.
    """

    score: float
    state: State
    feedback: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)
    needs_manual: bool = False
    message: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.state not in _STATES:
            raise ValueError(f"a mark's state is one of {sorted(_STATES)}, not {self.state!r}")
        for score in (self.score, *self.parts.values()):
            # NaN fails the comparison as well.
            if not isinstance(score, int | float) or not 0 <= score <= 1:
                raise ValueError(f"a score is a number from 0 to 1, not {score!r}")

    @classmethod
    def graded(cls, score: float, feedback: str = "", **more: Any) -> "Mark":
        """Return a mark whose state follows from ``score``: 1 correct, 0 wrong, else partial."""
        state: State = "correct" if score == 1 else "wrong" if score == 0 else "partial"
        return cls(score=float(score), state=state, feedback=feedback, **more)

    @classmethod
    def invalid(cls, message: str, **values: str) -> "Mark":
        """Return the mark of an unreadable response; ``message`` says how to write it."""
        return cls(score=0.0, state="invalid", message=message, values=values)

    @classmethod
    def pending(cls, needs_manual: bool = True) -> "Mark":
        """Return the mark of a response that is kept now and marked later."""
        return cls(score=0.0, state="pending", needs_manual=needs_manual)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "score": self.score,
            "state": self.state,
            "feedback": self.feedback,
            "parts": dict(self.parts),
            "needs_manual": self.needs_manual,
            "message": self.message,
            "values": dict(self.values),
        }
