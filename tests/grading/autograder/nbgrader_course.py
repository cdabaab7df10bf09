"""nbgrader's quickstart course, with submissions of many qualities."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat

PROGRAMS = Path(sys.executable).parent
STOCK = {"JUPYTER_NO_CONFIG": "1"}
"""Without the environment's configuration there is no door: nbgrader is as its authors made it."""

SQUARES = """def squares(n):
    if n < 1:
        raise ValueError("n is too small")
    return [i ** 2 for i in range(1, n + 1)]
"""
RIGHT = {
    "squares": SQUARES,
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))\n",
    "sum_of_squares_equation": "$\\sum_{i=1}^n i^2$",
    "sum_of_squares_application": "def pyramidal_number(n):\n    return sum_of_squares(n)\n",
}
SHADOW = 'raise RuntimeError("a file of the learner was imported")'
TOUCHED = "assert True  # the test was edited"


def nbgrader(course: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command in ``course``; it finds ``alembic`` by its name."""
    path = f"{PROGRAMS}:{os.environ['PATH']}"
    return subprocess.run(
        [str(PROGRAMS / "nbgrader"), *words],
        cwd=course,
        env={**os.environ, "PATH": path, **env},
        capture_output=True,
        text=True,
        timeout=280,
    )


def make(folder: Path) -> Path:
    """Return the quickstart course in ``folder``, released by stock nbgrader, with submissions."""
    course = folder / "course"
    for words in (("quickstart", "course"), ("generate_assignment", "ps1")):
        done = nbgrader(course if course.exists() else folder, *words, **STOCK)
        assert done.returncode == 0, done.stderr
    submit(course, "right", RIGHT)
    submit(course, "wrong", {**RIGHT, "squares": "def squares(n):\n    return [0]\n"})
    submit(course, "blank", {})
    submit(course, "syntax", {**RIGHT, "squares": "def squares(n)\n    return []\n"})
    submit(course, "noise", {**RIGHT, "squares": _noisy()}, late="2030-02-02 15:58:23.948203 UTC")
    submit(course, "halfway", {"squares": SQUARES})
    submit(course, "one-notebook", RIGHT, notebooks=("problem1",))
    submit(course, "extra-files", RIGHT, files={"notes.txt": "x", "random.py": SHADOW})
    submit(course, "edited-test", {**RIGHT, "squares": "x = 1\n"}, change=_edit_tests)
    submit(course, "dropped-cell", RIGHT, change=_drop)
    return course


def _noisy() -> str:
    noise = "    import sys\n    sys.stderr.write('a warning')\n"
    return SQUARES.replace("    if n", noise + "    if n", 1)


def _edit_tests(cell: nbformat.NotebookNode) -> bool:
    if cell.metadata.get("nbgrader", {}).get("grade_id") == "correct_squares":
        cell.source, cell.metadata.nbgrader["points"] = TOUCHED, 1
    return True


def _drop(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("grade_id") != "part-b")


def submit(
    course: Path,
    student: str,
    answers: dict[str, str],
    *,
    notebooks: tuple[str, ...] = ("problem1", "problem2"),
    files: dict[str, str] | None = None,
    late: str = "",
    change: Callable[[nbformat.NotebookNode], bool] = lambda cell: True,
) -> None:
    """Write a submission with ``answers`` by cell; ``change`` edits a cell and says if it stays."""
    place = course / "submitted" / student / "ps1"
    shutil.copytree(course / "release" / "ps1", place)
    for path in place.glob("*.ipynb"):
        if path.stem not in notebooks:
            path.unlink()
            continue
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(name, cell.source)
        notebook.cells = [cell for cell in notebook.cells if change(cell)]
        path.chmod(0o644)
        nbformat.write(notebook, path)
    for name, text in (files or {}).items():
        (place / name).write_text(text)
    if late:
        (place / "timestamp.txt").write_text(late)


def gradebook(course: Path) -> list[tuple[object, ...]]:
    """Return what the gradebook says of every graded cell, and every comment of nbgrader's own."""
    base = sqlite3.connect(f"file:{course / 'gradebook.db'}?mode=ro", uri=True)
    try:
        grades = base.execute(
            "SELECT sa.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit,"
            " g.needs_manual_grade, sa.timestamp"
            " FROM grade g JOIN submitted_notebook sn ON g.notebook_id = sn.id"
            " JOIN submitted_assignment sa ON sn.assignment_id = sa.id"
            " JOIN notebook n ON sn.notebook_id = n.id JOIN base_cell c ON g.cell_id = c.id"
        ).fetchall()
        comments = base.execute(
            "SELECT sa.student_id, n.name, c.name, k.auto_comment, k.manual_comment"
            " FROM comment k JOIN submitted_notebook sn ON k.notebook_id = sn.id"
            " JOIN submitted_assignment sa ON sn.assignment_id = sa.id"
            " JOIN notebook n ON sn.notebook_id = n.id JOIN base_cell c ON k.cell_id = c.id"
        ).fetchall()
    finally:
        base.close()
    return sorted([*grades, *comments], key=repr)
