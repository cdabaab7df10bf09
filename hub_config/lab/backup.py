"""One file with all that a lab cannot make again: database, pepper, files, courses; and back."""

import os
import shutil
import sqlite3
import tarfile
import tempfile
import threading
import zlib
from pathlib import Path

from grading.records.database import Database
from hub_config.lab import coursework
from hub_config.lab.folder import Folder, write_durably

DATABASE, PEPPER = "classroom.sqlite", "secrets/pepper"
"""What a backup holds beside its folders, by its name in the archive (a gzipped tar)."""

_FOLDERS = (coursework.FOLDER, coursework.FILES, coursework.HOMES)

_LARGEST_PEPPER = 4096
_ONE_AT_A_TIME = threading.Lock()


class BackupError(Exception):
    """Nothing was written or put back; the message says why and what to do."""


def write(folder: Folder, database: Database, target: Path) -> int:
    """Write one moment of the lab to ``target`` (0600) and return its size in bytes.

    ``target`` is replaced only when the new backup is sound and on its disk. Raises BackupError.
    """
    # Beside the database, not beside the target: a USB stick may know no permissions.
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(dir=folder.run, prefix="backup-") as place:
        copy = Path(place) / DATABASE
        try:
            database.backup(copy)
            _check(copy)
        except (OSError, sqlite3.Error) as error:
            raise BackupError(
                f"The database cannot be copied ({error}). Run `learning-passport lab doctor`. "
                f"{target} was not touched."
            ) from error
        try:
            return _pack(folder, copy, target)
        except sqlite3.Error as error:
            raise BackupError(
                f"A gradebook cannot be copied ({error}). {target} was not touched. Look at the "
                f"files gradebook.db in {folder.courses}."
            ) from error
        except OSError as error:
            raise BackupError(
                f"{target} cannot be written ({error.strerror or error}). "
                "Is there space, and is the stick in its place?"
            ) from error


def restore(folder: Folder, source: Path) -> None:
    """Put the lab that ``source`` holds into ``folder``, which must hold none. Raises BackupError.

    A database that was there before is never written over: its WAL would be applied to the
    database that comes from the backup.
    """
    held = [each for name in _FOLDERS for each in folder.root.glob(f"{name}/*")]
    if held or list(folder.root.glob(f"{DATABASE}*")):
        raise BackupError(
            f"{folder.root} holds a lab already. Name another folder with --data, or move this "
            "one away first."
        )
    fresh = folder.root / f".{DATABASE}.restoring"
    places = {name: folder.root / f".{name}.restoring" for name in _FOLDERS}
    try:
        folder.create()
        for place in places.values():
            shutil.rmtree(place, ignore_errors=True)  # of a try that was cut off
        with tarfile.open(source, "r:gz") as archive:
            pepper = _member(archive, PEPPER).read(_LARGEST_PEPPER)
            with os.fdopen(_private(fresh), "wb") as file:
                shutil.copyfileobj(_member(archive, DATABASE), file)
                file.flush()
                os.fsync(file.fileno())
        for name, place in places.items():
            with tarfile.open(source, "r:gz") as archive:
                coursework.unpack(archive, place, name)
        _check(fresh)
        for name, place in places.items():
            place.replace(folder.root / name)
        write_durably(folder.root / PEPPER, pepper)
        fresh.replace(folder.database)
        _sync(folder.root)
    except (KeyError, tarfile.TarError, zlib.error, EOFError, sqlite3.Error) as error:
        raise BackupError(
            f"{source} is not a backup of a lab, or it is damaged ({error}). Nothing was put back; "
            "try an older backup."
        ) from error
    except OSError as error:
        raise BackupError(
            f"{source} cannot be put back into {folder.root} ({error.strerror or error})."
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
        for place in places.values():
            shutil.rmtree(place, ignore_errors=True)


def _check(path: Path) -> None:
    """Make ``path`` one file without a WAL and raise sqlite3.Error unless it is sound."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        connection.execute("SELECT 1 FROM person").fetchone()
    finally:
        connection.close()


def _pack(folder: Folder, copy: Path, target: Path) -> int:
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(_private(fresh), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as archive:
                archive.add(copy, DATABASE)
                archive.add(folder.root / PEPPER, PEPPER)
                coursework.pack_files(archive, folder.files)
                coursework.pack_homes(archive, folder.homes)
                coursework.pack(archive, folder.courses, copy.parent)
            file.flush()
            os.fsync(file.fileno())
        size = fresh.stat().st_size
        fresh.replace(target)
        _sync(target.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return size


def _member(archive: tarfile.TarFile, name: str) -> tarfile.ExFileObject:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found  # type: ignore[return-value]


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
