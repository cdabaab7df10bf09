"""Which Jupyter messages pass between a learner's page and her kernel, in both directions."""

import json
from typing import Any

from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

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

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Pass a page's message on, or drop it without an answer."""
        if may_enter(incoming_msg):
            super().handle_incoming_message(incoming_msg)

    def _on_zmq_reply(self, stream: Any, msg_list: Any) -> None:
        kernel: Any = self.parent
        # For a page that has just gone jupyter_server knows no protocol, and passes a dictionary.
        whole = isinstance(msg_list, list)
        if whole and not kernel.said.is_too_much and may_leave(msg_list):
            super()._on_zmq_reply(stream, msg_list)
