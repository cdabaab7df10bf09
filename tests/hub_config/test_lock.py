"""The lab's lock: one holder, and it dies with its holder."""

import os
import signal
import subprocess
import sys

import pytest

from hub_config.lab.lock import LabIsRunning, hold, is_held


def test_a_lock_that_is_held_is_refused_to_the_next(folder):
    with hold(folder.lock):
        assert is_held(folder.lock)
        with pytest.raises(LabIsRunning), hold(folder.lock):
            pass
    assert not is_held(folder.lock)


def test_a_killed_holder_leaves_no_lock_behind(folder):
    program = (
        "import sys, time, pathlib\n"
        "from hub_config.lab.lock import hold\n"
        "with hold(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); time.sleep(600)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(folder.lock)], stdout=subprocess.PIPE
    )
    assert holder.stdout.readline() == b"held\n"
    assert is_held(folder.lock)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with hold(folder.lock, patience=5):
        pass


def test_a_lock_that_was_never_made_is_not_held(tmp_path):
    assert not is_held(tmp_path / "nothing")
