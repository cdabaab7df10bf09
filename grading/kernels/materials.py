"""The files that a kernel finds in its work folder from the start: copies, for it to change."""

import os
import shutil
import stat
from pathlib import Path

from grading.kernels.errors import KernelError

# A file takes whole pages of a memory file system.
_PAGE = 4096


def check(folder: Path, most_bytes: int, most_files: int) -> list[Path]:
    """Return the files below ``folder`` that a kernel gets, as paths relative to it.

    Regular files only: a link could lead to what no learner may read. Notebooks stay out, since
    they hold answers and hidden tests. Raises KernelError that names the folder when it cannot be
    read, takes more than ``most_bytes``, or holds more than ``most_files`` files and folders.
    """
    found: list[Path] = []
    size = count = 0
    try:
        for top, folders, names in os.walk(folder, onerror=_raise):
            count += len(folders) + len(names)
            for name in names:
                path = Path(top, name)
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and path.suffix != ".ipynb":
                    found.append(path.relative_to(folder))
                    size += -(-status.st_size // _PAGE) * _PAGE
            if size > most_bytes or count > most_files:
                raise KernelError(
                    f"{folder}: the files beside the notebook take more than the {most_bytes:,} "
                    f"bytes, or are more than the {most_files:,} files, that a kernel may keep. "
                    "Remove those that no cell reads."
                )
    except OSError as error:
        raise KernelError(
            f"{error.filename or folder}: cannot be read for the kernel: {error.strerror}"
        ) from error
    return found


def copy(folder: Path, work: Path, most_bytes: int, most_files: int) -> None:
    """Copy what ``check`` finds below ``folder`` into ``work``. Raises KernelError, OSError.

    The copies belong to the kernel, which may change and remove them; ``work`` itself and its
    ``tmp`` stay what they are.
    """
    for path in check(folder, most_bytes, most_files):
        if path == Path("tmp"):
            continue  # Every kernel has a folder of that name.
        target = work / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        opened = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(opened, "rb") as source, target.open("wb") as copied:
            shutil.copyfileobj(source, copied)


def _raise(error: OSError) -> None:
    raise error
