"""Marks that a person gives, in nbgrader's gradebook: read for one question, saved one by one.

Two may mark at once, and a job may mark anew meanwhile. So what is read carries a ``stamp`` of all
that it says, and a save names the stamp of what its page showed: if the gradebook says something
else by then, nothing is written. The two are compared in one transaction that holds SQLite's only
writing lock, and it is on the disk when ``save`` returns.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, new_uuid
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from grading.autograder import finished
from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.shown import Shown, shown

Groups = Mapping[str, str]
"""By nbgrader's cell the question that a learner's page shows for it; else it is its own."""


@dataclass(frozen=True)
class Asked:
    """One graded cell of an assignment: how many answers there are and how many wait."""

    cell: str
    points: float
    answers: int
    waiting: int


@dataclass(frozen=True)
class Given:
    """What a person gave: ``points`` is None when she gave none; ``extra`` is nbgrader's credit."""

    points: float | None
    extra: float | None
    comment: str


@dataclass(frozen=True)
class Answer:
    """One learner's answer with the marks that the gradebook has for it.

    ``auto`` are the points that the laptop gave, ``waits`` says that a person is awaited, and
    ``work`` is what the learner wrote; None while it is marked by a job.
    """

    id: str
    account: str
    most: float
    auto: float | None
    given: Given
    waits: bool
    stamp: str
    work: Shown | None


class Changed(GradingError):
    """Somebody else changed the marks since the page was made; ``now`` is what they are."""

    def __init__(self, now: Given) -> None:
        super().__init__("Somebody else changed these marks.")
        self.now = now


class Busy(GradingError):
    """The gradebook is written by others for longer than a person waits, or the work is marked."""


def questions(course: CourseFolder, name: str) -> list[Asked]:
    """Return the graded cells of ``name`` in the order of its notebooks; empty without any."""
    with _opened(course) as gradebook:
        found: dict[str, list[Grade]] = {}
        for notebook in _submitted(gradebook, name):
            for grade in notebook.grades:
                found.setdefault(grade.name, []).append(grade)
        return [
            Asked(
                cell,
                float(grades[0].max_score),
                len(grades),
                sum(bool(each.needs_manual_grade) for each in grades),
            )
            for cell, grades in found.items()
        ]


def answers(course: CourseFolder, name: str, cell: str, groups: Groups) -> list[Answer]:
    """Return everybody's answer to ``cell`` of the assignment ``name``."""
    made = []
    with _opened(course) as gradebook:
        for notebook in _submitted(gradebook, name):
            for grade in notebook.grades:
                if grade.name == cell:
                    work = shown(finished.read(_place(course, grade)), cell, groups.get(cell, cell))
                    made.append(_answer(grade, groups, work))
    return made


def comments(course: CourseFolder, name: str, cell: str, groups: Groups) -> list[str]:
    """Return comments that were given in ``name``, the most used of this question first."""
    counted: dict[str, tuple[bool, int]] = {}
    own = {cell, groups.get(cell, cell)}
    with _opened(course) as gradebook:
        for notebook in _submitted(gradebook, name):
            for each in notebook.comments:
                said = (each.manual_comment or "").strip()
                if said:
                    here, often = counted.get(said, (False, 0))
                    counted[said] = (here or each.name in own, often + 1)
    return sorted(counted, key=lambda said: (*counted[said], said), reverse=True)


def save(
    course: CourseFolder,
    grade_id: str,
    stamp: str,
    given: Given,
    groups: Groups,
    *,
    waits: bool = False,
) -> tuple[Given, bool, str]:
    """Keep what a person gave; return what was there before, whether it waited, and the new stamp.

    With ``waits`` a person is still awaited afterwards: so a mark is taken back.

    Raises Changed when the marks are not those of ``stamp``, Busy when they cannot be written now,
    and nbgrader's MissingEntry for a grade that is not there any more.
    """
    try:
        with _opened(course) as gradebook:
            session = gradebook.db
            session.rollback()
            session.execute(text("BEGIN IMMEDIATE"))
            grade = gradebook.find_grade_by_id(grade_id)
            if finished.read(_place(course, grade)) is None:
                raise Busy("This work is being marked just now.")
            comment = _comment(grade, groups)
            before = _given(grade, comment)
            if _stamp(grade, comment) != stamp:
                raise Changed(before)
            waited = bool(grade.needs_manual_grade)
            grade.manual_score, grade.extra_credit = given.points, given.extra
            # As Formgrader decides it.
            unmarked = given.points is None and grade.auto_score is None
            grade.needs_manual_grade = waits or unmarked
            if comment is None and given.comment:
                # Questions have no cell to solve, so nbgrader made no place for a comment.
                comment = Comment(id=new_uuid(), cell=grade.cell, notebook=grade.notebook)
                session.add(comment)
            if comment is not None:
                comment.manual_comment = given.comment or None
            session.flush()
            fresh = _stamp(grade, comment)
            session.commit()
            return before, waited, fresh
    except OperationalError as error:
        raise Busy("The gradebook is being written just now.") from error


def _opened(course: CourseFolder) -> Gradebook:
    if not (course.root / "gradebook.db").exists():
        raise MissingEntry("There is no gradebook yet")
    return course.gradebook()


def _submitted(gradebook: Gradebook, name: str) -> list[Any]:
    try:
        found = gradebook.find_assignment(name).submissions
    except MissingEntry:
        return []
    return [notebook for submission in found for notebook in submission.notebooks]


def _place(course: CourseFolder, grade: Grade) -> Path:
    notebook = grade.notebook
    student, name = notebook.student.id, notebook.assignment.assignment.name
    return course.root / "autograded" / student / name / f"{notebook.name}.ipynb"


def _answer(grade: Grade, groups: Groups, work: Shown | None) -> Answer:
    comment = _comment(grade, groups)
    return Answer(
        id=grade.id,
        account=grade.notebook.student.id,
        most=float(grade.max_score),
        auto=grade.auto_score,
        given=_given(grade, comment),
        waits=bool(grade.needs_manual_grade),
        stamp=_stamp(grade, comment),
        work=work,
    )


def _comment(grade: Grade, groups: Groups) -> Comment | None:
    """Return the comment of a grade's own cell, else of its program's; None without a place."""
    found = {each.name: each for each in grade.notebook.comments}
    return found.get(grade.name) or found.get(groups.get(grade.name, grade.name))


def _given(grade: Grade, comment: Comment | None) -> Given:
    said = (comment.manual_comment or "") if comment is not None else ""
    return Given(grade.manual_score, grade.extra_credit or None, said)


def _stamp(grade: Grade, comment: Comment | None) -> str:
    """Return a digest of all that was marked, and of which hand-in."""
    told = (
        grade.id,
        grade.auto_score,
        bool(grade.needs_manual_grade),
        _given(grade, comment),
        grade.notebook.assignment.timestamp,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
