"""What nbgrader looks up cell by cell, read for a whole notebook by one question.

Each reader returns by a cell's name what the method of nbgrader's Gradebook of the same name finds;
where two kinds of cell have one name, that method's first choice. ``place`` is what comes after the
cell's name there: notebook, assignment and, for what is a student's, student.
"""

from collections.abc import Callable
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

Reader = Callable[..., dict[str, Any]]


def _source_cells(db: Any, notebook: str, assignment: str) -> dict[str, Any]:
    found = (
        db.query(SourceCell)
        .join(Notebook, Notebook.id == SourceCell.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .filter(Notebook.name == notebook, Assignment.name == assignment)
    )
    return {each.name: each for each in found}


def _graded_cells(db: Any, notebook: str, assignment: str) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for kind in (TaskCell, GradeCell):
        found = (
            db.query(kind)
            .join(Notebook, Notebook.id == kind.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .filter(Notebook.name == notebook, Assignment.name == assignment)
        )
        named |= {each.name: each for each in found}
    return named


def _of_student(made: Any, first: Any) -> Reader:
    """Return a reader of ``made``, a student's rows, which are of cells ``first`` or of tasks."""

    def read(db: Any, notebook: str, assignment: str, student: str) -> dict[str, Any]:
        found = (
            db.query(made, BaseCell)
            .join(BaseCell, BaseCell.id == made.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == made.notebook_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .filter(Notebook.name == notebook, Assignment.name == assignment, Student.id == student)
        ).all()
        named = {cell.name: row for row, cell in found if isinstance(cell, TaskCell)}
        return named | {cell.name: row for row, cell in found if isinstance(cell, first)}

    return read


READERS: dict[str, Reader] = {
    "find_source_cell": _source_cells,
    "find_graded_cell": _graded_cells,
    "find_grade": _of_student(Grade, GradeCell),
    "find_comment": _of_student(Comment, SolutionCell),
}
"""By a method of Gradebook, what reads for all cells of a notebook what that finds for one."""
