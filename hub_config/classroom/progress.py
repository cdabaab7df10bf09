"""Where a learner stands: what is done, what is next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from grading.records import responses, statements
from grading.records.responses import Result
from hub_config.classroom.shelf import Shelf

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
    return Standing(
        lesson=built,
        settled=sum(r.state in SETTLED for r in own.values()),
        answered=sum(r.state != "invalid" for r in own.values()),
        total=len(points),
        completed="completed" in statements.events(points, own),
        best=own,
    )


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
