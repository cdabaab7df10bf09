"""Limits on memory, files and processor time of one kernel, as hard limits of its process."""

import os
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


def spare_time_only(pid: int) -> None:
    """Leave all threads of a process only the processors' time that nobody else wants.

    Idle priority gives way at once, also for the blink of an eye in which a service answers; the
    low weight of ``nice`` alone lets many threads that wake and sleep hold it up for a second.
    There is no way back: an ordinary user may not raise a priority.
    """
    for each in Path(f"/proc/{pid}/task").iterdir():
        thread = int(each.name)
        if os.sched_getscheduler(thread) != os.SCHED_IDLE:
            os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))


def close_descriptors(*keep: int) -> None:
    """Close every open file but 0, 1, 2 and ``keep``: only closing stops an inherited file."""
    import resource  # as above

    last = 2
    for descriptor in sorted(keep):
        os.closerange(last + 1, descriptor)
        last = descriptor
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.closerange(last + 1, min(hard, 1 << 20))
