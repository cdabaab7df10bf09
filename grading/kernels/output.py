"""How much a kernel says, by the second: it is stopped for the rest of one that holds too much."""

import time

MESSAGES = 500
BYTES = 4 * 1024 * 1024
"""So much of one kernel in one second is more than a page can show or a tent's Wi-Fi carry."""


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
        return self._flooded

    @property
    def floods(self) -> int:
        """In how many seconds without a pause it was too much, this one included."""
        return self._floods + self.is_too_much

    @property
    def _flooded(self) -> bool:
        return self._messages > MESSAGES or self._bytes > BYTES

    def _turn(self) -> None:
        """Begin a new second when this one is over."""
        passed = time.monotonic() - self._began
        if passed < 1:
            return
        self._floods = self._floods + 1 if self._flooded and passed < 2 else 0
        self._began += int(passed)
        self._messages = self._bytes = 0
