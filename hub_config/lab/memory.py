"""The machine's memory: what is left, whether it runs short, and how many kernels have room."""

from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
# What a forked kernel holds for itself when a lesson's cells have run, with some to spare.
KERNEL = 32 * MEBIBYTE
# What a learner's JupyterLab holds with a kernel in it.
SERVER = 256 * MEBIBYTE
# What the hub, the classroom and the proxy hold when they have started.
LAB = 400 * MEBIBYTE
# Kept free for what the lab and the system need beside that.
SPARE = 256 * MEBIBYTE
MOST = 200
# Percent of the last ten seconds in which some process waited for memory.
_PRESSED = 30.0

_PROC = Path("/proc")


@dataclass(frozen=True)
class Room:
    """What a lab gives to the kernels of live lessons."""

    kernels: int
    """How many there may be at the same time."""
    spare_memory: int
    """Bytes that they leave free: below it none starts and idle ones end."""

    @property
    def servers(self) -> int:
        """How many learners may have JupyterLab at the same time: in half of it, at least one."""
        return max(1, self.kernels * KERNEL // (2 * SERVER))


def available(proc: Path = _PROC) -> int:
    """Return the bytes that can be had without swapping; a machine that does not say has plenty."""
    try:
        lines = (proc / "meminfo").read_text().splitlines()
    except OSError:
        return 1 << 62
    found = (line.split() for line in lines if line.startswith("MemAvailable:"))
    return next((int(words[1]) * 1024 for words in found), 1 << 62)


def pressure(proc: Path = _PROC) -> float:
    """Return the percentage of time lost to waiting for memory (PSI); 0 where nobody measures."""
    try:
        words = (proc / "pressure" / "memory").read_text().split()
    except OSError:
        return 0.0
    return next((float(word[6:]) for word in words if word.startswith("avg10=")), 0.0)


def is_short(spare: int, proc: Path = _PROC) -> bool:
    """Return whether less than ``spare`` bytes are left, or twice that and all wait for memory."""
    left = available(proc)
    return left < spare or (left < 2 * spare and pressure(proc) > _PRESSED)


def room_for_kernels(spare: int = SPARE, proc: Path = _PROC) -> int:
    """Return how many kernels fit beside a lab that starts now, at least 1 and at most MOST."""
    return max(1, min(MOST, (available(proc) - LAB - spare) // KERNEL))
