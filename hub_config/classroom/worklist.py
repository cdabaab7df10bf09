"""What a teacher's page says of an assignment: who handed in, what is to be done next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MISSING, HANDED_IN, BY_HAND, MARKED, GIVEN_BACK = (
    "missing",
    "handed-in",
    "by-hand",
    "marked",
    "given-back",
)
"""Where one learner's work is; each is one step further than the one before."""


@dataclass(frozen=True)
class Work:
    """One learner's work: what she handed in last, and where it is. Times are aware."""

    name: str
    ordinal: int
    class_name: str
    state: str
    receipt: str | None
    received: datetime | None
    late: bool
    again: bool
    score: float | None
    max_score: float | None


@dataclass(frozen=True)
class Sheet:
    """An assignment on the teacher's page; ``released`` is None before the class can see it."""

    course: str
    name: str
    title: str
    released: datetime | None
    due: datetime | None
    works: tuple[Work, ...]

    def count(self, *states: str) -> int:
        """Return how many learners' work is in one of ``states``."""
        return sum(each.state in states for each in self.works)

    @property
    def handed_in(self) -> int:
        """How many have handed in."""
        return len(self.works) - self.count(MISSING)

    @property
    def late(self) -> int:
        """How many of these were late."""
        return sum(each.late for each in self.works)

    @property
    def classes(self) -> list[tuple[str, list[Work]]]:
        """Return the learners class by class."""
        found: dict[str, list[Work]] = {}
        for each in self.works:
            found.setdefault(each.class_name, []).append(each)
        return list(found.items())

    @property
    def step(self) -> str:
        """What the teacher does next: release, autograde, by-hand, feedback, or wait."""
        if self.released is None:
            return "release"
        if self.count(HANDED_IN):
            return "autograde"
        if self.count(BY_HAND):
            return "by-hand"
        return "feedback" if self.count(MARKED) else "wait"


def sheet(
    course: str,
    name: str,
    title: str,
    told: Mapping[str, Any] | None,
    results: Iterable[Any] = (),
) -> Sheet:
    """Put together what the record tells (``assignment.roster``) and what nbgrader's marks say.

    ``told`` is None before the release; ``results`` are ``grading.autograder.results``.
    """
    marks = {each.receipt: each for each in results}
    return Sheet(
        course=course,
        name=name,
        title=title,
        released=_moment(told["released"]) if told else None,
        due=_moment(told["due"]) if told else None,
        works=tuple(_work(each, marks) for each in told["learners"]) if told else (),
    )


def _work(each: Mapping[str, Any], marks: Mapping[str, Any]) -> Work:
    receipt = each["receipt"]
    mark = marks.get(receipt)
    if receipt is None:
        state = MISSING
    elif mark is None:
        state = HANDED_IN
    elif mark.needs_manual:
        state = BY_HAND
    elif each["returned_receipt"] != receipt or each["score"] != mark.score:
        state = MARKED  # also when it was marked anew since it was given back
    else:
        state = GIVEN_BACK
    return Work(
        name=each["name"],
        ordinal=each["ordinal"],
        class_name=each["class_name"] or "",
        state=state,
        receipt=receipt,
        received=_moment(each["received"]),
        late=each["late_seconds"] > 0,
        again=receipt is not None and each["returned_receipt"] not in (None, receipt),
        score=mark.score if mark else None,
        max_score=mark.max_score if mark else None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
