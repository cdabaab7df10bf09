"""The lessons that an author works on: built when they are looked at, watched for changes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from lp_widgets import lesson as lessons
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, LessonError
from lp_widgets.lesson.course import source_of


class Source:
    """One lesson, or all lessons of a course, in the state in which they lie on disk."""

    def __init__(self, path: Path) -> None:
        path = Path(path).resolve()
        if (path / "course.toml").is_file():
            self.course, self._only = path, ""
        elif path.is_dir():
            self.course, self._only = path.parent, path.name
        else:
            self.course, self._only = path.parent.parent, path.stem
        self._seen: dict[tuple[str, str], tuple[str, BuiltLesson]] = {}

    def names(self) -> list[str]:
        """Return the lessons in their order. Raises LessonError."""
        return [self._only] if self._only else list(lessons.read_course(self.course).lessons)

    def built(self, name: str, locale: str) -> BuiltLesson:
        """Return the lesson as it is now. Raises LessonError that tells its author what to mend."""
        if name not in self.names():
            raise LessonError(self.course, f"There is no lesson “{name}”", "Look at the list")
        stamp = self.stamp()
        known = self._seen.get((name, locale))
        if known and known[0] == stamp:
            return known[1]
        file = source_of(self.course / name)
        made = lessons.build(lessons.localize(lessons.read(file), locale), locale)
        self._seen[name, locale] = stamp, made
        return made

    def stamp(self) -> str:
        """Return a short text that changes whenever a file of these lessons does."""
        told = repr(sorted((str(path), *_state(path)) for path in self._files()))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]

    def _files(self) -> Iterator[Path]:
        if (self.course / "course.toml").is_file():
            yield self.course / "course.toml"
        for folder in [self.course / self._only] if self._only else self.course.iterdir():
            if folder.is_dir() and not folder.name.startswith("."):
                yield from (path for path in folder.iterdir() if path.is_file())
        catalogs = self.course.parent.parent / "translations"
        for tag in locales.available():
            yield from (catalogs / tag / "LC_MESSAGES").glob(f"{self.course.name}*.po")


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:  # saved anew at this moment
        return 0, 0
    return found.st_mtime_ns, found.st_size
