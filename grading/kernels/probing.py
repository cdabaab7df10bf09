"""Find out which fences this machine has, by putting them up in throw-away processes.

Asking the version of a kernel is not enough: a container, a policy or a limit may refuse in the
middle. So each fence is tried whole, and something is tried against it.
"""

import errno
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

_PATIENCE = 30


@dataclass(frozen=True)
class FenceReport:
    """What this machine offers: ``landlock_abi`` is 0 where there is none."""

    landlock_abi: int
    seccomp: bool
    namespaces: bool
    problems: tuple[str, ...]
    """For each fence that is needed and missing: what is missing, what it means, what to do."""
    without_namespaces: str = ""
    """Why there are no user namespaces; they are a second wall that kernels can do without."""

    @property
    def sufficient(self) -> bool:
        """Whether learners' code may run here: files and system calls are both fenced."""
        return self.landlock_abi > 0 and self.seccomp


@functools.cache
def probe() -> FenceReport:
    """Try the fences in a child process; the answer is kept: ``probe.cache_clear()``."""
    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    answer = subprocess.run(
        command, env={}, capture_output=True, timeout=_PATIENCE, check=False, cwd="/"
    )
    try:
        plain = json.loads(answer.stdout)
    except ValueError:
        said = answer.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        return FenceReport(0, False, False, (f"The fences could not be tried at all: {said}",))
    return FenceReport(**{**plain, "problems": tuple(plain["problems"])})


def _report() -> FenceReport:
    from grading.kernels import landlock

    problems: list[str] = []
    version = landlock.abi()
    failure = "this kernel has none" if version == 0 else _in_child(_try_landlock)
    if failure:
        version = 0
        problems.append(
            f"Files cannot be fenced (Landlock: {failure}), so lessons that run a program show "
            "their text and questions only. Use Linux 5.13 or newer, with landlock among the "
            "kernel's security modules (lsm=landlock,… on its command line)."
        )
    failure = _in_child(_try_seccomp)
    seccomp_works = not failure
    if failure:
        problems.append(
            f"System calls cannot be fenced (seccomp: {failure}), so lessons that run a program "
            "show their text and questions only. Use a 64-bit Intel, AMD or ARM system whose "
            "kernel has CONFIG_SECCOMP_FILTER."
        )
    folder = Path(tempfile.mkdtemp(prefix="fence-"))
    failure = _in_child(lambda: _try_namespaces(folder))
    folder.rmdir()
    return FenceReport(version, seccomp_works, not failure, tuple(problems), failure)


def _try_landlock() -> None:
    from grading.kernels import landlock, system

    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict([(Path("/usr"), landlock.READ)], landlock.abi())
    _expect_refusal(lambda: os.close(os.open("/etc", os.O_RDONLY)), errno.EACCES)


def _try_seccomp() -> None:
    from grading.kernels import seccomp, system

    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install()
    _expect_refusal(lambda: socket.socket(socket.AF_UNIX).close(), errno.EPERM)


def _try_namespaces(folder: Path) -> None:
    from grading.kernels import namespaces

    namespaces.enter()
    if os.getpid() != 1:
        raise OSError(errno.ENOSYS, "no process namespace")
    namespaces.furnish(folder, 1 << 20, 64)
    (folder / "file").write_bytes(b"1")


def _expect_refusal(action: Callable[[], None], wanted: int) -> None:
    try:
        action()
    except OSError as error:
        if error.errno == wanted:
            return
        raise
    raise RuntimeError("it is up, and lets through what it should refuse")


def _in_child(attempt: Callable[[], None]) -> str:
    """Return "" if ``attempt`` succeeds in a forked child, else why not."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            attempt()
            os.write(there, b"ok")
        except BaseException as error:
            os.write(there, (str(error) or type(error).__name__).encode()[:500])
        os._exit(0)
    os.close(there)
    said = b""
    while chunk := os.read(here, 512):
        said += chunk
    os.close(here)
    os.waitpid(child, 0)
    answer = said.decode(errors="replace")
    return "" if answer == "ok" else answer or "the attempt was killed"


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    print(json.dumps(asdict(_report())))  # noqa: T201 (the answer to the process that asked)
