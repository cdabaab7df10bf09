"""Tells packages of what was kept, in a thread of its own: nobody waits for them."""

import logging
import queue
import threading
from collections.abc import Iterable

from lp_widgets.extensions import Event, Listener

MOST = 1000
"""Events that may wait; what comes when as many wait is not told, and the record has it anyhow."""

_log = logging.getLogger(__name__)


class Events:
    """A bounded queue between the service and its listeners."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._listeners = list(listeners)
        self._waiting: queue.Queue[Event] = queue.Queue(MOST)
        self._full = False
        if self._listeners:
            threading.Thread(target=self._tell_all, name="listeners", daemon=True).start()

    def tell(self, events: Iterable[Event]) -> None:
        """Pass events on; returns at once and never raises."""
        for event in events if self._listeners else ():
            try:
                self._waiting.put_nowait(event)
                self._full = False
            except queue.Full:
                if not self._full:
                    _log.error("Listeners are too slow: some events are not told")
                self._full = True

    def _tell_all(self) -> None:
        while True:
            event = self._waiting.get()
            for listener in self._listeners:
                try:
                    listener.hear(event)
                # A listener may even leave by sys.exit(); its thread stays for the others.
                except (Exception, SystemExit) as error:
                    # Only the kind of error is told: its text may name a child.
                    _log.error("The listener “%s”: %s", listener.name, type(error).__name__)
