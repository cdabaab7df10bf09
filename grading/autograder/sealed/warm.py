"""What becomes of a template (``grading.kernels.template``) that tests' processes are forked from.

It is fenced itself, has one thread and nobody's data.
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Iterable
from typing import NoReturn

from grading.kernels import system

_FIRST = (
    "grading.autograder.sealed.examine",
    "grading.autograder.sealed.fence",
    "grading.autograder.sealed.tables",
    "grading.kernels.limits",
    "unittest.mock",
    "encodings.idna",
    "numpy",
    "numpy.random",  # numpy itself imports it when it is first used: each test seeds it
)


def warm(modules: Iterable[str]) -> None:
    """Load what tests need, ``modules`` behind the fence."""
    from grading.autograder.sealed import fence

    os.dup2(os.open("/dev/null", os.O_RDWR), 1)
    _import(_FIRST)
    _rehearse()
    system.prctl(system.PR_SET_DUMPABLE, 1)  # What it writes into /proc it writes now.
    fence.prepare()
    _import(modules)


def become(channel: int, parent: int) -> NoReturn:
    """Run the tests of one submission, in a fork of the process ``parent``."""
    from grading.autograder.sealed import examine

    system.protect_process()
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    gc.enable()
    examine.serve(socket.socket(fileno=channel))


def _rehearse() -> None:
    """Load what is only loaded when a test first fails."""
    from grading.autograder.sealed.author import Main

    kept = sys.modules["__main__"], sys.stdout, sys.stderr
    made = Main()
    made.begin()
    made.run("1 / 0", "rehearsal")
    made.run("[1]", "rehearsal")
    sys.modules["__main__"], sys.stdout, sys.stderr = kept


def _import(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
