"""Grading: nbgrader's own Autograde, one submission after the other, each for itself."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grading.autograder import finished
from grading.autograder.collect import clear_aside
from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.log import heard

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Graded:
    """What became of one submission: ``status`` is graded, unchanged or failed (see ``error``)."""

    student: str
    status: str
    score: float = 0.0
    max_score: float = 0.0
    needs_manual: bool = False
    late_seconds: float = 0.0
    error: str = ""


def autograde(
    course: CourseFolder,
    name: str,
    *,
    students: Iterable[str] | None = None,
    force: bool = False,
    on: Progress = lambda done, total: None,
) -> list[Graded]:
    """Grade what was submitted for ``name``; ``students`` None is everybody.

    What was graded and has not changed since stays, unless ``force``. A submission that cannot be
    graded says so and stops nothing. Whatever ends this in the middle, asked again it goes on
    with what is left. Raises GradingError, and FenceMissing where programs cannot be fenced in.
    """
    with course.lock():
        clear_aside(course)
        found = course.submitted(name)
        wanted = list(found) if students is None else list(students)
        unknown = [each for each in wanted if each not in found]
        if unknown:
            raise GradingError(
                f"Nothing of {', '.join(unknown)} lies in {course.root / 'submitted'} for "
                f"“{name}”. Collect first, or correct the name."
            )
        _require(course, name)
        done = []
        on(0, len(wanted))
        for count, student in enumerate(wanted, 1):
            done.append(_one(course, name, student, found[student], force))
            on(count, len(wanted))
    return done


def _require(course: CourseFolder, name: str) -> None:
    """Refuse an assignment that nbgrader does not know, before anybody's work is touched."""
    from nbgrader.api import MissingEntry

    with course.gradebook() as gradebook:
        try:
            gradebook.find_assignment(name)
        except MissingEntry as error:
            raise GradingError(
                f"nbgrader does not know the assignment “{name}” in {course.root}. Release it "
                f"first: learning-passport assignment release {name} --course {course.root}"
            ) from error


def _one(course: CourseFolder, name: str, student: str, submitted: Path, force: bool) -> Graded:
    marker = course.own / "graded" / name / f"{_safe(student)}.json"
    digest = _digest(submitted, course.source(name))
    if not force and _reads(marker) == digest and _is_kept(course, name, student):
        return _told(course, name, student, "unchanged")
    marker.unlink(missing_ok=True)
    error = _grade(course, name, student)
    if error:
        return Graded(student, "failed", error=error)
    _write(marker, digest)
    return _told(course, name, student, "graded")


def _grade(course: CourseFolder, name: str, student: str) -> str:
    """Let nbgrader grade one submission; return why it could not, or nothing."""
    from nbgrader.converters import Autograde, NbGraderException

    app = course.nbgrader(name, student)
    converter = Autograde(coursedir=app.coursedir, parent=app)
    # What lies in autograded/ may be half of a grading that was killed.
    converter.force = True
    with heard(app.log) as said:
        try:
            converter.start()
        except (NbGraderException, SystemExit) as error:
            return said.reason() or str(error) or "nbgrader says no reason"
    return ""


def _told(course: CourseFolder, name: str, student: str, status: str) -> Graded:
    with course.gradebook() as gradebook:
        found = gradebook.find_submission(name, student)
        return Graded(
            student,
            status,
            score=float(found.score),
            max_score=float(found.max_score),
            needs_manual=bool(found.needs_manual_grade),
            late_seconds=float(found.total_seconds_late),
        )


def _is_kept(course: CourseFolder, name: str, student: str) -> bool:
    """Return whether what was graded is still there: a teacher may have cleared it away."""
    from nbgrader.api import MissingEntry

    try:
        with course.gradebook() as gradebook:
            gradebook.find_submission(name, student)
    except MissingEntry:
        return False
    return finished.is_finished(course.autograded(name, student))


def _digest(*folders: Path) -> str:
    """Return a digest of all files in ``folders``: what is graded, and with what."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                digest.update(f"{path.relative_to(folder)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _safe(student: str) -> str:
    """Return a file's name for any student id."""
    return hashlib.sha256(student.encode()).hexdigest()[:32]


def _reads(marker: Path) -> str:
    try:
        return str(json.loads(marker.read_bytes())["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write(marker: Path, digest: str) -> None:
    """Note durably that this submission is graded: nbgrader's own files cannot tell."""
    marker.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = marker.with_suffix(".new")
    with fresh.open("w") as file:
        json.dump({"digest": digest}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(marker)
