"""Run one function of a test module in namespaces of its own: without network, or with own mounts.

``python -m tests.e2e.apart MODULE FUNCTION ARGUMENTS`` is what runs inside.
"""

import fcntl
import importlib
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1


def without_network(function, *arguments) -> str:
    """Run ``function`` where there is no network but this machine's own loopback."""
    return _apart("--net", function, arguments)


def with_own_mounts(function, *arguments) -> str:
    """Run ``function`` where it may mount what it likes; nobody else sees it."""
    return _apart("--mount", function, arguments)


def _apart(what: str, function, arguments) -> str:
    """Call ``function`` with strings in a new process; return what it printed, or fail with it."""
    # --pid: whatever was started inside ends with it. --map-root-user: an ordinary user may do it.
    unshare = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", what]
    tried = subprocess.run([*unshare, "true"], capture_output=True, text=True)
    if tried.returncode:
        raise AssertionError(
            f"This test needs user namespaces, and `{' '.join(unshare)} true` said: "
            f"{tried.stderr.strip()}. Run it as root, or allow them "
            "(sysctl kernel.unprivileged_userns_clone=1)."
        )
    inside = [sys.executable, "-m", "tests.e2e.apart", function.__module__, function.__name__]
    command = [*unshare, "--mount-proc", *inside, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=_CHECKOUT)
    if done.returncode:
        raise AssertionError(f"{function.__name__}:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}")
    return done.stdout


def raise_loopback() -> None:
    """Switch on the loopback interface of this network namespace."""
    with socket.socket() as any_socket:
        flags = fcntl.ioctl(any_socket, _SIOCGIFFLAGS, struct.pack("16sH14x", b"lo", 0))
        (now,) = struct.unpack_from("16xH", flags)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", now | _IFF_UP))


def interfaces() -> set[str]:
    """Return the names of this namespace's network interfaces."""
    return {name for _, name in socket.if_nameindex()}


if __name__ == "__main__":
    os.environ["PYTHONUNBUFFERED"] = "1"
    module, function, *rest = sys.argv[1:]
    getattr(importlib.import_module(module), function)(*rest)
