"""An environment of its own for a plugin: everything that this one has, and one package more."""

import importlib
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lp_widgets import plugins, questions


def beside(folder: Path) -> Path:
    """Make ``folder`` a virtual environment whose Python finds ours behind its own.

    Returns its folder for packages.
    """
    for each in ("bin", "share", "etc"):
        (folder / each).mkdir(parents=True, exist_ok=True)
        for ours in (Path(sys.prefix) / each).iterdir():
            (folder / each / ours.name).symlink_to(ours)
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve().parent
    (folder / "pyvenv.cfg").write_text(f"home = {base}\ninclude-system-site-packages = false\n")
    own = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    own.mkdir(parents=True)
    ours = sysconfig.get_path("purelib")
    (own / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")
    program = folder / "bin" / "learning-passport"
    program.unlink()
    program.write_text(
        f"#!{folder / 'bin' / 'python3'}\nfrom hub_config.cli import main\n\nmain()\n"
    )
    program.chmod(0o755)
    return own


def add_package(own: Path, name: str, hooks: str) -> None:
    """Put a package ``name`` with the module ``hooks`` and its metadata into ``own``."""
    package = own / name
    package.mkdir()
    (package / "__init__.py").write_text(hooks)
    told = own / f"{name}-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    (told / "entry_points.txt").write_text(f"[learning_passport]\n{name} = {name}\n")


def add_project(folder: Path, project: Path) -> None:
    """Have pip build and install the project ``project``, as its author would, without network."""
    python = folder / "bin" / "python3"
    offline = ["--isolated", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [python, "-m", "pip", "install", *offline, "--quiet", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def known_here(own: Path, module: str) -> Iterator[None]:
    """Let this process, too, find the plugin ``module`` that is installed in ``own``."""
    known = dict(questions.TYPES)
    sys.path.insert(0, str(own))
    importlib.invalidate_caches()
    plugins.load.cache_clear()
    try:
        yield
    finally:
        sys.path.remove(str(own))
        sys.modules.pop(module, None)
        questions.TYPES.clear()
        questions.TYPES.update(known)
        plugins.load.cache_clear()
        plugins.load()


def with_package(folder: Path, name: str, hooks: str) -> str:
    """Install a package ``name`` whose module is ``hooks``; return its ``learning-passport``."""
    add_package(beside(folder), name, hooks)
    return str(folder / "bin" / "learning-passport")
