"""Files by the SHA-256 of their content: written once, whole or not at all, and never changed.

What a person sends arrives in a folder of her own, piece by piece, and goes on after a cut where
it stopped. When it is whole and its digest is right it can be kept: moved among the kept files,
which everything that was handed in or out refers to.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.exchange.errors import UploadRefused
from grading.exchange.manifest import LARGEST_FILE, LARGEST_WHOLE, MOST_FILES

# Left for answers and the database whatever arrives as files, in bytes.
RESERVE = 64 * 1024 * 1024
# Seconds after which what arrived and was never handed in is cleared away.
FORGOTTEN = 7 * 24 * 3600
_ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class NoRoom(UploadRefused):
    """The disk has no room for this; it may come again when there is some."""


class OutOfStep(Exception):
    """A piece does not follow what has arrived; ``received`` is how many bytes have."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@dataclass(frozen=True)
class Store:
    """The files below ``root``; one process at a time writes there."""

    root: Path

    def path(self, digest: str) -> Path:
        """Return where the kept file with this SHA-256 lies, whether it is there or not."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(digest)
        return self.root / "kept" / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Return whether a file is kept."""
        return self.path(digest).is_file()

    def received(self, account: str, digest: str) -> int:
        """Return how many bytes of a file have arrived from ``account``."""
        whole = self._arrived(account, digest)
        for path in (whole, _part(whole)):
            with contextlib.suppress(FileNotFoundError):
                return path.stat().st_size
        return 0

    def receive(self, account: str, digest: str, offset: int, total: int, piece: bytes) -> int:
        """Append ``piece`` to what arrived; return how many bytes that is now.

        ``offset`` is where it begins and ``total`` the whole size. When all has arrived the digest
        is checked: bytes that do not have it are thrown away, others are on the disk. An empty
        piece at the end asks for that check alone. Raises OutOfStep, and UploadRefused for what is
        too large or wrong; NoRoom when the disk is full.
        """
        if not 0 <= offset <= offset + len(piece) <= total <= LARGEST_FILE:
            raise UploadRefused("This file is larger than it may be, or than it was said to be.")
        whole = self._arrived(account, digest)
        part, came = _part(whole), self.received(account, digest)
        if whole.is_file() and came == total:
            return came  # the answer to the last piece was lost on its way
        if offset != came:
            raise OutOfStep(came)
        with _disk():
            self._need_room(account, len(piece))
            whole.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _append(part, offset, piece)
            if offset + len(piece) == total:
                self._finish(part, whole)
        return offset + len(piece)

    def whole(self, account: str, digest: str) -> Path | None:
        """Return the file that arrived whole from ``account``, or None."""
        path = self._arrived(account, digest)
        return path if path.is_file() else None

    def keep(self, account: str, digest: str) -> None:
        """Move what arrived whole among the kept files; on the disk when this returns."""
        arrived, kept = self._arrived(account, digest), self.path(digest)
        with _disk():
            if not kept.exists():
                self._place(arrived, kept)
            arrived.unlink(missing_ok=True)

    def add(self, content: Path) -> tuple[str, int]:
        """Keep a copy of a file of our own; return its SHA-256 and its size. Raises NoRoom."""
        digest, size = _digest(content), content.stat().st_size
        kept = self.path(digest)
        with _disk():
            if not kept.exists():
                fresh = self.root / f".new-{os.getpid()}-{digest}"
                self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(content, fresh)
                fresh.chmod(0o600)
                _sync(fresh)
                self._place(fresh, kept)
        return digest, size

    def discard(self, account: str, digests: Iterable[str]) -> None:
        """Remove what arrived from ``account`` of files that are not taken."""
        for digest in digests:
            whole = self._arrived(account, digest)
            whole.unlink(missing_ok=True)
            _part(whole).unlink(missing_ok=True)

    def forget(self, account: str) -> None:
        """Remove what arrived from ``account`` and was not handed in."""
        shutil.rmtree(self._folder(account), ignore_errors=True)

    def sweep(self, used: Collection[str]) -> int:
        """Remove kept files that nothing refers to, and old pieces; return how many files went.

        To be called when nobody is handing in: at the start, and after somebody was erased.
        """
        gone = 0
        for path in self.root.glob(".new-*"):
            path.unlink(missing_ok=True)
        for path in self.root.glob("kept/*/*"):
            if path.name not in used:
                path.unlink(missing_ok=True)
                gone += 1
        for path in self.root.glob("arriving/*/*"):
            if path.stat().st_mtime < time.time() - FORGOTTEN:
                path.unlink(missing_ok=True)
        return gone

    def _arrived(self, account: str, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise UploadRefused("This is no SHA-256 in hexadecimal digits.")
        return self._folder(account) / digest

    def _folder(self, account: str) -> Path:
        if not _ACCOUNT.fullmatch(account):
            raise ValueError(account)
        return self.root / "arriving" / account

    def _need_room(self, account: str, more: int) -> None:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(self.root).free < RESERVE + more:
            raise NoRoom(_FULL)
        own = self._folder(account)
        waiting = [path.stat().st_size for path in own.iterdir()] if own.is_dir() else []
        if len(waiting) > MOST_FILES or sum(waiting) + more > 2 * LARGEST_WHOLE:
            # What was begun and given up makes room for what is sent now.
            for path in sorted(own.iterdir(), key=lambda each: each.stat().st_mtime)[:-1]:
                path.unlink(missing_ok=True)

    def _finish(self, part: Path, whole: Path) -> None:
        if _digest(part) != whole.name:
            part.unlink()
            raise UploadRefused("This file did not arrive as it was sent. Send it again.")
        _sync(part)
        part.replace(whole)
        _sync(whole.parent)

    def _place(self, path: Path, kept: Path) -> None:
        for folder in (kept.parent.parent, kept.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(kept)
        for folder in (kept.parent, kept.parent.parent, self.root):
            _sync(folder)


_FULL = (
    "The laptop's disk is full: this was not kept. Tell your teacher, and hand in again when there "
    "is room."
)


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """Turn the system's word for a full disk into NoRoom."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(_FULL) from error
        raise


def _part(whole: Path) -> Path:
    return whole.with_suffix(".part")


def _append(path: Path, offset: int, piece: bytes) -> None:
    """Write ``piece`` at ``offset`` and nothing behind it; what fails leaves what was there."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        try:
            file.seek(offset)
            left = memoryview(piece)
            while left:
                left = left[file.write(left) or 0 :]
        except OSError:
            file.truncate(offset)
            raise
        file.truncate()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
