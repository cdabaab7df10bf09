"""What a teacher's page says of an assignment: who handed in, what is to be done next."""

from collections.abc import Collection, Iterable, Mapping
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

DONE, NOW, NEXT = "done", "now", "next"
"""What a stop on an assignment's path is: behind us, what the teacher does next, to come."""


@dataclass(frozen=True)
class Stop:
    """One stop on an assignment's path; ``count`` says of how many works it is true."""

    name: str
    state: str
    count: int


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
    collected: int = 0

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

    @property
    def path(self) -> list[Stop]:
        """Return the way of the assignment: draft, released, handed-in, collected, autograde,
        by-hand, feedback.
        """
        came = self.handed_in
        marked = came - self.count(HANDED_IN)
        decided = self.count(MARKED, GIVEN_BACK)
        now = {"release": "draft", "wait": "" if came else "handed-in"}.get(self.step, self.step)
        done = {
            "draft": self.released is not None,
            "released": self.released is not None,
            "handed-in": came > 0,
            "collected": came > 0 and self.collected >= came,
            "autograde": came > 0 and marked == came,
            "by-hand": came > 0 and decided == came,
            "feedback": came > 0 and self.count(GIVEN_BACK) == came,
        }
        counts = {
            "handed-in": came,
            "collected": self.collected,
            "autograde": marked,
            "by-hand": self.count(BY_HAND),
            "feedback": self.count(GIVEN_BACK),
        }
        return [
            Stop(name, NOW if name == now else DONE if is_done else NEXT, counts.get(name, 0))
            for name, is_done in done.items()
        ]


def sheet(
    course: str,
    name: str,
    title: str,
    told: Mapping[str, Any] | None,
    results: Iterable[Any] = (),
    collected: Collection[str] = (),
) -> Sheet:
    """Put together what the record tells (``assignment.roster``) and what nbgrader's marks say.

    ``told`` is None before the release; ``results`` are ``grading.autograder.results``;
    ``collected`` are the receipts of what lies in the course's folder.
    """
    works = tuple(told["learners"]) if told else ()
    marks = {each.receipt: each for each in results}
    return Sheet(
        course=course,
        name=name,
        title=title,
        released=_moment(told["released"]) if told else None,
        due=_moment(told["due"]) if told else None,
        works=tuple(_work(each, marks) for each in works),
        collected=sum(each["receipt"] in collected for each in works),
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
