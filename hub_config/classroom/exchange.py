"""What the exchange's handlers share: JSON of a known form, who may do what, files that come."""

import asyncio
import json
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, StringConstraints, ValidationError
from tornado.web import HTTPError

from grading.exchange.content import check_content
from grading.exchange.errors import UploadRefused
from grading.exchange.manifest import check_manifest
from grading.exchange.paths import check_path
from grading.exchange.store import NoRoom, Store
from grading.records import files as records
from grading.records.assignments import Files
from grading.roster.people import Person
from hub_config.classroom.api import SIGN_IN
from hub_config.classroom.handlers import Handler, Refused
from hub_config.classroom.identity import is_teacher

UNREADABLE = "The laptop cannot read this request. Is this program as new as the lab's?"
NO_ROOM = (
    "The laptop's disk is full: this was not kept. Tell your teacher, and hand in again when there "
    "is room."
)
FILES_FIRST = "Some files have to be sent before this can be kept."
# A list of 500 long names, and some room.
_MOST = 1024 * 1024
_SEND_PIECE = 256 * 1024
# Who checks a file at a time: reading a notebook takes memory.
_CHECKING = asyncio.Lock()
Model = TypeVar("Model", bound=BaseModel)


def _place(name: str) -> str:
    check_path(name)
    return name


# A course or an assignment as nbgrader calls them, in any script.
PlaceName = Annotated[
    str,
    StringConstraints(pattern=r"^\w[\w .-]{0,63}$"),
    AfterValidator(_place),
]


class ExchangeHandler(Handler):
    """Base of the exchange: a script asks, so nobody is led to a sign-in page."""

    def is_noted(self, user: Any) -> bool:
        """Return whether a teacher asks; everybody else comes to her own work alone."""
        return is_teacher(user)

    def get_login_url(self) -> str:
        """Refuse instead of redirecting."""
        raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)

    def check_xsrf_cookie(self) -> None:
        """Wait until it is known who asks: a program with a token of its own is nobody's browser.

        JupyterHandler's ``prepare`` asks again when it knows.
        """
        if hasattr(self, "_jupyter_current_user"):
            super().check_xsrf_cookie()

    @property
    def store(self) -> Store:
        """The files that came and went."""
        return Store(self.classroom.folder.files)

    def admit_teacher(self) -> Person:
        """Return the teacher who asks; refuse everybody else."""
        person = self.admit()
        if not self.teaches(person):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        return person

    def teaches(self, person: Person) -> bool:
        """Return whether ``person`` is a teacher, as the roster and the hub both say."""
        return person.role == "teacher" and is_teacher(self.current_user)

    def read(self, model: type[Model]) -> Model:
        """Return the request's JSON in the form of ``model``; raises Refused."""
        try:
            if len(self.request.body) > _MOST:
                raise ValueError("too long")
            return model.model_validate(json.loads(self.request.body))
        except (ValueError, RecursionError, ValidationError, UploadRefused) as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE) from error

    def tell(self, value: Any) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(value, ensure_ascii=False))

    async def send(self, path: Path, name: str) -> None:
        """Answer with a file, as something to be saved and never as a page."""
        self.set_header("Content-Type", "application/octet-stream")
        self.save_as(name)
        self.set_header("Content-Length", str(path.stat().st_size))
        with path.open("rb") as file:
            while piece := await self.classroom.in_thread(file.read, _SEND_PIECE):
                self.write(piece)
                await self.flush()
        self.finish()

    async def arrived(self, told: dict[str, Any], *, all_kept: bool) -> Files:
        """Return the checked list of files when all are here; raises Refused naming what is not.

        ``all_kept``: who asks may refer to any file that the lab keeps, not to her own only.
        """
        account = self.person.account
        try:
            files = check_manifest(told)
            missing = await self.classroom.in_thread(self.missing, account, files, all_kept)
            if missing:
                raise Refused(HTTPStatus.CONFLICT, FILES_FIRST, missing=missing)
            async with _CHECKING:
                await self.classroom.in_thread(self._check, account, files)
        except UploadRefused as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        return files

    def missing(self, account: str, files: Files, all_kept: bool) -> dict[str, int]:
        """Return by SHA-256 how many bytes have come of each file that is not here as a whole."""
        wanted = {digest for digest, _ in files.values()}
        with self.database.read() as connection:
            theirs = wanted if all_kept else records.open_to(connection, account)
        return {
            digest: self.store.received(account, digest)
            for digest in sorted(wanted)
            if self.store.whole(account, digest) is None
            and not (digest in theirs and self.store.has(digest))
        }

    def _check(self, account: str, files: Files) -> None:
        try:
            for path, (digest, size) in files.items():
                content = self.store.whole(account, digest) or self.store.path(digest)
                if content.stat().st_size != size:
                    raise UploadRefused("A file has another size than it was said to have.")
                check_content(path, content)
        except UploadRefused:
            self.store.discard(account, {digest for digest, _ in files.values()})
            raise

    def keep_files(self, files: Files) -> None:
        """Keep what arrived of ``files``; in the writer, right before the record refers to them."""
        account = self.person.account
        try:
            for digest in {digest for digest, _ in files.values()}:
                if self.store.whole(account, digest) is not None:
                    self.store.keep(account, digest)
                elif not self.store.has(digest):
                    raise Refused(HTTPStatus.CONFLICT, FILES_FIRST, missing={digest: 0})
        except NoRoom as error:
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, NO_ROOM) from error


def chosen(files: Files, path: str) -> tuple[str, int]:
    """Return digest and size of a listed file; raises 404."""
    if path not in files:
        raise HTTPError(HTTPStatus.NOT_FOUND)
    return files[path]
