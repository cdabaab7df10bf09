"""Run ipykernel's own tests of a running kernel against our kernelspec.

They are not in its wheel, so the source of the version that is installed is fetched through pip,
with the pytest plugins that they ask for, into a folder that is removed. Their helpers start the
kernel ``python3``, and that is what our kernelspec is called there.
``python -m tests.grading.kernels.ipykernel_tests [--started] [PYTEST OPTIONS]``
"""

import importlib.metadata
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.grading.kernels.server import write_spec

PLUGINS = ("flaky", "pytest-asyncio", "pytest-cov", "coverage")
FILES = ("test_message_spec.py", "test_kernel.py", "test_async.py", "test_subshells.py")
NOT_PASSING = {
    "test_message_spec.py::test_history_tail": "a kernel keeps no history",
    "test_message_spec.py::test_history_search": "a kernel keeps no history",
    "test_kernel.py::test_save_history": "%hist -f finds nothing to write",
    "test_kernel.py::test_sys_path": "the working folder is not imported from",
    "test_kernel.py::test_sys_path_profile_dir": "a kernel takes no profile of the host's",
    "test_kernel.py::test_subprocess_print": "no program is started",
    "test_kernel.py::test_subprocess_noprint": "no program is started",
    "test_kernel.py::test_subprocess_error": "no program is started",
}
"""What does not pass, and the fence or the decision that it meets."""
ELSEWHERE = {
    "test_debugger.py": "the debugger listens on a port; our kernels say that they have none",
    "test_matplotlib_eventloops.py": "windows on a screen",
    "test_curve.py": "keys for TCP; our kernels have Unix sockets in a private folder",
    "test_start_kernel.py": "starts ipykernel itself, by its own command",
    "test_embed_kernel.py": "starts ipykernel itself, by its own command",
    "the others": "test parts of ipykernel inside the test's own process",
}
"""Files that are not run, and why."""

INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
addopts = -q -p no:cacheprovider --no-flaky-report
"""


def fetch(folder: Path) -> Path:
    """Fetch ipykernel's source and the plugins into ``folder``; return the source's folder."""
    version = importlib.metadata.version("ipykernel")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    source = ("--no-binary", ":all:", "--no-build-isolation", f"ipykernel=={version}")
    subprocess.run([*pip, "download", "--no-deps", "-d", folder, *source], check=True)
    subprocess.run([*pip, "install", "--no-deps", "-t", folder / "plugins", *PLUGINS], check=True)
    with tarfile.open(folder / f"ipykernel-{version}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / f"ipykernel-{version}"


def run(folder: Path, forks: bool, options: list[str]) -> int:
    """Run the tests; return pytest's status."""
    source = fetch(folder)
    write_spec(folder, "python3", forks=forks)
    (source / "ours.ini").write_text(INI)
    environment = {
        **os.environ,
        "JUPYTER_PATH": str(folder / "share/jupyter"),
        "PYTHONPATH": str(folder / "plugins"),
    }
    left_out = [word for test in NOT_PASSING for word in ("--deselect", f"tests/{test}")]
    files = [f"tests/{name}" for name in FILES]
    command = [sys.executable, "-P", "-m", "pytest", "-c", "ours.ini", "--timeout=60"]
    ran = subprocess.run(
        [*command, *files, *left_out, *options], cwd=source, env=environment, check=False
    )
    return ran.returncode


def main(words: list[str]) -> int:
    """Run them against forked kernels, or against started ones."""
    forks = "--started" not in words
    options = [word for word in words if word != "--started"]
    with tempfile.TemporaryDirectory(prefix="lp") as folder:
        return run(Path(folder), forks, options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
