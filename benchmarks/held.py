"""What processes hold in memory, and what processor time they have used.

A process's share of memory that cannot be had back: its PSS less clean file pages, that is, the
PSS of anonymous and shared memory and of file pages that were written to. From smaps_rollup:
max(Pss_Dirty, Pss_Anon + Pss_Shmem). Program text, which the kernel may drop and read again from
disk, and page cache count for nobody; pages that processes share count in parts. PSS stands beside.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Held:
    """Bytes held by some processes, and by each kind of them."""

    processes: int
    held: int
    pss: int
    kinds: dict[str, int]

    @property
    def told(self) -> str:
        """What holds how much, in MB."""
        return ", ".join(f"{kind} {size / 1e6:.0f}" for kind, size in self.kinds.items())

    def figures(self) -> dict[str, object]:
        """Return what goes into the JSON, in MB."""
        return {
            "processes": self.processes,
            "megabytes": round(self.held / 1e6, 1),
            "pss_megabytes": round(self.pss / 1e6, 1),
            "of_which": {kind: round(size / 1e6, 1) for kind, size in self.kinds.items()},
        }


# What a process is, by a word of its command line; the first that fits counts.
_KINDS = {
    "traefik": "proxy",
    "jupyterhub": "hub",
    "hub_config.classroom": "classroom",
    "lab start": "start",
    "bin/voila": "voila",
}


def of_tree(pid: int) -> Held:
    """Measure a process and all that it started; needs the right to read their smaps_rollup."""
    top = psutil.Process(pid)
    processes, held, pss, kinds = 0, 0, 0, Counter[str]()
    for each in (top, *top.children(recursive=True)):
        found = _of(each.pid)
        if found is None:
            continue
        processes, held, pss = processes + 1, held + found[0], pss + found[1]
        kinds[_kind(each.cmdline())] += found[0]
    return Held(processes, held, pss, dict(kinds.most_common()))


def _kind(words: Iterable[str]) -> str:
    line = " ".join(words)
    return next((kind for word, kind in _KINDS.items() if word in line), "programs")


def _of(pid: int) -> tuple[int, int] | None:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None  # it ended meanwhile
    except PermissionError as error:
        raise SystemExit(
            "The lab's processes let nobody but root look into their memory: run this as root."
        ) from error
    kb = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB$", text, re.M)}
    anonymous = kb["Pss_Anon"] + kb["Pss_Shmem"]
    return max(kb.get("Pss_Dirty", 0), anonymous) * 1024, kb["Pss"] * 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and of all its children that still live."""
    top = psutil.Process(pid)
    times = [each.cpu_times() for each in (top, *top.children(recursive=True))]
    return sum(each.user + each.system for each in times)
