"""Which Jupyter messages pass between a learner's page and her kernel, in both directions."""

import asyncio
import json
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
MAX_INCOMING = 200_000
# What a drawing may cost a phone and the laptop's Wi-Fi in one message.
MAX_OUTGOING = 4_000_000
# Channel, header, parent, metadata, content, end, and some buffers.
_MOST_PARTS = 64
FROM_PAGE = frozenset(
    {"comm_msg", "comm_close", "comm_open", "comm_info_request", "kernel_info_request"}
)
OPENED_BY_PAGE = "jupyter.widget.control"
# No stream, error or display: what a program prints or draws travels inside its widget, and a
# traceback would tell file names and source lines.
TO_PAGE = frozenset(
    {"comm_open", "comm_msg", "comm_close", "comm_info_reply", "kernel_info_reply", "status"}
)


def may_enter(message: bytes | str) -> bool:
    """Return whether a page's websocket ``message`` may reach its kernel.

    Only whole v1 messages on the shell channel that speak to widgets; executing, inspecting,
    interrupting, debugging and opening widgets of the page's own choice are not among them.
    """
    if not isinstance(message, bytes) or len(message) > MAX_INCOMING:
        return False
    # jupyter_server counts up to whatever number stands in front: ten bytes would hold it for years
    if int.from_bytes(message[:8], "little") > _MOST_PARTS:
        return False
    try:
        channel, parts = deserialize_msg_from_ws_v1(message)
        header, content = json.loads(parts[0]), json.loads(parts[3])
    except (ValueError, IndexError, UnicodeDecodeError, RecursionError):
        return False
    if channel != "shell" or not isinstance(header, dict) or not isinstance(content, dict):
        return False
    kind = header.get("msg_type")
    if not isinstance(kind, str) or kind not in FROM_PAGE:
        return False
    return kind != "comm_open" or content.get("target_name") == OPENED_BY_PAGE


def may_leave(parts: list[Any]) -> bool:
    """Return whether a kernel's message (header first) may reach the page."""
    if sum(len(part) for part in parts) > MAX_OUTGOING:
        return False
    try:
        header = json.loads(bytes(parts[0]))
    except (ValueError, IndexError):
        return False
    return isinstance(header, dict) and header.get("msg_type") in TO_PAGE


class FilteredConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that lets only widget messages through."""

    kernel_ws_protocol = SUBPROTOCOL
    _first: "asyncio.Future[list[bytes]] | None" = None

    async def prepare(self) -> None:
        """Take the kernel that is there, without asking it what it is: it is always the same.

        Raises HTTPError when it has ended.
        """
        await self._register_session()
        kernel: Any = self.kernel_manager
        if not await kernel.is_alive():
            raise HTTPError(404)
        self.session.key = kernel.session.key

    def create_stream(self) -> None:
        """Open the channels to the kernel, and keep the first that is heard of its output."""
        super().create_stream()
        first = self._first = asyncio.get_running_loop().create_future()
        output = self.channels["iopub"]

        def keep(parts: list[bytes]) -> None:
            output.stop_on_recv()  # the rest waits until the page can have it
            if not first.done():
                first.set_result(parts)

        output.on_recv(keep)

    def nudge(self) -> "asyncio.Future[None]":
        """Wait until nothing that the kernel says is missed: it welcomes each new listener.

        jupyter_server asks every kernel twice, on channels of their own, until it answers. Channels
        that were kept while the page was away have been heard before.
        """
        return asyncio.ensure_future(self._until_heard())

    async def _until_heard(self) -> None:
        if self._first is not None:
            await asyncio.wait({self._first}, timeout=self.kernel_info_timeout)

    def connect(self) -> Any:
        """Open the line; the page gets what the kernel says from the very first on."""
        connected = super().connect()
        if connected is not None:
            connected.add_done_callback(self._pass_first)
        return connected

    def _pass_first(self, connected: "asyncio.Future[None]") -> None:
        if self._first is not None and self._first.done() and self.channels:
            self.handle_outgoing_message("iopub", self._first.result())

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a page's message on, or drop it without an answer."""
        if may_enter(incoming_msg):
            kernel: Any = self.kernel_manager
            kernel.watch.ask()
            super().handle_incoming_message(incoming_msg)

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass a kernel's message on to the page, or drop it.

        jupyter_server reads each message's header three times here and drops what comes fast; a
        fenced kernel that says too much is stopped instead (``grading.kernels.watch``).
        """
        stream = self.channels[stream] if isinstance(stream, str) else stream
        parts = self.session.feed_identities(outgoing_msg)[1][1:]
        if stream.channel != "iopub":  # which the guard hears for itself
            kernel: Any = self.kernel_manager
            kernel.watch.count(sum(map(len, parts)))
        # For a page that has just gone jupyter_server knows no protocol.
        if self.subprotocol == SUBPROTOCOL and may_leave(parts):
            self._on_zmq_reply(stream, parts)
