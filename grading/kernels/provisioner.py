"""Starts, signals and ends the process of one fenced kernel, in jupyter_client's terms."""

import asyncio
import contextlib
import functools
import socket
import subprocess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from grading.kernels import folders, materials, starting
from grading.kernels.becoming import READY
from grading.kernels.errors import FenceMissing, KernelError, TemplateLost
from grading.kernels.folders import CONNECTION_FILE, KernelFolder
from grading.kernels.forking import ForkedProcess, Template
from grading.kernels.guard import guard
from grading.kernels.options import KernelOptions
from grading.kernels.probing import probe
from grading.kernels.settings import Settings
from grading.kernels.watch import Watch

_TEMPLATE = Template(starting.FOR_ALL)


class FencedProvisioner(KernelOptions, LocalProvisioner):  # type: ignore[metaclass]
    """A local provisioner whose process fences itself in before it becomes a kernel.

    Any manager of jupyter_client's can have it. Each start has a new process and a new folder; the
    folder of a restart is at the same place, so that clients find the new sockets there. What no
    limit of the system does the guard does: it watches from another thread. The
    process dies with the thread that started it: start kernels from a thread that lives as long
    as they should, such as the one of the event loop.
    """

    # jupyter_client names Popen, and asks no more of it than both have.
    process: "subprocess.Popen[bytes] | ForkedProcess | None" = None  # type: ignore[assignment]
    kernel_folder: KernelFolder | None = None
    """The running kernel's folder, None before it starts and after it ended."""
    watch: Watch | None = None
    _left: KernelFolder | None = None
    _removal: asyncio.Future[None] | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Check the fences, make the folder and write the connection file into it.

        Raises FenceMissing, KernelFolderError, and KernelError for materials that are too much.
        """
        report = await asyncio.to_thread(probe)
        if not report.sufficient:
            raise FenceMissing(" ".join(report.problems))
        environment = kwargs.pop("env", {})
        if self.beside_notebook and kwargs.get("cwd"):
            self.materials = str(kwargs["cwd"])
        for unused in ("cwd", "path", "kernel_name"):
            kwargs.pop(unused, None)  # A learner's kernel works in its own folder, nowhere else.
        if self.materials:
            await asyncio.to_thread(materials.check, Path(self.materials), self.disk, self.files)
        await asyncio.to_thread(_sweep, self.folder)
        self.kernel_folder = folder = self._make_folder()
        self._tell_manager(folder)
        kwargs = await super().pre_launch(**kwargs)
        kwargs["env"] = starting.environment(self, folder, environment)
        return kwargs

    def _make_folder(self) -> KernelFolder:
        if self._left is None:
            return KernelFolder.make(Path(self.folder))
        folder, self._left = self._left, None
        folder.make_again()
        return folder

    def _tell_manager(self, folder: KernelFolder) -> None:
        """Have the manager speak to the kernel through the sockets in its folder only."""
        manager: Any = self.parent
        manager.transport = "ipc"
        manager.cache_ports = False
        manager.ip = str(folder.ipc / "s")
        manager.connection_file = str(folder.ipc / CONNECTION_FILE)
        for number, channel in enumerate(("shell", "iopub", "stdin", "hb", "control"), start=1):
            setattr(manager, f"{channel}_port", number)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the process and wait until its fence is closed. Raises KernelError if it is not."""
        if self.kernel_folder is None:
            raise KernelError("launch_kernel before pre_launch")
        settings = starting.settings(self, self.kernel_folder, kwargs["env"])
        try:
            await self._launch(settings)
        except TemplateLost:
            await self._launch(settings)  # from a new one
        assert self.process is not None
        output = f"ipc://{self.connection_info['ip']}-{self.connection_info['iopub_port']}"
        self.watch = Watch(self.process, settings.folder, self, output)
        guard().watch(self.watch)
        return self.connection_info

    async def _launch(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        with ours:
            process = self.process = await self._process(settings, theirs)
            self.pid = process.pid
            self.pgid = None  # A signal goes to the one process: there is no group behind it.
            try:
                await self._hand_over(settings, ours)
            except BaseException:
                process.kill()
                await asyncio.to_thread(process.wait)
                await self.cleanup()
                raise

    async def _process(
        self, settings: Settings, channel: socket.socket
    ) -> "subprocess.Popen[bytes] | ForkedProcess":
        """Return a process that waits for its settings; ``channel`` is its own from now on."""
        if starting.is_forked(self):
            forked = await asyncio.to_thread(_TEMPLATE.fork, channel, settings.namespaces)
            return await asyncio.wrap_future(forked)
        return starting.launch(settings, channel)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Take the kernel's end from now on for what was asked of it."""
        if self.watch is not None:
            self.watch.leave()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once."""
        await self.shutdown_requested(restart=restart)
        await super().kill(restart=restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's folder. Its process has ended.

        Whoever asks gets the answer when it is gone: a kernel that ends while it is being shut
        down has two who ask, and the one may cancel the other.
        """
        await super().cleanup(restart=restart)
        folder, self.kernel_folder = self.kernel_folder, None
        if restart and folder is not None:
            self._left = folder
        if folder is not None and folder.path.exists():
            self._removal = asyncio.ensure_future(_remove(folder))
        if self._removal is not None:
            await asyncio.shield(self._removal)

    async def _hand_over(self, settings: Settings, channel: socket.socket) -> None:
        """Give the process its settings and wait for its answer."""
        loop = asyncio.get_running_loop()
        channel.setblocking(False)
        said = b""
        try:
            async with asyncio.timeout(self.start_patience):
                try:
                    await loop.sock_sendall(channel, settings.dump())
                    channel.shutdown(socket.SHUT_WR)
                except OSError:
                    pass  # It has ended; its answer says why.
                while not said.endswith(READY):
                    chunk = await loop.sock_recv(channel, 4096)
                    if not chunk:
                        raise KernelError(
                            f"No kernel was started: {said.decode(errors='replace').strip()}"
                        )
                    said = (said + chunk)[-8192:]
        except TimeoutError as error:
            raise KernelError(
                f"The kernel was not ready after {self.start_patience:.0f} seconds: "
                f"{said.decode(errors='replace')}"
            ) from error


@functools.cache
def _sweep(root: str) -> None:
    """Remove what a server left there that was killed: once in the life of this one."""
    with contextlib.suppress(OSError):  # Another one may be doing the same.
        folders.sweep(Path(root))


async def _remove(folder: KernelFolder) -> None:
    try:
        await asyncio.to_thread(folder.remove)
    except RuntimeError:  # Python itself is ending, and lends no thread any more.
        folder.remove()
