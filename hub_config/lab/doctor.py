"""What is right and wrong with this machine for a lab, and what to do about it."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from grading.kernels import probe
from grading.records.database import Database
from grading.records.errors import DatabaseTrouble
from hub_config.lab import address, memory, proxy, running
from hub_config.lab.folder import Folder
from hub_config.lab.lock import is_held
from hub_config.servers import sandbox

GOOD, NOTE, BAD = "good", "note", "bad"
_ROOM_NEEDED = 1_000_000_000
_MEMORY_WANTED = 1_500_000_000
# Learners of a class who may all open a live lesson at once.
_CLASS = 30
# No clock that is right says a time before this program was written.
_EARLIEST = time.mktime((2026, 1, 1, 0, 0, 0, 0, 0, 0))


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: ``state`` is good, note or bad."""

    about: str
    state: str
    found: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        return asdict(self)


def examine(folder: Folder, port: int) -> list[Finding]:
    """Look at everything that a lab in ``folder`` at ``port`` depends on."""
    return [
        *_port(folder, port),
        *_disk(folder),
        *_database(folder),
        *_memory(),
        *_kernels(folder),
        *_clock(),
        *_fences(),
        *_servers(),
        *_proxy(),
        *_network(),
    ]


def _port(folder: Folder, port: int) -> Iterator[Finding]:
    if is_held(folder.lock):
        yield Finding("port", GOOD, "the lab is running")
    elif obstacle := address.obstacle(port):
        yield Finding(
            "port",
            BAD,
            f"{port} is {obstacle}",
            f"Start the lab with --port {address.other_port(port)}.",
        )
    else:
        yield Finding("port", GOOD, f"{port} is free")


def _disk(folder: Folder) -> Iterator[Finding]:
    free = folder.room()
    if free < _ROOM_NEEDED:
        yield Finding(
            "disk",
            BAD,
            f"{free / 1e6:.0f} MB are free where {folder.root} is",
            "Free at least 1 GB: a full disk stops answers from being kept.",
        )
    else:
        yield Finding("disk", GOOD, f"{free / 1e9:.0f} GB are free where {folder.root} is")
    if folder.root.exists() and folder.root.stat().st_mode & 0o077:
        yield Finding(
            "folder",
            BAD,
            f"other users of this machine can look into {folder.root}",
            f"Run: chmod 700 {folder.root}",
        )


def _database(folder: Folder) -> Iterator[Finding]:
    if not folder.database.exists():
        yield Finding("database", NOTE, "no lab has been started here yet")
        return
    try:
        database = Database(folder.database, readonly=True)
        complaints = database.check()
        database.close()
    except (DatabaseTrouble, sqlite3.Error) as error:
        complaints = [str(error)]
    if complaints:
        yield Finding(
            "database",
            BAD,
            complaints[0],
            "Stop the lab, copy the whole folder to another disk, and put back the last backup.",
        )
    else:
        yield Finding("database", GOOD, "every page of it is sound")


def _memory() -> Iterator[Finding]:
    free = psutil.virtual_memory().available
    if free < _MEMORY_WANTED:
        yield Finding(
            "memory",
            NOTE,
            f"{free / 1e6:.0f} MB are free",
            "Close other programs before a live lesson: each running program needs about 50 MB.",
        )
    else:
        yield Finding("memory", GOOD, f"{free / 1e9:.1f} GB are free")


def _kernels(folder: Folder) -> Iterator[Finding]:
    state = running.read_state(folder) if is_held(folder.lock) else None
    told = (state or {}).get("kernels")
    count = told if isinstance(told, int) else memory.room_for_kernels()
    yield Finding(
        "live lessons",
        GOOD if count >= _CLASS else NOTE,
        f"programs of {count} learners run at the same time; who comes later waits in a line",
        ""
        if count >= _CLASS
        else "Close other programs and start the lab again, or set it with --kernels.",
    )


def _clock() -> Iterator[Finding]:
    now = time.time()
    said = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
    if now < _EARLIEST:
        yield Finding(
            "clock",
            BAD,
            f"it says {said}",
            "Set the date and time: certificates and deadlines go by this clock. "
            "An empty battery on the main board makes it stop each time the power goes.",
        )
    else:
        yield Finding("clock", GOOD, f"it says {said}; please compare it with your own")


def _fences() -> Iterator[Finding]:
    report = probe()
    if report.problems:
        yield Finding(
            "fences",
            BAD,
            "; ".join(report.problems),
            "Lessons that run programs show their text and questions only. "
            "A Linux kernel from 5.13 on with Landlock switched on mends it.",
        )
    else:
        walls = "with" if report.namespaces else "without"
        yield Finding(
            "fences",
            GOOD,
            f"Landlock (ABI {report.landlock_abi}) and seccomp hold, {walls} user namespaces",
        )


def _servers() -> Iterator[Finding]:
    if problem := sandbox.problem():
        yield Finding("JupyterLab", NOTE, f"no learner can have it here: {problem}")
    else:
        yield Finding("JupyterLab", GOOD, "a learner's server can be fenced (bubblewrap)")


def _proxy() -> Iterator[Finding]:
    try:
        yield Finding("proxy", GOOD, f"traefik is at {proxy.binary()}")
    except FileNotFoundError as error:
        yield Finding("proxy", BAD, str(error), "Run `make install` again.")


def _network() -> Iterator[Finding]:
    found = address.local_addresses()
    if found:
        yield Finding(
            "Wi-Fi",
            NOTE,
            f"phones reach this machine at {', '.join(found)}",
            "If a phone cannot open the page: is it in the same Wi-Fi, does its address begin "
            "with http:// and not https://, and does the Wi-Fi allow devices to see each other "
            "(“AP isolation” off)?",
        )
    else:
        yield Finding(
            "Wi-Fi",
            BAD,
            f"{socket.gethostname()} is in no network",
            "Switch on this laptop's hotspot, or join the Wi-Fi of the class.",
        )
