"""A lesson's page over real HTTP: our static files, our marker, a kernel; no hub and no database.

The page has the form that `lp_widgets.lesson` builds; answers are kept in memory, each once by its
id. Wi-Fi loss is the browser's to play; `shut` plays a laptop that is switched off, `mute`
one whose replies get lost.
"""

import asyncio
import json
import re
import threading
from html import escape
from pathlib import Path
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web
import tornado.websocket
from jupyter_client.manager import AsyncKernelManager
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

import lp_widgets
from lp_widgets import pictures, plugins
from lp_widgets.lesson import words
from lp_widgets.locales import catalog, direction
from lp_widgets.questions import Mark, mark
from lp_widgets.questions.messages import NO_TRY_LEFT
from lp_widgets.questions.policy import FREE, UNTIL_RIGHT, after_hints, is_over
from lp_widgets.widgets.sheet import question_sheet, tool_sheet

PACKAGE = Path(lp_widgets.__file__).parent
PREFIX = "/services/classroom/"
KINDS = {".js": "text/javascript", ".css": "text/css"}


class Lesson:
    """What one page shows: questions with their keys, widgets, and a program to start."""

    def __init__(
        self,
        questions: dict[str, dict[str, Any]],
        widgets: dict[str, dict[str, Any]] | None = None,
        locale: str = "en",
        live: str = "",
    ) -> None:
        self.questions, self.widgets = questions, widgets or {}
        self.locale, self.live, self.version = locale, live, "1"
        shown = {each["name"] for each in self.widgets.values()} | {
            each["type"] for each in questions.values()
        }
        self.views = set(plugins.load().shown_by(shown))
        self.title = "Sharing fairly" if locale == "en" else "القسمة بالتساوي"


