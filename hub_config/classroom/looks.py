"""Who looked at which page lately: a desk that stays open is noted in the audit log once."""

import time
from collections.abc import Callable

AGAIN = 600.0
"""Seconds after which another look at the same page is noted again."""
_MOST = 4096


class Looks:
    """The last look of each person at each page; ``clock`` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], float] = {}

    def is_new(self, who: str, page: str) -> bool:
        """Return whether a look is to be noted."""
        now = self._clock()
        last = self._seen.get((who, page))
        if last is not None and now - last < AGAIN:
            return False
        if len(self._seen) >= _MOST:
            self._seen.clear()  # what is noted twice does no harm
        self._seen[who, page] = now
        return True
