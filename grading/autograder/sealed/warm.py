"""The warmed process that tests are forked from: fenced, of one thread, without anybody's data.

Its standard input is a socket (SOCK_SEQPACKET). Each message names modules to have ready and brings
two descriptors: the channel for a job and its verdict, and the line to the learner's process. The
number of the forked process goes back with a pidfd. Run as a file with ``python -I``; it ends with
the process that started it, and all its forks with it.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

_FIRST = (
    "grading.autograder.sealed.examine",
    "grading.autograder.sealed.fence",
    "grading.autograder.sealed.tables",
    "grading.kernels.limits",
    "unittest.mock",
    "encodings.idna",
    "numpy",
)


def main() -> None:
    """Warm up, and fork a process for each message until nobody is there to send one."""
    from grading.autograder.sealed import fence
    from grading.kernels import system

    parent = os.getppid()
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    _import(_FIRST)
    _rehearse()
    fence.prepare()
    channel = socket.socket(fileno=os.dup(0))
    os.dup2(os.open("/dev/null", os.O_RDWR), 0)
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(channel, 1 << 16, 2)
        if not message:
            return
        _import(json.loads(message))
        pid = os.fork()
        if not pid:
            channel.close()
            _examine(*descriptors)
        # Its number may be another's one day; a handle that is taken before we bury it never is.
        handle = os.pidfd_open(pid)
        socket.send_fds(channel, [str(pid).encode()], [handle])
        for each in (handle, *descriptors):
            os.close(each)
        _bury()


def _examine(channel: int, line: int) -> None:
    from grading.autograder.sealed import examine

    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
    examine.main(channel, line)


def _rehearse() -> None:
    """Load what is only loaded when a test first fails."""
    from grading.autograder.sealed.author import Main

    kept = sys.modules["__main__"], sys.stdout, sys.stderr
    made = Main()
    made.begin()
    made.run("1 / 0", "rehearsal")
    made.run("[1]", "rehearsal")
    sys.modules["__main__"], sys.stdout, sys.stderr = kept


def _import(names: tuple[str, ...] | list[str]) -> None:
    for name in names:
        if name not in sys.modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[3]))
    main()
