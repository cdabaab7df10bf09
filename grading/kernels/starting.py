"""What a process is told and given to become a fenced kernel, however it is spoken to then."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from grading.kernels import readable, sessions
from grading.kernels.folders import KernelFolder
from grading.kernels.landlock import Rule
from grading.kernels.options import KernelOptions
from grading.kernels.probing import probe
from grading.kernels.settings import Settings

_LAUNCHER = Path(__file__).with_name("launch.py")

# What a caller may set in a kernel's environment; all else comes from here, never from ours.
# NBGRADER_… tell a notebook's own cells whether they are being graded or validated.
_FROM_CALLER = ("LANG", "LANGUAGE", "TZ", "NBGRADER_EXECUTION", "NBGRADER_VALIDATING")
FOR_ALL = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # Each thread pool and each memory arena costs address space that thirty kernels multiply.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
# Fences that a kernel has by not being forked from what has them: only tests leave them out.
_NOT_FORKED = frozenset({"descriptors", "environment", "startup"})


def is_forked(options: KernelOptions) -> bool:
    """Return whether a kernel of these options is forked from a template."""
    return options.forks and not options.without & _NOT_FORKED


def environment(
    options: KernelOptions, folder: KernelFolder, wanted: dict[str, str]
) -> dict[str, str]:
    """Return a kernel's environment; of ``wanted`` only what a caller may set."""
    given = {name: wanted[name] for name in _FROM_CALLER if name in wanted}
    own = {
        "HOME": str(folder.work),
        "TMPDIR": str(folder.work / "tmp"),
        "IPYTHONDIR": str(folder.ipython),
    }
    if "environment" in options.without:
        return {**wanted, **own}
    return {**FOR_ALL, **given, **own}


def settings(
    options: KernelOptions,
    folder: KernelFolder,
    env: dict[str, str],
    rules: list[Rule] | None = None,
    piped: bool = False,
    imports: tuple[str, ...] = (),
) -> Settings:
    """Return what the process is told that becomes the kernel in ``folder``."""
    report = probe()
    return Settings(
        folder=folder,
        parent=os.getpid(),
        landlock=min(report.landlock_abi, options.landlock_limit),
        readable=options.readable_rules() if rules is None else rules,
        packages=[str(path) for path in readable.package_folders()],
        materials=Path(options.materials).absolute() if options.materials else None,
        namespaces=options.namespaces and report.namespaces,
        memory=options.memory,
        disk=options.disk,
        files=options.files,
        cpu_seconds=options.cpu_seconds,
        environment=env,
        piped=piped,
        imports=imports,
        without=options.without,
    )


def launch(told: Settings, channel: socket.socket) -> "subprocess.Popen[bytes]":
    """Start a process that waits for ``told`` on ``channel``, which is its own from now on."""
    with channel:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", str(_LAUNCHER)],
            env=told.environment,
            cwd="/",
            stdin=channel.fileno(),
            **sessions.apart(),
            close_fds="descriptors" not in told.without,
        )
