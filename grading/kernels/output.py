"""How much a kernel may say: an allowance that fills up again; who has used it up is stopped."""

import time

MESSAGES, MESSAGES_EACH_SECOND = 400, 50
BYTES, BYTES_EACH_SECOND = 8 * 1024 * 1024, 1024 * 1024
"""The whole allowance, and what comes back of it each second.

A page shows no more than a few dozen changes a second, and the Wi-Fi of a whole class carries few
megabytes. What comes back is halved every two seconds of a flood.
"""
ANSWERS, ASKED_EACH_SECOND = 5, 60
"""How many messages each of the page's gives beside that, and how often: sliders under a thumb."""

# Seconds of allowance that who was stopped gets before it goes on: not one message at a time.
_BREATH = 0.25
# Seconds of a flood after which half as much comes back.
_HALF = 2.0
# Seconds in which it may speak and stays within its allowance, after which a flood is over.
_CALM = 5.0


class Output:
    """Counts what one kernel says."""

    def __init__(self) -> None:
        self._messages, self._bytes = float(MESSAGES), float(BYTES)
        self._questions = float(ASKED_EACH_SECOND)
        self._counted = time.monotonic()
        self._began: float | None = None
        self._last = 0.0

    def asked(self) -> None:
        """Count one message of the page's, which wants an answer."""
        self._refill()
        if self._questions >= 1:
            self._questions -= 1
            self._messages = min(MESSAGES, self._messages + ANSWERS)

    def heard(self, size: int) -> None:
        """Count one message of ``size`` bytes."""
        self._refill()
        self._messages -= 1
        self._bytes -= size
        if self.is_too_much:
            self._last = self._counted
            self._began = self._began or self._counted

    @property
    def is_too_much(self) -> bool:
        """Whether more was said than is allowed."""
        return self._messages < 0 or self._bytes < 0

    @property
    def has_breath(self) -> bool:
        """Whether there is enough of the allowance again to go on."""
        self._refill()
        few, little = MESSAGES_EACH_SECOND * _BREATH, BYTES_EACH_SECOND * _BREATH
        return self._messages >= few and self._bytes >= little

    @property
    def flooding(self) -> float:
        """For how many seconds it has said all that it may, and more."""
        if self._began is None:
            return 0.0
        if not self.is_too_much and time.monotonic() - self._last > _CALM:
            self._began = None
            return 0.0
        return time.monotonic() - self._began

    def _refill(self) -> None:
        now = time.monotonic()
        passed, self._counted = now - self._counted, now
        back = passed * 0.5 ** (self.flooding / _HALF)
        self._messages = min(MESSAGES, self._messages + MESSAGES_EACH_SECOND * back)
        self._bytes = min(BYTES, self._bytes + BYTES_EACH_SECOND * back)
        self._questions = min(ASKED_EACH_SECOND, self._questions + ASKED_EACH_SECOND * passed)
