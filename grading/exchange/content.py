"""What is in a file that is handed in: a notebook must be one, an archive must not be a bomb."""

import bz2
import gzip
import io
import json
import lzma
import mmap
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from grading.exchange.errors import UploadRefused
from grading.exchange.paths import shown

# Reading JSON takes up to twenty times its size in memory.
LARGEST_NOTEBOOK = 10 * 1024 * 1024
# Ten is much; what reads it later, in nbgrader and nbconvert, goes down in steps of its own.
DEEPEST_NOTEBOOK = 100
# An archive may not unpack to more than this, nor to more entries.
LARGEST_UNPACKED = 128 * 1024 * 1024
MOST_ENTRIES = 2000
_PIECE = 256 * 1024
_LONGEST_MAGIC = 262
# A small xz may ask for gigabytes of memory.
_MOST_MEMORY = 64 * 1024 * 1024
_NOTEBOOK = ".ipynb"
_STREAMS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": lambda file: bz2.BZ2File(file),
    b"\xfd7zXZ\x00": lambda file: _Xz(file),
}
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,  # an archive with a password
    ValueError,
)


def check_content(path: str, file: Path) -> None:
    """Raise UploadRefused when the content of ``file``, handed in as ``path``, is not taken.

    A name in ``.ipynb`` must hold a notebook. An archive (zip and what is built on it, gzip, bzip2,
    xz, tar) is unpacked into nothing, and refused when it is damaged, unpacks to more than
    LARGEST_UNPACKED bytes or MOST_ENTRIES entries, or holds another archive.
    """
    if path.casefold().endswith(_NOTEBOOK):
        _check_notebook(path, file)
        return
    with file.open("rb") as stream:
        if _is_archive(stream):
            _check_archive(path, stream)


def _check_notebook(path: str, file: Path) -> None:
    refused = UploadRefused(
        f"{shown(path)} is no notebook (not the JSON that Jupyter writes). Open it, save it again, "
        "or leave it out."
    )
    if file.stat().st_size > LARGEST_NOTEBOOK:
        raise UploadRefused(
            f"{shown(path)} is larger than {LARGEST_NOTEBOOK // 1024 // 1024} MB. Clear its "
            "outputs (Edit, Clear Outputs of All Cells), save it, and hand in again."
        )
    try:
        told = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(told, dict) or not isinstance(told.get("nbformat"), int):
        raise refused
    # Notebooks of before 2015 keep their cells in worksheets.
    cells = told.get("cells", told.get("worksheets"))
    if not isinstance(cells, list) or not isinstance(told.get("metadata"), dict):
        raise refused
    if _is_deeper(told, DEEPEST_NOTEBOOK):
        raise refused


def _is_deeper(told: Any, depth: int) -> bool:
    """Return whether JSON holds more than ``depth`` lists and objects in one another."""
    layer = [told]
    for _ in range(depth):
        layer = [
            inner
            for each in layer
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


def _check_archive(path: str, stream: IO[bytes]) -> None:
    left = LARGEST_UNPACKED
    try:
        for count, entry in enumerate(_entries(stream), 1):
            if count > MOST_ENTRIES:
                raise UploadRefused(
                    f"{shown(path)} holds more than {MOST_ENTRIES} files. Hand in only what "
                    "belongs to the work."
                )
            left = _count(path, entry, left)
    except UploadRefused:
        raise
    except _DAMAGED as error:
        raise UploadRefused(
            f"{shown(path)} is an archive that cannot be read. Hand in its files instead."
        ) from error


def _count(path: str, entry: Any, left: int) -> int:
    """Read ``entry`` to its end; return how many bytes may still come."""
    head = b""
    while piece := entry.read(_PIECE):
        if len(head) < _LONGEST_MAGIC:
            head = (head + piece)[: 2 * _LONGEST_MAGIC]
            if _is_archive(io.BytesIO(head)):
                raise UploadRefused(
                    f"{shown(path)} holds another archive. Hand in its files instead."
                )
        left -= len(piece)
        if left < 0:
            raise UploadRefused(
                f"{shown(path)} unpacks to more than {LARGEST_UNPACKED // 1024 // 1024} MB. "
                "Hand in its files instead."
            )
    return left


def _is_archive(stream: IO[bytes]) -> bool:
    stream.seek(0)
    head = stream.read(_LONGEST_MAGIC)
    stream.seek(0)
    return (
        head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
        or any(head.startswith(magic) for magic in _STREAMS)
        or head[257:262] == b"ustar"
    )


def _entries(stream: IO[bytes]) -> Iterator[Any]:
    head = stream.read(_LONGEST_MAGIC)
    stream.seek(0)
    if head.startswith(b"PK"):
        yield from _of_zip(stream)
    elif head[257:262] == b"ustar":
        yield from _of_tar(stream)
    else:
        unpack = next(each for magic, each in _STREAMS.items() if head.startswith(magic))
        yield _Skipping(unpack(stream))


def _of_zip(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    _count_entries(stream)
    with zipfile.ZipFile(stream) as archive:
        for each in archive.infolist():
            if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError  # LZMA would take what memory it says
            with archive.open(each) as entry:
                yield entry


def _count_entries(stream: IO[bytes]) -> None:
    """Stop before zipfile reads a list of a million entries into memory."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as raw:
        found = place = 0
        while (place := raw.find(b"PK\x01\x02", place) + 1) > 0:
            found += 1
            if found > MOST_ENTRIES:
                raise UploadRefused(
                    f"An archive holds more than {MOST_ENTRIES} files. Hand in only what belongs "
                    "to the work."
                )


def _of_tar(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for each in archive:
            entry = archive.extractfile(each) if each.isreg() else None
            if entry is None and not each.isdir():
                raise UploadRefused(
                    "An archive holds a link or a device. Hand in its files instead."
                )
            yield entry or io.BytesIO()


class _Skipping:
    """What a packed stream unpacks to; a tar in it counts as it is: ``.tar.gz`` is one archive."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._first = True

    def read(self, size: int) -> bytes:
        """Return the next piece, a tar's first one without its mark."""
        piece = self._inner.read(size)
        if self._first and piece[257:262] == b"ustar":
            piece = piece[:257] + b"\0" * 5 + piece[262:]
        self._first = False
        return piece


class _Xz:
    """What an xz unpacks to, in little memory."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._unpack = lzma.LZMADecompressor(memlimit=_MOST_MEMORY)

    def read(self, size: int) -> bytes:
        """Return the next piece, empty at the end."""
        while not self._unpack.eof:
            more = self._packed.read(_PIECE) if self._unpack.needs_input else b""
            if self._unpack.needs_input and not more:
                raise EOFError
            if piece := self._unpack.decompress(more, size):
                return piece
        return b""
