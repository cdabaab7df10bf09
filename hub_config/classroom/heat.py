"""The heat map of one lesson: learner × question, and how much of the class has each right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grading.records.standing import Place, Places
from grading.roster.people import Person

NONE = "none"
"""The state of a cell where nothing was answered that could be read."""


@dataclass(frozen=True)
class Cell:
    """One learner at one question: correct, partial, wrong, pending or none; the tries; is here."""

    state: str
    tries: int
    here: bool


@dataclass(frozen=True)
class HeatMap:
    """Rows of learners; ``right`` is each question's share of right answers, None before any."""

    rows: tuple[tuple[Person, tuple[Cell, ...]], ...]
    right: tuple[float | None, ...]


def heat_map(
    questions: Sequence[str],
    people: Iterable[Person],
    places: Mapping[str, Places],
    here: Mapping[str, str],
) -> HeatMap:
    """Return the map; ``here``: who is in the lesson, each with the question answered last."""
    rows = []
    for learner in people:
        own = places.get(learner.account, {})
        last = here.get(learner.account)
        at = at_question(questions, own, last) if last is not None else None
        cells = tuple(_cell(own.get(each), each == at) for each in questions)
        rows.append((learner, cells))
    columns = zip(*(cells for _, cells in rows), strict=True) if rows else [()] * len(questions)
    return HeatMap(tuple(rows), tuple(map(_right, columns)))


def at_question(questions: Sequence[str], places: Places, last: str) -> str | None:
    """Return where a learner who answered ``last`` seems to be now; None when nothing is left.

    That is the question itself while it is not right, else the next one without an answer.
    """
    if last in questions:
        if places.get(last, Place(NONE, 0)).state not in ("correct", "pending"):
            return last
        after = questions.index(last) + 1
        questions = [*questions[after:], *questions[:after]]
    return next((each for each in questions if not _tries(places.get(each))), None)


def _cell(place: Place | None, here: bool) -> Cell:
    tries = _tries(place)
    return Cell(place.state if place and tries else NONE, tries, here)


def _tries(place: Place | None) -> int:
    return place.tries if place else 0


def _right(cells: Iterable[Cell]) -> float | None:
    marked = [each.state for each in cells if each.state not in (NONE, "pending")]
    return marked.count("correct") / len(marked) if marked else None
