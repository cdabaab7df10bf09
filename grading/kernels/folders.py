"""The folders of running kernels: made private, measured while in use, removed at the end."""

import contextlib
import os
import secrets
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading.kernels.errors import KernelFolderError

CONNECTION_FILE = "c.json"
"""The name of the file in ``ipc`` that tells a kernel's sockets and key."""

# sockaddr_un holds 108 bytes with the closing zero.
_LONGEST_SOCKET_PATH = 107
_OWNER = "owner"

# A folder without an owner may be one that another process is making, for so many seconds.
_BEING_MADE = 60

# The locks that say that this process lives, by folder. The system lets go of them when it ends,
# however it ends, and also whoever has processes of its own (in a container) sees that they hold.
_held: dict[Path, int] = {}


@dataclass(frozen=True)
class KernelFolder:
    """One kernel's folder: ``ipc`` (sockets, key), ``ipython`` (fresh profile), ``work`` (home)."""

    path: Path

    @property
    def ipc(self) -> Path:
        """Where the sockets and the connection file lie, out of reach of the work folder."""
        return self.path / "ipc"

    @property
    def ipython(self) -> Path:
        """IPython's folder, empty at start: nobody's startup files."""
        return self.path / "ipython"

    @property
    def work(self) -> Path:
        """The kernel's home and working folder."""
        return self.path / "work"

    @classmethod
    def make(cls, root: Path) -> "KernelFolder":
        """Make a new folder below ``root``, which is made too. Raises KernelFolderError.

        Where the paths of sockets below ``root`` would be too long for the system, the folder is
        made below ``default_root()``; ``sweep`` looks there too.
        """
        if _is_too_long(root):
            root = default_root()
        prepare(root)
        folder = cls(Path(tempfile.mkdtemp(prefix="k", dir=root)))
        folder._furnish()
        return folder

    def make_again(self) -> None:
        """Make the folder anew, at the place from which it was removed.

        Whoever spoke to the kernel that is gone finds the next one there. Raises OSError when
        something has come to that place meanwhile.
        """
        self.path.mkdir(mode=0o700)
        self._furnish()

    def _furnish(self) -> None:
        import fcntl  # Not on Windows, where no kernel is fenced.

        for part in (self.ipc, self.ipython, self.work):
            part.mkdir(mode=0o700)
        new = self.path / f"{_OWNER}.new"
        _held[self.path] = os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        fcntl.flock(_held[self.path], fcntl.LOCK_EX)
        new.rename(self.path / _OWNER)  # nobody finds one that is not held yet

    def remove(self) -> None:
        """Remove the folder and all in it, however deep a learner nested it."""
        try:
            remove_tree(self.path)
        finally:
            if (lock := _held.pop(self.path, None)) is not None:
                os.close(lock)


def _is_too_long(root: Path) -> bool:
    longest = root.absolute() / "k12345678" / "ipc" / "s-5"
    return len(os.fsencode(longest)) > _LONGEST_SOCKET_PATH


def default_root() -> Path:
    """Return this user's folder for kernels: in memory where the system has such a place."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.access(runtime, os.W_OK):
        return Path(runtime) / "learning-passport"
    return Path(tempfile.gettempdir()) / f"learning-passport-{os.getuid()}"


def prepare(root: Path) -> None:
    """Make ``root`` for this user alone. Raises KernelFolderError when somebody else holds it."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = root.lstat()
    except OSError as error:
        raise KernelFolderError(f"{root}: cannot be made for kernels: {error.strerror}") from error
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    if not ours or status.st_mode & 0o022:
        raise KernelFolderError(
            f"{root}: must be a folder that only this user can write to; "
            "remove it or set FencedKernelManager.folder to another"
        )


def sweep(root: Path) -> list[str]:
    """Remove the folders whose manager is gone, as after a power cut; return their names.

    Their kernels are gone too: each dies with its manager. Looks below ``root`` and below
    ``default_root()``, where kernels go whose sockets would have too long a path.
    """
    found = [folder for place in {root, default_root()} for folder in _folders(place)]
    return [folder.name for folder in sorted(found) if _remove_if_stale(folder)]


def _folders(root: Path) -> list[Path]:
    if not root.is_dir() or root.lstat().st_uid != os.getuid():
        return []
    return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()]


def _remove_if_stale(folder: Path) -> bool:
    import fcntl  # as above

    with contextlib.suppress(FileNotFoundError):  # another one was quicker
        try:
            lock = os.open(folder / _OWNER, os.O_RDWR | os.O_NOFOLLOW)
        except FileNotFoundError:
            is_stale = time.time() - folder.stat().st_mtime > _BEING_MADE
            if is_stale:
                remove_tree(folder)
            return is_stale
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_tree(folder)
            return True
        except BlockingIOError:
            return False  # somebody lives in it, or sweeps it now
        finally:
            os.close(lock)
    return False


def usage(folder: Path, most: int) -> tuple[int, int]:
    """Return (bytes on disk, number of files and folders) below ``folder``.

    Stops counting above ``most`` files: a flood could otherwise run ahead of the count for ever.
    A tree too deep to name counts as endless.
    """
    size = count = 0
    waiting = [str(folder)]
    while waiting and count <= most:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > most:
                        break
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except FileNotFoundError:
            continue  # Removed while we looked.
        except OSError:
            return 1 << 62, 1 << 62
    return size, count


def remove_tree(top: Path) -> None:
    """Remove ``top``, never following a link. Call when nothing writes there any more.

    shutil.rmtree goes down the tree and gives up where it is nested deeper than files can be
    open; here every inner folder is lifted to the top before its parent goes.
    """
    serial = 0
    name = secrets.token_hex(8)
    while folders := _clear(str(top)):
        for folder in folders:
            for inner in _clear(folder):
                serial += 1
                os.rename(inner, f"{top}/{name}-{serial}")  # noqa: PTH104
            os.rmdir(folder)  # noqa: PTH106
    top.rmdir()


def _clear(folder: str) -> list[str]:
    """Remove what is no folder from ``folder`` and return the folders in it, opened to us."""
    folders: list[str] = []
    for entry in list(os.scandir(folder)):
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)  # noqa: PTH108
            continue
        # Made under a umask that shuts even the owner out, it could be neither read nor moved.
        os.chmod(entry.path, 0o700)  # noqa: PTH101
        folders.append(entry.path)
    return folders
