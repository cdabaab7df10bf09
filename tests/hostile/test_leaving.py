"""Nothing of a kernel stays: not after it, not after its manager, and nothing looks into it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading.kernels import sweep, system
from tests.hostile.kernels import MODES

_DAEMON = """
import os
here, there = os.pipe()
try:
    child = os.fork()
    if child == 0:
        os.setsid()
        grandchild = os.fork()
        if grandchild == 0:
            os.close(here)
            os.close(there)
            import time
            time.sleep(60)
            os._exit(0)
        os.write(there, str(grandchild).encode())
        os._exit(0)
    os.waitpid(child, 0)
    print("left", os.read(here, 20).decode())
except OSError as error:
    print("refused", error.errno)
"""

_MANAGER = """
import asyncio, sys, time
from grading.kernels import FencedKernelManager
async def main():
    manager = FencedKernelManager(folder=sys.argv[1], namespaces=sys.argv[2] == "namespaces")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    print(manager.provisioner.pid, manager.kernel_folder.path, flush=True)
    await asyncio.sleep(120)
asyncio.run(main())
"""


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _ends(*pids):
    for _ in range(400):
        if not any(_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("mode", MODES)
def test_a_learner_leaves_no_process_behind(kernels, mode):
    kernel = kernels.fresh(mode)

    said = kernel.run(_DAEMON)

    kernel.stop()
    assert said == "refused 1"


def test_a_daemon_stays_where_calls_are_not_fenced(kernels):
    kernel = kernels.fresh(without=frozenset({"seccomp"}))

    left = int(kernel.run(_DAEMON).split()[1])

    kernel.stop()
    stayed = _alive(left)
    os.kill(left, signal.SIGKILL)
    assert stayed


@pytest.mark.parametrize("mode", MODES)
def test_a_kernel_dies_with_its_manager_and_the_sweep_takes_its_folder(tmp_path, mode):
    folder = tmp_path / "k"
    manager = subprocess.Popen(
        [sys.executable, "-c", _MANAGER, str(folder), mode],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    pid, path = manager.stdout.readline().split()
    processes = [int(pid), *_children(pid)]
    assert sweep(folder) == []  # Its manager lives.

    manager.kill()
    manager.wait()
    manager.stdout.close()

    assert _ends(*processes)
    assert sweep(folder) == [Path(path).name]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mode", MODES)
def test_every_thread_of_a_kernel_is_fenced(kernels, mode):
    kernel = kernels.kept(mode)
    pid = kernel.manager.provisioner.pid
    for inner in _children(pid) or [pid]:  # A kernel that was not forked may have one that waits.
        for thread in Path(f"/proc/{inner}/task").iterdir():
            status = (thread / "status").read_text()
            assert "Seccomp:\t2" in status
            assert "NoNewPrivs:\t1" in status
            assert "CapEff:\t0000000000000000" in status


def _reads_environment(pid):
    """Whether a process of the same user, without root's powers, reads the environment."""
    child = os.fork()
    if child == 0:
        try:
            system.drop_capabilities()
            Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def test_processes_of_the_same_user_cannot_look_into_a_kernel(kernels):
    fenced = kernels.kept("plain")
    open_to_all = kernels.fresh(without=frozenset({"undumpable"}))

    assert not _reads_environment(fenced.manager.provisioner.pid)
    assert _reads_environment(open_to_all.manager.provisioner.pid)
    open_to_all.stop()


_PROTECTED = """
import sys
from grading.kernels import protect_process, system
system.drop_capabilities()  # as a user who is not root has none
if sys.argv[1] == "protected":
    protect_process()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("word", "readable"), [("protected", False), ("open", True)])
def test_a_protected_service_keeps_its_token_from_the_same_user(word, readable):
    service = subprocess.Popen(
        [sys.executable, "-c", _PROTECTED, word],
        env={"JUPYTERHUB_API_TOKEN": "canary"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    service.stdout.readline()

    found = _reads_environment(service.pid)

    service.communicate()
    assert found == readable
