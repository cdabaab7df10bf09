"""A power cut, replayed: what a disk holds at every moment of a traced program.

The model of the disk is the hard one: a write that no fsync of its file has followed is lost, or
was cut in the middle of everything that was written since; a file that was made or removed is so
on the disk only when its folder was synced after.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = "openat,close,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename,dup,dup2,fcntl"
_LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+=\s+(-?\d+)")


@dataclass
class Disk:
    """Files as the program sees them, and as they would be found after a power cut."""

    live: dict[str, bytearray] = field(default_factory=dict)
    synced: dict[str, bytes] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def write(self, name: str, offset: int, data: bytes) -> None:
        content = self.live.setdefault(name, bytearray())
        content.extend(b"\0" * (offset + len(data) - len(content)))
        content[offset : offset + len(data)] = data

    def sync(self, name: str) -> None:
        if name in self.live:
            self.synced[name] = bytes(self.live[name])

    def sync_folder(self) -> None:
        self.named = set(self.live)

    @property
    def safe(self) -> dict[str, bytes]:
        return {name: self.synced.get(name, b"") for name in self.named}

    def truncate(self, name: str, size: int) -> None:
        content = self.live.setdefault(name, bytearray())
        content.extend(b"\0" * (size - len(content)))
        del content[size:]


@dataclass(frozen=True)
class Moment:
    """After one fsync or acknowledgement: what is on the disk, and what was promised."""

    files: dict[str, bytes]
    unsynced: dict[str, bytes]
    acknowledged: tuple[str, ...]


def trace(database: Path, count: int, pragma: str | None = None, together: int = 1) -> list[str]:
    """Run the journey under strace; return the lines of what it asked of the system."""
    log = database.with_suffix(".strace")
    command = [sys.executable, "-m", "tests.grading.records.journey", str(database)]
    command += [str(count), str(together)]
    subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-y",
            "-xx",
            "-s",
            "10000000",
            "-e",
            f"trace={_CALLS}",
            "-o",
            str(log),
        ]
        + command
        + ([pragma] if pragma else []),
        check=True,
        capture_output=True,
        timeout=250,
    )
    return log.read_text().splitlines()


def moments(lines: list[str], folder: Path) -> Iterator[Moment]:
    """Yield the state of the disk after every fsync and every acknowledgement."""
    disk, acknowledged = Disk(), []
    for line in lines:
        found = _LINE.match(line)
        if not found or int(found[3]) < 0:
            continue
        call, arguments = found[1], found[2]
        path = _path(arguments)
        if call == "write" and arguments.startswith("1<"):
            text = _bytes(arguments).decode()
            if not text.startswith("ack "):
                continue
            acknowledged.append(text.split()[1])
        elif call in ("openat", "unlink"):
            named = _bytes(arguments).decode()
            if Path(named).parent == folder and call == "unlink":
                disk.live.pop(Path(named).name, None)
            elif Path(named).parent == folder and "O_CREAT" in arguments:
                disk.live.setdefault(Path(named).name, bytearray())
            continue
        elif path is None or not path.startswith(str(folder)):
            continue
        elif path == str(folder):
            if call not in ("fsync", "fdatasync"):
                continue
            disk.sync_folder()
        else:
            name = Path(path).name
            if call == "pwrite64":
                offset = int(arguments.rsplit(",", 1)[1])
                disk.write(name, offset, _bytes(arguments)[: int(found[3])])
                continue
            if call == "ftruncate":
                disk.truncate(name, int(arguments.rsplit(",", 1)[1]))
                continue
            if call not in ("fsync", "fdatasync"):
                continue
            disk.sync(name)
        live = {n: bytes(c) for n, c in disk.live.items() if not n.endswith("-shm")}
        yield Moment(disk.safe, live, tuple(acknowledged))


def _path(arguments: str) -> str | None:
    found = re.match(r"\d+<([^>]*)>", arguments)
    return _unescape(found[1]).decode() if found else None


def _bytes(arguments: str) -> bytes:
    found = re.search(r'"((?:\\x[0-9a-f]{2})*)"', arguments)
    return _unescape(found[1]) if found else b""


def _unescape(text: str) -> bytes:
    if "\\x" not in text:
        return text.encode()
    return bytes.fromhex(text.replace("\\x", ""))
