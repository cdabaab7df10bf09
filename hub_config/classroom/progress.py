"""Where a learner stands: what is done, what is next."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from grading.records.standing import Places, in_lesson
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

    @property
    def begun(self) -> bool:
        """Whether she has answered anything."""
        return self.answered > 0

    @property
    def completed(self) -> bool:
        """Whether she has answered everything, as in the statement ``completed``."""
        return 0 < self.answered == self.total


def standing(connection: Connection, shelf: Shelf, account: str, built: Any) -> Standing:
    """Return where ``account`` stands in the lesson ``built``."""
    places = in_lesson(connection, [account], built.course, built.id)
    return standing_of(shelf, built, places.get(account, {}))


def standing_of(shelf: Shelf, built: Any, places: Places) -> Standing:
    """Return the same from a learner's ``places``, which may have been read for a whole class."""
    questions = shelf.points(built)
    own = {question: place for question, place in places.items() if question in questions}
    return Standing(
        lesson=built,
        settled=sum(
            place.state in SETTLED or is_over(_limit(built, question), place.tries)
            for question, place in own.items()
        ),
        answered=sum(place.tries > 0 for place in own.values()),
        total=len(questions),
    )


def _limit(built: Any, question: str) -> str:
    """Return how often a question may be tried."""
    return str(built.keys[question]["spec"].get("attempts", UNTIL_RIGHT))


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
