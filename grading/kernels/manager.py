"""The kernel manager for learners' code: fenced, bounded, and without a way to start unfenced."""

import asyncio
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import Bool, Float, Integer, List, Unicode, default

from grading.kernels import folders, readable
from grading.kernels.errors import KernelError
from grading.kernels.folders import KernelFolder
from grading.kernels.landlock import Rule
from grading.kernels.limits import MEBIBYTE
from grading.kernels.provisioner import FencedProvisioner
from grading.kernels.watch import Watch


class FencedKernelManager(ServerKernelManager):
    """Runs one Python kernel behind the fence; use it as ``kernel_manager_class``.

    It serves jupyter_server's and Voilà's AsyncMappingKernelManager and nbclient alike. Whatever
    kernel name a notebook asks for, it gets this one. A kernel is not restarted: a new one starts
    with a new folder. Starting raises FenceMissing on a machine without the fences.
    """

    folder = Unicode(
        config=True, help="Folder for the kernels' sockets and work; short, private, emptied."
    )
    hidden = List(
        Unicode(),
        config=True,
        help="Files and folders that no kernel reads: data, plugins' courses.",
    )
    also_readable = List(Unicode(), config=True, help="Files and folders that every kernel reads.")
    materials = Unicode(
        "",
        config=True,
        help="A folder whose files (no links, no notebooks) are copied into the kernel's folder.",
    )
    forks = Bool(
        True, config=True, help="Fork kernels from a warmed process; else each starts for itself."
    )
    namespaces = Bool(True, config=True, help="Use user namespaces where the machine has them.")
    memory = Integer(512 * MEBIBYTE, config=True, help="Bytes of private memory of a kernel.")
    disk = Integer(32 * MEBIBYTE, config=True, help="Bytes of files a kernel may keep.")
    files = Integer(2048, config=True, help="Number of files and folders a kernel may keep.")
    cpu_seconds = Integer(3600, config=True, help="Processor time in a kernel's whole life.")
    longest_run = Float(
        60.0, config=True, help="Seconds that one run may take before it is interrupted."
    )
    start_patience = Float(60.0, config=True, help="Seconds to wait for a kernel to be ready.")

    without: frozenset[str] = frozenset()
    """Fences to leave out: for the tests that show what each one stops. Not configurable."""
    landlock_limit: int = 99
    """Highest Landlock version to use: for the tests that act an older machine."""

    @default("folder")
    def _default_folder(self) -> str:
        return str(folders.default_root())

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

    def readable_rules(self) -> list[Rule]:
        """Return the Landlock rules for what every kernel of this configuration may read."""
        return readable.rules(map(Path, self.hidden), map(Path, self.also_readable))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._watching: asyncio.Task[None] | None = None
        self._callbacks: dict[str, list[Callable[[], object]]] = {}

    async def _async_pre_start_kernel(self, **kw: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            self.provisioner = FencedProvisioner(
                kernel_id=kw.get("kernel_id", self.kernel_id or ""),
                kernel_spec=self.kernel_spec,
                parent=self,
            )
        return await super()._async_pre_start_kernel(**kw)

    @property
    def kernel_folder(self) -> KernelFolder | None:
        """Return the running kernel's folder, None before it starts and after it ended."""
        return self.provisioner.folder if isinstance(self.provisioner, FencedProvisioner) else None

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
        self.reason = await Watch(self).keep()
        process = getattr(self.provisioner, "process", None)
        code = process.poll() if process else None
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
