"""The kernel manager for learners' code: fenced, bounded, and without a way to start unfenced."""

import asyncio
from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_events import EventLogger
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import default

from grading.kernels.client import FencedKernelClient
from grading.kernels.errors import KernelError
from grading.kernels.folders import KernelFolder
from grading.kernels.options import KernelOptions
from grading.kernels.provisioner import FencedProvisioner
from grading.kernels.watch import Watch


class FencedKernelManager(KernelOptions, ServerKernelManager):
    """Runs one Python kernel behind the fence; use it as ``kernel_manager_class``.

    It serves jupyter_server's and Voilà's AsyncMappingKernelManager and nbclient alike. Whatever
    kernel name a notebook asks for, it gets this one. A kernel is not restarted: a new one starts
    with a new folder. Starting raises FenceMissing on a machine without the fences.
    """

    provisioner: FencedProvisioner | None = None
    provisioner_class: type[FencedProvisioner] = FencedProvisioner

    @default("client_factory")
    def _default_client_factory(self) -> type[FencedKernelClient]:
        return FencedKernelClient

    @default("event_logger")
    def _default_event_logger(self) -> EventLogger:
        return _events(tuple(self.core_event_schema_paths))

    @default("autorestart")
    def _default_autorestart(self) -> bool:
        return False

    @default("cache_ports")
    def _never_cache_ports(self) -> bool:
        return False

    @cached_property
    def _spec(self) -> KernelSpec:
        return KernelSpec(
            argv=["the launcher decides"],
            display_name="Python 3",
            language="python",
            interrupt_mode="signal",
        )

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return the one kernel there is, whatever the notebook's metadata says."""
        return self._spec

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cause = ""
        """Why the kernel is over, in a word (``watch.End``); empty while it runs."""
        self._watching: asyncio.Task[None] | None = None
        self._callbacks: dict[str, list[Callable[[], object]]] = {}

    async def _async_pre_start_kernel(self, **kw: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = self.provisioner_class(
                kernel_id=kw.get("kernel_id", self.kernel_id or ""),
                kernel_spec=self.kernel_spec,
                parent=self,
            )
            self.hand_over(self.provisioner)
        return await super()._async_pre_start_kernel(**kw)

    @property
    def watch(self) -> Watch | None:
        """Return what is seen of the kernel, None before it has started."""
        return self.provisioner.watch if self.provisioner is not None else None

    @property
    def kernel_folder(self) -> KernelFolder | None:
        """Return the running kernel's folder, None before it starts and after it ended."""
        return self.provisioner.kernel_folder if self.provisioner is not None else None

    def add_restart_callback(self, callback: Callable[[], object], event: str = "restart") -> None:
        """Have ``callback`` called when the kernel has ended by itself (event ``dead``)."""
        self._callbacks.setdefault(event, []).append(callback)

    def remove_restart_callback(
        self, callback: Callable[[], object], event: str = "restart"
    ) -> None:
        """Forget a callback; one that is not there is no error."""
        if callback in self._callbacks.get(event, []):
            self._callbacks[event].remove(callback)

    async def _async_post_start_kernel(self, **kw: Any) -> None:
        await super()._async_post_start_kernel(**kw)
        self._watching = asyncio.create_task(self._keep_watch())

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        if self._watching is not None and self._watching is not asyncio.current_task():
            self._watching.cancel()
        await super()._async_cleanup_resources(restart=restart)

    async def _keep_watch(self) -> None:
        """Wait for the kernel's end, remove what it leaves, and tell those who asked."""
        assert self.provisioner is not None and self.watch is not None
        end = await asyncio.wrap_future(self.watch.over)
        if end is None:
            return  # It is being shut down, by whom it is also cleared away.
        self.cause, self.reason = end.cause, end.why
        code = await self.provisioner.poll()
        self.log.warning("The kernel %s is over: %s (%s)", self.kernel_id, self.reason, code)
        await self._async_kill_kernel()
        await self._async_cleanup_resources()
        self.execution_state = "dead"
        for callback in list(self._callbacks.get("dead", [])):
            callback()

    async def shutdown_kernel(  # type: ignore[override]
        self, now: bool = False, restart: bool = False
    ) -> None:
        """End the kernel; one that is just being cleared away is gone when this returns."""
        if self._watching is not None and not self.has_kernel:
            await asyncio.wait([self._watching])
            return
        await super().shutdown_kernel(now=now, restart=restart)

    async def restart_kernel(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Refuse: raises KernelError. What a learner's program left behind must not come back."""
        raise KernelError("A learner's kernel is not restarted; shut it down and start a new one.")


@cache
def _events(schemas: tuple[Path, ...]) -> EventLogger:
    """Return the one logger of what is done to kernels: to read its schemas takes milliseconds."""
    logger = EventLogger()
    for path in schemas:
        logger.register_event_schema(path)
    return logger
