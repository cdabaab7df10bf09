"""What nbgrader looks up cell by cell, read for a whole notebook by one question.

Each reader returns by a cell's name what the method of nbgrader's Gradebook of the same name finds;
where two kinds of cell have one name, that method's first choice. ``place`` is what comes after the
cell's name there: notebook, assignment and, for what is a student's, student.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Select, bindparam, select

Reader = Callable[..., dict[str, Any]]
_OF_NOTEBOOK = (
    Notebook.name == bindparam("notebook"),
    Assignment.name == bindparam("assignment"),
)


@cache  # Making a statement takes as long as asking it.
def _of_author(kind: Any) -> Select[Any]:
    """Return what asks for the cells of ``kind`` in an author's notebook."""
    return (
        select(kind)
        .join(Notebook, Notebook.id == kind.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .where(*_OF_NOTEBOOK)
    )


@cache
def _of_learner(made: Any) -> Select[Any]:
    """Return what asks for the rows of ``made`` of a student's notebook, each with its cell."""
    return (
        select(made, BaseCell)
        .join(BaseCell, BaseCell.id == made.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == made.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .where(*_OF_NOTEBOOK, Student.id == bindparam("student"))
    )


def _cells(*kinds: Any) -> Reader:
    """Return a reader of an author's cells of ``kinds``, the first choice last."""

    def read(db: Any, notebook: str, assignment: str) -> dict[str, Any]:
        asked = {"notebook": notebook, "assignment": assignment}
        found = [db.scalars(_of_author(kind), asked) for kind in kinds]
        return {each.name: each for rows in found for each in rows}

    return read


def _of_student(made: Any, first: Any) -> Reader:
    """Return a reader of ``made``, a student's rows, which are of cells ``first`` or of tasks."""

    def read(db: Any, notebook: str, assignment: str, student: str) -> dict[str, Any]:
        asked = {"notebook": notebook, "assignment": assignment, "student": student}
        found = db.execute(_of_learner(made), asked).all()
        named = {cell.name: row for row, cell in found if isinstance(cell, TaskCell)}
        return named | {cell.name: row for row, cell in found if isinstance(cell, first)}

    return read


READERS: dict[str, Reader] = {
    "find_source_cell": _cells(SourceCell),
    "find_graded_cell": _cells(TaskCell, GradeCell),
    "find_grade": _of_student(Grade, GradeCell),
    "find_comment": _of_student(Comment, SolutionCell),
}
"""By a method of Gradebook, what reads for all cells of a notebook what that finds for one."""
