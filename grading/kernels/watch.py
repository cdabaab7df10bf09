"""What no limit of the system covers: a kernel that ended, runs for ever, or fills the disk."""

import asyncio
import signal
import time
from typing import TYPE_CHECKING

from grading.kernels import folders

if TYPE_CHECKING:
    from grading.kernels.manager import FencedKernelManager

_EVERY = 1.0
_GRACE = 5.0


class Watch:
    """Looks at one kernel each second; ``keep`` returns why it is over.

    The disk is measured also where a namespace bounds it: it costs nothing there.
    """

    def __init__(self, manager: "FencedKernelManager") -> None:
        self._manager = manager
        self._busy_since: float | None = None
        self._interrupted = False

    async def keep(self) -> str:
        """Return a sentence for the log when the kernel has ended or has to be ended."""
        while True:
            await asyncio.sleep(_EVERY)
            if not await self._manager.is_alive():
                return "it ended by itself"
            reason = await self._disk() or await self._run()
            if reason:
                return reason

    async def _disk(self) -> str:
        folder = self._manager.kernel_folder
        if folder is None:
            return ""
        size, count = await asyncio.to_thread(folders.usage, folder.work, self._manager.files)
        if size > self._manager.disk or count > self._manager.files:
            return f"it kept more than {self._manager.disk} bytes or {self._manager.files} files"
        return ""

    async def _run(self) -> str:
        """Interrupt a run that takes too long, give it a little time, then give up on it."""
        manager = self._manager
        now = time.monotonic()
        if manager.execution_state != "busy":
            self._busy_since, self._interrupted = None, False
            return ""
        if self._busy_since is None:
            self._busy_since = now
        busy = now - self._busy_since
        if busy > manager.longest_run and not self._interrupted:
            self._interrupted = True
            await manager.signal_kernel(signal.SIGINT)
        if busy > manager.longest_run + _GRACE:
            return f"one run took longer than {manager.longest_run:.0f} seconds"
        return ""
