"""Handing in: ``POST api/hand-ins`` keeps what a learner answered so far and gives a receipt."""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from sqlalchemy import Connection
from tornado.web import authenticated

from grading.records import grades, submissions
from grading.records.assignments import Released
from grading.records.responses import Conflict
from grading.records.submissions import Closed, NotReleased, Submission
from hub_config.classroom.api import SIGN_IN, TOO_MANY, Name, Tag
from hub_config.classroom.handlers import Handler, Refused

CLOSED = "The time for handing in is over. What you handed in before is with your teacher."
UNREADABLE = "This could not be handed in. Please load the page again and try once more."
_MOST = 4096


class Envelope(BaseModel):
    """A hand-in as the page sends it; the answers are in the class already."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    account: Annotated[str, StringConstraints(max_length=32)]
    course: Name
    assignment: Name
    locale: Tag


class HandIns(Handler):
    """``POST api/hand-ins``: sent twice, kept once; answered when it is on disk."""

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
        made = await self.classroom.in_writer(self._keep, envelope)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(receipt(made)))

    def _read(self) -> Envelope:
        try:
            if len(self.request.body) > _MOST:
                raise ValueError("too long")
            return Envelope.model_validate(json.loads(self.request.body))
        except (ValueError, RecursionError, ValidationError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error

    def _keep(self, envelope: Envelope) -> Submission:
        try:
            built = self.work(envelope.course, envelope.assignment, envelope.locale)
            with self.database.write() as connection:
                return submissions.hand_in(
                    connection,
                    id=str(envelope.id),
                    account=envelope.account,
                    course=envelope.course,
                    assignment=envelope.assignment,
                    # The language of the page; a phone may call it what it wants.
                    locale=built.locale,
                    title=built.title,
                )
        except Closed as error:
            raise Refused(HTTPStatus.CONFLICT, CLOSED) from error
        except (NotReleased, Conflict, LookupError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error


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
