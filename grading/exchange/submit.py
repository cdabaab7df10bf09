"""``nbgrader submit``: a folder is handed in; the class says when it came and gives a receipt."""

import uuid
from typing import Any

from nbgrader.exchange import abc
from nbgrader.utils import find_all_notebooks

from grading.exchange.exchange import Exchange, listed
from grading.exchange.manifest import as_json
from grading.records.assignments import Files


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):
    """Hands in to the class."""

    def init_src(self) -> None:
        """Find the folder that is handed in."""
        asked = self.coursedir.assignment_id
        self.src_path = self.assignment_place(self.coursedir.course_id, asked)
        self.coursedir.assignment_id = self.src_path.name
        if not self.src_path.is_dir():
            self.log.fatal("Assignment not found at: %s", self.src_path)
            near = sorted(each.name for each in self.src_path.parent.glob("[!.]*/"))
            if near:
                self.log.error("There is: %s", ", ".join(near))
            self.fail(f"Assignment not found at: {self.src_path}")

    def init_dest(self) -> None:
        """Find the assignment and who hands in: the class knows it from the token."""
        student, account = self.coursedir.student_id, self.outbound["account"]
        if student not in ("*", "", account):
            self.fail(f"Everybody hands in for herself: the class knows you as {account}.")
        told = self.released(self.course_id, self.coursedir.assignment_id)
        self._compare(listed(told))

    def copy_files(self) -> None:
        """Hand in; said again after a cut it counts once, and what came is not sent again."""
        course, name = self.course_id, self.coursedir.assignment_id
        self.log.info("Source: %s", self.src_path)
        found = self.gather(self.src_path)
        body = {
            "id": str(uuid.uuid4()),
            "account": self.outbound["account"],
            "course": course,
            "assignment": name,
            "locale": "en",
            "files": as_json(found.files),
        }
        told: dict[str, Any] = self.classroom.with_files(
            lambda: self.classroom.post("hand-ins", body=body), found.files, found.local
        )
        self.timestamp = self.stamp(told["received"])
        if told["late"]:
            self.log.warning("This is late. Your teacher sees by how much.")
        self.log.info("Submitted as: %s %s %s", course, name, self.timestamp)
        self.log.info("Your receipt is %s. Write it down.", told["receipt"])

    def _compare(self, released: Files) -> None:
        """Say which notebooks are missing or too many; with --strict a missing one is refused."""
        wanted = {path for path in released if path.endswith(".ipynb")}
        there = set(find_all_notebooks(str(self.src_path)))
        if wanted == there:
            return
        lines = "\n\t".join(
            [f"{path}: {'FOUND' if path in there else 'MISSING'}" for path in sorted(wanted)]
        )
        extra = "\n\t".join(
            [f"{path}: {'OK' if path in wanted else 'EXTRA'}" for path in sorted(there)]
        )
        told = f"Expected:\n\t{lines}\nSubmitted:\n\t{extra}"
        if self.strict and wanted - there:
            self.fail(
                f"Assignment {self.coursedir.assignment_id} not submitted. There are missing "
                f"notebooks for the submission:\n{told}"
            )
        self.log.warning(
            "Possible missing notebooks and/or extra notebooks submitted for assignment %s:\n%s",
            self.coursedir.assignment_id,
            told,
        )
