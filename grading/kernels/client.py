"""How we speak to a kernel behind the fence: ready as soon as it can be heard."""

import time
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient

WELCOME = "iopub_welcome"
"""What a kernel says to each new listener of its output (JEP 65): from now on nothing is missed."""


class FencedKernelClient(AsyncKernelClient):
    """An asynchronous client for a kernel that is watched by its manager.

    It has no heartbeat, which would cost a thread and a loop for each kernel: that one has ended
    is known at once, from the process that forked it.
    """

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = True,
        hb: bool = False,
        control: bool = True,
    ) -> None:
        super().start_channels(shell=shell, iopub=iopub, stdin=stdin, hb=hb, control=control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel is heard: it listens since before it was said to have started.

        jupyter_client asks for what it knows of itself, and then sits a fifth of a second on a
        silent channel. Raises RuntimeError after ``timeout`` seconds, and when it has ended.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while time.monotonic() < end:
            try:
                message = await self.iopub_channel.get_msg(timeout=min(1.0, end - time.monotonic()))
            except Empty:
                if not await self._async_is_alive():
                    raise RuntimeError("The kernel ended before it was heard") from None
            else:
                if message["msg_type"] == WELCOME:
                    return
        raise RuntimeError(f"The kernel was not heard within {timeout} seconds")
