"""``nbgrader collect``: hand-ins come from the class into the course's submitted/ folder."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.exchange import abc

from grading.autograder import collect
from grading.autograder.course import CourseFolder
from grading.exchange.deadline import deadline
from grading.exchange.exchange import Exchange, listed
from grading.exchange.told import hand_in


def _before(due: datetime, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each learner's last hand-in before the gradebook's deadline, else her last one."""
    chosen: dict[str, tuple[bool, dict[str, Any]]] = {}
    for each in found:
        own = due + timedelta(seconds=each["extension_seconds"])
        in_time = datetime.fromisoformat(each["received"]) <= own
        before = chosen.get(each["account"])
        if before is None or in_time or not before[0]:
            chosen[each["account"]] = (in_time, each)
    return [each for _, each in chosen.values()]


class ExchangeCollect(Exchange, abc.ExchangeCollect):
    """Collects from the class, whose clock says when each hand-in came."""

    def init_src(self) -> None:
        """Ask for everybody's hand-in that counts."""
        place = {"course": self.course_id, "assignment": self.coursedir.assignment_id}
        self.released(*place.values())
        due = deadline(self.coursedir) if self.before_duedate else None
        which = "all" if due else "in-time" if self.before_duedate else "newest"
        student = self.coursedir.student_id
        found = [
            each
            for each in self.classroom.get("hand-ins", **place, which=which)
            if student in ("", "*", each["account"])
        ]
        self.found = _before(due, found) if due else found

    def init_dest(self) -> None:
        """Places follow from nbgrader's own settings."""

    def copy_files(self) -> None:
        """Write each hand-in whole or not at all; one that is there stays unless asked."""
        course, name = self.course_id, self.coursedir.assignment_id
        if not self.found:
            self.log.warning("No submissions of '%s' for course '%s' to collect", name, course)
            return
        self.log.info(
            "Processing %s submissions of '%s' for course '%s'", len(self.found), name, course
        )
        for each in self.found:
            if self._is_wanted(each):
                self._collect(each)

    def _place(self, each: dict[str, Any]) -> Path:
        told = self.coursedir
        return Path(told.format_path(told.submitted_directory, each["account"], told.assignment_id))

    def _is_wanted(self, each: dict[str, Any]) -> bool:
        place = self._place(each)
        told = (each["account"], self.coursedir.assignment_id)
        if not place.is_dir():
            self.log.info("Collecting submission: %s %s", *told)
            return True
        same = collect.receipt_of(place) == each["receipt"]
        before = self.coursedir.get_existing_timestamp(str(place))
        came = datetime.fromisoformat(each["received"]).replace(tzinfo=None)
        newer = self.update and (before is None or came > before)
        if not same and (newer or self.before_duedate):
            self.log.info("Updating submission: %s %s", *told)
            return True
        if self.update:
            self.log.info("No newer submission to collect: %s %s", *told)
        else:
            self.log.info("Submission already exists, use --update to update: %s %s", *told)
        return False

    def _collect(self, each: dict[str, Any]) -> None:
        place = self._place(each)
        aside = CourseFolder(Path(self.coursedir.root)).own
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = listed(each)
        with tempfile.TemporaryDirectory(dir=aside, prefix="collect-") as folder:
            came = Path(folder)
            for path, entry in files.items():
                self._fetch(each["receipt"], path, entry, came)
            made = hand_in(each, lambda digest: came / digest)
            collect.write(place, aside, self.coursedir.assignment_id, made, self._blank())

    def _fetch(self, code: str, path: str, entry: tuple[str, int], came: Path) -> None:
        self.classroom.fetch({path: entry}, came / "tree", "hand-ins", code, "files")
        (came / "tree" / path).rename(came / entry[0])

    def _blank(self) -> Any:
        """Return the learners' copy for answers that came from a page; None without one."""
        told, name = self.coursedir, self.coursedir.assignment_id
        path = Path(told.format_path(told.release_directory, ".", name), f"{name}.ipynb")
        return nbformat.read(path, as_version=4) if path.is_file() else None
