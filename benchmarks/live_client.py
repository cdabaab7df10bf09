"""A learner at a live lesson without a browser: her page, her place in the line, her programs."""

import asyncio
import json
import re
import uuid
from typing import Any

import aiohttp
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

from tests.e2e.lab import RunningLab, Visitor

CLASSROOM = "/services/classroom/"
COURSE, LIVE, BUILT = "first-steps", "first-program", "fractions"
PROTOCOL = "v1.kernel.websocket.jupyter.org"
RUNNER = "lp_widgets.widgets.runner.Runner"


class LiveClient:
    """One learner who is signed in; ``open`` gets her a kernel, ``run`` runs a program in it."""

    def __init__(self, lab: RunningLab, visitor: Visitor) -> None:
        self.address = f"http://127.0.0.1:{lab.port}"
        self.xsrf = visitor.xsrf()
        cookies = {c.name: c.value or "" for c in visitor.cookies if c.path != "/hub/"}
        self._session_options: dict[str, Any] = {"cookies": cookies}
        self.session: aiohttp.ClientSession | None = None
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.runner = ""

    async def __aenter__(self) -> "LiveClient":
        self.session = aiohttp.ClientSession(
            self.address,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=120),
            **self._session_options,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.socket is not None:
            await self.socket.close()
        assert self.session is not None
        await self.session.close()

    async def answer(self, question: str, response: str) -> None:
        """Send one answer to the built lesson; return when it is acknowledged."""
        assert self.session is not None
        sent = {
            "id": str(uuid.uuid4()),
            "course": COURSE,
            "lesson": BUILT,
            "question": question,
            "version": "0",
            "locale": "en",
            "response": response,
        }
        headers = {"X-XSRFToken": self.xsrf}
        path = f"{CLASSROOM}api/responses"
        async with self.session.post(path, json=sent, headers=headers) as answer:
            said = await answer.json()
            assert answer.status == 200 and said["id"] == sent["id"], said

    async def open(self) -> None:
        """Open the live lesson, wait in the line where there is one, and connect to the kernel."""
        assert self.session is not None
        kernel, ticket = "", ""
        while not kernel:
            path = f"{CLASSROOM}lesson/{COURSE}/{LIVE}"
            query = {"ticket": ticket} if ticket else {}
            async with self.session.get(path, params=query) as answer:
                page = await answer.text()
            kernel = _block(page, "lp-kernel") or ""
            if not kernel:
                ticket = await self._called((_block(page, "lp-learner") or {}).get("waits"))
        path = f"{CLASSROOM}api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
        # No compression: traffic of one machine with itself.
        self.socket = await self.session.ws_connect(
            path, protocols=[PROTOCOL], max_msg_size=0, compress=0
        )
        self.runner = await self._find_runner()

    async def _called(self, place: Any) -> str:
        assert self.session is not None
        place = place or {"ticket": "", "before": 0}
        while True:
            query = {"ticket": place["ticket"], "before": str(place["before"])}
            async with self.session.get(f"{CLASSROOM}api/turn", params=query) as answer:
                place = await answer.json()
            if place.get("elsewhere"):
                return ""
            if place["called"]:
                return str(place["ticket"])

    async def _find_runner(self) -> str:
        control = uuid.uuid4().hex
        target = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", target, {"version": "1.0.0"})
        asked = {"comm_id": control, "data": {"method": "request_states"}}
        await self._send("comm_msg", asked)
        async for content in self._custom():
            states = content.get("data", {}).get("states")
            for name, each in (states or {}).items():
                if each["state"].get("_anywidget_id") == RUNNER:
                    return str(name)
        raise ConnectionError("the kernel ended before it told of its widgets")

    async def send_program(self, source: str) -> str:
        """Send a program; return the name of this run."""
        name = uuid.uuid4().hex
        content = {"method": "custom", "content": {"run": name, "source": source}}
        await self._send("comm_msg", {"comm_id": self.runner, "data": content})
        return name

    async def run(self, source: str) -> Any:
        """Run a program and return what came of it. Raises ConnectionError when the kernel ends."""
        name = await self.send_program(source)
        async for content in self._custom():
            said = content.get("data", {}).get("content")
            if isinstance(said, dict) and said.get("ran") == name:
                return said
        raise ConnectionError("the kernel has ended")

    async def listen(self) -> None:
        """Take in whatever comes, without a look at it, until the line is closed."""
        assert self.socket is not None
        async for _ in self.socket:
            pass

    async def _send(self, kind: str, content: Any, metadata: Any = None) -> None:
        assert self.socket is not None
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "", "version": "5.3"}
        header |= {"username": "", "date": "2026-01-01T00:00:00Z"}
        parts = [json.dumps(part).encode() for part in (header, {}, metadata or {}, content)]
        await self.socket.send_bytes(serialize_msg_to_ws_v1(parts, "shell"))

    async def _custom(self) -> Any:
        """Yield the contents of the widgets' messages."""
        assert self.socket is not None
        async for message in self.socket:
            if message.type is not aiohttp.WSMsgType.BINARY:
                continue
            _, parts = deserialize_msg_from_ws_v1(message.data)
            if json.loads(parts[0])["msg_type"] == "comm_msg":
                yield json.loads(parts[3])


async def opened(clients: list[LiveClient], at_once: int = 4) -> None:
    """Open the live lesson for every client, ``at_once`` at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(client: LiveClient) -> None:
        async with gate:
            await client.open()

    await asyncio.gather(*map(one, clients))


def _block(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)
    return json.loads(found[1]) if found else None
