"""How long a class waits for a lesson that all open within one second, ours beside stock Voilà.

An opening begins when the page is asked for, over a connection of its own. A built lesson is open
when its page is whole. A live one, and stock Voilà's page of the same notebook, is open when its
page is whole *and* its kernel answers: over a websocket that the phone opened after the page, all
widgets told their state and one of them has run a program and sent the drawing back. Scripts and
styles are in the phones' caches on both sides: what they weigh on a first visit is counted apart.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from benchmarks import figures
from benchmarks.classroom.school import BUILT, LIVE, Crowd, School, lesson_path
from benchmarks.held import Held, cpu_seconds, of_tree
from benchmarks.stock import voila
from tests.e2e.lab import answers, free_port

# Seconds for processes that just worked to give back what they can.
SETTLE = 5


@dataclass(frozen=True)
class Openings:
    """What ``asked`` phones waited, in seconds, until a page was open; ``failed`` never were.

    ``cpu`` is the processor time that the serving side used for all of it.
    """

    asked: int
    seconds: tuple[float, ...]
    failed: tuple[str, ...]
    cpu: float = 0.0
    held: Held | None = None

    @property
    def p95(self) -> float:
        """The 95th percentile; those that never opened count as the longest."""
        return figures.p95([*self.seconds, *(float("inf") for _ in self.failed)])

    @property
    def told(self) -> str:
        """Return "median / p95", and how many never opened."""
        said = figures.both(self.seconds) if self.seconds else "-"
        return f"{said}, {len(self.failed)} never" if self.failed else said

    def figures(self) -> dict[str, Any]:
        """Return what goes into the JSON."""
        done = bool(self.seconds)
        return {
            "asked": self.asked,
            "open": len(self.seconds),
            "median_s": round(figures.median(self.seconds), 3) if done else None,
            "p95_s": round(figures.p95(self.seconds), 3) if done else None,
            "cpu_s": round(self.cpu, 2),
            **({"held_mb": self.held.figures()} if self.held else {}),
        }


def _open(
    crowd: Crowd, pid: int, path: str, count: int, within: float, live: bool, settle: float = 0
) -> Openings:
    before = cpu_seconds(pid)
    opened = crowd("open", path=path, count=count, within=within, live=live)
    cpu = cpu_seconds(pid) - before
    time.sleep(settle)
    return Openings(
        count,
        tuple(each["widget" if live else "page"] for each in opened if not each["failed"]),
        tuple(each["failed"] for each in opened if each["failed"]),
        cpu,
        of_tree(pid) if settle else None,
    )


def built(school: School, crowd: Crowd, count: int, within: float) -> Openings:
    """Let learners open the lesson without programs."""
    return _open(crowd, school.pid, lesson_path(BUILT), count, within, live=False, settle=SETTLE)


def live(school: School, crowd: Crowd, count: int, within: float) -> Openings:
    """Let learners open the lesson with programs; their kernels stay."""
    return _open(crowd, school.pid, lesson_path(LIVE), count, within, live=True, settle=SETTLE)


def stock(notebook: Path, crowd: Crowd, count: int, within: float) -> Openings:
    """Let as many open the same notebook's page at a stock Voilà of their own."""
    with voila(notebook) as running:
        origin = running.address.rstrip("/")
        crowd("meet", phones=[{"origin": origin}] * (count + 1))
        _open(crowd, running.process.pid, "/", 1, 0, live=True)  # once for the disk's cache
        return _open(crowd, running.process.pid, "/", count, within, live=True, settle=SETTLE)


def plain(school: School, crowd: Crowd, count: int, within: float) -> Openings:
    """Let as many get the built lesson's HTML, as a learner gets it, from a plain file server."""
    phone = school.phones()[0]
    asked = Request(school.origin + lesson_path(BUILT), headers={"Cookie": phone["cookie"]})
    page = build_opener(ProxyHandler({})).open(asked).read()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "lesson.html").write_bytes(page)
        port = free_port()
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
        served = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            origin = f"http://127.0.0.1:{port}"
            while not answers(origin):
                time.sleep(0.1)
            crowd("meet", phones=[{"origin": origin}] * count)
            return _open(crowd, served.pid, "/lesson.html", count, within, live=False)
        finally:
            served.terminate()
            served.wait(timeout=30)
