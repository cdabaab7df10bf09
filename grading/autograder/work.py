"""The work of grading one assignment, submission by submission, here or in several processes."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grading.autograder import warm, workers
from grading.autograder.course import CourseFolder
from grading.autograder.markers import Marker, digest_of
from grading.kernels import probe

if TYPE_CHECKING:
    from grading.autograder.grader import Grader

GRADED, UNCHANGED, FAILED = "graded", "unchanged", "failed"
_LOST = (
    "The process that graded it was ended from outside, perhaps because the machine had no memory "
    "left. Grade it again; --jobs 1 takes the least memory."
)


@dataclass(frozen=True)
class Outcome:
    """What became of one submission; ``error`` says why it failed."""

    status: str
    error: str = ""


class Work:
    """What there is to do for the assignment ``name``, in up to ``jobs`` processes.

    With ``force`` what is done is done again. Entering it begins to warm what the learners'
    programs are forked from: that takes as long as importing nbgrader, and goes on beside it.
    In a process that has other threads all is done here, for a fork of it would hold their locks.
    """

    def __init__(self, course: CourseFolder, name: str, force: bool, jobs: int) -> None:
        self._course, self._name, self._force, self._jobs = course, name, force, jobs
        self._source = course.source(name)
        self._trunks: warm.Trunks | None = None

    def __enter__(self) -> "Work":
        if self._jobs > 1 and threading.active_count() == 1:
            self._trunks = warm.Trunks(self._source)
        self._author = digest_of(self._source)
        return self

    def __exit__(self, *error: object) -> None:
        if self._trunks is not None:
            self._trunks.close()

    def outcomes(self, submitted: Mapping[str, Path]) -> Iterator[tuple[str, Outcome]]:
        """Yield each student of ``submitted``, which names the folders, when that is done."""
        if self._trunks is not None and len(submitted) > 1:
            yield from self._by_workers(submitted, self._trunks)
            return
        with self._grader() as grader:
            for student, folder in submitted.items():
                yield student, self._one(grader, student, folder)

    def _by_workers(
        self, submitted: Mapping[str, Path], trunks: warm.Trunks
    ) -> Iterator[tuple[str, Outcome]]:
        students = list(submitted)

        @contextmanager
        def begin(branches: warm.Branches) -> Iterator[Callable[[int], tuple[str, str]]]:
            branches.use()
            with self._grader() as grader:

                def do(task: int) -> tuple[str, str]:
                    student = students[task]
                    outcome = self._one(grader, student, submitted[student])
                    return outcome.status, outcome.error

                yield do

        probe()  # Known before they are forked, it is tried once for all of them.
        for task, said in workers.spread(len(students), self._jobs, trunks.branches, begin):
            yield students[task], Outcome(*said) if said else Outcome(FAILED, _LOST)

    def _grader(self) -> "Grader":
        from grading.autograder.grader import Grader  # and nbgrader with it

        return Grader(self._course, self._name)

    def _one(self, grader: "Grader", student: str, submitted: Path) -> Outcome:
        folder = self._course.own / "graded" / self._name
        marker = Marker(folder, student, digest_of(submitted) + self._author)
        try:
            if not self._force and marker.is_current() and grader.has(student):
                return Outcome(UNCHANGED)
            marker.remove()
            error = grader.grade(student)
            if error:
                return Outcome(FAILED, error)
            marker.write()
        except Exception as error:
            return Outcome(FAILED, f"{type(error).__name__}: {error}")
        return Outcome(GRADED)
