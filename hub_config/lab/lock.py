"""One writer: whoever holds ``lab.lock`` may write the lab's folder."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LabIsRunning(Exception):
    """Somebody else holds the lock of this folder."""


@contextmanager
def hold(path: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock ``path`` until the block ends, after waiting ``patience`` seconds at most.

    The kernel lets go of it when its holder dies, however that happens. Raises LabIsRunning.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, path, time.monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise LabIsRunning(path) from error
            time.sleep(0.05)


def is_held(path: Path) -> bool:
    """Return whether a process holds the lock ``path`` at this moment."""
    if not path.exists():
        return False
    try:
        with hold(path):
            return False
    except LabIsRunning:
        return True
