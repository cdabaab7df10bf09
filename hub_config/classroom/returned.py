"""Feedback as nbgrader writes it: given back by a teacher, fetched by its learner."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict
from tornado.web import HTTPError, authenticated

from grading.records import feedback
from grading.records.assignments import Files
from hub_config.classroom.handins import HandIn
from hub_config.classroom.handlers import Refused

ONLY_PAGES = "Feedback is pages (.html) without folders, as nbgrader writes it."


class Pages(BaseModel):
    """The files that go back for one hand-in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, Any]


class Returned(HandIn):
    """``PUT api/hand-ins/RECEIPT/feedback``: a teacher gives pages back for a hand-in."""

    @authenticated
    async def put(self, code: str) -> None:
        """Keep them and say how many are new; what went back before is kept as well."""
        self.admit_teacher()
        self.find(code)
        asked = self.read(Pages)
        if any("/" in path or not path.endswith(".html") for path in asked.files):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, ONLY_PAGES)
        files = await self.arrived(asked.files, all_kept=True)
        self.tell({"new": await self.classroom.in_writer(self._keep, code, files)})

    def _keep(self, code: str, files: Files) -> int:
        self.keep_files(files)
        with self.database.write() as connection:
            return sum(
                feedback.add(connection, code, path, digest, size)
                for path, (digest, size) in files.items()
            )


class ReturnedFile(HandIn):
    """``GET api/hand-ins/RECEIPT/feedback/PATH``: the page that went back last."""

    @authenticated
    async def get(self, code: str, path: str) -> None:
        """Send it as a file: a learner's program may have written what is in it."""
        own = self.find(code)
        with self.database.read() as connection:
            page = feedback.of(connection, own.id).get(path)
        if page is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        await self.send(self.store.path(page.sha256), path)
