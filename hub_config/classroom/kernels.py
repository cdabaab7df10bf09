"""Whose kernel is whose: starting, finding and ending the kernels of live lessons."""

import asyncio
import time
from contextvars import ContextVar
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer

# The lesson page sets this for the request in which Voilà starts a kernel: Voilà's own handler
# passes no user on.
learner_of_request: ContextVar[str] = ContextVar("learner_of_request")


class OwnedKernels(AsyncMappingKernelManager):
    """Kernels with an owner each; no more than ``per_learner`` at once, the oldest goes.

    What environment a kernel gets is the fenced manager's business: nothing of ours is passed on.
    """

    per_learner = Integer(2, help="Kernels that one learner may have at the same time.").tag(
        config=True
    )
    at_once = Integer(2, help="Kernels that may be starting at the same time.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owners: dict[str, str] = {}
        self.started: dict[str, float] = {}
        self._starting = asyncio.Semaphore(self.at_once)

    async def start_kernel(self, *args: Any, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel for the learner of this request; waits while others are starting."""
        owner = learner_of_request.get()
        kwargs.pop("env", None)  # Voilà offers the whole environment of the service
        await self._make_room(owner)
        async with self._starting:
            kernel_id: str = await super().start_kernel(*args, **kwargs)
        self.owners[kernel_id] = owner
        self.started[kernel_id] = time.monotonic()
        return kernel_id

    def is_owned(self, kernel_id: str, account: str) -> bool:
        """Return whether ``kernel_id`` runs and belongs to ``account``."""
        return kernel_id in self and self.owners.get(kernel_id) == account

    async def end_all_of(self, account: str) -> None:
        """End every kernel of ``account``."""
        for kernel_id in [k for k, owner in self.owners.items() if owner == account]:
            if kernel_id in self:
                await self.shutdown_kernel(kernel_id, now=True)

    async def shutdown_kernel(  # type: ignore[override]
        self, kernel_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        """End a kernel and forget whose it was."""
        self._forget(kernel_id)
        return await super().shutdown_kernel(kernel_id, *args, **kwargs)

    async def _async_shutdown_kernel(self, kernel_id: str, *args: Any, **kwargs: Any) -> Any:
        """End a kernel, as ``shutdown_all`` asks; one that has ended meanwhile is gone already."""
        if kernel_id in self:
            return await super()._async_shutdown_kernel(kernel_id, *args, **kwargs)
        return None

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that has ended by itself, and hear no more of it.

        jupyter_server lets go of the socket that it listens to only where it ends a kernel.
        """
        self._forget(kernel_id)
        if kernel_id in self:
            self.stop_watching_activity(kernel_id)
        return super().remove_kernel(kernel_id)

    def _forget(self, kernel_id: str) -> None:
        self.owners.pop(kernel_id, None)
        self.started.pop(kernel_id, None)

    async def _make_room(self, owner: str) -> None:
        own = sorted(
            (k for k, name in self.owners.items() if name == owner and k in self),
            key=lambda k: self.started.get(k, 0.0),
        )
        for kernel_id in own[: max(0, len(own) - self.per_learner + 1)]:
            await self.shutdown_kernel(kernel_id, now=True)
