"""``make run`` starts everything; Ctrl-C, or SIGTERM to ``make``, ends everything."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.lab import RunningLab

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all starts of this module: the later ones find what the first one made."""
    return tmp_path_factory.mktemp("made")


def start(lab, *words):
    """Run ``make run`` as from a terminal's shell; return it when it says that it is ready."""
    path = lab.data.parent / "make.log"
    with path.open("wb") as log:
        make = subprocess.Popen(
            ["make", "run", f"PORT={lab.port}", f"DATA={lab.data}", *words],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    until = time.monotonic() + 180
    while not re.search(r"^Learning Passport is ready: http://", path.read_text(), re.M):
        assert make.poll() is None and time.monotonic() < until, path.read_text()
        time.sleep(0.1)
    return make, path.read_text()


def belonging_to(data):
    """Return the processes that have this lab's folder in their command line or environment."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(data).encode() in told:
            found.add(int(entry.name))
    return found


@pytest.mark.parametrize(
    ("to_all", "how"),
    [(False, signal.SIGTERM), (True, signal.SIGINT), (True, signal.SIGTERM), (True, signal.SIGHUP)],
    ids=["SIGTERM to make", "Ctrl-C", "SIGTERM to the group", "the terminal is closed"],
)
def test_everything_that_make_run_started_ends_with_it(place, to_all, how):
    lab = RunningLab(place)
    make, said = start(lab, "ARGS=--demo")
    lab.wait_until_answering()
    assert f":{lab.port}/" in said and "█" in said
    assert "PINs:" in said
    started = {make.pid, *lab.pids().values()} | belonging_to(lab.data)
    assert len(started) >= 4
    (os.killpg if to_all else os.kill)(make.pid, how)
    make.wait(timeout=60)
    until = time.monotonic() + 30
    while any(alive(pid) for pid in started):
        assert time.monotonic() < until, started
        time.sleep(0.1)
    assert not belonging_to(lab.data)
    assert not (lab.data / "run" / "lab.json").exists()


def test_a_port_in_use_is_said_in_one_sentence_and_leaves_nothing_running(place):
    lab = RunningLab(place)
    make, _ = start(lab)
    try:
        other = RunningLab(place / "other")
        other.data.parent.mkdir()
        command = ["make", "run", f"PORT={lab.port}", f"DATA={other.data}"]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
        assert done.returncode != 0
        assert f"Port {lab.port} is in use" in done.stderr and "Traceback" not in done.stderr
        assert not belonging_to(other.data)
    finally:
        make.terminate()
        make.wait(timeout=60)


def alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
