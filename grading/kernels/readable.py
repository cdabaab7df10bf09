"""What a learner's kernel may read: Python, its libraries, our widgets and nothing else of ours.

Landlock rules only add rights, so a folder that holds something hidden is taken apart: its other
children are allowed one by one, and of itself only the names.
"""

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

import grading
import lp_widgets
from grading.kernels.landlock import OWN, READ, READ_DIR, WRITE_FILE, Rule

_SYSTEM = ("/usr", "/lib", "/lib64")
_SINGLE = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/etc/mime.types",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
_OURS_HIDDEN = ("grading", "hub_config", "notebooks", "translations", "tests", "benchmarks")


def package_folders() -> list[Path]:
    """Return the folders with installed packages that this Python imports from."""
    named = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    named |= {entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))}
    return sorted(Path(entry) for entry in named if Path(entry).is_dir())


def ours_hidden() -> list[Path]:
    """Return what of this project no kernel may read: the teacher's code and all answer keys."""
    home = Path(grading.__file__).parent.parent
    widgets = Path(lp_widgets.__file__).parent
    return [home / name for name in _OURS_HIDDEN] + [widgets / "share"]


def rules(hidden: Iterable[Path] = (), also: Iterable[Path] = ()) -> list[Rule]:
    """Return the read rules of every kernel of this installation.

    ``hidden`` (a data folder, the courses of plugins) is left out wherever it lies below a folder
    that may be read; ``also`` is read besides.
    """
    base = Path(sys.base_prefix)
    widgets = Path(lp_widgets.__file__).parent
    roots = [*map(Path, _SYSTEM), base / "lib", *package_folders(), widgets, *also]
    kept_out = {path.resolve() for path in (*ours_hidden(), *hidden)}
    found: dict[Path, int] = {}
    for root in sorted({root.resolve() for root in roots if root.exists()}):
        for path, rights in _open_up(root, kept_out):
            found[path] = found.get(path, 0) | rights
    for name in _SINGLE:
        found[Path(name)] = READ  # Not resolved: /proc/self is another folder in each process.
    found[Path("/dev/null")] = READ | WRITE_FILE
    return sorted(found.items())


def own_rules(work: Path, ipython: Path, ipc: Path, make_sockets: int) -> list[Rule]:
    """Return the rules for one kernel's own folders; it may read the profile, not change it."""
    return [(work, OWN), (ipython, READ), (ipc, READ | make_sockets)]


def _open_up(root: Path, hidden: set[Path]) -> Iterator[Rule]:
    if root in hidden:
        return
    if not any(path.is_relative_to(root) for path in hidden):
        yield root, READ
        return
    yield root, READ_DIR
    for entry in os.scandir(root):
        # What a link leads to has a rule of its own or is not meant to be read.
        if not entry.is_symlink():
            yield from _open_up(Path(entry.path), hidden)
