"""Messages between the test and the learner's program: JSON, and byte strings beside it.

A frame is the length of the JSON text, the number of byte strings and their lengths (unsigned
32-bit numbers, big-endian), then the text and the strings. In the text ``{"$": n}`` stands for the
string number n. Nothing in it is ever executed. Both processes use this file, so it imports
nothing of ours.
"""

import json
import socket
import struct
from typing import Any

MEBIBYTE = 1 << 20
MOST_TEXT = 8 * MEBIBYTE
MOST_BYTES = 32 * MEBIBYTE
MOST_STRINGS = 10_000

Message = dict[str, Any]


class Broken(Exception):
    """What came is no message, or nothing will come any more."""


class TooMuch(Exception):
    """A message is larger than may be sent."""


class Line:
    """One end of the stream; ``total`` is how many bytes may come in before it is too much."""

    def __init__(self, end: socket.socket, total: int = 1 << 40) -> None:
        self._socket, self._left = end, total

    def send(self, message: Message) -> None:
        """Send ``message``; it may hold bytes. Raises TooMuch, and Broken when nobody listens."""
        strings: list[bytes] = []

        def number(value: object) -> dict[str, int]:
            if type(value) is not bytes:
                raise TypeError(f"{type(value).__name__} is no part of a message")
            strings.append(value)
            return {"$": len(strings) - 1}

        text = json.dumps(message, default=number, allow_nan=False, separators=(",", ":")).encode()
        sizes = [len(text), len(strings), *map(len, strings)]
        too_long = len(text) > MOST_TEXT or len(strings) > MOST_STRINGS
        if too_long or sum(sizes[2:]) > MOST_BYTES:
            raise TooMuch(f"A value of {sum(sizes):,} bytes is too large to be passed on.")
        try:
            self._socket.sendall(b"".join([struct.pack(f">{len(sizes)}I", *sizes), text, *strings]))
        except OSError as error:
            raise Broken(f"nobody listens: {error}") from error

    def receive(self) -> Message:
        """Return the next message. Raises Broken."""
        length, count = struct.unpack(">II", self._take(8))
        if length > MOST_TEXT or count > MOST_STRINGS:
            raise Broken("a message is too long")
        sizes = struct.unpack(f">{count}I", self._take(4 * count))
        if sum(sizes) > MOST_BYTES:
            raise Broken("a message is too long")
        text = self._take(length)
        strings = [self._take(size) for size in sizes]
        try:
            found = json.loads(
                text, object_hook=lambda made: _strings(made, strings), parse_constant=_refuse
            )
        except (ValueError, RecursionError, LookupError, TypeError) as error:
            raise Broken(f"no message: {type(error).__name__}") from None
        if type(found) is not dict:
            raise Broken("no message: not an object")
        return found

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _take(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise Broken("more was sent than may be in all")
        buffer = bytearray()
        while len(buffer) < size:
            try:
                chunk = self._socket.recv(min(size - len(buffer), MEBIBYTE))
            except OSError as error:
                raise Broken(f"nothing comes: {error}") from error
            if not chunk:
                raise Broken("it ended")
            buffer += chunk
        return bytes(buffer)


def _strings(made: dict[str, Any], strings: list[bytes]) -> Any:
    if "$" not in made:
        return made
    place = made["$"]
    if len(made) != 1 or type(place) is not int or place < 0:
        raise ValueError("no byte string")
    return strings[place]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number here")
