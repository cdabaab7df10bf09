"""What the lab's processes hold in memory: idle, with thirty learners, with running programs.

``python -m benchmarks.memory``

A process's share of memory that cannot be had back: its PSS less clean file pages, that is, the
PSS of anonymous and shared memory and of file pages that were written to. From smaps_rollup:
max(Pss_Dirty, Pss_Anon + Pss_Shmem). Program text, which the kernel may drop and read again from
disk, and page cache count for nobody; pages that processes share count in parts. PSS stands beside.
"""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import psutil

from benchmarks import figures
from benchmarks.stock import voila
from tests.e2e.lab import RunningLab, Visitor

LEARNERS = 30
PROGRAMS = 5
LESSON = "/services/classroom/lesson/first-steps/"
KERNEL = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# PSS of the server of Kolibri 0.19.5, measured on a machine like this one.
KOLIBRI_MB = 132
# Seconds for processes that just worked to give back what they can.
_SETTLE = 5


@dataclass(frozen=True)
class Held:
    """Bytes held by some processes, and by each kind of them."""

    processes: int
    held: int
    pss: int
    kinds: dict[str, int]

    def row(self, name: str) -> list[object]:
        """Return a row for the table, in MB."""
        kinds = ", ".join(f"{kind} {size / 1e6:.0f}" for kind, size in self.kinds.items())
        return [name, self.processes, f"{self.held / 1e6:.0f}", f"{self.pss / 1e6:.0f}", kinds]

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
        found = held_by(each.pid)
        if found is None:
            continue
        processes, held, pss = processes + 1, held + found[0], pss + found[1]
        kinds[_kind(each.cmdline())] += found[0]
    return Held(processes, held, pss, dict(kinds.most_common()))


def _kind(words: Iterable[str]) -> str:
    line = " ".join(words)
    return next((kind for word, kind in _KINDS.items() if word in line), "programs")


def held_by(pid: int) -> tuple[int, int] | None:
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


def take_a_built_lesson(visitor: Visitor) -> None:
    """Open the home and a lesson without programs, as a phone does."""
    for path in ("/services/classroom/", LESSON + "fractions", "/services/classroom/api/alive"):
        assert visitor.get(path)[0] == 200, path


def take_a_live_lesson(visitor: Visitor) -> None:
    """Open the lesson with programs; its page comes with a kernel of the learner's own."""
    status, _, page = visitor.get(LESSON + "first-program")
    assert status == 200 and KERNEL.search(page)


def ours() -> dict[str, Held]:
    """Measure a lab as it fills."""
    measured = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(PROGRAMS) as together:
        lab = RunningLab(Path(folder))
        lab.start()
        try:
            assert lab.process is not None
            pid = lab.process.pid

            def measure(name: str) -> None:
                time.sleep(_SETTLE)
                measured[name] = of_tree(pid)

            measure("idle")
            names = [f"Child {number}" for number in range(LEARNERS)]
            for name in names:
                lab.pin(name)
            visitors = list(together.map(lab.sign_in, names))
            list(together.map(take_a_built_lesson, visitors))
            measure(f"{LEARNERS} signed in, each with a built lesson")
            for visitor in visitors[:PROGRAMS]:  # at once they would wait for their turns
                take_a_live_lesson(visitor)
            measure(f"{PROGRAMS} of them with a program running")
        finally:
            lab.stop()
    return measured


def stock() -> dict[str, Held]:
    """Measure stock Voilà with as many open pages as ours has programs."""
    measured = {}
    opener = build_opener(ProxyHandler({}))
    with voila() as running:
        time.sleep(_SETTLE)
        measured["stock Voilà, idle"] = of_tree(running.process.pid)
        for _ in range(PROGRAMS):
            opener.open(running.address, timeout=120).read()
        time.sleep(_SETTLE)
        measured[f"stock Voilà, {PROGRAMS} pages"] = of_tree(running.process.pid)
    return measured


def main() -> None:
    """Measure both; print the table and the figures."""
    measured = ours() | stock()
    rows = [each.row(name) for name, each in measured.items()]
    rows.append(["Kolibri 0.19.5, server", "", "", KOLIBRI_MB, ""])
    print("MB held = max(Pss_Dirty, Pss_Anon + Pss_Shmem) of all processes: PSS less clean files\n")
    figures.table(["state", "processes", "MB held", "MB PSS", "MB held by"], rows)
    result = {name: each.figures() for name, each in measured.items()}
    figures.finish("memory", {"states": result, "kolibri_megabytes": KOLIBRI_MB})


if __name__ == "__main__":
    main()
