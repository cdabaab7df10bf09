"""A course with one small task, its teacher's secrets, and whatever a learner hands in for it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from grading.autograder import run
from grading.autograder.course import CourseFolder

TASK = "task"
SOLUTION, HIDDEN, WORK, TOKEN = "canary-solution", "canary-hidden", "canary-work", "canary-token"
CANARIES = (SOLUTION, HIDDEN, WORK, TOKEN)

PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}
RIGHT = "def square(n):\n    return n * n"
WRONG = "def square(n):\n    return 2 * n"
ALL = 5.0
"""Points for the right answer; the wrong one gets 2, since 2 + 2 is 2 * 2 too."""

_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "hostile"
c.Execute.timeout = 4
c.Execute.iopub_timeout = 1
c.FencedExecute.notebook_timeout = 30
c.FencedKernelManager.folder = {folder!r}
"""


@dataclass
class Course:
    """An nbgrader course of one task, in ``root``; ``home`` is its teacher's home."""

    root: Path
    home: Path
    port: int = 0
    """Where somebody on this machine listens."""
    refused: dict[str, str] = field(default_factory=dict)
    """Whose work was not graded at all, and why."""

    @classmethod
    def make(cls, place: Path, kernels: Path, task: NotebookNode | None = None) -> "Course":
        """Write the course into ``place`` and release its task, or another one."""
        course = cls(place / "course", place / "home")
        (course.home / ".jupyter").mkdir(parents=True)
        startup = course.home / ".ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        source = course.root / "source" / TASK
        source.mkdir(parents=True)
        (source / "numbers.csv").write_text("1,4,9")
        nbformat.write(task or _source(), source / "task.ipynb")
        (course.root / "nbgrader_config.py").write_text(_CONFIG.format(folder=str(kernels)))
        course.nbgrader("generate_assignment", TASK)
        return course

    def nbgrader(self, *words: str, check: bool = True, **environment: str) -> str:
        """Run ``nbgrader WORDS`` in the course as its teacher would; return what it said."""
        programs = Path(sys.executable).parent
        path = f"{programs}:{os.environ['PATH']}"  # nbgrader calls alembic
        done = subprocess.run(
            [programs / "nbgrader", *words],
            cwd=self.root,
            env={**os.environ, "HOME": str(self.home), "PATH": path, **environment},
            capture_output=True,
            text=True,
            timeout=400,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def named(self, text: str) -> str:
        """Return ``text`` with the names that the table uses filled in."""
        names = {"COURSE": self.root, "HOME": self.home, "GRADER": os.getpid(), "PORT": self.port}
        for name, value in names.items():
            text = text.replace(name, str(value))
        return text

    def hand_in(self, student: str, answer: str, change: "Change | None" = None) -> Path:
        """Hand in ``answer`` for ``student``; ``change`` may do anything to the folder too."""
        folder = self.root / "submitted" / student / TASK
        shutil.copytree(self.root / "release" / TASK, folder)
        path = folder / "task.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell(notebook, "square").source = self.named(answer)
        if change is not None:
            change(notebook, folder)
        nbformat.write(notebook, path)
        return folder

    def autograde(self) -> None:
        """Grade all that was handed in, in this process, and keep whose work was refused."""
        results = run.autograde(CourseFolder(self.root), TASK)
        self.refused = {each.student: each.error for each in results if each.status == "failed"}

    def scores(self) -> dict[str, float]:
        """Return each learner's points; who was not graded is not there."""
        with Gradebook(f"sqlite:///{self.root}/gradebook.db", "hostile") as gradebook:
            return {
                each.student.id: each.score
                for each in gradebook.assignment_submissions(TASK)
                if self.graded(each.student.id).exists()
            }

    def graded(self, student: str) -> Path:
        """Return where the graded notebook of ``student`` lies, or would."""
        return self.root / "autograded" / student / TASK / "task.ipynb"

    def said(self, student: str) -> str:
        """Return what the learner's program put out while it was graded, errors aside.

        A test that fails shows itself in its error: that is what the teacher reads.
        """
        notebook = nbformat.read(self.graded(student), as_version=4)
        cells = [each for each in notebook.cells if each.cell_type == "code"]
        found = [output for each in cells for output in each.outputs]
        return str([output for output in found if output.output_type != "error"])


Change = Callable[[NotebookNode, Path], None]


@dataclass(frozen=True)
class Submission:
    """A hostile one: what is handed in, the points it may get, the harm to look for."""

    name: str
    answer: str = WRONG
    points: float | None = 0.0
    """None: it is refused as a whole and not graded."""
    change: Change | None = None
    harmed: Callable[[Course], bool] = field(default=lambda course: False)
    stock: bool = False
    """Whether it does its harm under stock nbgrader, and may be let to."""

    def __str__(self) -> str:
        return self.name


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the cell of this grade id."""
    return next(
        each
        for each in notebook.cells
        if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def _source() -> NotebookNode:
    notebook = new_notebook(
        cells=[
            new_markdown_cell("Write a function that squares a number."),
            code(
                "square",
                f"### BEGIN SOLUTION\n{RIGHT}  # {SOLUTION}\n### END SOLUTION",
                grade=False,
                solution=True,
                locked=False,
            ),
            code("easy", "assert square(2) == 4", points=2),
            code(
                "hard",
                "assert square(1) == 1\n### BEGIN HIDDEN TESTS\n"
                f"assert square(12) == 144, '{HIDDEN}'[:0]\n### END HIDDEN TESTS",
                points=3,
            ),
        ]
    )
    notebook.metadata.kernelspec = PYTHON
    return notebook


def code(grade_id: str, source: str, **more: object) -> NotebookNode:
    """Return a cell of nbgrader's: an autograded test, unless ``more`` says otherwise."""
    told = {"grade": True, "solution": False, "locked": True, "task": False, **more}
    told |= {"grade_id": grade_id, "schema_version": 3, "cell_type": "code"}
    return new_code_cell(source, metadata={"nbgrader": told})
