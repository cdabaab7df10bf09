"""What nbgrader's gradebook says of an assignment, cell by cell; and forgetting a learner in it."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from grading.autograder import finished
from grading.autograder.course import CourseFolder
from grading.autograder.sealed import record
from grading.autograder.words import Words, said, words
from lp_widgets import lesson as lessons
from lp_widgets.lesson import Lesson, LessonError


@dataclass(frozen=True)
class CellResult:
    """The points of one graded cell; ``question`` is what the learner's page calls it."""

    id: str
    question: str
    points: float
    max_points: float
    needs_manual: bool
    comment: str = ""
    feedback: str = ""
    state: str = ""
    message: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkResult:
    """One learner's graded submission; ``received`` is aware, None when nobody noted it."""

    account: str
    receipt: str
    received: datetime | None
    late_seconds: float
    score: float
    max_score: float
    needs_manual: bool
    cells: tuple[CellResult, ...]
    unsealed_points: float = 0.0
    """Points of tests that ran in the learner's own process."""
    tampered: tuple[str, ...] = ()
    """Why it looks as if somebody tampered with the grading: sentences for the teacher."""


def results(course: CourseFolder, name: str) -> list[WorkResult]:
    """Return every submission of ``name`` that is graded to the end; empty without any."""
    from nbgrader.api import MissingEntry

    if not (course.root / "gradebook.db").exists():
        return []
    lesson = lesson_of(course, name)
    groups = groups_of(lesson)
    spoken = cache(lambda locale: words(lesson, locale) if lesson else {})
    with course.gradebook() as gradebook:
        try:
            found = gradebook.find_assignment(name).submissions
        except MissingEntry:
            return []
        made = [_work(course, name, each, groups, spoken) for each in found]
    return [each for each in made if each is not None]


def lesson_of(course: CourseFolder, name: str) -> Lesson | None:
    """Return what a learner's page is made from; None in a course that was not made for phones."""
    try:
        return lessons.read_assignment(course.source(name) / f"{name}.ipynb", course=course.id)
    except LessonError:
        return None


def groups_of(lesson: Lesson | None) -> dict[str, str]:
    """Return by nbgrader's cell the question that a page shows for it; else it is its own."""
    groups = lesson.groups if lesson else {}
    return {cell: question for question, cells in groups.items() for cell in cells}


def _work(
    course: CourseFolder,
    name: str,
    submission: Any,
    groups: Mapping[str, str],
    spoken: Callable[[str], Words],
) -> WorkResult | None:
    cells: list[CellResult] = []
    receipt = ""
    for notebook in submission.notebooks:
        path = course.root / "autograded" / submission.student.id / name / f"{notebook.name}.ipynb"
        written = finished.read(path)
        if written is None:
            return None
        told = written.metadata[finished.OWN]
        receipt = receipt or str(told.get("receipt", ""))
        own = spoken(str(told.get("locale", "")))
        by_id = {
            cell.metadata.nbgrader.get("grade_id"): cell
            for cell in written.cells
            if "nbgrader" in cell.metadata
        }
        comments = {each.name: each.manual_comment or "" for each in notebook.comments}
        for grade in notebook.grades:
            cells.append(_cell(grade, by_id.get(grade.name), comments, groups, own))
    when = submission.timestamp
    seen = record.read(course.root, name, submission.student.id)
    return WorkResult(
        account=submission.student.id,
        receipt=receipt,
        received=when.replace(tzinfo=UTC) if when else None,
        late_seconds=float(submission.total_seconds_late),
        score=float(submission.score),
        max_score=float(submission.max_score),
        needs_manual=bool(submission.needs_manual_grade),
        cells=tuple(cells),
        unsealed_points=sum(each.unsealed_points for each in seen),
        tampered=tuple(reason for each in seen for reason in each.tampered),
    )


def _cell(
    grade: Any, cell: Any, comments: dict[str, str], groups: Mapping[str, str], own: Words
) -> CellResult:
    question = groups.get(grade.name, grade.name)
    told = (cell.metadata.get("learning_passport") or {}).get("mark") or {} if cell else {}
    feedback = str(told.get("feedback", "")) or said(cell, grade.name, own)
    points, most = float(grade.score), float(grade.max_score)
    overruled = grade.manual_score is not None
    return CellResult(
        id=grade.name,
        question=question,
        points=points,
        max_points=most,
        needs_manual=bool(grade.needs_manual_grade),
        # A program's comment stands at its own cell, which has no points; the first test tells it.
        comment=comments.pop(grade.name, "") or comments.pop(question, ""),
        feedback="" if overruled else feedback,
        state=_state(told, points, most, overruled),
        message="" if overruled else str(told.get("message", "")),
        values={} if overruled else dict(told.get("values", {})),
    )


def _state(told: Mapping[str, Any], points: float, most: float, overruled: bool) -> str:
    if told and not overruled:
        return str(told["state"])
    return "correct" if points >= most else "partial" if points > 0 else "wrong"


def forget(courses: Path, account: str) -> None:
    """Remove a learner from every course folder in ``courses``: gradebook, files and traces."""
    if not courses.is_dir():
        return
    for root in sorted(path for path in courses.iterdir() if path.is_dir()):
        course = CourseFolder(root)
        with course.lock():
            for step in ("submitted", "autograded", "feedback"):
                shutil.rmtree(root / step / account, ignore_errors=True)
            record.forget(root, account)
            _forget_grades(course, account)


def _forget_grades(course: CourseFolder, account: str) -> None:
    """Take a student out of the gradebook, down to the pages that the rows were on."""
    from nbgrader.api import MissingEntry

    path = course.root / "gradebook.db"
    if not path.exists():
        return
    with course.gradebook() as gradebook:
        try:
            gradebook.remove_student(account)
        except MissingEntry:
            return
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA secure_delete=ON")
    database.execute("VACUUM")
    database.close()
