"""Files on their way to the class: sent in pieces, and after a cut from where it stopped."""

import re
from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from grading.exchange.errors import UploadRefused
from grading.exchange.store import NoRoom, OutOfStep
from hub_config.classroom.exchange import NO_ROOM, UNREADABLE, ExchangeHandler
from hub_config.classroom.handlers import Refused

OUT_OF_STEP = "This piece does not follow what has arrived of the file."
LARGEST_PIECE = 4 * 1024 * 1024
_RANGE = re.compile(r"bytes (?:(\d{1,12})-(\d{1,12})|\*)/(\d{1,12})")


class Uploads(ExchangeHandler):
    """``GET`` and ``PUT api/uploads/SHA256``: how much of a file has arrived; the next piece.

    A piece comes with ``Content-Range: bytes FIRST-LAST/TOTAL`` (RFC 9110, 14.4), an empty one with
    ``bytes */TOTAL``. What a person sends is seen by nobody until she hands it in.
    """

    def is_noted(self, user: Any) -> bool:
        """Return False: what is uploaded is noted when it is used."""
        return False

    @authenticated
    async def get(self, digest: str) -> None:
        """Say how many bytes have arrived."""
        person = self.admit()
        self.tell({"received": self.store.received(person.account, digest)})

    @authenticated
    async def put(self, digest: str) -> None:
        """Keep a piece; answered when it is written."""
        person = self.admit()
        offset, total = self._range()
        piece = self.request.body
        try:
            came = await self.classroom.in_writer(
                self.store.receive,
                *(person.account, digest),
                total if offset is None else offset,
                *(total, piece),
            )
        except OutOfStep as error:
            raise Refused(HTTPStatus.CONFLICT, OUT_OF_STEP, received=error.received) from error
        except NoRoom as error:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, NO_ROOM) from error
        except UploadRefused as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        self.tell({"received": came})

    def _range(self) -> tuple[int | None, int]:
        """Return where the piece begins (None: empty, at the end) and the size of the whole."""
        found = _RANGE.fullmatch(self.request.headers.get("Content-Range", ""))
        size = len(self.request.body)
        if found is None or size > LARGEST_PIECE:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
        if found[1] is None:
            if size:
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
            return None, int(found[3])
        first, last = int(found[1]), int(found[2])
        if last - first + 1 != size:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE)
        return first, int(found[3])
