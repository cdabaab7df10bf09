"""``nbgrader fetch_feedback``: the pages that came back, beside the work."""

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from grading.exchange.exchange import Exchange
from grading.exchange.paths import check_paths


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):
    """Fetches from the class."""

    def init_src(self) -> None:
        """Find the own hand-ins."""
        course, name = self.course_id, self.coursedir.assignment_id
        student, account = self.coursedir.student_id, self.outbound["account"]
        if student not in ("*", "", account):
            self.fail(f"Everybody fetches her own feedback: the class knows you as {account}.")
        self.found = [
            each
            for each in self.classroom.get("hand-ins")
            if each["course"] == course and name in ("", "*", each["assignment"])
        ]

    def init_dest(self) -> None:
        """The places follow from the hand-ins."""

    def copy_files(self) -> None:
        """Fetch each page into ``ASSIGNMENT/feedback/TIMESTAMP``."""
        for each in self.found:
            stamp = self.stamp(each["received"])
            if not each["feedback"]:
                self.log.warning(
                    "Could not find feedback for '%s/%s' submitted at %s",
                    *(each["course"], each["assignment"], stamp),
                )
                continue
            place = self.assignment_place(each["course"], each["assignment"])
            self._fetch(each, place / "feedback" / stamp)

    def _fetch(self, each: dict[str, Any], folder: Path) -> None:
        pages = {path: (page["sha256"], page["size"]) for path, page in each["feedback"].items()}
        check_paths(pages)
        self.classroom.fetch(pages, folder, "hand-ins", each["receipt"], "feedback")
        for path in pages:
            self.log.info("Fetched feedback: %s", folder / path)
