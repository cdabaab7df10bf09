"""Real fenced kernels to attack, one for each combination of fences, kept for the session."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.kernels import FencedKernelManager, probe

MODES = ("plain", "namespaces") if probe().namespaces else ("plain",)
"""How kernels run on this machine: every machine must hold without the second wall."""

# Each attack is a function of its own: ``attempt`` prints how it went and nothing else does.
PRELUDE = """
import errno, os
def attempt(action):
    try:
        value = action()
    except OSError as error:
        print("refused", errno.errorcode.get(error.errno, error.errno))
    except BaseException as error:
        print("refused", type(error).__name__)
    else:
        print("allowed", value)
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
def call(number, *arguments):
    passed = [ctypes.c_ulong(a & (2**64 - 1)) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *passed)
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result
"""


class DeadKernel(Exception):
    """The kernel ended while it ran an attack."""


@dataclass
class Kernel:
    """One running kernel and its client."""

    manager: FencedKernelManager
    client: Any
    loop: asyncio.Runner

    def run(self, code: str, seconds: float = 30) -> str:
        """Return what ``code`` printed. Raises DeadKernel when the kernel ends instead."""
        return self.loop.run(self._run(code, seconds))

    def stop(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.loop.run(self.manager.shutdown_kernel(now=True))

    async def _run(self, code: str, seconds: float) -> str:
        printed: list[str] = []

        def keep(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                printed.append(content["text"])
            if message["msg_type"] == "error":
                printed.append(f"{content['ename']}: {content['evalue']}")

        running = asyncio.ensure_future(
            self.client.execute_interactive(code, output_hook=keep, timeout=seconds)
        )
        while not running.done():
            await asyncio.wait([running], timeout=0.2)
            if not running.done() and not await self.manager.is_alive():
                running.cancel()
                raise DeadKernel("".join(printed))
        await running
        return "".join(printed).strip()


@dataclass
class Kernels:
    """Starts kernels as the tests ask for them and ends them all."""

    folder: Path
    options: dict[str, Any]
    loop: asyncio.Runner = field(default_factory=asyncio.Runner)
    _kept: dict[Any, Kernel] = field(default_factory=dict)

    def kept(self, mode: str, without: frozenset[str] = frozenset(), landlock: int = 99) -> Kernel:
        """Return a kernel that attacks may share as long as they leave it alive."""
        key = (mode, without, landlock)
        kernel = self._kept.get(key)
        if kernel is None or not kernel.manager.has_kernel:
            kernel = self._kept[key] = self.fresh(mode, without, landlock)
            kernel.run(PRELUDE)
        return kernel

    def fresh(
        self,
        mode: str = "plain",
        without: frozenset[str] = frozenset(),
        landlock: int = 99,
        manager_class: type[FencedKernelManager] = FencedKernelManager,
        env: dict[str, str] | None = None,
        **options: Any,
    ) -> Kernel:
        """Start a kernel for one test, which stops it."""
        manager = manager_class(
            folder=str(self.folder), namespaces=mode == "namespaces", **{**self.options, **options}
        )
        manager.without, manager.landlock_limit = without, landlock
        return Kernel(manager, self.loop.run(self._start(manager, env)), self.loop)

    def stop(self) -> None:
        """End all kernels that were kept."""
        for kernel in self._kept.values():
            kernel.stop()
        self.loop.close()

    async def _start(self, manager: FencedKernelManager, env: dict[str, str] | None) -> Any:
        await manager.start_kernel(**({} if env is None else {"env": env}))
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=30)
        return client
