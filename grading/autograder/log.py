"""What nbgrader says while it works: heard, so that a person can be told the reason."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Heard(logging.Handler):
    """Keeps warnings and errors of one piece of work."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.said.append(record.getMessage())

    def reason(self) -> str:
        """Return the last line of the first traceback, or of the first error; "" for none."""
        tracebacks = [text for text in self.said if text.startswith("Traceback")]
        found = (tracebacks or self.said)[:1]
        lines = [line for text in found for line in text.strip().splitlines() if line.strip()]
        return lines[-1].strip()[:500] if lines else ""


@contextmanager
def heard(log: logging.Logger) -> Iterator[Heard]:
    """Yield what is said to ``log`` within the block."""
    handler = Heard()
    log.addHandler(handler)
    try:
        yield handler
    finally:
        log.removeHandler(handler)
