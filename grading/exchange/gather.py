"""A folder on this computer as what is handed in: its files, and nothing that leads away."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grading.exchange.errors import UploadRefused
from grading.exchange.manifest import MOST_FILES, as_json, check_manifest, check_size
from grading.exchange.paths import shown
from grading.records.assignments import Files

Ignore = Callable[[str, list[str]], list[str]]
"""As ``shutil.copytree`` takes it: a folder and names in it to the names that stay here."""


@dataclass(frozen=True)
class Gathered:
    """The files of a folder, and by SHA-256 where their content lies."""

    files: Files
    local: dict[str, Path]


def gather(root: Path, ignore: Ignore = lambda folder, names: []) -> Gathered:
    """Return what lies below ``root`` and is not ignored; names in NFC.

    Raises UploadRefused for a link, a device or a pipe, too many files, or a name or size that the
    class would not take.
    """
    files: dict[str, tuple[str, int]] = {}
    local: dict[str, Path] = {}
    for path in _walk(root, ignore):
        if len(files) >= MOST_FILES:
            raise UploadRefused(
                f"{shown(root.name)} holds more than {MOST_FILES} files. Leave out what is no part "
                "of the work."
            )
        name = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
        digest, size = _read(path, name)
        files[name] = (digest, size)
        local[digest] = path
    return Gathered(check_manifest(as_json(files)), local)


def _walk(root: Path, ignore: Ignore) -> list[Path]:
    found = []
    for place, folders, names in os.walk(root, followlinks=False):
        left = set(ignore(place, [*folders, *names]))
        folders[:] = sorted(each for each in folders if each not in left)
        for name in folders:
            _require_no_link(Path(place) / name, root)
        found += [Path(place) / each for each in sorted(names) if each not in left]
        if len(found) > MOST_FILES:
            break
    return found


def _require_no_link(path: Path, root: Path) -> None:
    if path.is_symlink():
        told = shown(path.relative_to(root).as_posix())
        raise UploadRefused(f"{told} is a link. Put the folder itself there, or leave it out.")


def _read(path: Path, name: str) -> tuple[str, int]:
    """Return digest and size of a regular file; opened so that nothing can take its place."""
    try:
        # A pipe that nobody writes to would have us wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UploadRefused(
            f"{shown(name)} is a link, a device, or not to be read ({error.strerror}). Put the "
            "file itself there, or leave it out."
        ) from error
    with os.fdopen(handle, "rb") as file:
        told = os.fstat(file.fileno())
        if not stat.S_ISREG(told.st_mode):
            raise UploadRefused(f"{shown(name)} is a device or a pipe. Leave it out.")
        check_size(name, told.st_size)
        return hashlib.file_digest(file, "sha256").hexdigest(), told.st_size
