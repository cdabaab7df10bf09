"""Handing in: ``POST api/hand-ins`` keeps what a learner answered so far and gives a receipt."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import Connection
from tornado.web import HTTPError, authenticated

from grading.exchange.manifest import as_json
from grading.records import feedback, grades, submissions
from grading.records import files as records
from grading.records.assignments import Files, Released
from grading.records.responses import Conflict
from grading.records.submissions import Closed, NotReleased, Submission
from grading.roster.people import Person
from hub_config.classroom.api import SIGN_IN, TOO_MANY, Tag
from hub_config.classroom.exchange import ExchangeHandler, PlaceName, chosen
from hub_config.classroom.handlers import Refused
from hub_config.classroom.shelf import NotOnShelf
from hub_config.control import assignments as operations
from hub_config.control.errors import OperationError

CLOSED = "The time for handing in is over. What you handed in before is with your teacher."
UNREADABLE = "This could not be handed in. Please load the page again and try once more."
NOT_OPEN = "There is no such assignment for you to hand in. Ask your teacher what it is called."
TOO_OFTEN = "You handed this in very often. What you handed in is with your teacher, who can help."
TOO_MUCH = "You handed in as much as the laptop can keep for one person. Tell your teacher."
# Hand-ins of files for one assignment, and bytes of all files, of one learner.
MOST_TIMES = 200
MOST_BYTES = 512 * 1024 * 1024
# Bytes of a request without files.
_MOST = 4096


class Envelope(BaseModel):
    """A hand-in as it is sent; answers to questions are in the class already.

    ``files`` (path to SHA-256 and size) come from nbgrader; a page of the class has none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    account: Annotated[str, StringConstraints(max_length=32)]
    course: PlaceName
    assignment: PlaceName
    locale: Tag
    files: dict[str, Any] | None = None


class HandIns(ExchangeHandler):
    """``api/hand-ins``: sent twice, kept once; answered when it is on disk."""

    @authenticated
    async def get(self) -> None:
        """List the own hand-ins; a teacher, who names a course, is told everybody's.

        ``?course=C&assignment=N&which=newest``, ``in-time`` or ``all``.
        """
        person = self.admit()
        course = self.get_query_argument("course", "")
        if not course:
            self.tell(await self.classroom.in_thread(self._own, person))
            return
        if not self.teaches(person):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        try:
            told = await self.classroom.in_thread(
                operations.hand_ins,
                *(self.classroom.folder, self.database),
                course=course,
                name=self.get_query_argument("assignment", ""),
                which=self.get_query_argument("which", "newest"),
            )
        except OperationError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error
        self.tell(told)

    @authenticated
    async def post(self) -> None:
        """Keep the hand-in and answer with its receipt."""
        person = self.admit()
        if not self.classroom.pace.allows(person.account):
            self.set_header("Retry-After", "5")
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY)
        envelope = self._read()
        if envelope.account != person.account:
            raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)
        files = None
        if envelope.files is not None:
            await self.classroom.in_thread(self._require_open, envelope)
            files = await self.arrived(envelope.files, all_kept=self.teaches(person))
        self.tell(receipt(await self.classroom.in_writer(self._keep, envelope, files)))

    def _read(self) -> Envelope:
        try:
            envelope = self.read(Envelope)
        except Refused as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error
        if envelope.files is None and len(self.request.body) > _MOST:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
        return envelope

    def _require_open(self, envelope: Envelope) -> None:
        """Refuse before anything is sent; the writer asks again."""
        place = (envelope.account, envelope.course, envelope.assignment)
        try:
            with self.database.read() as connection:
                if submissions.by_id(connection, str(envelope.id)) is None:
                    submissions.require_open(connection, *place)
                    if records.count(connection, *place) >= MOST_TIMES:
                        raise Refused(HTTPStatus.CONFLICT, TOO_OFTEN)
        except Closed as error:
            raise Refused(HTTPStatus.CONFLICT, CLOSED) from error
        except NotReleased as error:
            raise Refused(HTTPStatus.NOT_FOUND, NOT_OPEN) from error

    def _keep(self, envelope: Envelope, files: Files | None) -> Submission:
        try:
            locale, title = self._page(envelope)
            if files is not None:
                self._require_room(envelope.account, files)
                self.keep_files(files)
            with self.database.write() as connection:
                return submissions.hand_in(
                    connection,
                    id=str(envelope.id),
                    account=envelope.account,
                    course=envelope.course,
                    assignment=envelope.assignment,
                    locale=locale,
                    title=title,
                    files=files,
                )
        except Closed as error:
            raise Refused(HTTPStatus.CONFLICT, CLOSED) from error
        except (NotReleased, Conflict, LookupError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error

    def _page(self, envelope: Envelope) -> tuple[str, str]:
        """Return language and title of the assignment's page: a phone may say what it wants.

        What is worked on in nbgrader alone has no page. Raises NotOnShelf where one is needed.
        """
        try:
            built = self.work(envelope.course, envelope.assignment, envelope.locale)
        except NotOnShelf:
            if envelope.files is None:
                raise
            return self.person.locale, envelope.assignment
        return built.locale, built.title

    def _require_room(self, account: str, files: Files) -> None:
        with self.database.read() as connection:
            own = records.own(connection, account)
        own |= dict(files.values())
        if sum(own.values()) > MOST_BYTES:
            raise Refused(HTTPStatus.CONFLICT, TOO_MUCH)

    def _own(self, person: Person) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            return [
                {
                    "account": person.account,
                    "course": each.course,
                    "assignment": each.assignment,
                    **receipt(each),
                    "files": as_json(each.files),
                    "feedback": feedback.as_json(feedback.of(connection, each.id)),
                }
                for each in submissions.of_account(connection, person.account)
            ]


class HandIn(ExchangeHandler):
    """Base of what is about one hand-in: its learner's and the teachers'."""

    def find(self, code: str) -> Submission:
        """Return the hand-in with a receipt; 404 for everyone whose business it is not."""
        person = self.admit()
        with self.database.read() as connection:
            found = submissions.by_receipt(connection, code)
        if found is None or not (found.account == person.account or self.teaches(person)):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return found


class HandInFile(HandIn):
    """``GET api/hand-ins/RECEIPT/files/PATH``: one file, as it was handed in."""

    @authenticated
    async def get(self, code: str, path: str) -> None:
        """Send it."""
        digest, _ = chosen(self.find(code).files, path)
        await self.send(self.store.path(digest), path.rpartition("/")[2])


def receipt(made: Submission) -> dict[str, Any]:
    """Return what a page says of a hand-in."""
    received = made.received.astimezone(UTC).isoformat()
    return {"receipt": made.receipt, "received": received, "late": made.late > 0}


def told(connection: Connection, released: Released, account: str, prefix: str) -> dict[str, Any]:
    """Return what an assignment's page is told of where its learner stands."""
    course, name = released.course, released.name
    last = submissions.latest(connection, account, course, name)
    handed = None
    if last is not None:
        now = submissions.open_answers(connection, account, course, name)
        handed = {**receipt(last), "changed": now != dict(last.responses)}
    back = grades.newest(connection, account, course, name)
    return {
        "handedIn": handed,
        "due": released.due.isoformat() if released.due else None,
        "closed": last is not None and released.over(datetime.now(UTC)),
        "feedback": f"{prefix}feedback/{course}/{name}" if back else None,
    }
