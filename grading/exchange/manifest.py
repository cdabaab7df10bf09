"""The list of what is handed in or handed out: each file's path, digest and size, checked."""

import re
from collections.abc import Mapping
from typing import Any

from grading.exchange.errors import UploadRefused
from grading.exchange.paths import check_paths, shown
from grading.records.assignments import Files

MOST_FILES = 500
LARGEST_FILE = 32 * 1024 * 1024
LARGEST_WHOLE = 64 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_manifest(told: Mapping[str, Any]) -> Files:
    """Return what ``{path: {"sha256", "size"}}`` lists, or raise UploadRefused with the reason.

    ``size`` is in bytes. At most MOST_FILES files, LARGEST_FILE each, LARGEST_WHOLE together.
    """
    if len(told) > MOST_FILES:
        raise UploadRefused(
            f"These are {len(told)} files; at most {MOST_FILES} can be handed in together. "
            "Leave out what is no part of the work."
        )
    if not told:
        raise UploadRefused("There is no file in it to hand in.")
    check_paths(told)
    files = {path: _entry(path, each) for path, each in told.items()}
    whole = sum(size for _, size in files.values())
    if whole > LARGEST_WHOLE:
        raise UploadRefused(
            f"These files are {_mega(whole)} together; at most {_mega(LARGEST_WHOLE)} can be "
            "handed in."
        )
    return files


def as_json(files: Files) -> dict[str, dict[str, Any]]:
    """Return ``files`` as the API writes them."""
    return {path: {"sha256": digest, "size": size} for path, (digest, size) in files.items()}


def check_size(path: str, size: int) -> None:
    """Raise UploadRefused when a file of ``size`` bytes is too large."""
    if size > LARGEST_FILE:
        raise UploadRefused(
            f"{shown(path)} is {_mega(size)}; one file is at most {_mega(LARGEST_FILE)}."
        )


def _entry(path: str, each: Any) -> tuple[str, int]:
    digest = each.get("sha256") if isinstance(each, Mapping) else None
    size = each.get("size") if isinstance(each, Mapping) else None
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise UploadRefused(f"Of {shown(path)} there is no SHA-256 in hexadecimal digits.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise UploadRefused(f"Of {shown(path)} there is no size in bytes.")
    check_size(path, size)
    return digest, size


def _mega(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
