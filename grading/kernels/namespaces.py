"""User, process, network and mount namespaces: the second wall, and the only true disk quota.

Not every machine lets an ordinary user have them; a kernel goes without when the probe says so.
"""

import os
import select
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from grading.kernels import limits, system

_NEW_MOUNT, _NEW_UTS, _NEW_IPC = 0x20000, 0x4000000, 0x8000000
_NEW_USER, _NEW_PID, _NEW_NET = 0x10000000, 0x20000000, 0x40000000
_ALL = _NEW_USER | _NEW_PID | _NEW_IPC | _NEW_MOUNT | _NEW_NET | _NEW_UTS

_NOSUID, _NODEV, _NOEXEC, _RECURSIVE, _PRIVATE = 2, 4, 8, 0x4000, 0x40000


def fork() -> int:
    """Fork a process into new namespaces, with nobody between; it then calls ``be``.

    Call with one thread only. Raises OSError where the machine refuses.
    """
    return system.fork(_ALL)


def be(user: int, group: int) -> None:
    """Be in new namespaces who we were outside of them. Raises OSError."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def unshare() -> None:
    """Have what this process forks live in new namespaces, as the user that we are.

    Call with one thread only. Raises OSError where the machine refuses.
    """
    user, group = os.getuid(), os.getgid()
    system.unshare(_ALL)
    be(user, group)


def furnish(work: Path, size: int, inodes: int) -> None:
    """Make ``work`` a memory file system of at most ``size`` bytes. Raises OSError."""
    system.mount("none", "/", "", _RECURSIVE | _PRIVATE)
    flags = _NOSUID | _NODEV | _NOEXEC
    system.mount("tmpfs", str(work), "tmpfs", flags, f"size={size},nr_inodes={inodes},mode=0700")


def enter() -> None:
    """Go on as the first process of new namespaces.

    Returns in a forked child. The process that called waits for it, hands interrupts on and ends
    as it ends. Call with one thread only. Raises OSError where the machine refuses.
    """
    before = os.getppid()
    unshare()
    sys.stdout.flush()
    sys.stderr.flush()
    here, there = os.pipe()
    child = os.fork()
    if child:
        _wait_for(child, before, there)
    os.close(there)
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    # A parent outside has no number in here, so only its end of the pipe tells whether it lives.
    if select.select([here], [], [], 0)[0]:
        os._exit(1)
    os.close(here)


def _wait_for(child: int, parent: int, pipe: int) -> NoReturn:
    """Stand between the manager and the kernel until the kernel ends, then end the same way."""

    def hand_on(number: int, frame: FrameType | None) -> None:
        # The first process of a namespace ignores what it does not handle, but never SIGKILL.
        os.kill(child, signal.SIGINT if number == signal.SIGINT else signal.SIGKILL)

    signal.signal(signal.SIGINT, hand_on)
    signal.signal(signal.SIGTERM, hand_on)
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    system.prctl(system.PR_SET_DUMPABLE, 0)
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    limits.close_descriptors(pipe)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else 128 - code)
