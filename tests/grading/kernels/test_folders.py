"""Kernels' folders are private, and removed whatever is in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading.kernels import KernelFolderError, folders, sweep

MAKE = """from pathlib import Path
import sys
from grading.kernels import folders
print(folders.KernelFolder.make(Path(sys.argv[1])).path.name, flush=True)
input()
"""
SWEEP = """from pathlib import Path
import sys
from grading.kernels import sweep
print(*sweep(Path(sys.argv[1])))
"""


def process(source, folder, *around):
    """Start Python beside this one, with ``folder`` as the only place for kernels."""
    return subprocess.Popen(
        [*around, sys.executable, "-c", source, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder.parent)},
    )


def abandon(folder):
    """Let go of a folder as a process does that ends without a word."""
    os.close(folders._held.pop(folder.path))


def test_a_folder_is_for_its_user_alone(tmp_path):
    folder = folders.KernelFolder.make(tmp_path / "kernels")

    for path in (tmp_path / "kernels", folder.path, folder.ipc, folder.work, folder.ipython):
        assert path.stat().st_mode & 0o777 == 0o700


def test_a_root_that_others_may_write_to_is_refused(tmp_path):
    tmp_path.chmod(0o777)
    with pytest.raises(KernelFolderError, match="only this user can write to"):
        folders.KernelFolder.make(tmp_path)


def test_a_root_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(KernelFolderError):
        folders.KernelFolder.make(tmp_path / "link")


def test_a_path_too_long_for_sockets_is_replaced_by_a_short_one(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = folders.KernelFolder.make(tmp_path / ("long" * 30))

    assert folder.path.is_relative_to(tmp_path / "learning-passport")
    abandon(folder)
    assert sweep(tmp_path / ("long" * 30)) == [folder.path.name]


def test_the_sweep_leaves_what_lives_and_takes_what_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    live = folders.KernelFolder.make(tmp_path)
    dead = folders.KernelFolder.make(tmp_path)
    abandon(dead)
    being_made = tmp_path / "k-new"
    being_made.mkdir()
    never_made = tmp_path / "k-old"
    never_made.mkdir()
    os.utime(never_made, (0, 0))

    assert sweep(tmp_path) == ["k-old", dead.path.name]
    assert live.path.is_dir()
    assert being_made.is_dir()


def test_who_has_ended_owns_nothing_even_if_nobody_asked_how(tmp_path):
    with process(MAKE, tmp_path) as maker:
        name = maker.stdout.readline().strip()
        assert sweep(tmp_path) == []
        maker.kill()
        os.waitid(os.P_PID, maker.pid, os.WEXITED | os.WNOWAIT)  # and it stays a zombie

        assert sweep(tmp_path) == [name]


def test_a_sweep_among_other_processes_leaves_what_lives(tmp_path):
    """In a container no process of ours is to be seen, and its numbers are others'."""
    folder = folders.KernelFolder.make(tmp_path)
    container = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]
    with process(SWEEP, tmp_path, *container) as sweeper:
        assert sweeper.communicate()[0].split() == []
    assert folder.path.is_dir()
    abandon(folder)
    with process(SWEEP, tmp_path, *container) as sweeper:
        assert sweeper.communicate()[0].split() == [folder.path.name]


def test_two_sweeps_at_once_take_each_folder_once(tmp_path):
    made = [folders.KernelFolder.make(tmp_path) for _ in range(40)]
    for each in made:
        (each.work / "deep" / "down").mkdir(parents=True)
        abandon(each)
    with process(SWEEP, tmp_path) as one, process(SWEEP, tmp_path) as other:
        taken = one.communicate()[0].split() + other.communicate()[0].split()
    assert sorted(taken) == sorted(each.path.name for each in made)
    assert list(tmp_path.iterdir()) == []


def test_removing_follows_no_link(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    top = tmp_path / "top"
    (top / "a/b").mkdir(parents=True)
    (top / "a/b/file").touch()
    (top / "a/link").symlink_to(outside)
    os.mkfifo(top / "pipe")
    (top / "a/shut").mkdir(mode=0)

    folders.remove_tree(top)

    assert not top.exists()
    assert (outside / "kept").exists()


def test_usage_counts_files_and_stops_when_it_is_enough(tmp_path):
    for number in range(20):
        Path(tmp_path / f"{number}").write_bytes(b"1" * 5000)

    size, count = folders.usage(tmp_path, 100)
    assert count == 20
    assert size >= 20 * 5000
    assert folders.usage(tmp_path, 10)[1] == 11
