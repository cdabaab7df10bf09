"""One learner's phone: opens pages, answers, and has a line to the kernel of a live lesson."""

import asyncio
import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.classroom import wire

RUNNER = "lp_widgets.widgets.runner.Runner"
PROGRAM = "for side in range(4):\n    forward(100)\n    left(90)\n"
# Where ours and stock Voilà's page name their kernel.
_KERNEL = re.compile(r'(?:id="lp-kernel">|"kernelId": ?)"([0-9a-f-]{36})"')
# Where a page says that its kernel has to wait.
_WAITS = re.compile(r'"waits": (\{[^{}]*\})')
_PACKED = {"Accept-Encoding": "gzip"}
_PAUSE = 0.25


def connections() -> aiohttp.ClientSession:
    """Return connections of their own, which keep no cookies and wait for ever."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None)
    )


def _words(page: str) -> str:
    """Return what a page says, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


class Unwhole(Exception):
    """A page that is not what was asked for; its text says what came."""


@dataclass
class Opened:
    """One opening, in seconds since it was asked for: the page whole, its widget's answer.

    ``again`` counts how often the page had to be asked for again because its kernel had to wait.
    """

    page: float = 0.0
    widget: float = 0.0
    again: int = 0
    failed: str = ""


@dataclass
class Phone:
    """A phone at ``origin``; ``cookie`` and ``xsrf`` are those of its learner, if it has one."""

    origin: str
    cookie: str = ""
    xsrf: str = ""
    prefix: str = "/"
    session: aiohttp.ClientSession | None = None
    socket: aiohttp.ClientWebSocketResponse | None = None
    runner: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}

    def kept(self) -> aiohttp.ClientSession:
        """Return the connections that this phone keeps open, as a browser does."""
        if self.session is None:
            self.session = connections()
        return self.session

    async def open(self, path: str, live: bool, patience: float) -> Opened:
        """Open a page over a new connection; a live one until its widget has answered."""
        opened, began = Opened(), time.perf_counter()
        try:
            async with asyncio.timeout(patience), connections() as fresh:
                page = await self._page(fresh, path)
                opened.page = time.perf_counter() - began
                if live:
                    await self._connect(await self._kernel(fresh, path, page, opened))
                    await self.run()
                    opened.widget = time.perf_counter() - began
        except (Unwhole, TimeoutError, OSError, aiohttp.ClientError) as error:
            opened.failed = f"{type(error).__name__}: {error}"[:200]
        return opened

    async def _page(self, fresh: aiohttp.ClientSession, path: str) -> str:
        """Return a page that came whole."""
        url, headers = self.origin + path, self.headers | _PACKED
        async with fresh.get(url, headers=headers, allow_redirects=False) as got:
            text = await got.text()
        if got.status != 200 or not text.rstrip().endswith("</html>"):
            raise Unwhole(f"{got.status} {_words(text)[-120:]}")
        return text

    async def _kernel(
        self, fresh: aiohttp.ClientSession, path: str, page: str, opened: Opened
    ) -> str:
        """Return the kernel that a page names; one that waits for it asks again when it is called.

        A page in a line says ``"waits": {"ticket", "before"}``, and ``api/turn`` answers when that
        changes, as the lesson's own script asks it.
        """
        while not (found := _KERNEL.search(page)):
            opened.again += 1
            waits = _WAITS.search(page)
            ticket = await self._called(json.loads(waits[1])) if waits else ""
            if not ticket:
                await asyncio.sleep(_PAUSE)
            page = await self._page(fresh, f"{path}?ticket={ticket}" if ticket else path)
        return found[1]

    async def _called(self, place: dict[str, Any]) -> str:
        """Stand in the line until this phone is called; return its ticket, "" if that is gone."""
        url = f"{self.origin}{self.prefix}api/turn"
        while not place.get("called"):
            asked = {name: str(place[name]) for name in ("ticket", "before")}
            async with self.kept().get(url, params=asked, headers=self.headers) as got:
                if got.status != 200:
                    return ""
                place = await got.json()
            if "ticket" not in place:
                return ""
        return str(place["ticket"])

    async def _connect(self, kernel: str) -> None:
        """Open the line to the kernel and find the widget that runs programs."""
        await self.hang_up()
        address = f"{self.origin}{self.prefix}api/kernels/{kernel}/channels?session_id={self.id}"
        self.socket = await self.kept().ws_connect(
            address,
            protocols=[wire.PROTOCOL],
            headers={**self.headers, "Origin": self.origin},
            max_msg_size=0,
        )
        comm, messages = wire.ask_for_widgets(self.id)
        for message in messages:
            await self.socket.send_bytes(message)
        data = await self._hear(lambda c: c["comm_id"] == comm)
        states = data.get("states", {}).items()
        self.runner = next(i for i, s in states if s["state"].get("_anywidget_id") == RUNNER)

    async def _hear(self, wanted: Any) -> dict[str, Any]:
        """Return the data of the first widget message that is ``wanted``."""
        assert self.socket is not None
        async for message in self.socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            kind, content = wire.decode(message.data)
            if kind == "comm_msg" and wanted(content):
                return content["data"]
        raise Unwhole(f"the line to the kernel was closed ({self.socket.close_code})")

    async def run(self) -> float:
        """Run a program in the kernel; return the seconds until its drawing came."""
        began = time.perf_counter()
        asked = await self.send_program(PROGRAM)
        said = await self._hear(lambda c: c["data"].get("content", {}).get("ran") == asked)
        assert said["content"]["svg"], said
        return time.perf_counter() - began

    async def send_program(self, source: str) -> str:
        """Have the kernel run a program; return the name of this run."""
        assert self.socket is not None
        run = uuid.uuid4().hex
        message = {"run": run, "source": source}
        await self.socket.send_bytes(wire.custom(self.runner, message, self.id))
        return run

    async def listen(self) -> None:
        """Take in whatever the kernel says, without a look at it, until the line is closed."""
        assert self.socket is not None
        async for _ in self.socket:
            pass

    async def answer(self, response: dict[str, str], stop: asyncio.Event) -> float:
        """Send a response again and again until it is acknowledged; return the seconds.

        NaN when ``stop`` came first: then nobody knows whether it was kept.
        """
        body = json.dumps(response).encode()
        headers = {"Content-Type": "application/json", "X-XSRFToken": self.xsrf, **self.headers}
        url, began = f"{self.origin}{self.prefix}api/responses", time.perf_counter()
        while not stop.is_set():
            try:
                async with self.kept().post(url, data=body, headers=headers) as got:
                    said = await got.read()
                    if got.status == 200 and json.loads(said)["id"] == response["id"]:
                        return time.perf_counter() - began
                    if got.status in (403, 422):
                        raise Unwhole(f"{got.status} {said[-200:]!r}")
            except (OSError, ValueError, aiohttp.ClientError):
                pass
            await asyncio.sleep(_PAUSE)
        return float("nan")

    async def hang_up(self) -> None:
        """Close the line to the kernel."""
        if self.socket is not None:
            await self.socket.close()
            self.socket = None

    async def end_kernels(self) -> None:
        """End this learner's kernels, as signing out does, and stay signed in at the hub."""
        await self.hang_up()
        url = f"{self.origin}{self.prefix}signout"
        async with self.kept().get(url, headers=self.headers, allow_redirects=False) as got:
            assert got.status == 302, got.status

    async def close(self) -> None:
        """Close every connection."""
        await self.hang_up()
        if self.session is not None:
            await self.session.close()
