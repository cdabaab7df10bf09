"""``nbgrader release_feedback``: pages go back, each to the hand-in that it is about."""

import re
from http import HTTPStatus
from pathlib import Path

from nbgrader.exchange import abc

from grading.autograder.collect import receipt_of
from grading.exchange.errors import Unreachable
from grading.exchange.exchange import Exchange
from grading.exchange.gather import gather
from grading.exchange.manifest import as_json

_RECEIPT = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}")


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):
    """Gives back through the class."""

    def init_src(self) -> None:
        """Find the folders that ``nbgrader generate_feedback`` wrote, one a learner."""
        told = self.coursedir
        left = set(filter(None, told.student_id_exclude.split(",")))
        pattern = told.format_path(told.feedback_directory, "STUDENT", told.assignment_id)
        before, _, after = pattern.partition("STUDENT")
        wanted = told.student_id or "*"
        self.folders = {
            path.relative_to(before).parts[0]: path
            for path in sorted(Path(before).glob(f"{wanted}{after}"))
            if path.is_dir() and path.relative_to(before).parts[0] not in left
        }

    def init_dest(self) -> None:
        """A course is needed, as for nbgrader's own exchange."""
        self.course = self.course_id

    def copy_files(self) -> None:
        """Give back; pages that went back before in the same words stay as they are."""
        for student, folder in self.folders.items():
            code = receipt_of(folder)
            try:
                if _RECEIPT.fullmatch(code):
                    self._give_back(student, folder, code)
                    continue
            except Unreachable as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
            self.log.warning(
                "%s was not collected from this class: nothing goes back to %s.",
                *(folder, student),
            )

    def _give_back(self, student: str, folder: Path, code: str) -> None:
        pages = {path.name for path in folder.glob("*.html")}
        found = gather(folder, lambda place, names: [n for n in names if n not in pages])
        body = {"files": as_json(found.files)}
        told = self.classroom.with_files(
            lambda: self.classroom.put("hand-ins", code, "feedback", body=body),
            *(found.files, found.local),
        )
        self.log.info(
            "Released feedback for student '%s' on assignment '%s/%s': %s new",
            *(student, self.course, self.coursedir.assignment_id, told["new"]),
        )
