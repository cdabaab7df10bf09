"""Serve an author's lessons to her own browser, marked as the lab marks them.

Only this computer is answered: the address is the loopback's, and a request that names another
host (a page elsewhere that points its own name here) is refused. Answers are kept in memory.
"""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import tornado.netutil
import tornado.web
from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError

from grading.records.responses import Kept, Tried
from hub_config.classroom import marks
from hub_config.classroom.api import read_envelope
from hub_config.classroom.handlers import PAGE_POLICY, Refused
from hub_config.classroom.live import LEARNER_MARK, STATIC_MARK
from hub_config.classroom.statics import Statics
from hub_config.preview import pages
from hub_config.preview.source import Source
from lp_widgets import plugins
from lp_widgets.lesson import LessonError, variants
from lp_widgets.locales import SOURCE_LOCALE, normalize

HOST = "127.0.0.1"
EVERY = 0.5  # seconds between two looks at the files


class Preview:
    """The lessons at ``path``; ``run`` serves them until it is cancelled."""

    def __init__(self, path: Path, locale: str = SOURCE_LOCALE) -> None:
        self.source = Source(path)
        self.locale = normalize(locale)
        self.statics = Statics(plugins.load())
        self.kept: dict[tuple[str, str], Kept] = {}
        self.variant = "1"

    @property
    def static(self) -> str:
        """Where scripts and style are."""
        return f"/static/{self.statics.version}"

    async def run(self, port: int, ready: Callable[[str], None]) -> None:
        """Listen on ``port`` (0: any free one), tell ``ready`` the address, and serve."""
        sockets = tornado.netutil.bind_sockets(port, HOST)
        server = HTTPServer(self._app(), max_body_size=1_000_000)
        server.add_sockets(sockets)
        ready(f"http://{HOST}:{sockets[0].getsockname()[1]}/")
        try:
            await asyncio.Event().wait()
        finally:
            server.stop()

    def _app(self) -> tornado.web.Application:
        tag = r"(?P<locale>[A-Za-z-]{2,20})"
        routes: list[Any] = [
            (r"/", tornado.web.RedirectHandler, {"url": self._first(), "permanent": False}),
            (rf"/{tag}/", _List),
            (rf"/{tag}/lesson/(?P<name>[a-z0-9-]+)", _Lesson),
            (r"/reload.js", _Reload),
            (r"/changes", _Changes),
            (r"/api/responses", _Responses),
            (r"/api/alive", _Alive),
            (r"/static/(?P<version>[0-9a-f]+)/(?P<name>[\w./-]+)", _Static),
            (r".*/signout", tornado.web.RedirectHandler, {"url": "/", "permanent": False}),
        ]
        return tornado.web.Application(routes, preview=self, log_function=lambda handler: None)

    def _first(self) -> str:
        try:
            names = self.source.names()
        except LessonError:
            names = []
        return f"/{self.locale}/" + (f"lesson/{names[0]}" if len(names) == 1 else "")


class _Base(tornado.web.RequestHandler):
    @property
    def preview(self) -> Preview:
        found: Preview = self.settings["preview"]
        return found

    def prepare(self) -> None:
        if self.request.host_name not in (HOST, "localhost"):
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN)

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", PAGE_POLICY.format(websocket=""))

    def send(self, page: str, seen: str) -> None:
        """Send a page that loads itself again when the files are not as they were ``seen``."""
        self.finish(page.replace('src="/reload.js"', f'src="/reload.js?seen={seen}"'))

    def tag(self, locale: str) -> str:
        try:
            return normalize(locale)
        except ValueError as error:
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND) from error


class _List(_Base):
    def get(self, locale: str) -> None:
        locale, preview = self.tag(locale), self.preview
        seen = preview.source.stamp()
        try:
            names = preview.source.names()
        except LessonError as error:
            self.send(pages.trouble(error, preview.static), seen)
            return
        titles = {}
        for name in names:
            try:
                titles[name] = preview.source.built(name, locale).title
            except LessonError:
                titles[name] = name  # its own page says what is to be mended
        self.send(pages.listed(titles, locale, preview.static), seen)


class _Lesson(_Base):
    def get(self, locale: str, name: str) -> None:
        locale, preview = self.tag(locale), self.preview
        seen = preview.source.stamp()
        try:
            built = preview.source.built(name, locale)
        except LessonError as error:
            self.send(pages.trouble(error, preview.static), seen)
            return
        kept = {
            question: marks.shown(each, built)
            for (lesson, question), each in preview.kept.items()
            if lesson == name and question in built.keys
        }
        theme = self.get_query_argument("theme", "")
        preview.variant = self.get_query_argument("variant", preview.variant)
        asked = variants.public_of_all(built, lambda _: preview.variant)
        learner = pages.told(locale, name, dict(kept), theme, asked)
        page = variants.asked(built.page, built, asked).replace(STATIC_MARK, preview.static)
        self.send(page.replace(LEARNER_MARK, learner), seen)


class _Responses(_Base):
    def post(self) -> None:
        """Mark as the lab does, by the same function, with the same words."""
        try:
            envelope = read_envelope(self.request.body)
            built = self.preview.source.built(envelope.lesson, envelope.locale)
            asked = built.keys[envelope.question]
        except Refused as error:
            self.set_status(error.status_code)
            self.finish({"message": error.sentence})
            return
        except (LessonError, KeyError):
            self.set_status(HTTPStatus.CONFLICT)
            self.finish({"message": ""})
            return
        place = envelope.lesson, envelope.question
        before = self.preview.kept.get(place)
        used = before.attempts if before else 0
        hints = max(before.hints if before else 0, marks.opened(asked, envelope.hints))
        tried, seed = Tried(used, hints), self.preview.variant
        result = marks.result_of(asked, envelope.response, built, tried, seed)
        tries = used + (result.state != "invalid")
        kept = Kept(str(envelope.id), envelope.question, envelope.response, tries, result, hints)
        self.preview.kept[place] = kept
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(marks.shown(kept, built)))


class _Alive(_Base):
    def get(self) -> None:
        self.finish({"account": "preview"})


class _Reload(_Base):
    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(pages.RELOAD)


class _Changes(_Base):
    """Server-sent events (WHATWG HTML, 9.2): one whenever a file of the lessons has changed."""

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        source = self.preview.source
        before = self.get_query_argument("seen", source.stamp())
        try:
            self.write(": watching\n\n")
            await self.flush()
            while not self.request.connection.stream.closed():  # type: ignore[union-attr,attr-defined]
                await asyncio.sleep(EVERY)
                now = source.stamp()
                if now != before:
                    before = now
                    self.write("data: changed\n\n")
                    await self.flush()
        except (StreamClosedError, asyncio.CancelledError):  # the reader left, or the preview ends
            return


class _Static(_Base):
    def get(self, version: str, name: str) -> None:
        statics = self.preview.statics
        if version != statics.version or name not in statics:
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", statics[name].content_type)
        self.finish(statics[name].plain)
