"""``nbgrader fetch_assignment``: the learners' copy of an assignment, whole or not at all."""

import os
import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange import abc

from grading.exchange.exchange import Exchange, listed
from grading.records.assignments import Files


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):
    """Fetches from the class."""

    def init_src(self) -> None:
        """Find the assignment among what this learner may see."""
        course, name = self.course_id, self.coursedir.assignment_id
        self.files = self._wanted(listed(self.released(course, name)))
        if not self.files:
            self.fail(
                f"{name} has no files to fetch: it is worked on at its page. To change that, its "
                "teacher releases it again."
            )

    def init_dest(self) -> None:
        """Refuse when there is a copy already, unless missing files are to be replaced."""
        self.dest_path = self.assignment_place(self.course_id, self.coursedir.assignment_id)
        if self.dest_path.is_dir() and not self.replace_missing_files:
            self.fail(f"You already have a copy of the assignment: {self.dest_path}")

    def copy_files(self) -> None:
        """Fetch what is missing."""
        course, name = self.course_id, self.coursedir.assignment_id
        self.dest_path.parent.mkdir(parents=True, exist_ok=True)
        missing = {
            path: each
            for path, each in self.files.items()
            if not os.path.lexists(self.dest_path / path)
        }
        with tempfile.TemporaryDirectory(dir=self.dest_path.parent, prefix=".fetching-") as aside:
            fresh = Path(aside) / "new"
            fresh.mkdir()
            self.classroom.fetch(missing, fresh, "assignments", course, name, "files")
            if self.dest_path.is_dir():
                self._replace(fresh, missing)
            else:
                fresh.rename(self.dest_path)
        self.log.info("Fetched as: %s %s", course, name)

    def _wanted(self, files: Files) -> Files:
        ignore = shutil.ignore_patterns(*self.coursedir.ignore)
        return {path: each for path, each in files.items() if not ignore("", path.split("/"))}

    def _replace(self, fresh: Path, missing: Files) -> None:
        for path in missing:
            self.log.warning("Replacing missing file '%s'", path)
            target = self.dest_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).rename(target)
