"""Limits on memory, files and processor time of one kernel, as hard limits of its process."""

import errno
import os
import time
from pathlib import Path

MEBIBYTE = 1024 * 1024

# What an idle kernel maps without using it (thread stacks, shared libraries): address space is
# limited only so that shared mappings, which RLIMIT_DATA does not count, have an end too.
_IDLE_ADDRESS_SPACE = 700 * MEBIBYTE

_MOST_THREADS = 64
_LAST = 19


def apply(memory: int, file_size: int, cpu_seconds: int, count_threads: bool) -> None:
    """Set hard limits: ``memory`` and ``file_size`` in bytes, ``cpu_seconds`` over a whole life.

    ``count_threads`` only inside a user namespace: elsewhere the kernel counts all that the user
    runs, and one learner's threads would use up everybody's share.
    """
    import resource  # Not on Windows, where this is not called either.

    wanted = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: memory + _IDLE_ADDRESS_SPACE,
        resource.RLIMIT_FSIZE: file_size,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 64,
        resource.RLIMIT_CPU: cpu_seconds,
    }
    if count_threads:
        wanted[resource.RLIMIT_NPROC] = _MOST_THREADS
    for limit, value in wanted.items():
        _, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)  # A host that allows less keeps its word.
        resource.setrlimit(limit, (value, value))


def die_first() -> None:
    """Ask the kernel to end this process before the hub when memory runs out."""
    Path("/proc/self/oom_score_adj").write_text("1000")


def come_last() -> None:
    """Let everything else of this session have the processors first."""
    os.nice(_LAST)


def let_session_give_way(tries: int = 1) -> bool:
    """Let every other session have the processors first; say whether that holds.

    Where the system shares them out by session (sched(7), autogroup), ``nice`` counts only within
    one, so this one, which has to be our own, gives way as a whole. The system lets an ordinary
    user say so ten times a second, for all sessions together: who comes too soon tries again.
    """
    for left in reversed(range(tries)):
        try:
            Path("/proc/self/autogroup").write_text(str(_LAST))
        except OSError as error:
            if error.errno != errno.EAGAIN:
                return True  # There are no such groups here, and ``nice`` is enough.
            if left:
                time.sleep(0.1 + 0.01 * (os.getpid() % 10))  # not all together again
        else:
            return True
    return False


def close_descriptors(*keep: int) -> None:
    """Close every open file but 0, 1, 2 and ``keep``: only closing stops an inherited file."""
    import resource  # as above

    last = 2
    for descriptor in sorted(keep):
        os.closerange(last + 1, descriptor)
        last = descriptor
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(last + 1, min(hard, 1 << 20))
