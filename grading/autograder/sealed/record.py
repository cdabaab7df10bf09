"""What is known of a graded submission beside its marks: which of them were sealed, what looks odd.

nbgrader's gradebook has no place for it, so it lies in the course's own folder.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Seen:
    """One notebook of a submission. Points are those that its tests can give."""

    notebook: str
    sealed_points: float
    unsealed_points: float
    tampered: tuple[str, ...] = ()
    """Why it looks as if somebody tampered with the grading: sentences for the teacher."""


def write(root: Path, assignment: str, student: str, seen: Seen) -> None:
    """Keep what was seen of a notebook of ``student``'s in the course folder ``root``."""
    folder = _folder(root, assignment, student)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{seen.notebook}.json"
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(asdict(seen), ensure_ascii=False))
    fresh.replace(path)


def read(root: Path, assignment: str, student: str) -> list[Seen]:
    """Return what was seen of every notebook of a submission when it was graded last."""
    found = []
    for path in sorted(_folder(root, assignment, student).glob("*.json")):
        try:
            plain = json.loads(path.read_bytes())
            found.append(Seen(**{**plain, "tampered": tuple(plain["tampered"])}))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # Written by another version: it is written anew with the next grading.
    return found


def forget(root: Path, student: str) -> None:
    """Remove all that was kept of ``student``."""
    import shutil

    for folder in (root / ".learning-passport" / "seen").glob(f"*/{_safe(student)}"):
        shutil.rmtree(folder)


def _folder(root: Path, assignment: str, student: str) -> Path:
    return root / ".learning-passport" / "seen" / assignment / _safe(student)


def _safe(student: str) -> str:
    return hashlib.sha256(student.encode()).hexdigest()[:32]
