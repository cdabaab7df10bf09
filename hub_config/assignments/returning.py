"""Giving back: points and words from nbgrader's gradebook, as a learner's page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grading.autograder.feedback import generate
from grading.autograder.results import CellResult, WorkResult, results
from hub_config.assignments.place import Place
from hub_config.control.client import call
from hub_config.control.errors import OperationError


@dataclass(frozen=True)
class Waiting:
    """Somebody whose work stays with the teacher for now; ``why`` is "mark" or "by hand"."""

    account: str
    name: str
    why: str


@dataclass(frozen=True)
class Returned:
    """Whose work went back (``new``: for the first time or changed), and whose waits.

    ``notes`` are sentences about pages for nbgrader that could not be made.
    """

    accounts: list[str]
    new: int
    waiting: list[Waiting]
    notes: list[str]


def give_back(place: Place, name: str, *, everyone: bool = False) -> Returned:
    """Give back what is marked; with ``everyone`` also what still needs the teacher's eye.

    Who handed in from nbgrader is given nbgrader's feedback pages too. Work that was handed in
    after the marking waits: its grade would be of another hand-in.
    Raises OperationError, and GradingError while somebody marks.
    """
    place.require(name)
    if place.lab is None:
        raise OperationError(
            f"{place.course.root} belongs to no lab, so there is nobody to give work back to. "
            f"There: nbgrader generate_feedback {name}"
        )
    course = place.course.id
    learners = call(place.lab, "assignment.roster", course=course, name=name)["learners"]
    with place.course.lock():  # what is being marked has no marks to give back yet
        marked = {each.receipt: each for each in results(place.course, name)}
    ready, waiting, pages = [], [], []
    for each in learners:
        if each["receipt"] is None:
            continue
        found = marked.get(each["receipt"])
        if found is not None and (everyone or not found.needs_manual):
            ready.append(found)
            if each["files"]:
                pages.append(each["account"])
        else:
            why = "mark" if found is None else "by hand"
            waiting.append(Waiting(each["account"], each["name"], why))
    notes = _write_pages(place, name, pages)
    told = call(
        place.lab,
        "assignment.return",
        course=course,
        name=name,
        grades=[grade(each) for each in ready],
    )
    return Returned([each.account for each in ready], told["new"], waiting, notes)


def _write_pages(place: Place, name: str, accounts: Iterable[str]) -> list[str]:
    """Have nbgrader write its pages; return a sentence for each learner of whom it could not."""
    with place.course.lock():
        tried = {account: generate(place.course, name, account) for account in accounts}
    return [f"{account} has no page for nbgrader: {why}" for account, why in tried.items() if why]


def grade(work: WorkResult) -> dict[str, Any]:
    """Return what goes back to a learner for one hand-in: its points and words by question."""
    cells: dict[str, list[CellResult]] = {}
    for each in work.cells:
        cells.setdefault(each.question, []).append(each)
    return {
        "receipt": work.receipt,
        "score": work.score,
        "max_score": work.max_score,
        "late_seconds": work.late_seconds,
        "questions": {question: _question(own) for question, own in cells.items()},
    }


def _question(cells: Iterable[CellResult]) -> Mapping[str, Any]:
    """Add up the cells of one question: several test cells belong to one program."""
    own = list(cells)
    points, most = sum(each.points for each in own), sum(each.max_points for each in own)
    state = own[0].state if len(own) == 1 else ""
    if any(each.needs_manual for each in own):
        state = "pending"
    elif not state:
        state = "correct" if points >= most else "partial" if points > 0 else "wrong"
    return {
        "points": points,
        "max_points": most,
        "state": state,
        "comment": "\n".join(each.comment for each in own if each.comment),
        "feedback": "\n".join(each.feedback for each in own if each.feedback),
        "message": next((each.message for each in own if each.message), ""),
        "values": next((dict(each.values) for each in own if each.values), {}),
    }
