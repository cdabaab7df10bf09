"""The fence round the processes that run tests: author's code, on values that a learner chose.

It is that of the learner's kernels (``grading.kernels.fence``), less what only kernels have: no
folder to write in, no sockets, no other files than Python and its libraries.
"""

import os
import signal

from grading.kernels import landlock, limits, readable, seccomp, system
from grading.kernels.limits import MEBIBYTE

MEMORY = 768 * MEBIBYTE


def prepare() -> None:
    """Close what a whole family of processes can have closed before it forks."""
    limits.die_first()
    limits.come_last()
    system.protect_process()
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict(readable.rules(), landlock.abi())
    system.drop_capabilities()


def close(seconds: float) -> None:
    """Close the rest round this one, which has one thread and at most ``seconds`` to work."""
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    limits.apply(MEMORY, 0, int(seconds) + 2, count_threads=False)
    seccomp.install()
    os.chdir("/usr")
