"""Grading: nbgrader's own Autograde, each submission for itself, over the processors there are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from grading.autograder.collect import clear_aside
from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.work import FAILED, Outcome, Work

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
    jobs: int = 1,
    on: Progress = lambda done, total: None,
) -> list[Graded]:
    """Grade what was submitted for ``name``; ``students`` None is everybody.

    Up to ``jobs`` processes grade at the same time. In a process that has other threads there is
    only this one: a fork of it would hold their locks for ever.

    What was graded and has not changed since stays, unless ``force``. A submission that cannot be
    graded says so and stops nothing. Whatever ends this in the middle, asked again it goes on
    with what is left. Raises GradingError, and FenceMissing where programs cannot be fenced in.
    """
    with course.lock(), Work(course, name, force, jobs) as work:
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
        done: dict[str, Outcome] = {}
        on(0, len(wanted))
        for student, outcome in work.outcomes({each: found[each] for each in wanted}):
            done[student] = outcome
            on(len(done), len(wanted))
        return _told(course, name, {each: done[each] for each in wanted})


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


def _told(course: CourseFolder, name: str, done: Mapping[str, Outcome]) -> list[Graded]:
    """Return what the gradebook says of what was graded."""
    from nbgrader.api import Assignment, SubmittedAssignment

    with course.gradebook() as gradebook:
        entered = gradebook.db.query(SubmittedAssignment).join(Assignment)
        found = {each.student_id: each for each in entered.filter(Assignment.name == name)}
        return [
            Graded(
                student,
                outcome.status,
                score=float(found[student].score),
                max_score=float(found[student].max_score),
                needs_manual=bool(found[student].needs_manual_grade),
                late_seconds=float(found[student].total_seconds_late),
            )
            if outcome.status != FAILED
            else Graded(student, FAILED, error=outcome.error)
            for student, outcome in done.items()
        ]
