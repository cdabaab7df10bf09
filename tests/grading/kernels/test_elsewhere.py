"""On other systems than Linux the kernelspec starts an ordinary kernel, and learners' kernels none.

Another system is acted before anything of ours is imported: its name, and what it has not.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading.kernels.server import write_spec

ROOT = Path(__file__).parents[3]
# Jupyter's own libraries know this system by its true name; ours learn another one.
ACT = """
import asyncio, ctypes, logging, os, signal, sys
import ipykernel.kernelapp, jupyter_client.manager, jupyter_server.services.kernels.kernelmanager
import psutil, traitlets, zmq
sys.platform = {platform!r}
for missing in ("fcntl", "resource"):
    sys.modules[missing] = None
for name in ("pidfd_open", "O_PATH", "O_NOFOLLOW"):
    delattr(os, name)
del signal.pidfd_send_signal
def nothing(*arguments, **words):
    raise OSError("this system has no such library")
ctypes.CDLL = nothing
logging.basicConfig(level=logging.WARNING)
"""
ORDINARY = """
from jupyter_client.manager import start_new_kernel
for _ in range(2):
    manager, client = start_new_kernel(kernel_name="fenced")
    client.execute_interactive("import os; print('here', bool(open('/etc/passwd').read()))")
    client.stop_channels()
    manager.shutdown_kernel()
print(type(manager.provisioner).__name__)
"""
LEARNERS = """
from importlib import import_module
from pathlib import Path
import grading.kernels
for path in sorted(Path(grading.kernels.__file__).parent.glob("*.py")):
    import_module(f"grading.kernels.{path.stem}")
from grading.kernels import FencedKernelManager, FenceMissing, kernelspec
print(kernelspec.Provisioner)
try:
    asyncio.run(FencedKernelManager(folder=sys.argv[1]).start_kernel())
except FenceMissing as error:
    print("refused:", error)
"""


def act(platform, script, *words):
    ran = subprocess.run(
        [sys.executable, "-c", ACT.format(platform=platform) + script, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, ran.stderr


def test_an_ordinary_kernel_starts_with_one_warning(tmp_path, monkeypatch):
    write_spec(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))

    said, warned = act("darwin", ORDINARY)

    assert said.count("here True") == 2
    assert "OrdinaryProvisioner" in said
    assert warned.count("without a fence") == 1
    assert "this is darwin" in warned
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_every_module_is_imported_there_and_no_learners_kernel_starts(platform, tmp_path):
    said, _ = act(platform, LEARNERS, str(tmp_path / "k"))

    assert "OrdinaryProvisioner" in said
    assert "refused: Programs cannot be fenced on this system" in said
    assert not (tmp_path / "k").exists()
