"""The folders of running kernels: made private, measured while in use, removed at the end."""

import os
import secrets
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading.kernels.errors import KernelFolderError

# sockaddr_un holds 108 bytes with the closing zero.
_LONGEST_SOCKET_PATH = 107
_OWNER = "owner"

# A folder without an owner may be one that another process is making, for so many seconds.
_BEING_MADE = 60


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
        (self.path / _OWNER).write_text(_identity(os.getpid()))
        for part in (self.ipc, self.ipython, self.work):
            part.mkdir(mode=0o700)

    def remove(self) -> None:
        """Remove the folder and all in it, however deep a learner nested it."""
        remove_tree(self.path)


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
    stale = [folder for folder in sorted(found) if _is_stale(folder)]
    for folder in stale:
        remove_tree(folder)
    return [folder.name for folder in stale]


def _folders(root: Path) -> list[Path]:
    if not root.is_dir() or root.lstat().st_uid != os.getuid():
        return []
    return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()]


def _is_stale(folder: Path) -> bool:
    try:
        identity = (folder / _OWNER).read_text()
    except OSError:
        return time.time() - folder.stat().st_mtime > _BEING_MADE
    pid = identity.split(" ")[0]
    return not pid.isdigit() or _identity(int(pid)) != identity


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


def _identity(pid: int) -> str:
    """Return the number of a process with its start time, "" if there is none: numbers return.

    One that has ended is none, also while nobody has asked how it ended (a zombie): in a container
    that may be never.
    """
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *fields = status.rpartition(")")[2].split()
    return "" if state in ("Z", "X") else f"{pid} {fields[18]}"
