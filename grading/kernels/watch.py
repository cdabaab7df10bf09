"""What no limit covers: a kernel that ended, runs for ever, says too much or keeps too much."""

import asyncio
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grading.kernels import folders

if TYPE_CHECKING:
    from grading.kernels.manager import FencedKernelManager

_EVERY = 1.0
_GRACE = 5.0
# Half a processor, so long (seconds) with nothing to do: a thread was left behind that never ends.
_IDLE_SHARE = 0.5
_IDLE_PATIENCE = 20.0
# Looks in a row that find too much said: one may see the end of a drawing and the next of another.
_FLOODED = 2


@dataclass(frozen=True)
class End:
    """Why a kernel is over: ``cause`` in a word for pages, ``why`` in a sentence for the log.

    Causes: ``ended`` (by itself), ``run`` (never stops), ``flood`` (says too much), ``disk``.
    """

    cause: str
    why: str


class Output:
    """What a kernel says between two looks; who reads it drops what is more than enough."""

    MESSAGES = 2000
    BYTES = 16 * 1024 * 1024

    def __init__(self) -> None:
        self.messages = 0
        self.bytes = 0

    def heard(self, size: int) -> None:
        """Count one message of ``size`` bytes."""
        self.messages += 1
        self.bytes += size

    @property
    def is_too_much(self) -> bool:
        """Whether a page or the service should take no more of it."""
        return self.messages > self.MESSAGES or self.bytes > self.BYTES

    def begin(self) -> None:
        """Count anew."""
        self.messages = self.bytes = 0


class Watch:
    """Looks at one kernel each second; ``keep`` returns why it is over.

    The disk is measured also where a namespace bounds it: it costs nothing there.
    """

    def __init__(self, manager: "FencedKernelManager") -> None:
        self._manager = manager
        self._busy_since: float | None = None
        self._interrupted = False
        self._floods = 0
        self._idle_since = time.monotonic()
        self._used_then = 0.0

    async def keep(self) -> End:
        """Return why the kernel has ended or has to be ended."""
        while True:
            await asyncio.sleep(_EVERY)
            if not await self._manager.is_alive():
                return End("ended", "it ended by itself")
            end = self._said() or await self._disk() or await self._run() or self._idle()
            if end:
                return end

    def _said(self) -> End | None:
        output = self._manager.output
        self._floods = self._floods + 1 if output.is_too_much else 0
        output.begin()
        return End("flood", "it said more than can be read") if self._floods >= _FLOODED else None

    async def _disk(self) -> End | None:
        folder = self._manager.kernel_folder
        if folder is None:
            return None
        size, count = await asyncio.to_thread(folders.usage, folder.work, self._manager.files)
        if size > self._manager.disk or count > self._manager.files:
            most = f"{self._manager.disk} bytes or {self._manager.files} files"
            return End("disk", f"it kept more than {most}")
        return None

    async def _run(self) -> End | None:
        """Interrupt a run that takes too long, give it a little time, then give up on it."""
        manager = self._manager
        now = time.monotonic()
        if manager.execution_state != "busy":
            self._busy_since, self._interrupted = None, False
            return None
        if self._busy_since is None:
            self._busy_since = now
        busy = now - self._busy_since
        if busy > manager.longest_run and not self._interrupted:
            self._interrupted = True
            await manager.signal_kernel(signal.SIGINT)
        if busy > manager.longest_run + _GRACE:
            return End("run", f"one run took longer than {manager.longest_run:.0f} seconds")
        return None

    def _idle(self) -> End | None:
        """Give up on a kernel that computes on and on although nobody asked it for anything."""
        now, used = time.monotonic(), self._used()
        if self._manager.execution_state == "busy":
            self._idle_since, self._used_then = now, used
            return None
        passed = now - self._idle_since
        if passed < _IDLE_PATIENCE:
            return None
        share = (used - self._used_then) / passed
        self._idle_since, self._used_then = now, used
        if share > _IDLE_SHARE:
            return End("run", f"it computed for {passed:.0f} seconds that nobody asked for")
        return None

    def _used(self) -> float:
        """Return the processor seconds of the kernel and of what stands between it and us."""
        pid = getattr(self._manager.provisioner, "pid", None)
        return sum(map(_seconds, [pid, *_children(pid)])) if pid else 0.0


def _children(pid: int) -> list[int]:
    try:
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    except OSError:
        return []


def _seconds(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
