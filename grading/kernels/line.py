"""A line into a kernel for tests that run apart from it (``grading.autograder.sealed``).

Behind the fence a program can open no socket, but it can accept on one that was opened before.
"""

import os
import socket
from pathlib import Path

from grading.kernels.folders import KernelFolder

listening: socket.socket | None = None
"""In a kernel's process: where it listens. The learner's program may do with it what it likes."""


def of_folder(folder: KernelFolder) -> Path:
    """Return where the line into the kernel of ``folder`` begins."""
    return folder.ipc / "s-6"


def open_line(folder: KernelFolder) -> None:
    """Listen in this process, which is about to become the kernel of ``folder``. Raises OSError."""
    global listening
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.fspath(of_folder(folder)))
    listening.listen(8)
