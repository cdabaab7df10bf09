"""nbgrader's Autograde of one assignment, kept for one submission after the other."""

import logging
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, NbGraderException
from traitlets import Type

from grading.autograder import metadata
from grading.autograder.course import CourseFolder
from grading.autograder.exporter import SubmissionExporter
from grading.autograder.finished import is_finished
from grading.autograder.gradebook import KeptGradebook, kept
from grading.autograder.log import heard


class _Converter(Autograde):
    """nbgrader's own, which says when a step of it is to be written to the gradebook."""

    gradebook: KeptGradebook
    exporter_class = Type(SubmissionExporter, klass=Exporter).tag(config=True)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Enter a submission."""
        super().init_assignment(assignment_id, student_id)
        self.gradebook.write()

    def write_single_notebook(self, output: str, resources: Any) -> None:
        """Write a notebook: the one that says that it is graded only after its marks."""
        self.gradebook.write()
        super().write_single_notebook(output, resources)
        if self._sanitizing and isinstance(self.exporter, SubmissionExporter):
            folder = Path(self.writer.build_directory)
            self.exporter.hand_on(folder / f"{resources['unique_key']}.ipynb")


class Grader:
    """Grades submissions of the assignment ``name``, in this process."""

    def __init__(self, course: CourseFolder, name: str) -> None:
        self._app = course.nbgrader(name)
        self._app.log.setLevel(logging.ERROR)  # Nobody hears the rest.
        # A notebook is checked when it is read, before it is written, and once between.
        self._app.config.Exporter.setdefault("optimistic_validation", True)
        self._directory = self._app.coursedir
        self._name = name
        self._gradebook = KeptGradebook(self._directory.db_url, course.own / "gradebook.lock")

    def __enter__(self) -> "Grader":
        metadata.install()
        self._kept = kept(self._gradebook)
        self._kept.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._kept.__exit__(*error)

    def grade(self, student: str) -> str:
        """Grade what ``student`` handed in; return why it could not be, or nothing."""
        self._directory.student_id = student
        converter = _Converter(coursedir=self._directory, parent=self._app)
        converter.gradebook = self._gradebook
        # What lies in autograded/ may be half of a grading that was killed.
        converter.force = True
        with heard(self._app.log) as said:
            try:
                converter.start()
            except (NbGraderException, SystemExit) as error:
                self._gradebook.settle()
                return said.reason() or str(error) or "nbgrader says no reason"
        return ""

    def has(self, student: str) -> bool:
        """Return whether what was graded is still there: a teacher may have cleared it away."""
        with Gradebook(self._directory.db_url, self._directory.course_id) as gradebook:
            try:
                gradebook.find_submission(self._name, student)
            except MissingEntry:
                return False
        graded = self._directory.autograded_directory
        return is_finished(Path(self._directory.format_path(graded, student, self._name)))
