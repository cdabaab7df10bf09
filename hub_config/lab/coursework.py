"""The folders in a backup: courses and all in them, files handed in, learners' own folders."""

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

FOLDER = "courses"
FILES, KEPT = "files", "kept"
HOMES = "homes"
GRADEBOOK = "gradebook.db"
# A gradebook's own journal belongs to the moment before; its copy needs none.
_BESIDE = (f"{GRADEBOOK}-journal", f"{GRADEBOOK}-wal", f"{GRADEBOOK}-shm")


def pack(archive: tarfile.TarFile, courses: Path, place: Path) -> None:
    """Add every file below ``courses`` to ``archive``; copies of gradebooks pass through ``place``.

    Gradebooks come last: a gradebook may then know more than the files that were packed, which
    marking again mends, and never less. Raises OSError, or sqlite3.Error for a damaged gradebook.
    """
    gradebooks = []
    for path in _files(courses):
        if path.name == GRADEBOOK:
            gradebooks.append(path)
        elif path.name not in _BESIDE:
            try:
                archive.add(path, _name(courses, path), recursive=False)
            except FileNotFoundError:
                continue  # marking puts whole folders in the place of older ones
    for path in gradebooks:
        copy = place / GRADEBOOK
        copy.unlink(missing_ok=True)
        _copy(path, copy)
        archive.add(copy, _name(courses, path))


def pack_files(archive: tarfile.TarFile, files: Path) -> None:
    """Add what was handed in and out as files, after the database that refers to them.

    A file is never changed once it is kept, so that copying needs no lock. Raises OSError.
    """
    _pack_all(archive, files / KEPT, f"{FILES}/{KEPT}")


def pack_homes(archive: tarfile.TarFile, homes: Path) -> None:
    """Add what learners made in JupyterLab, which saves each file whole. Raises OSError."""
    _pack_all(archive, homes, HOMES)


def _pack_all(archive: tarfile.TarFile, folder: Path, name: str) -> None:
    for path in _files(folder):
        try:
            inside = path.relative_to(folder).as_posix()
            archive.add(path, f"{name}/{inside}", recursive=False)
        except FileNotFoundError:
            continue  # its learner removed it, or was erased, at this moment


def unpack(archive: tarfile.TarFile, target: Path, what: str = FOLDER) -> None:
    """Write what ``archive`` holds of ``what`` below ``target``, which is made (0700, files 0600).

    Nothing lands outside: a name that leads elsewhere, a link or a device raises KeyError.
    """
    target.mkdir(mode=0o700)
    for member in archive:
        name = PurePosixPath(member.name)
        if name.parts[:1] != (what,):
            continue
        inside = name.relative_to(what)
        source = archive.extractfile(member) if member.isreg() else None
        if source is None or ".." in inside.parts or not inside.parts:
            raise KeyError(member.name)
        for parent in reversed(inside.parents):
            (target / parent).mkdir(exist_ok=True, mode=0o700)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(target / inside, flags, 0o600), "wb") as file:
            shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())


def _files(courses: Path) -> Iterator[Path]:
    """Yield every regular file; what a link leads to is not ours to take along."""
    for root, _, names in os.walk(courses):
        for name in sorted(names):
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _name(courses: Path, path: Path) -> str:
    return f"{FOLDER}/{path.relative_to(courses).as_posix()}"


def _copy(gradebook: Path, target: Path) -> None:
    source = sqlite3.connect(f"file:{gradebook}?mode=rw", uri=True, timeout=30)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        if (found := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"{gradebook}: {found}")
    finally:
        copy.close()
        source.close()
