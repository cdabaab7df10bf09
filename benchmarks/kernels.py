"""A kernel that is ready for a lesson: forked and fenced as ours, beside the stock one.

Ready is when ``import ipywidgets, numpy, matplotlib.pyplot`` has been answered, asked for through
the same client on both sides. Processor time and memory are those of the kernel's own processes;
the template's are printed beside them. ``python -m benchmarks.kernels [AT_ONCE]``
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager

from benchmarks import figures
from grading.kernels import FencedKernelManager, probe, provisioner

READY = "import ipywidgets, numpy, matplotlib.pyplot"
ALONE = 15
MEBIBYTE = 1024 * 1024


@dataclass
class Started:
    """One running kernel: ``ready`` seconds, ``cpu`` seconds of its processes, ``pss`` bytes."""

    manager: Any
    client: Any
    ready: float
    cpu: float = 0.0
    pss: int = 0

    async def stop(self) -> None:
        """End it."""
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=True)


async def start(make: Callable[[], Any]) -> Started:
    """Start a kernel and wait until it has answered READY."""
    began = time.perf_counter()
    manager = make()
    await manager.start_kernel(**quiet(manager))
    client = manager.client()
    client.start_channels()
    # Not wait_for_ready: it sits a fifth of a second on a silent channel, on both sides.
    reply = await _ask(client)
    if reply["content"]["status"] != "ok":
        raise SystemExit(f"{READY} failed: {reply['content'].get('evalue')}")
    return Started(manager, client, time.perf_counter() - began)


def quiet(manager: Any) -> dict[str, Any]:
    """Keep what the stock kernel says of its TCP ports out of the table."""
    return {} if isinstance(manager, FencedKernelManager) else {"stderr": subprocess.DEVNULL}


async def _ask(client: Any) -> Any:
    asked = client.execute(READY)
    while True:
        reply = await client.get_shell_msg(timeout=120)
        if reply["parent_header"].get("msg_id") == asked:
            return reply


def weigh(kernel: Started) -> None:
    """Note what a kernel's processes have used and hold."""
    first = psutil.Process(kernel.manager.provisioner.pid)
    for process in (first, *first.children(recursive=True)):
        times = process.cpu_times()
        kernel.cpu += times.user + times.system
        kernel.pss += process.memory_full_info().pss


async def together(make: Callable[[], Any], count: int) -> tuple[list[Started], float]:
    """Start ``count`` kernels in one moment; return them and the seconds until all were ready."""
    began = time.perf_counter()
    kernels = await asyncio.gather(*(start(make) for _ in range(count)))
    took = time.perf_counter() - began
    for each in kernels:
        weigh(each)
    for each in kernels:
        await each.stop()
    return kernels, took


async def measure(at_once: int) -> None:
    """Measure both sides, alone in turn and then at once, and print."""
    with tempfile.TemporaryDirectory(prefix="lp") as folder:
        ours = lambda: FencedKernelManager(folder=folder)  # noqa: E731
        sides = {"stock": AsyncKernelManager, "ours": ours}
        for make in sides.values():
            await (await start(make)).stop()  # once for the disk's cache, and for the template
        single: dict[str, list[Started]] = {name: [] for name in sides}
        for _ in range(ALONE):
            for name, make in sides.items():  # in turn: what else runs hits both
                single[name] += (await together(make, 1))[0]
        many = {name: await together(make, at_once) for name, make in sides.items()}
        template = psutil.Process(provisioner._TEMPLATE.pid)
        held = template.memory_full_info()
        spent = sum(template.cpu_times()[:2])
    rows = [
        (
            name,
            figures.both([k.ready * 1000 for k in single[name]], 0),
            figures.both([k.cpu * 1000 for k in single[name]], 0),
            figures.both([k.ready * 1000 for k in many[name][0]], 0),
            f"{many[name][1]:.2f}",
            figures.both([k.pss / MEBIBYTE for k in many[name][0]], 1),
        )
        for name in sides
    ]
    figures.table(
        (
            "kernel",
            "ready alone, ms",
            "its CPU, ms",
            f"ready, {at_once} at once, ms",
            "all, s",
            "PSS each, MiB",
        ),
        rows,
    )
    print(f"template: {held.rss / MEBIBYTE:.0f} MiB resident, {spent:.1f} s of processor time\n")
    figures.finish(
        "kernels",
        {
            "at_once": at_once,
            "namespaces": probe().namespaces,
            "ready_ratio": ratio(
                [k.ready for k in single["stock"]], [k.ready for k in single["ours"]]
            ),
            "cpu_ratio": ratio([k.cpu for k in single["stock"]], [k.cpu for k in single["ours"]]),
            "pss_ratio": ratio([k.pss for k in many["stock"][0]], [k.pss for k in many["ours"][0]]),
            "ready_at_once_ratio": round(many["stock"][1] / many["ours"][1], 1),
            "ready_ms": {
                name: round(figures.median([k.ready for k in single[name]]) * 1000)
                for name in sides
            },
            "cpu_ms": {
                name: round(figures.median([k.cpu for k in single[name]]) * 1000) for name in sides
            },
            "at_once_s": {name: round(many[name][1], 2) for name in sides},
            "pss_mib": {
                name: round(figures.median([k.pss for k in many[name][0]]) / MEBIBYTE, 1)
                for name in sides
            },
            "template_mib": round(held.rss / MEBIBYTE),
        },
    )


def ratio(stock: Sequence[float], ours: Sequence[float]) -> float:
    """Return how many times the stock median is of ours."""
    return round(figures.median(stock) / figures.median(ours), 1)


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
