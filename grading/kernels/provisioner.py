"""Starts, signals and ends the process of one fenced kernel, in jupyter_client's terms."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from grading.kernels import materials, readable
from grading.kernels.becoming import READY
from grading.kernels.errors import FenceMissing, KernelError, TemplateLost
from grading.kernels.folders import KernelFolder
from grading.kernels.forking import ForkedProcess, Template
from grading.kernels.kernel_app import CONNECTION_FILE
from grading.kernels.probing import probe
from grading.kernels.settings import Settings

_LAUNCHER = Path(__file__).with_name("launch.py")

# What a caller may set in a kernel's environment; all else comes from here, never from ours.
# NBGRADER_… tell a notebook's own cells whether they are being graded or validated.
_FROM_CALLER = ("LANG", "LANGUAGE", "TZ", "NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
_FOR_ALL = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # Each thread pool and each memory arena costs address space that thirty kernels multiply.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
# Fences that a kernel has by not being forked from what has them: only tests leave them out.
_NOT_FORKED = frozenset({"descriptors", "environment", "startup"})
_TEMPLATE = Template(_FOR_ALL)


class FencedProvisioner(LocalProvisioner):
    """A local provisioner whose process fences itself in before it becomes a kernel.

    The process dies with the thread that started it: start kernels from a thread that lives as
    long as they should, such as the one of the event loop.
    """

    # jupyter_client names Popen, and asks no more of it than both have.
    process: "subprocess.Popen[bytes] | ForkedProcess | None" = None  # type: ignore[assignment]
    folder: KernelFolder | None = None
    _removal: asyncio.Future[None] | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Check the fences, make the folder and write the connection file into it.

        Raises FenceMissing, KernelFolderError, and KernelError for materials that are too much.
        """
        manager: Any = self.parent
        report = await asyncio.to_thread(probe)
        if not report.sufficient:
            raise FenceMissing(" ".join(report.problems))
        environment = kwargs.pop("env", {})
        for unused in ("cwd", "path", "kernel_name"):
            kwargs.pop(unused, None)  # A learner's kernel works in its own folder, nowhere else.
        if manager.materials:
            await asyncio.to_thread(
                materials.check, Path(manager.materials), manager.disk, manager.files
            )
        self.folder = KernelFolder.make(Path(manager.folder))
        manager.transport = "ipc"
        manager.ip = str(self.folder.ipc / "s")
        manager.connection_file = str(self.folder.ipc / CONNECTION_FILE)
        for number, channel in enumerate(("shell", "iopub", "stdin", "hb", "control"), start=1):
            setattr(manager, f"{channel}_port", number)
        kwargs = await super().pre_launch(**kwargs)
        kwargs["env"] = self._environment(environment, self.folder)
        return kwargs

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the process and wait until its fence is closed. Raises KernelError if it is not."""
        settings = self._settings(kwargs["env"])
        try:
            await self._launch(settings, kwargs["env"])
        except TemplateLost:
            await self._launch(settings, kwargs["env"])  # from a new one
        return self.connection_info

    async def _launch(self, settings: Settings, env: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with ours:
            process = self.process = await self._process(settings, theirs, env)
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
        self, settings: Settings, channel: socket.socket, env: dict[str, str]
    ) -> "subprocess.Popen[bytes] | ForkedProcess":
        """Return a process that waits for its settings; ``channel`` is its own from now on."""
        manager: Any = self.parent
        if manager.forks and not settings.without & _NOT_FORKED:
            forked = await asyncio.to_thread(_TEMPLATE.fork, channel, settings.namespaces)
            return await asyncio.wrap_future(forked)
        with channel:
            return subprocess.Popen(
                [sys.executable, "-I", "-B", "-X", "utf8", str(_LAUNCHER)],
                env=env,
                cwd="/",
                stdin=channel.fileno(),
                start_new_session=True,
                close_fds="descriptors" not in settings.without,
            )

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's folder. Its process has ended.

        Whoever asks gets the answer when it is gone: a kernel that ends while it is being shut
        down has two who ask, and the one may cancel the other.
        """
        await super().cleanup(restart=restart)
        folder, self.folder = self.folder, None
        if folder is not None and folder.path.exists():
            self._removal = asyncio.ensure_future(asyncio.to_thread(folder.remove))
        if self._removal is not None:
            await asyncio.shield(self._removal)

    def _settings(self, env: dict[str, str]) -> Settings:
        manager: Any = self.parent
        if self.folder is None:
            raise KernelError("launch_kernel before pre_launch")
        report = probe()
        return Settings(
            folder=self.folder,
            parent=os.getpid(),
            landlock=min(report.landlock_abi, manager.landlock_limit),
            readable=manager.readable_rules(),
            packages=[str(path) for path in readable.package_folders()],
            materials=Path(manager.materials).absolute() if manager.materials else None,
            namespaces=manager.namespaces and report.namespaces,
            memory=manager.memory,
            disk=manager.disk,
            files=manager.files,
            cpu_seconds=manager.cpu_seconds,
            environment=env,
            without=manager.without,
        )

    def _environment(self, wanted: dict[str, str], folder: KernelFolder) -> dict[str, str]:
        manager: Any = self.parent
        given = {name: wanted[name] for name in _FROM_CALLER if name in wanted}
        own = {
            "HOME": str(folder.work),
            "TMPDIR": str(folder.work / "tmp"),
            "IPYTHONDIR": str(folder.ipython),
        }
        if "environment" in manager.without:
            return {**wanted, **own}
        return {**_FOR_ALL, **given, **own}

    async def _hand_over(self, settings: Settings, channel: socket.socket) -> None:
        """Give the process its settings and wait for its answer."""
        manager: Any = self.parent
        loop = asyncio.get_running_loop()
        channel.setblocking(False)
        said = b""
        try:
            async with asyncio.timeout(manager.start_patience):
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
                f"The kernel was not ready after {manager.start_patience:.0f} seconds: "
                f"{said.decode(errors='replace')}"
            ) from error
