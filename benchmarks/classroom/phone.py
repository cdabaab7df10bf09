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
_PACKED = {"Accept-Encoding": "gzip"}
_PAUSE = 0.25


def connections() -> aiohttp.ClientSession:
    """Return connections of their own, which keep no cookies and wait for ever."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=None)
    )


class Unwhole(Exception):
    """A page that is not what was asked for; its text says what came."""


@dataclass
class Opened:
    """One opening, in seconds since it was asked for: the page whole, its widget's answer.

    ``again`` counts how often the page had to be asked for again because it said to wait.
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
                page = await self._whole(fresh, path, live, opened)
                opened.page = time.perf_counter() - began
                if live:
                    found = _KERNEL.search(page)
                    assert found
                    await self._connect(found[1])
                    await self.run()
                    opened.widget = time.perf_counter() - began
        except (Unwhole, TimeoutError, OSError, aiohttp.ClientError) as error:
            opened.failed = f"{type(error).__name__}: {error}"[:200]
        return opened

    async def _whole(
        self, fresh: aiohttp.ClientSession, path: str, live: bool, opened: Opened
    ) -> str:
        """Return the page; one that says that its kernel has to wait is asked for again."""
        while True:
            url = self.origin + path
            async with fresh.get(url, headers=self.headers | _PACKED, allow_redirects=False) as got:
                text = await got.text()
                whole = got.status == 200 and text.rstrip().endswith("</html>")
                if whole and (not live or _KERNEL.search(text)):
                    return text
                if got.status not in (200, 429, 503) or not live:
                    raise Unwhole(f"{got.status} {text[-120:]}")
                opened.again += 1
                await asyncio.sleep(min(float(got.headers.get("Retry-After", _PAUSE)), 5))

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
        assert self.socket is not None
        asked, began = uuid.uuid4().hex, time.perf_counter()
        message = {"run": asked, "source": PROGRAM}
        await self.socket.send_bytes(wire.custom(self.runner, message, self.id))
        said = await self._hear(lambda c: c["data"].get("content", {}).get("ran") == asked)
        assert said["content"]["svg"], said
        return time.perf_counter() - began

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
