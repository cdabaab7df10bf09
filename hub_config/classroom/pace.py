"""How many answers one learner may send: far more than a child can give, fewer than a flood."""

import time
from collections.abc import Callable

# Answers that may come at once, from a phone that was away for long, and then one each interval.
BURST = 120
INTERVAL = 0.1
_MOST_ACCOUNTS = 4096


class Pace:
    """A bucket of tokens an account; ``clock`` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, account: str) -> bool:
        """Count one answer of ``account``; return whether it may be taken now."""
        now = self._clock()
        level, since = self._buckets.get(account, (float(BURST), now))
        level = min(float(BURST), level + (now - since) / INTERVAL)
        if len(self._buckets) >= _MOST_ACCOUNTS and account not in self._buckets:
            self._buckets.clear()  # nobody is shut out by it, and memory stays bounded
        self._buckets[account] = (max(level - 1, 0.0), now)
        return level >= 1
