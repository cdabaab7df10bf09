"""What a process does to become a fenced kernel, whether it was started or forked for it."""

import contextlib
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from grading.kernels.settings import Settings

HOME = str(Path(__file__).resolve().parents[2])
"""The folder that our packages are imported from."""
READY = b"fenced\n"


def become(channel: int, parent: int | None = None) -> NoReturn:
    """Fence this process in and run a kernel until it ends. Ends the process on any failure.

    ``channel`` is a socket: settings come from it as a line, and it is told READY when the
    fence is closed and the kernel is about to run, or what went wrong. There is never a kernel
    after a failure. ``parent`` is the process that this one is to die with, where it was forked,
    as ``os.getppid()`` names it: 0 for one outside of this one's process namespace.
    """
    try:
        _become(channel, parent)
    except BaseException:
        with contextlib.suppress(OSError):  # who asked may be gone
            os.write(channel, traceback.format_exc().encode())
    os._exit(98)


def _become(channel: int, parent: int | None) -> None:
    if HOME not in sys.path:
        sys.path.append(HOME)
    from grading.kernels.settings import Settings

    settings = Settings.load(_read(channel))
    if parent is not None:
        settings = replace(settings, parent=parent)
        os.environ.clear()
        os.environ.update(settings.environment)
        time.tzset()
    _leave_standard_streams()
    sys.path.extend(entry for entry in settings.packages if entry not in sys.path)
    from grading.kernels import fence, line

    fence.confine(settings, keep=channel)
    line.open_line(settings.folder)
    run = _piped(settings, channel) if settings.piped else _with_sockets(settings, channel)
    fence.seal(settings)
    if settings.materials is not None:
        sys.path.append("")  # Modules may be among them; they stand in for no installed one.
    os.write(channel, READY)
    run()
    # Nothing of ours is left to save, and at exit libraries would only meet the fence.
    os._exit(0)


def _with_sockets(settings: "Settings", channel: int) -> Callable[[], None]:
    """Return what runs a kernel that anybody of Jupyter's can speak to."""
    from grading.kernels import kernel_app

    app = kernel_app.of_folder(settings.folder, plant_startup="startup" in settings.without)

    def run() -> None:
        os.close(channel)
        app.start()

    return run


def _piped(settings: "Settings", channel: int) -> Callable[[], None]:
    """Return what runs a kernel that goes on speaking over ``channel``."""
    from grading.kernels import piped_app

    speaking = socket.socket(fileno=channel)
    app = piped_app.of_folder(settings.folder, speaking)
    return partial(piped_app.serve, app, speaking)


def _read(channel: int) -> bytes:
    said = b""
    while not said.endswith(b"\n") and (chunk := os.read(channel, 65536)):
        said += chunk
    return said


def _leave_standard_streams() -> None:
    nothing = os.open("/dev/null", os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.close(nothing)
