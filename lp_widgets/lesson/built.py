"""A built lesson: the page that a learner gets, what the server marks with, the live notebook."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lp_widgets.lesson.course import NAME
from lp_widgets.lesson.errors import LessonError
from lp_widgets.locales import normalize


@dataclass(frozen=True)
class BuiltLesson:
    """One lesson in one locale, ready to be served.

    ``specs`` and ``keys`` map a question's id to ``{"type", "spec"}`` and ``{"type", "spec",
    "key"}``; nothing but ``keys`` holds a key. ``version`` changes with whatever a learner sees
    of the lesson itself, not with keys: a public hash of a key could be guessed back. ``kind`` is
    ``lesson`` or ``assignment``, ``teaches`` names competencies of its course.
    """

    id: str
    course: str
    title: str
    locale: str
    direction: str
    live: bool
    minutes: int
    picture: str
    page: str
    specs: dict[str, Any]
    keys: dict[str, Any]
    notebook: dict[str, Any]
    version: str
    translated: float
    reviewed: bool
    kind: str = "lesson"
    teaches: list[str] = field(default_factory=list)


def store(built: BuiltLesson, folder: Path, keys_folder: Path) -> Path:
    """Write the lesson below ``folder`` and its keys below ``keys_folder``, each file at once.

    Returns the learner's notebook, ``folder/<locale>/<course>/<lesson>/<lesson>.ipynb``, which a
    live page is rendered from. The keys' file can be read by its owner alone.
    """
    place = _place(folder, built.course, built.id, built.locale)
    place.mkdir(parents=True, exist_ok=True)
    public = asdict(built)
    keys, notebook = public.pop("keys"), public.pop("notebook")
    path = place / f"{built.id}.ipynb"
    _write(path, notebook, 0o644)
    _write(place / "lesson.json", public, 0o644)
    secret = _place(keys_folder, built.course, built.id, built.locale)
    secret.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(secret / "keys.json", keys, 0o600)
    return path


def load(course: str, lesson: str, locale: str, folder: Path, keys_folder: Path) -> BuiltLesson:
    """Read back what :func:`store` wrote. Raises LessonError when it is not there or damaged."""
    place = _place(folder, course, lesson, locale)
    secret = _place(keys_folder, course, lesson, locale)
    try:
        public = json.loads((place / "lesson.json").read_bytes())
        notebook = json.loads((place / f"{lesson}.ipynb").read_bytes())
        keys = json.loads((secret / "keys.json").read_bytes())
        return BuiltLesson(**public, notebook=notebook, keys=keys)
    except (OSError, ValueError, TypeError) as error:
        raise LessonError(
            place, "This lesson is not built, or its files are damaged", "Build it again"
        ) from error


def _place(folder: Path, course: str, lesson: str, locale: str) -> Path:
    for name in (course, lesson):
        if not NAME.fullmatch(name):
            raise LessonError(
                folder, f"“{name[:80]}” is not a lesson's name", "Use a-z, 0-9 and - only"
            )
    try:
        return folder / normalize(locale) / course / lesson
    except ValueError as error:
        raise LessonError(folder, str(error), "Use a language tag such as en, ar or fr") from error


def _write(path: Path, value: Any, mode: int) -> None:
    """Replace ``path`` in one step: a reader finds the old file or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, mode)
            json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
            file.flush()
            os.fsync(handle)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
