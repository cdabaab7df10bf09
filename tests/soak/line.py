"""A live lesson's websocket, spoken as the page speaks it: find the runner, run programs."""

import asyncio
import contextlib
import json
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

from tests.soak.ledger import Ledger
from tests.soak.phone import CLASSROOM, Phone

PROTOCOL = "v1.kernel.websocket.jupyter.org"
RUNNER = "lp_widgets.widgets.runner.Runner"
LIVE = "first-program"
_KERNEL = re.compile(r'id="lp-kernel"[^>]*>"?([0-9a-f-]{36})')
# A program is stopped after five seconds, a kernel after a minute; a busy laptop takes longer.
_PATIENCE = 45


class Gone(Exception):
    """The line broke, the kernel ended, or nothing came."""


class Ended(Gone):
    """The kernel itself is over, and the class says so."""


async def open_lesson(phone: Phone) -> "Line":
    """Open the live lesson and the line to its kernel. Raises Gone where there is none."""
    status, page = await phone.page(f"lesson/first-steps/{LIVE}")
    found = _KERNEL.search(page)
    if status != 200 or found is None:
        raise Gone(f"the page has no kernel ({status})")
    path = f"{CLASSROOM}api/kernels/{found[1]}/channels"
    try:
        socket = await phone.session.ws_connect(
            phone.url(f"{path}?session_id={uuid.uuid4().hex}"),
            protocols=[PROTOCOL],
            origin=phone.lab.address.rstrip("/"),
            max_msg_size=0,
            timeout=aiohttp.ClientWSTimeout(ws_close=5),
        )
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        raise Gone(f"no line to the kernel: {type(error).__name__}") from error
    return Line(socket, phone.ledger)


class Line:
    """One open websocket to a kernel of one's own."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, ledger: Ledger) -> None:
        self.socket, self.ledger = socket, ledger
        self._runner = ""

    async def close(self) -> None:
        """Close the page."""
        with contextlib.suppress(OSError, aiohttp.ClientError):
            await self.socket.close()

    async def send(self, kind: str, content: Any, channel: str = "shell") -> None:
        """Send one message. Raises Gone."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": "soak",
            "username": "",
            "date": "",
            "version": "5.3",
        }
        metadata = {"version": "1.0.0"} if kind == "comm_open" else {}
        parts = [json.dumps(part).encode() for part in (header, {}, metadata, content)]
        await self.raw(serialize_msg_to_ws_v1(parts, channel))

    async def raw(self, message: bytes | str) -> None:
        """Send whatever it is. Raises Gone."""
        try:
            if isinstance(message, str):
                await self.socket.send_str(message)
            else:
                await self.socket.send_bytes(message)
        except (OSError, aiohttp.ClientError, RuntimeError) as error:
            raise Gone(f"cannot send: {type(error).__name__}") from error

    async def find_runner(self) -> None:
        """Ask for every widget, as a page does when its line stands. Raises Gone."""
        control = uuid.uuid4().hex
        await self.send(
            "comm_open", {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        )
        ask = {"comm_id": control, "data": {"method": "request_states"}}
        await self.send("comm_msg", ask)
        async with _patience_for("the widgets"):
            while not self._runner:
                content = await self._next("comm_msg")
                if content.get("comm_id") == control:
                    states = content["data"].get("states", {})
                    named = {k: s["state"].get("_anywidget_id") for k, s in states.items()}
                    self._runner = next((k for k, v in named.items() if v == RUNNER), "")

    async def start(self, source: str) -> str:
        """Press Run; return the run's name. Raises Gone."""
        if not self._runner:
            await self.find_runner()
        run = uuid.uuid4().hex
        content = {"run": run, "source": source}
        data = {"method": "custom", "content": content}
        await self.send("comm_msg", {"comm_id": self._runner, "data": data})
        return run

    async def run(self, source: str) -> dict[str, Any]:
        """Run a program and return what it left: svg, text, error. Raises Gone."""
        run = await self.start(source)
        async with _patience_for("the program"):
            while True:
                data = (await self._next("comm_msg")).get("data", {})
                told = data.get("content") or {}
                if data.get("method") == "custom" and told.get("ran") == run:
                    return dict(told)

    async def _next(self, wanted: str) -> dict[str, Any]:
        """Return the content of the next message of a kind. Raises Gone when the kernel died."""
        while True:
            message = await self.socket.receive()
            if message.type is not aiohttp.WSMsgType.BINARY:
                raise Gone(f"the line broke ({message.type.name})")
            _, parts = deserialize_msg_from_ws_v1(message.data)
            kind, content = json.loads(parts[0])["msg_type"], json.loads(parts[3])
            if kind == "status" and content.get("execution_state") == "dead":
                raise Ended("the kernel ended")
            if kind == wanted:
                return dict(content)


@contextlib.asynccontextmanager
async def _patience_for(what: str) -> AsyncIterator[None]:
    """Turn a timeout into Gone."""
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except TimeoutError as error:
        raise Gone(f"{what} did not come in {_PATIENCE} s") from error
