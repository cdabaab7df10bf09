"""Paths of files that are handed in: in any script, on any computer, never out of their folder."""

import unicodedata
from collections.abc import Iterable

from grading.exchange.errors import UploadRefused

# What every file system of a teacher can take, in bytes of UTF-8.
LONGEST_NAME = 255
LONGEST_PATH = 1000
DEEPEST = 10
# Marks that turn the writing direction: they let `exe.gpj` look like `jpg.exe`. Zero-width joiners
# are no such marks: Persian and Sinhala are written with them.
_TURNING = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_INVISIBLE = {0x00AD, 0x200B, 0x2028, 0x2029, 0x2060, 0xFEFF}
# Control characters, halves of characters, and what Unicode has no meaning for.
_NO_SIGNS = ("Cc", "Cs", "Cn")
_ELSEWHERE_SPECIAL = '\\:*?"<>|'
_SHOWN = 60


def check_path(path: str) -> None:
    """Raise UploadRefused unless ``path`` names a file below the folder that is handed in.

    Parts are separated by ``/``; each is in NFC, is no ``..``, and holds no control character,
    no mark that turns the direction of writing, and nothing that Windows cannot write.
    """
    told = shown(path)
    if len(_bytes(path, told)) > LONGEST_PATH:
        raise UploadRefused(f"The name {told} is too long: at most {LONGEST_PATH} bytes.")
    if path.startswith("/") or path[1:2] == ":":
        raise UploadRefused(f"{told} is an absolute name. Hand in files of one folder.")
    parts = path.split("/")
    if len(parts) > DEEPEST:
        raise UploadRefused(f"{told} lies too deep: at most {DEEPEST} folders in one another.")
    for part in parts:
        _check_part(part, told)


def check_paths(paths: Iterable[str]) -> None:
    """Raise UploadRefused unless all ``paths`` can lie in one folder, on any computer."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        check_path(path)
        same = unicodedata.normalize("NFC", path.casefold())
        if same in seen:
            raise UploadRefused(
                f"{shown(seen[same])} and {shown(path)} are one name on some computers. "
                "Rename one of them."
            )
        seen[same] = path
        pieces = same.split("/")
        for count in range(1, len(pieces)):
            folders["/".join(pieces[:count])] = path
    for same in folders.keys() & seen.keys():
        raise UploadRefused(f"{shown(seen[same])} is a file and a folder. Rename one of them.")


def shown(path: str) -> str:
    """Return a path as a sentence may hold it: short, without a sign that could disguise it."""
    safe = "".join(
        "�"
        if unicodedata.category(sign) in _NO_SIGNS or ord(sign) in _TURNING | _INVISIBLE
        else sign
        for sign in path[: _SHOWN + 1]
    )
    return f"“{safe[:_SHOWN]}…”" if len(path) > _SHOWN else f"“{safe}”"


def _check_part(part: str, told: str) -> None:
    if part in ("", ".", ".."):
        raise UploadRefused(f"{told} leads out of its folder or is no name of a file.")
    if len(part.encode()) > LONGEST_NAME:
        raise UploadRefused(f"A name in {told} is too long: at most {LONGEST_NAME} bytes.")
    for sign in part:
        if unicodedata.category(sign) in _NO_SIGNS or ord(sign) in _TURNING | _INVISIBLE:
            raise UploadRefused(
                f"The name {told} holds a sign that cannot be seen (U+{ord(sign):04X}). Rename it."
            )
        if sign in _ELSEWHERE_SPECIAL:
            raise UploadRefused(f"The name {told} holds “{sign}”. Rename it.")
    if part[-1] in " ." or part[0] == " ":
        raise UploadRefused(f"A name in {told} begins or ends with a space or a dot. Rename it.")
    if not unicodedata.is_normalized("NFC", part):
        raise UploadRefused(f"The name {told} is not in Unicode's normal form C.")


def _bytes(path: str, told: str) -> bytes:
    try:
        return path.encode()
    except UnicodeEncodeError as error:
        raise UploadRefused(f"The name {told} is no text.") from error
