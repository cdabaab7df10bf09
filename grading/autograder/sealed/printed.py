"""What a learner's program writes while a test asks it something, to go with the answer."""

import io
import sys
from typing import Any

_MOST_OUTPUT = 4_000_000


class Printed:
    """What the learner's program writes while it is asked something, in its order."""

    def __init__(self) -> None:
        self._said: list[list[str]] = []
        self._size = 0
        self._before: list[tuple[Any, Any]] = []

    def taken(self) -> list[list[str]]:
        """Return what was written since this was asked last, as [stream, text]."""
        said, self._said = self._said, []
        return said

    def keep(self, stream: str, text: str) -> None:
        """Keep what was written. Raises OSError when it is too much."""
        self._size += len(text)
        if self._size > _MOST_OUTPUT:
            raise OSError("the program has written more than it may")
        if self._said and self._said[-1][0] == stream:
            self._said[-1][1] += text
        else:
            self._said.append([stream, text])

    def __enter__(self) -> "Printed":
        self._before.append((sys.stdout, sys.stderr))
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")  # type: ignore
        return self

    def __exit__(self, *error: object) -> None:
        sys.stdout, sys.stderr = self._before.pop()


class _Stream(io.TextIOBase):
    def __init__(self, output: Printed, name: str) -> None:
        self._output, self._name = output, name

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._output.keep(self._name, str(text))
        return len(text)
