"""A course with every kind of cell that nbgrader marks, and hand-ins of many qualities."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.grading.autograder.nbgrader_course import STOCK, nbgrader

NAME = "kinds"
CONFIG = """
c = get_config()
c.CourseDirectory.root = {root!r}
c.Execute.timeout = 3
c.LateSubmissionPlugin.penalty_method = "zero"
"""
RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "share": "import operator\ndef share(a, b):\n    return operator.truediv(a, b)",
    "shown": "print('a picture')",
    "words": "Because it is so.",
}
NOISY = "import sys\ndef double(x):\n    sys.stderr.write('odd')\n    return 2 * x"
ENDLESS = "def double(x):\n    while True:\n        pass"
LOUD = (
    "def double(x):\n    print('x' * 500)\n    return 2 * x\nprint([double(n) for n in range(9)])"
)
CLEARS = (
    "from IPython.display import clear_output, display\ndisplay(1)\nclear_output()\n"
    + RIGHT["double"]
)
ASKS = "name = input('who?')\n" + RIGHT["double"]
WAITS = "import asyncio\nawait asyncio.sleep(0.01)\n" + RIGHT["double"]
LATE = "2030-01-02 10:00:00.000000 UTC"

Change = Callable[[NotebookNode], None]


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell of that name."""
    named = (each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id"))
    return next(each for each in named if each.metadata.nbgrader.grade_id == name)


def without(name: str) -> Change:
    """Return what deletes a cell."""
    return lambda notebook: notebook.cells.remove(cell(notebook, name))


def rewritten(name: str, source: str) -> Change:
    """Return what writes something else into a cell."""
    return lambda notebook: cell(notebook, name).update(source=source)


def told(name: str, **more: object) -> Change:
    """Return what changes nbgrader's metadata of a cell."""
    return lambda notebook: cell(notebook, name).metadata.nbgrader.update(more)


def as_text(name: str) -> Change:
    """Return what makes a code cell a text."""

    def change(notebook: NotebookNode) -> None:
        found = cell(notebook, name)
        found.cell_type = "markdown"
        del found["outputs"], found["execution_count"]

    return change


def plain(name: str) -> Change:
    """Return what loses all metadata of a cell."""
    return lambda notebook: cell(notebook, name).update(metadata={})


def copied(name: str, source: str = "") -> Change:
    """Return what puts a copy of a cell before it, as JupyterLab does."""

    def change(notebook: NotebookNode) -> None:
        found = cell(notebook, name)
        copy = nbformat.from_dict(found)
        copy.id = f"{found.id}-copy"
        copy.source = source or copy.source
        notebook.cells.insert(notebook.cells.index(found), copy)

    return change


def split(name: str) -> Change:
    """Return what splits a cell after its first line."""

    def change(notebook: NotebookNode) -> None:
        whole = cell(notebook, name)
        first, _, rest = whole.source.partition("\n")
        copied(name, first)(notebook)
        whole.source = rest

    return change


def foreign(notebook: NotebookNode) -> None:
    """Add a cell of another assignment."""
    other = nbformat.from_dict(cell(notebook, "test-double"))
    other.id, other.metadata.nbgrader["grade_id"] = "other", "test-of-something-else"
    notebook.cells.append(other)


HAND_INS: dict[str, tuple[dict[str, str], Change | None]] = {
    "right": (RIGHT, None),
    "blank": ({}, None),
    "wrong": ({**RIGHT, "double": "def double(x):\n    return 3 * x"}, None),
    "half": ({**RIGHT, "share": "def share(a, b):\n    return a // b"}, None),
    "syntax": ({**RIGHT, "double": "def double(x)\n    return 2 * x"}, None),
    "raises": ({**RIGHT, "double": "raise SystemExit"}, None),
    "noise": ({**RIGHT, "double": NOISY}, None),
    "endless": ({**RIGHT, "double": ENDLESS}, None),
    "loud": ({**RIGHT, "double": LOUD}, None),
    "clears": ({**RIGHT, "double": CLEARS}, None),
    "asks": ({**RIGHT, "double": ASKS}, None),
    "waits": ({**RIGHT, "double": WAITS}, None),
    "no-test": (RIGHT, without("test-double")),
    "no-answer": (RIGHT, without("double")),
    "no-words": (RIGHT, without("words")),
    "edited-test": ({}, rewritten("test-double", "pass")),
    "more-points": (RIGHT, told("test-double", points=99)),
    "unlocked": (RIGHT, told("test-double", locked=False)),
    "no-kernel": (RIGHT, lambda notebook: notebook.metadata.clear()),
    "test-as-text": (RIGHT, as_text("test-double")),
    "answer-as-text": (RIGHT, as_text("double")),
    "answer-is-plain": (RIGHT, plain("double")),
    "test-is-plain": (RIGHT, plain("test-double")),
    "own-cells": (RIGHT, lambda nb: nb.cells.insert(3, new_code_cell("mine = 1", id="mine"))),
}
"""By student: answers, and what else was done to the notebook. Stock nbgrader grades each."""

BREAKING: dict[str, Change] = {
    "copied-test": copied("test-double"),
    "copied-answer": copied("double", "def double(x):\n    return 0"),
    "split-answer": split("share"),
    "foreign-cell": foreign,
}
"""What makes stock nbgrader stop, or fail this submission (its issues 1083 and 1941)."""


def make(folder: Path) -> Path:
    """Return the course in ``folder``, released by stock nbgrader, with all of HAND_INS."""
    root = folder / "course"
    source = root / "source" / NAME
    source.mkdir(parents=True)
    nbformat.write(_source(), source / f"{NAME}.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG.format(root=str(root)))
    due = ("db", "assignment", "add", NAME, "--duedate=2030-01-01 00:00:00 UTC")
    for words in (("generate_assignment", NAME), due):
        done = nbgrader(root, *words, **STOCK)
        assert done.returncode == 0, done.stderr
    for student, (answers, change) in HAND_INS.items():
        hand_in(root, student, answers, change)
    (root / "submitted" / "wrong" / NAME / "timestamp.txt").write_text(LATE)
    hand_in(root, "late", RIGHT)
    (root / "submitted" / "late" / NAME / "timestamp.txt").write_text(LATE)
    (root / "submitted" / "noise" / NAME / "statistics.py").write_text("raise ValueError")
    return root


def hand_in(
    root: Path, student: str, answers: dict[str, str], change: Change | None = None
) -> Path:
    """Write a hand-in; return its notebook."""
    notebook = nbformat.read(root / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    for name, source in answers.items():
        cell(notebook, name).source = source
    if change is not None:
        change(notebook)
    place = root / "submitted" / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{NAME}.ipynb"
    nbformat.write(notebook, path)
    return path


def penalties(root: Path) -> list[tuple[object, ...]]:
    """Return who lost points for being late."""
    base = sqlite3.connect(f"file:{root / 'gradebook.db'}?mode=ro", uri=True)
    try:
        return sorted(
            base.execute(
                "SELECT sa.student_id, sn.late_submission_penalty FROM submitted_notebook sn"
                " JOIN submitted_assignment sa ON sn.assignment_id = sa.id"
            ).fetchall()
        )
    finally:
        base.close()


_TEST = """assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double('a') == 'aa'
### END HIDDEN TESTS"""
_PARTIAL = """points = 0
if share(4, 2) == 2:
    points += 1
if share(1, 2) == 0.5:
    points += 2
points"""


def _source() -> NotebookNode:
    cells = [
        _code("set-up", "import statistics", locked=True),
        _code("double", _solved("double"), solution=True),
        _code("test-double", _TEST, points=2, locked=True),
        _code("share", _solved("share"), solution=True),
        _code("test-share", _PARTIAL, points=3, locked=True),
        _code("shown", _solved("shown"), points=2, solution=True),
        _text("words", "Why?", points=4, solution=True),
        _text("task", "Draw it on paper.", points=5, locked=True, task=True),
        new_code_cell("1 / 1", id="last"),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _solved(name: str) -> str:
    return f"### BEGIN SOLUTION\n{RIGHT[name]}\n### END SOLUTION"


def _code(name: str, source: str, **more: Any) -> NotebookNode:
    return new_code_cell(source, id=name, metadata=_told(name, **more))


def _text(name: str, source: str, **more: Any) -> NotebookNode:
    return new_markdown_cell(source, id=name, metadata=_told(name, **more))


def _told(name: str, points: int = 0, **more: bool) -> dict[str, object]:
    told = {"grade": points > 0 and not more.get("task"), "solution": False, "locked": False}
    told |= {"task": False, "grade_id": name, "schema_version": 3, **more}
    return {"nbgrader": {**told, "points": points} if points else told}