class Server:
    """Serves `lesson` to whoever has the cookie of an account; every request is in `log`."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.shut = False
        self.mute = 0
        self.refuse: tuple[int, str] | None = None
        self.theme = ""
        self.next: dict[str, str] | None = {"title": "The water cycle", "href": PREFIX + "next"}
        self.kept: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []
        self.log: list[tuple[str, str]] = []
        self.kernel: AsyncKernelManager | None = None
        self.sockets: set[Any] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: Any) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)

    @property
    def address(self) -> str:
        """The classroom's address as a phone types it."""
        return f"http://lab.test:{self.port}{PREFIX}"

    def account(self, name: str) -> dict[str, Any]:
        """The cookies of an account, for a browser."""
        place = {"domain": "lab.test", "path": "/"}
        return [  # type: ignore[return-value]
            {"name": "account", "value": name, "httpOnly": True, **place},
            {"name": "_xsrf", "value": f"token-of-{name}", **place},
        ]

    def of(self, account: str) -> list[dict[str, Any]]:
        """The responses of an account in the order in which they came."""
        return [each for each in self.kept.values() if each["account"] == account]

    def hang_up(self) -> None:
        """Break every websocket, as a Wi-Fi does."""
        for socket in list(self.sockets):
            self._loop.call_soon_threadsafe(socket.close)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        routes = [
            (rf"{PREFIX}lesson", Page),
            (PREFIX, Home),
            (rf"{PREFIX}signout", SignOut),
            (rf"{PREFIX}api/responses", Responses),
            (rf"{PREFIX}api/alive", Alive),
            (rf"{PREFIX}api/kernels/(.*)/channels", Channels),
            (rf"{PREFIX}static/(.*)", Static),
        ]
        app = tornado.web.Application(
            [(path, handler, {"server": self}) for path, handler in routes],  # type: ignore[list-item]
            log_function=lambda handler: self.log.append(
                (str(handler.request.method), handler.request.path)
            ),
        )
        if self.lesson.live:
            await self._start_kernel()
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        http = tornado.httpserver.HTTPServer(app)
        http.add_sockets(sockets)
        self._ready.set()
        await self._end.wait()
        http.stop()
        await http.close_all_connections()
        if self.kernel:
            await self.kernel.shutdown_kernel(now=True)

    async def _start_kernel(self) -> None:
        self.kernel = AsyncKernelManager(kernel_name="python3")
        await self.kernel.start_kernel(cwd=str(PACKAGE.parent))
        client = self.kernel.client()
        client.start_channels()
        await client.wait_for_ready(60)
        self.outputs: list[dict[str, Any]] = []
        reply = await client.execute_interactive(
            self.lesson.live,
            output_hook=lambda m: self.outputs.append(m["content"].get("data", {})),
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        client.stop_channels()


class Base(tornado.web.RequestHandler):
    """Knows the server and who asks."""

    def initialize(self, server: Server) -> None:
        self.server = server

    @property
    def who(self) -> str:
        return self.get_cookie("account") or ""

    def prepare(self) -> None:
        if self.server.shut:
            self.request.connection.stream.close()  # type: ignore[attr-defined,union-attr]
            raise tornado.web.Finish

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            f" img-src 'self' data:; connect-src 'self' ws://{self.request.host};"
            " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )


class Page(Base):
    def get(self) -> None:
        if not self.who:
            self.redirect(PREFIX)
            return
        self.finish(page(self.server, self.who))


class Home(Base):
    def get(self) -> None:
        if not self.who:
            self.finish("<!doctype html><html lang=en><title>Sign in</title><h1>Sign in</h1>")
            return
        told = {"account": self.who, "home": PREFIX, "api": PREFIX + "api/"}
        strings = words.of_scripts(self.server.lesson.locale, (), False)
        self.finish(
            f"<!doctype html><html lang=en><title>Home</title><h1>Home</h1>{block('lp-home', told)}"
            f"{block('lp-strings', strings)}<link rel=stylesheet href={PREFIX}static/passport.css>"
            f'<script type="module" src="{PREFIX}static/home.js"></script>'
            f'<a class="btn" href="{PREFIX}signout" data-signout>Done for now</a>'
        )


class SignOut(Base):
    def get(self) -> None:
        self.clear_cookie("account")
        self.clear_cookie("_xsrf")
        self.redirect(PREFIX)


class Responses(Base):
    def post(self) -> None:
        server = self.server
        if not self.who or self.request.headers.get("X-XSRFToken") != f"token-of-{self.who}":
            self.set_status(403)
            self.finish({"message": "Please sign in again."})
            return
        if server.refuse:
            self.set_status(server.refuse[0])
            self.finish({"message": server.refuse[1]})
            return
        sent = json.loads(self.request.body)
        expected = {
            "id",
            "account",
            "course",
            "lesson",
            "question",
            "version",
            "locale",
            "response",
        }
        if server.lesson.questions[sent["question"]]["spec"].get("hint_cost") and sent.get("hints"):
            expected.add("hints")
        assert set(sent) == expected, set(sent) ^ expected
        if sent["account"] != self.who:
            self.set_status(403)
            self.finish({"message": "Please sign in again."})
            return
        if sent["id"] not in server.kept:
            same = [e for e in server.of(self.who) if e["question"] == sent["question"]]
            before = shown(server, same[-1])["attempts"] if same else 0
            hints = max(e.get("hints", 0) for e in [sent, *same])
            more = {"account": self.who, "before": before, "hints": hints}
            server.kept[sent["id"]] = {**sent, **more}
        server.sent.append(sent["id"])
        if server.mute:
            server.mute -= 1
            self.request.connection.stream.close()  # type: ignore[attr-defined,union-attr]
            return
        self.finish(shown(server, server.kept[sent["id"]]))


class Alive(Base):
    def get(self) -> None:
        self.set_status(200 if self.who else 403)
        self.finish({"account": self.who} if self.who else {"message": "Please sign in again."})


class Static(Base):
    def get(self, name: str) -> None:
        folder = PACKAGE if name.startswith("widgets/") else PACKAGE / "lesson" / "static"
        path = folder / name
        assert re.fullmatch(r"[\w./-]+", name) and ".." not in name
        if not path.is_file():
            self.set_status(404)
            return
        self.set_header("Content-Type", KINDS[path.suffix])
        self.finish(path.read_bytes())


class Channels(tornado.websocket.WebSocketHandler):
    """The kernel's channels in the binary protocol v1, as the classroom lets them pass."""

    def initialize(self, server: Server) -> None:
        self.server = server

    async def prepare(self) -> None:
        if self.server.shut:
            raise tornado.web.HTTPError(404)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return "v1.kernel.websocket.jupyter.org"

    def open(self, *_: Any) -> None:
        assert self.server.kernel
        self.server.sockets.add(self)
        self.client = self.server.kernel.client()
        self.client.start_channels(stdin=False, hb=False, control=False)
        self.relays = [
            asyncio.create_task(self._relay("iopub", self.client.iopub_channel)),
            asyncio.create_task(self._relay("shell", self.client.shell_channel)),
        ]

    async def _relay(self, name: str, channel: Any) -> None:
        while True:
            parts = await channel.socket.recv_multipart()
            _, parts = self.client.session.feed_identities(parts)
            whole = serialize_msg_to_ws_v1(parts[1:], name)
            await self.write_message(whole, binary=True)

    def on_message(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        channel, parts = deserialize_msg_from_ws_v1(message)
        assert channel == "shell"
        session = self.client.session
        self.client.shell_channel.socket.send_multipart(
            [b"<IDS|MSG>", session.sign(parts[:4]), *parts]
        )

    def on_close(self) -> None:
        self.server.sockets.discard(self)
        for relay in self.relays:
            relay.cancel()
        self.client.stop_channels()


def shown(server: Server, kept: dict[str, Any]) -> dict[str, Any]:
    """What a page is told of a response that is kept."""
    asked = server.lesson.questions[kept["question"]]
    given = mark(asked["type"], asked["spec"], asked["key"], kept["response"], kept["locale"])
    given = after_hints(given, asked["spec"].get("hint_cost", FREE), kept["hints"])
    if is_over(asked["spec"].get("attempts", UNTIL_RIGHT), kept["before"]):
        given = Mark.invalid(NO_TRY_LEFT)
    said = catalog(kept["locale"], "interface-questions").gettext
    message = said(given.message) if given.message else ""
    return {
        "id": kept["id"],
        "question": kept["question"],
        "response": kept["response"],
        "state": given.state,
        "score": given.score,
        "feedback": given.feedback,
        "message": message.format(**given.values) if given.values else message,
        "parts": dict(given.parts),
        "attempts": kept["before"] + (given.state != "invalid"),
        **({"hints": kept["hints"]} if kept["hints"] else {}),
    }


def block(name: str, value: Any) -> str:
    """A JSON block as our pages hold it."""
    written = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{written}</script>'


def page(server: Server, account: str) -> str:
    """A whole lesson page, in the form of the lessons' template."""
    lesson = server.lesson
    latest = {each["question"]: shown(server, each) for each in server.of(account)}
    told = {
        "course": "first-steps",
        "lesson": "fractions",
        "version": lesson.version,
        "locale": lesson.locale,
        "live": bool(lesson.live),
        "questions": {
            q: {"type": each["type"], "spec": each["spec"]} for q, each in lesson.questions.items()
        },
        "widgets": lesson.widgets,
        "strings": words.of_scripts(lesson.locale, lesson.views, bool(lesson.live)),
    }
    learner = {
        "account": account,
        "api": PREFIX + "api/",
        "home": PREFIX,
        "theme": server.theme or None,
        "responses": latest,
        "next": server.next,
    }
    body = []
    for w, each in lesson.widgets.items():
        drawn, state = None, each["state"]
        if state.get("picture"):
            drawn = pictures.read(PACKAGE / "widgets", state["picture"], state["alt"])
        body.append(tool_sheet(w, each["name"], drawn))
    for number, (q, each) in enumerate(lesson.questions.items(), 1):
        spec = each["spec"]
        drawn = None
        if spec.get("picture"):
            folder = PACKAGE / "questions"
            drawn = pictures.read(folder, spec["picture"], spec["alt"])
        body.append(
            question_sheet(q, each["type"], escape(spec["ask"]), number=str(number), picture=drawn)
        )
    if lesson.live:
        views = [
            data["application/vnd.jupyter.widget-view+json"]["model_id"]
            for data in server.outputs
            if "application/vnd.jupyter.widget-view+json" in data
        ]
        body += [f'<div class="live-widget" data-model="{view}"></div>' for view in views]
        assert server.kernel
        kernel = "0" * 8 + "-0000-4000-8000-" + "0" * 12
        body.append(block("lp-kernel", kernel))
    styles = "".join(
        f'<link rel="stylesheet" href="{PREFIX}static/widgets/{name}.css">'
        for name in sorted(lesson.views)
        if (PACKAGE / "widgets" / f"{name}.css").is_file()
    )
    return f"""<!doctype html>
<html lang="{lesson.locale}" dir="{direction(lesson.locale)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>{lesson.title}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{PREFIX}static/passport.css">{styles}
<script type="module" src="{PREFIX}static/page.js"></script></head><body>
<a class="skip" href="#lesson">{lesson.title}</a>
<header class="bar"><div><a class="icon-btn" data-home href="../" aria-label="Home">
<svg class="i flip" viewBox="0 0 24 24" aria-hidden="true"><path d="M19 12H5m6-6-6 6 6 6"/></svg>
</a><div class="grow"><p data-where>{lesson.title}</p><div class="notches" data-notches></div>
</div></div></header><div class="offline" data-offline hidden></div>
<main id="lesson" class="lesson"><header class="lesson-head"><h1>{lesson.title}</h1></header>
{"".join(body)}
<section data-finish hidden></section><nav class="nav"><a class="btn plain" data-signout
href="{PREFIX}signout">Done for now</a></nav></main>
{block("lp-lesson", told)}{block("lp-learner", learner)}</body></html>"""
