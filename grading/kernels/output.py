"""How much a kernel says, by the second: who reads it drops what is more than enough."""

import time

MESSAGES = 2000
BYTES = 16 * 1024 * 1024
"""So much of one kernel in one second is more than a page can show."""


class Output:
    """Counts what one kernel says."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._messages = self._bytes = self._floods = 0

    def heard(self, size: int) -> None:
        """Count one message of ``size`` bytes."""
        self._turn()
        self._messages += 1
        self._bytes += size

    @property
    def is_too_much(self) -> bool:
        """Whether more was said in this second than anybody should take."""
        self._turn()
        return self._messages > MESSAGES or self._bytes > BYTES

    @property
    def floods(self) -> int:
        """In how many seconds without a pause it was too much, this one included."""
        return self._floods + self.is_too_much

    def _turn(self) -> None:
        """Begin a new second when this one is over."""
        passed = time.monotonic() - self._began
        if passed < 1:
            return
        flooded = self._messages > MESSAGES or self._bytes > BYTES
        self._floods = self._floods + 1 if flooded and passed < 2 else 0
        self._began += int(passed)
        self._messages = self._bytes = 0
