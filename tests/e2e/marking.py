"""A course to mark: nbgrader's quickstart in a lab's folder, and work that was handed in."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tests.e2e.lab import RunningLab

NBGRADER = str(Path(sys.executable).with_name("nbgrader"))
COURSE, ASSIGNMENT = "quick", "ps1"


def quickstart(lab: RunningLab) -> Path:
    """Make nbgrader's example course in the lab's folder and release its assignment."""
    courses = lab.data / "courses"
    nbgrader(courses, "quickstart", COURSE)
    root = courses / COURSE
    nbgrader(root, "generate_assignment", ASSIGNMENT)
    return root


def nbgrader(root: Path, *words: str) -> str:
    """Run ``nbgrader WORDS`` in ``root`` as a teacher would; return what it said."""
    programs = f"{Path(NBGRADER).parent}:{os.environ['PATH']}"  # nbgrader calls alembic
    environment = {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1", "PATH": programs}
    done = subprocess.run(
        [NBGRADER, *words], cwd=root, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def hand_in(root: Path, student: str, change: Callable[[NotebookNode], object]) -> Path:
    """Hand in the released work for ``student``, its first notebook as ``change`` leaves it."""
    folder = root / "submitted" / student / ASSIGNMENT
    shutil.copytree(root / "release" / ASSIGNMENT, folder)
    path = folder / "problem1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    return folder


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the cell of this grade id."""
    return next(
        each
        for each in notebook.cells
        if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
