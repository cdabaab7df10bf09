"""What a learner says of a flashcard, and when it comes back to her."""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from tornado.web import authenticated

from grading.records import reviews
from hub_config.classroom.api import SIGN_IN, TOO_MANY, UNREADABLE, Name, Tag
from hub_config.classroom.handlers import Handler, Refused
from hub_config.classroom.shelf import NotOnShelf

MOST_CARDS = 100
MAX_BODY = 2_000


class Said(BaseModel):
    """One rating as the page sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    account: Annotated[str, StringConstraints(max_length=32)]
    course: Name
    lesson: Name
    locale: Tag
    widget: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    card: Annotated[int, Field(ge=0, lt=MOST_CARDS)]
    rating: Annotated[int, Field(ge=1, le=4)]


class Reviews(Handler):
    """``POST api/reviews``: keep when a card is due again, and say in how many seconds."""

    @authenticated
    async def post(self) -> None:
        """Answer when it is on disk."""
        person = self.admit()
        if not self.classroom.pace.allows(person.account):
            self.set_header("Retry-After", "5")
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY)
        try:
            if len(self.request.body) > MAX_BODY:
                raise ValueError("too long")
            said = Said.model_validate(json.loads(self.request.body))
        except (ValueError, RecursionError, ValidationError) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error
        if said.account != person.account:
            raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)
        told = await self.classroom.in_writer(self._keep, person.account, said)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(told))

    def _keep(self, account: str, said: Said) -> dict[str, Any]:
        try:
            built = self.work(said.course, said.lesson, said.locale)
        except NotOnShelf as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error
        at = datetime.now(UTC)
        with self.database.write() as connection:
            due = reviews.keep(
                connection,
                account,
                built.course,
                built.id,
                said.widget,
                said.card,
                said.rating,
                at,
            )
        return {"wait": max(0, int((due - at).total_seconds()))}
