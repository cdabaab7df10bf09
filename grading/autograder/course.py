"""A course folder of nbgrader's: where its parts lie, its configuration, its lock."""

import fcntl
import glob
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grading.autograder.errors import GradingError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.apps.baseapp import NbGrader

    from lp_widgets.lesson.course import Course

_PATIENCE = 2.0  # seconds for the lock of a course

_CONFIG = '''"""nbgrader's configuration of this course. Written once; from now on it is yours."""

c = get_config()
c.CourseDirectory.course_id = {id!r}
'''


@dataclass(frozen=True)
class CourseFolder:
    """nbgrader's course directory ``root``; a ``nbgrader_config.py`` in it counts."""

    root: Path

    @property
    def id(self) -> str:
        """The course's name, which is its folder's."""
        return self.root.name

    @property
    def own(self) -> Path:
        """Where we keep what nbgrader has no place for: the lock, what is graded."""
        return self.root / ".learning-passport"

    def assignments(self) -> list[str]:
        """Return the names of the assignments that have a source."""
        found = self.root.glob("source/*/*.ipynb")
        return sorted({path.parent.name for path in found})

    def source(self, name: str) -> Path:
        """Return the source folder of the assignment ``name``."""
        return self.root / "source" / name

    def nbgrader(self, assignment: str = "", student: str = "*") -> "NbGrader":
        """Return nbgrader's application as ``cd ROOT && nbgrader …`` would configure it.

        Every notebook that it runs goes through the fence.
        """
        from nbgrader.apps.baseapp import NbGrader
        from sqlalchemy.exc import SAWarning

        from grading.autograder import door

        door.install()
        _let_alembic_be_found()
        # nbgrader's own models make SQLAlchemy say so for each submission; nobody here can act.
        warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.api")

        class Application(NbGrader):
            load_cwd_config = False

            def init_syspath(self) -> None:
                """Add no folder to import from: what lies here may be a learner's."""

        app = Application()
        app.initialize([], root=str(self.root))
        app.log.handlers.clear()  # What nbgrader says goes where the caller wants it.
        app.log.propagate = False
        app.coursedir.assignment_id = assignment
        app.coursedir.student_id = student
        return app

    def gradebook(self) -> "Gradebook":
        """Return nbgrader's gradebook of this course, to be used in a ``with`` block."""
        from nbgrader.api import Gradebook

        directory = self.nbgrader().coursedir
        return Gradebook(directory.db_url, directory.course_id)

    def submitted(self, name: str) -> dict[str, Path]:
        """Return by student id the folders of what was handed in for ``name``."""
        directory = self.nbgrader().coursedir
        step = directory.submitted_directory
        pattern = re.compile(directory.format_path(step, "(?P<student>.*)", name, escape=True))
        found = {}
        places = glob.glob(directory.format_path(step, "*", name))  # noqa: PTH207 (an own root)
        for place in sorted(places):
            match = pattern.fullmatch(place)
            if match and Path(place).is_dir():
                found[match["student"]] = Path(place)
        return found

    def autograded(self, name: str, student: str) -> Path:
        """Return where nbgrader puts the graded submission of ``student`` for ``name``."""
        directory = self.nbgrader().coursedir
        return Path(directory.format_path(directory.autograded_directory, student, name))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the course: one works on it at a time. Raises GradingError when it is held."""
        self.own.mkdir(exist_ok=True, mode=0o700)
        handle = os.open(self.own / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not _held(handle):
                raise GradingError(
                    f"The course “{self.id}” is being worked on just now: somebody collects or "
                    "marks. Try again when that is done."
                )
            yield
        finally:
            os.close(handle)


def _held(handle: int) -> bool:
    """Hold the file, and return whether that was possible.

    The forks of a command that was killed hold it for as long as the system takes to end them.
    """
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        else:
            return True


def _let_alembic_be_found() -> None:
    """Put this Python's programs on the PATH: nbgrader calls ``alembic`` by its name alone."""
    own = str(Path(sys.executable).parent)
    known = os.environ.get("PATH", os.defpath)
    if own not in known.split(os.pathsep):
        os.environ["PATH"] = f"{own}{os.pathsep}{known}"


def prepare(root: Path, course: "Course") -> CourseFolder:
    """Make ``root`` the course folder of ``course``: what is missing there comes from the course.

    Nothing that is there is changed: a lab's copy of an assignment is the teacher's.
    """
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = CourseFolder(root)
    for name in course.assignments:
        if not made.source(name).exists():
            _copy(course.assignment_notebook(name).parent, made.source(name))
    config = root / "nbgrader_config.py"
    if not config.exists():
        config.write_text(_CONFIG.format(id=course.id))
    return made


def _copy(source: Path, target: Path) -> None:
    """Copy a folder so that it is there as a whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as fresh:
        shutil.copytree(source, Path(fresh) / target.name, copy_function=shutil.copyfile)
        (Path(fresh) / target.name).rename(target)
