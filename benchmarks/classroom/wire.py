"""Jupyter's binary websocket protocol v1, as a lesson's page speaks it to its kernel."""

import json
import uuid
from typing import Any

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)

PROTOCOL = "v1.kernel.websocket.jupyter.org"
CONTROL = "jupyter.widget.control"


def encode(kind: str, content: dict[str, Any], session: str, **metadata: Any) -> bytes:
    """Return a message on the shell channel."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": session,
        "username": "",
        "version": "5.3",
        "date": "2024-01-01T00:00:00Z",
    }
    parts = [json.dumps(part).encode() for part in (header, {}, metadata, content)]
    return bytes(serialize_msg_to_ws_v1(parts, "shell"))


def decode(data: bytes) -> tuple[str, dict[str, Any]]:
    """Return a message's type and content."""
    _, parts = deserialize_msg_from_ws_v1(data)
    return json.loads(parts[0])["msg_type"], json.loads(parts[3])


def ask_for_widgets(session: str) -> tuple[str, list[bytes]]:
    """Return a comm's id, and the messages that ask over it for the state of every widget."""
    comm = uuid.uuid4().hex
    opened = {"comm_id": comm, "target_name": CONTROL, "data": {}}
    asked = {"comm_id": comm, "data": {"method": "request_states"}}
    return comm, [
        encode("comm_open", opened, session, version="1.0.0"),
        encode("comm_msg", asked, session),
    ]


def custom(comm: str, content: dict[str, Any], session: str) -> bytes:
    """Return a widget's own message."""
    data = {"method": "custom", "content": content}
    return encode("comm_msg", {"comm_id": comm, "data": data}, session)
