"""Released assignments for who works in nbgrader: listed, fetched; released and taken back."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from tornado.web import HTTPError, authenticated

from grading.exchange.errors import UploadRefused
from grading.exchange.manifest import as_json
from grading.records import assignments
from grading.records.assignments import Files, Released
from grading.roster import groups
from grading.roster.errors import RosterError
from hub_config.classroom.exchange import ExchangeHandler, PlaceName, chosen
from hub_config.classroom.handlers import Refused

ALREADY = "This assignment is released already. Release it with --force to bring changes."

NAMES = (
    "Names of courses and assignments are letters, digits, spaces, dots, hyphens and underscores."
)


class Release(BaseModel):
    """What a teacher releases; ``due`` left out stays as it is, and ``to`` too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, Any]
    force: bool = False
    due: datetime | None = None
    to: list[str] | None = None


class Place(BaseModel):
    """Where an assignment is."""

    course: PlaceName
    name: PlaceName


class Assignments(ExchangeHandler):
    """``GET api/assignments``: what who asks may work on; teachers see all."""

    @authenticated
    async def get(self) -> None:
        """List them, the first released first, and say who asks."""
        person = self.admit()
        with self.database.read() as connection:
            found = assignments.seen_by(connection, person.account)
        self.tell(
            {
                "account": person.account,
                "teacher": self.teaches(person),
                "assignments": [_told(each) for each in found],
            }
        )


class Assignment(ExchangeHandler):
    """``api/assignments/COURSE/NAME``: one of them; ``PUT`` and ``DELETE`` are a teacher's."""

    @authenticated
    async def get(self, course: str, name: str) -> None:
        """List the files of the learners' copy."""
        self.admit()
        self.tell(_told(self.find(course, name)))

    @authenticated
    async def put(self, course: str, name: str) -> None:
        """Release; answered when it is on the disk."""
        self.admit_teacher()
        self._require_names(course, name)
        asked = self.read(Release)
        with self.database.read() as connection:
            known = assignments.find(connection, course, name)
        if known is not None and known.files and not asked.force:
            raise Refused(HTTPStatus.CONFLICT, ALREADY)
        files = await self.arrived(asked.files, all_kept=True)
        self.tell(_told(await self.classroom.in_writer(self._keep, course, name, asked, files)))

    @authenticated
    async def delete(self, course: str, name: str) -> None:
        """Take it back; what was handed in is kept."""
        self.admit_teacher()
        if not await self.classroom.in_writer(self._withdraw, course, name):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        self.tell({})

    def find(self, course: str, name: str) -> Released:
        """Return an assignment that who asks may see; raises 404."""
        with self.database.read() as connection:
            found = assignments.find_for(connection, self.person.account, course, name)
        if found is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return found

    def _require_names(self, course: str, name: str) -> None:
        try:
            Place(course=course, name=name)
        except (ValidationError, UploadRefused) as error:
            raise Refused(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                NAMES,
            ) from error

    def _keep(self, course: str, name: str, asked: Release, files: Files) -> Released:
        self.keep_files(files)
        try:
            with self.database.write() as connection:
                known = assignments.find(connection, course, name)
                due = known.due if known and "due" not in asked.model_fields_set else asked.due
                parts = None
                if asked.to is not None:
                    parts = {groups.part(connection, each) for each in asked.to}
                made = assignments.release(connection, course, name, due, files, parts)
        except RosterError as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        # A page of the lab's own source is made anew when it is next asked for.
        self.classroom.assignments.forget(course, name)
        return made

    def _withdraw(self, course: str, name: str) -> bool:
        with self.database.write() as connection:
            return assignments.withdraw(connection, course, name)


class AssignmentFile(Assignment):
    """``GET api/assignments/COURSE/NAME/files/PATH``: one file of the learners' copy."""

    SUPPORTED_METHODS = ("GET",)

    @authenticated
    async def get(self, course: str, name: str, path: str) -> None:  # type: ignore[override]
        """Send it."""
        self.admit()
        digest, _ = chosen(self.find(course, name).files, path)
        await self.send(self.store.path(digest), path.rpartition("/")[2])


def _told(each: Released) -> dict[str, Any]:
    return {
        "course": each.course,
        "name": each.name,
        "released": each.released.isoformat(),
        "due": each.due.isoformat() if each.due else None,
        "files": as_json(each.files),
    }
