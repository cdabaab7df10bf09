"""The processes of a running lab: started, watched, started again, ended together."""

import asyncio
import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
# A process that dies again within this time is started again more slowly (seconds).
_QUICK_DEATH = 10.0
_LONGEST_WAIT = 5.0
_GRACE = 8.0
_LOG_LIMIT = 2_000_000


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however it ends.

    At once and for certain: a hub that was only asked to go has been seen to stay. What was
    acknowledged is on disk, so nothing needs a last word.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


@dataclass
class Watched:
    """One process that is to run as long as the lab does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    _stopping: bool = field(default=False, repr=False)

    async def start(self) -> None:
        """Start the process; what it prints goes to its log, which starts anew when it is long."""
        mode = "ab" if self.log.exists() and self.log.stat().st_size < _LOG_LIMIT else "wb"
        with self.log.open(mode) as log:
            self.log.chmod(0o600)
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env=dict(self.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we end them in order
                preexec_fn=die_with_parent,
            )

    async def watch(self) -> None:
        """Start the process again whenever it ends, until ``stop``."""
        wait = 0.2
        while not self._stopping:
            assert self.process is not None
            since = time.monotonic()
            await self.process.wait()
            if self._stopping:
                return
            wait = 0.2 if time.monotonic() - since > _QUICK_DEATH else min(wait * 2, _LONGEST_WAIT)
            await asyncio.sleep(wait)
            self.restarts += 1
            await self.start()

    async def stop(self) -> None:
        """Ask the process to end; after a while, end it."""
        self._stopping = True
        if self.process is None or self.process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), _GRACE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()


class Processes:
    """All processes of the lab, in the order in which they start."""

    def __init__(self, watched: Sequence[Watched]) -> None:
        self.watched = list(watched)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start all and watch them from now on."""
        for each in self.watched:
            await each.start()
            self._tasks.append(asyncio.create_task(each.watch(), name=each.name))

    async def stop(self) -> None:
        """End all, the last started first."""
        for each in reversed(self.watched):
            await each.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
