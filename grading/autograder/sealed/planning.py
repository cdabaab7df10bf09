"""The plan of an assignment's notebook: made once, kept until what it rests on changes."""

import fcntl
import hashlib
import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import nbformat
from traitlets.config import Config

from grading.autograder.sealed import plan as plans
from grading.autograder.sealed.plan import Plan
from grading.autograder.sealed.trial import Trial, untried
from grading.kernels import KernelError

_MOST_SUBMISSIONS = 40
# What a course may set that a trial rests on; the rest of a configuration differs by road.
_COUNTS = ("Execute", "FencedExecute", "FencedKernelManager", "ClearSolutions")


def plan_of(source: Path, root: Path, config: Config, submissions: Sequence[Path] = ()) -> Plan:
    """Return the plan of the notebook ``source`` of the course folder ``root``.

    It is kept in the course's own folder. ``submissions`` are notebooks to try it with besides;
    with none the plan that is kept counts. Raises FenceMissing, OSError, ValueError.
    """
    key = _key(source, config)
    kept = root / ".learning-passport" / "sealed" / source.parent.name / f"{source.stem}.json"
    found = None if submissions else _read(kept, key)
    if found is not None:
        return found
    with _alone(kept):  # Several may begin to grade an assignment at once; one tries it.
        found = None if submissions else _read(kept, key)
        if found is None:
            found = _made(source, root, config, submissions)
            _write(kept, key, found)
    return found


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(kept.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _made(source: Path, root: Path, config: Config, submissions: Sequence[Path]) -> Plan:
    notebook = nbformat.read(source, as_version=4)
    trial = Trial(config, source.parent, hidden=(str(root),))
    given = [nbformat.read(path, as_version=4) for path in submissions[:_MOST_SUBMISSIONS]]
    try:
        return trial.plan(notebook, given)
    except KernelError as error:
        return untried(plans.static(notebook), error)


def _key(source: Path, config: Config) -> str:
    """Return a digest of all that a plan rests on: the source's folder, this program, Python."""
    digest = hashlib.sha256(platform.python_version().encode())
    told = {section: config[section] for section in _COUNTS if section in config}
    digest.update(json.dumps(told, sort_keys=True, default=str).encode())
    digest.update(_program() + _files(source.parent, "*"))
    return digest.hexdigest()


@cache
def _program() -> bytes:
    return _files(Path(__file__).parent, "*.py")


def _files(folder: Path, pattern: str) -> bytes:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not path.is_symlink():
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def _read(kept: Path, key: str) -> Plan | None:
    try:
        plain = json.loads(kept.read_bytes())
        return Plan.load(plain["plan"]) if plain["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(kept: Path, key: str, plan: Plan) -> None:
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"key": key, "plan": plan.dump()}))
    fresh.replace(kept)
