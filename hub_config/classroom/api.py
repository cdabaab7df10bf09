"""What a learner's page sends: responses, and the question whether the class can be reached."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from sqlalchemy import Connection
from tornado.web import authenticated

from grading.records import responses, statements
from grading.records.responses import Conflict, Response, Result
from hub_config.classroom import marks
from hub_config.classroom.handlers import Handler, Refused
from hub_config.classroom.shelf import NotOnShelf
from lp_widgets.extensions import Event
from lp_widgets.questions.policy import MOST_HINTS

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{2,35}$")]
TOO_LONG = "This answer is longer than the laptop can keep. Please make it shorter."
SIGN_IN = "Please sign in again."
TOO_MANY = "Many answers came from this phone at once. They are sent again in a moment."
UNREADABLE = (
    "The laptop cannot read this answer. Please open the lesson again and answer once more."
)


class Envelope(BaseModel):
    """One response as the page sends it; anything beside these fields is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: UUID
    # Who the page believes to be signed in: on a shared phone another child may be by now.
    account: Annotated[str, StringConstraints(max_length=32)] | None = None
    course: Name
    lesson: Name
    question: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    version: Annotated[str, StringConstraints(max_length=64)]
    locale: Tag
    response: Any
    # How many hints were opened; a page says it only where they cost something.
    hints: Annotated[int, Field(strict=True, ge=0, le=MOST_HINTS)] = 0


def read_envelope(body: bytes) -> Envelope:
    """Parse a request's body; raises Refused with a sentence for the learner."""
    if len(body) > responses.MAX_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LONG)
    try:
        return Envelope.model_validate(json.loads(body, parse_constant=_no_number))
    except (ValueError, RecursionError, ValidationError) as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON (RFC 8259)")


class Responses(Handler):
    """``POST api/responses``: keep a response, mark it, say the mark. Sent twice, kept once."""

    @authenticated
    async def post(self) -> None:
        """Answer only when the response and its mark are on disk."""
        person = self.admit()
        if not self.classroom.pace.allows(person.account):
            self.set_header("Retry-After", "5")
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY)
        envelope = read_envelope(self.request.body)
        if envelope.account not in (None, person.account):
            raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)
        told, events = await self.classroom.writer.keep(self._keep, person.account, envelope)
        self.classroom.events.tell(events)
        self.classroom.presence.saw(person.account, envelope.course, envelope.lesson)
        self.classroom.watchers.changed()
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(told))

    def _keep(
        self, connection: Connection, account: str, envelope: Envelope
    ) -> tuple[Mapping[str, Any], list[Event]]:
        try:
            built = self.work(envelope.course, envelope.lesson, envelope.locale)
            question = self.shelf.key(built, envelope.question)
        except NotOnShelf as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error
        response = Response(
            id=str(envelope.id),
            account=account,
            course=envelope.course,
            lesson=envelope.lesson,
            question=envelope.question,
            version=envelope.version,
            locale=envelope.locale,
            body=envelope.response,
            hints=envelope.hints,
            seed=self.classroom.seeds.of(account, built, envelope.question),
        )
        try:
            history = responses.history(connection, account, built.course, built.id)
            begun = not history.readable.isdisjoint(self.shelf.points(built))
            kept = marks.keep(connection, built, question, response, history)
            verbs = self._state(connection, account, built, begun, history.best())
        except (Conflict, UnicodeError, RecursionError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error
        place = (account, built.course, built.id)
        heard = Event(
            "response",
            *place,
            question=kept.question,
            state=kept.result.state,
            score=kept.result.score,
        )
        events = [heard, *(Event("statement", *place, verb=verb) for verb in verbs)]
        return marks.shown(kept, built), events

    def _state(
        self,
        connection: Connection,
        account: str,
        built: Any,
        begun: bool,
        best: Mapping[str, Result],
    ) -> list[str]:
        """State what this response completes, in the transaction that keeps it; say what is new.

        ``begun``: the first response has said already that the lesson is attempted.
        """
        new = []
        assigned = built.kind == "assignment"
        for verb, result in statements.events(self.shelf.points(built), best).items():
            if assigned and verb != "attempted":
                continue  # An assignment is over when it is handed in, and passed when graded.
            if begun and verb == "attempted":
                continue
            body = statements.make(
                self.classroom.lab_id,
                account,
                verb,
                built.course,
                built.id,
                title=built.title,
                locale=built.locale,
                result=result or None,
                kind=statements.ASSIGNMENT_TYPE if assigned else statements.LESSON_TYPE,
            )
            if statements.append(connection, account, body):
                new.append(verb)
        return new


class Alive(Handler):
    """``GET api/alive``: the class can be reached, and this is who is signed in."""

    @authenticated
    async def get(self) -> None:
        """Answer with the account and nothing else."""
        person = self.admit()
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"account": person.account}))

    def get_login_url(self) -> str:
        """Refuse instead of redirecting: a script asks here, not a person."""
        raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)
