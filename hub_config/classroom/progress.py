"""Where a learner stands: what is done, what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from grading.records import responses, statements
from grading.records.responses import Result
from hub_config.classroom.shelf import Shelf
from lp_widgets.questions.policy import UNTIL_RIGHT, is_over

# What needs no further try of the learner.
SETTLED = frozenset({"correct", "pending"})


@dataclass(frozen=True)
class Standing:
    """A learner's place in one lesson."""

    lesson: Any
    settled: int
    answered: int
    total: int
    completed: bool
    best: Mapping[str, Result]

    @property
    def begun(self) -> bool:
        """Whether she has answered anything."""
        return self.answered > 0


def standing(connection: Connection, shelf: Shelf, account: str, built: Any) -> Standing:
    """Return where ``account`` stands in the lesson ``built``."""
    best = responses.best(connection, account, built.course, built.id)
    points = shelf.points(built)
    own = {q: r for q, r in best.items() if q in points}
    used_up = _used_up(connection, account, built)
    return Standing(
        lesson=built,
        settled=sum(r.state in SETTLED or q in used_up for q, r in own.items()),
        answered=sum(r.state != "invalid" for r in own.values()),
        total=len(points),
        completed="completed" in statements.events(points, own),
        best=own,
    )


def _used_up(connection: Connection, account: str, built: Any) -> set[str]:
    """Return the questions of ``built`` that ``account`` has no try left for."""
    limits = {
        question: limit
        for question, each in built.keys.items()
        if (limit := each["spec"].get("attempts", UNTIL_RIGHT)) != UNTIL_RIGHT
    }
    if not limits:
        return set()
    used = responses.attempts(connection, account, built.course, built.id)
    return {question for question, limit in limits.items() if is_over(limit, used.get(question, 0))}


def next_of(standings: list[Standing]) -> Standing | None:
    """Return the lesson to go on with: one begun and not completed, else the first untouched."""
    open_ = [each for each in standings if not each.completed]
    return next((each for each in open_ if each.begun), open_[0] if open_ else None)


def following(shelf: Shelf, built: Any, prefix: str) -> dict[str, str] | None:
    """Return title and address of the lesson after ``built`` in its course, if there is one."""
    after = shelf.after(built)
    if after is None:
        return None
    return {"title": after.title, "href": f"{prefix}lesson/{after.course}/{after.id}"}
