"""One fenced kernel for one submission: started, spoken to, and gone at the end in any case."""

import asyncio
import os
import signal
import threading
from types import TracebackType

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient

from grading.kernels import FencedKernelManager, KernelError
from grading.kernels.limits import MEBIBYTE

# What one message of a kernel may hold, and how many may wait for us: what a flood of them can
# take of our own memory. The kernel itself has no more than its limit.
_MESSAGE = 8 * MEBIBYTE
_WAITING = 100

# By these a notebook's own cells can tell whether they are being graded or validated.
_TOLD = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")


class GradingKernel:
    """A kernel as an asynchronous context: ``client`` speaks to it.

    ``patience`` is how many seconds it has to answer, ``longest`` how many it may live: then it
    is killed from another thread, whatever keeps this one busy. Entering raises FenceMissing and
    KernelError.
    """

    def __init__(self, manager: FencedKernelManager, patience: float, longest: float) -> None:
        self.manager = manager
        self.client: AsyncKernelClient
        self._patience, self._longest = patience, longest
        self._context = zmq.asyncio.Context()
        self._context.setsockopt(zmq.MAXMSGSIZE, _MESSAGE)
        self._context.setsockopt(zmq.RCVHWM, _WAITING)

    async def __aenter__(self) -> "GradingKernel":
        told = {name: os.environ[name] for name in _TOLD if name in os.environ}
        await self.manager.start_kernel(env=told)
        self._watchdog = threading.Timer(self._longest, self._kill)
        self._watchdog.daemon = True
        self._watchdog.start()
        try:
            await self.connect(self._patience)
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.stop_channels()
        await self._end()

    async def connect(self, patience: float) -> None:
        """Open new channels to the kernel. Raises KernelError when it does not answer."""
        self.client = self.manager.client(context=self._context)
        self.client.start_channels(stdin=False, hb=False, control=False)
        self.client.allow_stdin = False
        try:
            await asyncio.wait_for(self.client.wait_for_ready(timeout=patience), patience + 5)
        except (RuntimeError, TimeoutError) as error:
            raise KernelError(f"The kernel for a submission did not answer: {error}") from error

    async def still_answers(self, patience: float) -> bool:
        """Return whether the kernel answers on new channels: the old ones may be broken or full."""
        self.client.stop_channels()
        try:
            await self.connect(patience)
        except KernelError:
            return False
        return True

    async def interrupt(self) -> None:
        """Interrupt what the kernel runs, if it still runs."""
        if self.manager.has_kernel:
            await self.manager.signal_kernel(signal.SIGINT)

    def _kill(self) -> None:
        # The process of a local provisioner; None once it has ended and was reaped.
        process = getattr(self.manager.provisioner, "process", None)
        if process is not None:
            process.kill()

    async def _end(self) -> None:
        self._watchdog.cancel()
        await self.manager.shutdown_kernel(now=True)
        self._context.destroy(linger=0)
