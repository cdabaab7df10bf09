"""Desks that are open: each is told that something changed, all at once, once a second at most."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PAUSE = 1.0
"""Seconds between two tellings: what changes meanwhile is told together."""


class Watcher:
    """One open page; ``gone`` when its browser left or the service ends."""

    def __init__(self) -> None:
        self.gone = False
        self._called = asyncio.Event()

    def call(self) -> None:
        """Wake the page's line, if it waits."""
        self._called.set()

    def leave(self) -> None:
        """End the page's line."""
        self.gone = True
        self.call()

    async def wait(self, patience: float) -> bool:
        """Wait until called, at most ``patience`` seconds; return whether it was."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._called.wait(), patience)
        called = self._called.is_set()
        self._called.clear()
        return called


class Watchers:
    """All open pages, and a sign of how much has changed; used on the event loop alone."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._changes = 0
        self._begun = time.time_ns()  # the next service's signs are others
        self._told = -PAUSE
        self._timer: asyncio.TimerHandle | None = None
        self._closing = False

    def __len__(self) -> int:
        return len(self._watchers)

    @property
    def sign(self) -> str:
        """What differs as soon as anything has changed; a page knows by it what it shows."""
        return f"{self._begun}.{self._changes}"

    def changed(self) -> None:
        """Tell everybody who watches, at once or when the pause is over; costs next to nothing."""
        self._changes += 1
        if self._watchers and self._timer is None:
            wait = max(0.0, self._told + PAUSE - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(wait, self._tell)

    @contextmanager
    def watching(self) -> Iterator[Watcher]:
        """Be one of those who are told."""
        watcher = Watcher()
        self._watchers.add(watcher)
        if self._closing:
            watcher.leave()
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    async def close(self, patience: float = 1.0) -> None:
        """End every line, and wait until they have ended."""
        self._closing = True
        for watcher in self._watchers:
            watcher.leave()
        until = time.monotonic() + patience
        while self._watchers and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def _tell(self) -> None:
        self._timer, self._told = None, time.monotonic()
        for watcher in self._watchers:
            watcher.call()
