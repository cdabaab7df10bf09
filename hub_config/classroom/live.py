"""A lesson's page, built or live, and the websocket to a live lesson's kernel."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from grading.records import assignments, responses, reviews
from hub_config.classroom import handins, marks
from hub_config.classroom.handlers import Handler
from hub_config.classroom.messages import SUBPROTOCOL
from hub_config.classroom.progress import following
from lp_widgets.lesson import Rendering, variants

LEARNER_MARK = "<!--lp:learner-->"
STATIC_MARK = "__LP_STATIC__"
# The built page says that programs cannot run; while they only wait, its scripts say when.
NO_KERNEL = "data-no-kernel"
NO_KERNEL_YET = "data-no-kernel hidden"
# Seconds in which a kernel comes as part of the page; later the page comes first.
PATIENCE = 0.5


class Lesson(Handler):
    """``GET lesson/COURSE/LESSON``: the built page, or the live one with her own kernel.

    A page that waits for its kernel asks for itself again with its ``ticket`` when it is called.
    """

    _waits: Mapping[str, Any] | None = None
    _learner = ""

    def prepare(self) -> Any:  # type: ignore[override]
        """Begin with nothing made of the page."""
        self._made: list[str] = []
        return super().prepare()

    @authenticated
    async def get(self, course: str, lesson: str) -> None:
        """Send the lesson in the learner's language, with where she stands in it."""
        person = self.admit()
        built = self.work_or_404(course, lesson)
        self.note_presence(built.course, built.id)
        own = partial(self.classroom.seeds.of, person.account, built)
        self._built, self._asked = built, variants.public_of_all(built, own)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if not built.live or self.classroom.fence_missing:
            self.finish(self._fill(built.page))  # it says itself that programs cannot run
            return
        await self._run(built)

    async def _run(self, built: Any) -> None:
        """Send the lesson with her own kernel, or, while that has to wait, without one."""
        turns, account = self.kernels.turns, self.person.account
        ticket = self.get_query_argument("ticket", "")
        if ticket and not turns.has(account, ticket):
            self.finish(self._fill(built.page))  # another page of hers has had the turn
            return
        turn = await turns.take(account, PATIENCE)
        if turn is None:
            place = turns.place_of(account)
            self._waits = {"ticket": place.ticket, "before": turns.before(place)}
            self.finish(self._fill(built.page.replace(NO_KERNEL, NO_KERNEL_YET)))
            return
        start = partial(self.kernels.start, turn)
        config = self.classroom.config
        page = Rendering(built.notebook, self.kernels, start, self._send_on, config)
        try:
            async for piece in page.pieces():
                self._made.append(piece)
            await self._send_on()
        finally:
            turn.over()

    async def _send_on(self) -> None:
        """Send what there is of the page; that the phone has gone shows at its end."""
        self.write(self._fill("".join(self._made)))
        self._made.clear()
        with suppress(StreamClosedError):
            await self.flush()

    @property
    def kernels(self) -> Any:
        """The kernels of all learners."""
        return self.classroom.kernel_manager

    def _standing(self, built: Any) -> str:
        account = self.person.account
        more: dict[str, Any] = {}
        with self.database.read() as connection:
            kept = responses.latest(connection, account, built.course, built.id)
            if built.kind == "assignment":
                released = assignments.find_for(connection, account, built.course, built.id)
                if released is not None:
                    more = handins.told(connection, released, account, self.prefix)
            else:
                now = datetime.now(UTC)
                more = {
                    "next": following(self.shelf, built, self.prefix),
                    "cards": reviews.waits(connection, account, built.course, built.id, now),
                }
        told = {
            "account": account,
            "name": self.person.name,
            "picture": self.person.picture,
            "xsrf": self.xsrf_token.decode(),
            "api": f"{self.prefix}api/",
            "home": self.prefix,
            "responses": {q: marks.shown(each, built) for q, each in kept.items()},
            **({"variants": self._asked} if self._asked else {}),
            **({"waits": self._waits} if self._waits else {}),
            **more,
        }
        written = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
        return f'<script type="application/json" id="lp-learner">{written}</script>'

    def _fill(self, page: str) -> str:
        self._learner = self._learner or self._standing(self._built)
        page = variants.asked(page, self._built, self._asked)
        return page.replace(STATIC_MARK, self.static_prefix).replace(LEARNER_MARK, self._learner)


class KernelSocket(VoilaKernelWebsocketHandler):
    """``api/kernels/ID/channels``: her own kernel's widget messages; any other id is not there."""

    auth_resource = "kernels"
    connection: Any = None

    async def pre_get(self) -> None:
        """Refuse every kernel that is not this learner's own, as if it did not exist."""
        kernels = self.kernel_manager
        user = self.current_user
        if user is None:
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if not kernels.is_owned(self.kernel_id, user.username):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        try:
            await super().pre_get()
        except (KeyError, NoSuchKernel) as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Refuse without a page: a script asks here."""
        self.finish()

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Accept the binary protocol only: the older one is not filtered."""
        return SUBPROTOCOL if SUBPROTOCOL in subprotocols else None

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Send a message; that the page has gone meanwhile says the end of its line.

        Voilà would read it once more, to leave out what ``messages`` has left out already.
        """
        sent = super(VoilaKernelWebsocketHandler, self).write_message(message, binary)
        if sent is not None:
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        return sent

    def on_close(self) -> None:
        """Forget the line, and let go of the kernel if the page got as far as that."""
        if self.connection is not None:
            self.kernel_manager.lines.get(self.kernel_id, set()).discard(self)
            super().on_close()

    async def open(self, *args: Any, **kwargs: Any) -> None:
        """Close at once when the page does not speak the protocol that we filter."""
        if self.selected_subprotocol != SUBPROTOCOL:
            self.close(1002, "unknown subprotocol")
        elif self.connection is not None:  # else the page has gone again already
            self.kernel_manager.lines[self.kernel_id].add(self)
            await super().open(*args, **kwargs)
