"""What a lab leaves behind when it has stopped: processes, sockets, kernels' and other folders."""

import ctypes
import os
import re
import stat
from pathlib import Path

import psutil

from tests.e2e.lab import RunningLab

_PR_SET_CHILD_SUBREAPER = 36
# What a write that is interrupted leaves beside its target, see hub_config.lab.folder.
_HALF_WRITTEN = re.compile(r"^\..+\.\d+$")


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below this process: nothing can hide."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processes(lab: RunningLab) -> list[str]:
    """Return the processes that outlived the lab: our own children, or named by its folder."""
    found = {each.pid: each for each in psutil.Process().children(recursive=True)}
    for each in psutil.process_iter():
        if each.pid != os.getpid() and _names(each, str(lab.data)):
            found[each.pid] = each
    return [told for each in found.values() if (told := _told(each))]


def files(lab: RunningLab, temporary: Path) -> list[str]:
    """Return what the lab made and should have removed, also in its own folder for such things."""
    run = lab.data / "run"
    found = [*run.glob("kernels/*"), *run.glob("voila_*"), *temporary.iterdir()]
    for path in lab.data.rglob("*"):
        if stat.S_ISSOCK(path.lstat().st_mode) or _HALF_WRITTEN.match(path.name):
            found.append(path)
    return sorted({str(path) for path in found})


def kernels_of(lab: RunningLab) -> list[str]:
    """Return the folders of kernels that the running lab keeps."""
    return sorted(path.name for path in (lab.data / "run" / "kernels").iterdir())


def _names(process: psutil.Process, folder: str) -> bool:
    try:
        words = [*process.cmdline(), *process.environ().values(), process.cwd()]
    except (psutil.Error, OSError):
        return False
    return any(folder in word for word in words)


def _told(process: psutil.Process) -> str:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""  # it has ended; that nobody asked how is ours to mend, as its new parent
        return f"{process.pid}: {' '.join(process.cmdline())[:120]}"
    except psutil.NoSuchProcess:
        return ""
