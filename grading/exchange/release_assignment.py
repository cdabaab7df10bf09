"""``nbgrader release_assignment``: the learners' copy goes to the class, with its deadline."""

from pathlib import Path

from nbgrader.exchange import abc

from grading.exchange.deadline import deadline
from grading.exchange.exchange import Exchange
from grading.exchange.manifest import as_json


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):
    """Releases to the class."""

    def init_src(self) -> None:
        """Find what ``nbgrader generate_assignment`` made."""
        told = self.coursedir
        place = told.format_path(told.release_directory, ".", told.assignment_id)
        self.src_path = Path(place)
        if self.src_path.is_dir():
            return
        source = told.format_path(told.source_directory, ".", told.assignment_id)
        if Path(source).is_dir():
            self.fail(
                f"Assignment found in '{source}' but not '{place}', run "
                "`nbgrader generate_assignment` first."
            )
        self.fail(f"Assignment not found: {place}")

    def init_dest(self) -> None:
        """A course is needed, and a teacher; the class says no to everybody else."""
        self.course = self.course_id

    def copy_files(self) -> None:
        """Send the files that the class has not yet, then release them all at once."""
        name = self.coursedir.assignment_id
        self.log.info("Source: %s", self.src_path)
        found = self.gather(self.src_path)
        due = deadline(self.coursedir)
        # Without one of the gradebook's the class's own deadline stays as it is.
        more = {"due": due.isoformat()} if due else {}
        body = {"files": as_json(found.files), "force": self.force, **more}
        self.classroom.with_files(
            lambda: self.classroom.put("assignments", self.course, name, body=body),
            *(found.files, found.local),
        )
        self.log.info("Released as: %s %s", self.course, name)
