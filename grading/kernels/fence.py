"""The order in which a kernel fences itself in: the order is part of the security.

``confine`` runs in a process with one thread before anything of Jupyter is there, ``seal`` when
the kernel has opened its sockets and before any learner's code runs. A process that was forked
from a warmed parent calls the same two. Any step that fails raises, and the caller ends the
process: there is no kernel with half a fence.
"""

import importlib
import os
import signal
from collections.abc import Callable

from grading.kernels import landlock, limits, materials, namespaces, readable, seccomp, system
from grading.kernels.settings import Settings

Step = Callable[[Settings], None]

FENCES = frozenset(
    {
        "descriptors",
        "environment",
        "startup",
        "parent",
        "undumpable",
        "limits",
        "landlock",
        "capabilities",
        "seccomp",
    }
)
"""The names by which a test can switch one fence off (``environment`` is the manager's)."""


def confine(settings: Settings, keep: int) -> None:
    """Take every step that has to come before the first thread. ``keep`` stays open."""
    os.chdir("/")
    if "descriptors" not in settings.without:
        limits.close_descriptors(keep)
    for name, step in _BEFORE_THREADS:
        if name not in settings.without:
            step(settings)


def seal(settings: Settings) -> None:
    """Take the last steps: after this line the process can do what a learner may do, no more."""
    if "seccomp" not in settings.without:
        seccomp.install()
    os.chdir(settings.folder.work)


def _die_with_parent(settings: Settings) -> None:
    system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != settings.parent:
        os._exit(1)  # It ended before we asked to be told.


def _enter_namespaces(settings: Settings) -> None:
    if settings.namespaces:
        if os.getpid() != 1:  # Not forked into them.
            namespaces.enter()
        namespaces.furnish(settings.folder.work, settings.disk, settings.files)
    (settings.folder.work / "tmp").mkdir(mode=0o700)


def _lay_out(settings: Settings) -> None:
    """Give the kernel its copies while the folder they come from can still be read."""
    if settings.materials is not None:
        materials.copy(settings.materials, settings.folder.work, settings.disk, settings.files)


def _hide(settings: Settings) -> None:
    system.protect_process()


def _limit(settings: Settings) -> None:
    limits.apply(settings.memory, settings.disk, settings.cpu_seconds, settings.namespaces)


def _gain_nothing(settings: Settings) -> None:
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)  # Both fences below ask for it.


def _import_first(settings: Settings) -> None:
    """Import what lies in folders that the kernel itself is not going to read."""
    import lp_widgets  # noqa: F401 (its folder is read later, the folder it lies in is not)
    from grading.kernels import kernel_app

    if settings.piped:
        from grading.kernels import piped_app  # noqa: F401
    for name in settings.imports:
        importlib.import_module(name)
    kernel_app.make_profile(settings.folder.ipython)


def _restrict_files(settings: Settings) -> None:
    folder = settings.folder
    own = readable.own_rules(folder.work, folder.ipython, folder.ipc, landlock.MAKE_SOCK)
    landlock.restrict([*settings.readable, *own], settings.landlock)


def _drop(settings: Settings) -> None:
    system.drop_capabilities()


_BEFORE_THREADS: tuple[tuple[str, Step], ...] = (
    ("parent", _die_with_parent),
    ("memory", lambda settings: limits.die_first()),
    ("processors", lambda settings: limits.come_last()),
    ("namespaces", _enter_namespaces),
    ("materials", _lay_out),
    ("undumpable", _hide),
    ("imports", _import_first),
    ("limits", _limit),
    ("no new privileges", _gain_nothing),
    ("landlock", _restrict_files),
    ("capabilities", _drop),
)
