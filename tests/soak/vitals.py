"""What hub, service and proxy hold while a class goes on: memory and open files, sampled."""

import asyncio
import contextlib
import os
import re
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e.lab import RunningLab
from tests.soak import leftovers
from tests.soak.disturbance import HUB, PROXY, SERVICE, parts

WATCHED = (HUB, SERVICE, PROXY)
EVERY = 1.0
# How much more the last third may hold than the middle one and still count as "not growing":
# learners come and go, and each open page is a socket and some memory.
TOLERANCE = 0.10
MORE_BYTES = 8_000_000
MORE_DESCRIPTORS = 25
# What the service holds for each kernel that is there: kernels sleep after ten minutes, which an
# hour in eight does not have, and so their number grows.
BYTES_PER_KERNEL = 1_000_000
DESCRIPTORS_PER_KERNEL = 20


@dataclass(frozen=True)
class Sample:
    """One look at one part: ``held`` is PSS less clean file pages, in bytes.

    ``kernels`` is how many the whole lab had at that moment.
    """

    at: float
    part: str
    pid: int
    held: int
    descriptors: int
    kernels: int


def look(lab: RunningLab) -> list[Sample]:
    """Measure every part that runs at this moment."""
    found, kernels = [], len(leftovers.kernels_of(lab))
    for name, process in parts(lab).items():
        if name not in WATCHED:
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            measured = _as_root(process.pid) if os.geteuid() == 0 else _as_anybody(process.pid)
            found.append(Sample(time.monotonic(), name, process.pid, *measured, kernels))
    return found


def _as_root(pid: int) -> tuple[int, int]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kb = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB$", text, re.M)}
    held = max(kb.get("Pss_Dirty", 0), kb["Pss_Anon"] + kb["Pss_Shmem"]) * 1024
    return held, sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def _as_anybody(pid: int) -> tuple[int, int]:
    """The lab's processes let nobody but root look into them: what the system tells everybody.

    That is resident memory without files and shared pages, and how large the table of open files
    has been, which never shrinks.
    """
    _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    table = re.search(r"^FDSize:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.M)
    assert table is not None
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE"), int(table[1])


async def watch(lab: RunningLab, samples: list[Sample]) -> None:
    """Sample until cancelled."""
    while True:
        samples += await asyncio.to_thread(look, lab)
        await asyncio.sleep(EVERY)


@dataclass(frozen=True)
class Growth:
    """The medians of the middle and the last third of the undisturbed time, of one part."""

    part: str
    held: tuple[float, float]
    descriptors: tuple[float, float]
    kernels: tuple[float, float]

    @property
    def stopped(self) -> bool:
        """Return whether neither grew by more than the tolerance."""
        more = max(0.0, self.kernels[1] - self.kernels[0]) if self.part == SERVICE else 0
        return _fits(*self.held, MORE_BYTES + more * BYTES_PER_KERNEL) and _fits(
            *self.descriptors, MORE_DESCRIPTORS + more * DESCRIPTORS_PER_KERNEL
        )

    def __str__(self) -> str:
        megabytes = " → ".join(f"{value / 1e6:.1f}" for value in self.held)
        files = " → ".join(f"{value:.0f}" for value in self.descriptors)
        kernels = " → ".join(f"{value:.0f}" for value in self.kernels)
        return f"{self.part}: {megabytes} MB, {files} open files, with {kernels} kernels"


def _fits(middle: float, last: float, more: float) -> bool:
    return last <= middle * (1 + TOLERANCE) + more


def growth(samples: list[Sample], since: float, until: float) -> list[Growth]:
    """Compare the thirds of the time from ``since`` to ``until``; the first third is warm-up."""
    third = (until - since) / 3
    found = []
    for part in WATCHED:
        own = [each for each in samples if each.part == part]
        middle = [each for each in own if since + third <= each.at < since + 2 * third]
        last = [each for each in own if since + 2 * third <= each.at < until]
        if middle and last:
            names = ("held", "descriptors", "kernels")
            thirds = [(_median(middle, name), _median(last, name)) for name in names]
            found.append(Growth(part, *thirds))
    return found


def _median(samples: list[Sample], what: str) -> float:
    return statistics.median(getattr(each, what) for each in samples)


def at_rest(lab: RunningLab) -> dict[str, Counter[str]]:
    """Return what each part has open, and how often: the name of each file, numbers left out.

    Connections over the network and to databases do not count. The proxy keeps those to the
    service open for a while, and the service a bounded number of those to its database, so that
    their number says nothing. Empty where only root may look.
    """
    if os.geteuid() != 0:
        return {}
    found = {name: Counter[str]() for name in WATCHED}
    running = {name: each for name, each in parts(lab).items() if name in WATCHED}
    return found | {name: _open_files(process) for name, process in running.items()}


def _open_files(process: psutil.Process) -> Counter[str]:
    connections = {each.fd for each in process.net_connections(kind="tcp")}
    found: Counter[str] = Counter()
    for entry in Path(f"/proc/{process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            target = str(entry.readlink())
            if int(entry.name) not in connections and ".sqlite" not in target:
                found[re.sub(r"\d+", "N", target)] += 1
    return found
