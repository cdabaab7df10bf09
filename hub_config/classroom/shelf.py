"""The lessons of a lab: built once in every language, found by name, with their keys apart."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hub_config.lab.folder import Folder, write_durably
from lp_widgets import lesson as lessons
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, Course, LessonError
from lp_widgets.plugins import Plugins
from lp_widgets.resources import shipped

# What a page is made from, scripts and style among it: it names them and says their words.
_SOURCES = frozenset({".py", ".j2", ".js", ".css", ".json"})
Progress = Callable[[int, int, str], None]


class NotOnShelf(LookupError):
    """No such lesson or question here."""


@dataclass(frozen=True)
class Shelved:
    """A course with its lessons in the order in which they are taken, in one locale.

    ``competencies`` are what it teaches, as name and text.
    """

    course: Course
    title: str
    lessons: tuple[BuiltLesson, ...]
    competencies: Mapping[str, str]


class Shelf:
    """Every lesson in every locale that there are catalogs for.

    A lesson that cannot be read stands in ``problems`` and the others are there all the same.
    ``progress(done, total, title)`` is called after each lesson.
    """

    def __init__(self, folder: Folder, plugins: Plugins, progress: Progress | None = None) -> None:
        self.problems: list[str] = []
        self._folder = folder
        self._courses: list[Course] = []
        self._built: dict[tuple[str, str, str], BuiltLesson] = {}
        for path in plugins.courses:
            try:
                self._courses.append(lessons.read_course(path))
            except LessonError as error:
                self.problems.append(str(error))
        wanted = [(course, name) for course in self._courses for name in course.lessons]
        tags = locales.available()
        for count, (course, name) in enumerate(wanted, 1):
            try:
                for tag in tags:
                    self._built[course.id, name, tag] = self._take(course, name, tag)
            except LessonError as error:
                self.problems.append(str(error))
                for tag in tags:
                    self._built.pop((course.id, name, tag), None)
            if progress is not None:
                progress(count, len(wanted), name)

    def courses(self, locale: str) -> list[Shelved]:
        """Return the courses with what can be read of them, in the learner's language."""
        return [
            Shelved(
                course,
                _title(course, locale),
                tuple(self._lessons_of(course, locale)),
                _competencies(course, locale),
            )
            for course in self._courses
        ]

    def lesson(self, course: str, lesson: str, locale: str) -> BuiltLesson:
        """Return a lesson in the best language for ``locale``. Raises NotOnShelf."""
        for tag in (*locales.fallbacks(locale), locales.SOURCE_LOCALE):
            found = self._built.get((course, lesson, tag))
            if found is not None:
                return found
        raise NotOnShelf(f"{course}/{lesson}")

    def key(self, built: BuiltLesson, question: str) -> dict[str, Any]:
        """Return type, spec and key of a question. Raises NotOnShelf."""
        try:
            return built.keys[question]
        except KeyError as error:
            raise NotOnShelf(question) from error

    def points(self, built: BuiltLesson) -> dict[str, float]:
        """Return what each question of a lesson is worth."""
        return {name: float(each["spec"]["points"]) for name, each in built.keys.items()}

    def after(self, built: BuiltLesson) -> BuiltLesson | None:
        """Return the lesson that follows ``built`` in its course, or None."""
        course = next(each for each in self._courses if each.id == built.course)
        own = list(self._lessons_of(course, built.locale))
        place = next(i for i, each in enumerate(own) if each.id == built.id)
        return own[place + 1] if place + 1 < len(own) else None

    def _lessons_of(self, course: Course, locale: str) -> Iterator[BuiltLesson]:
        for name in course.lessons:
            try:
                yield self.lesson(course.id, name, locale)
            except NotOnShelf:
                continue

    def _take(self, course: Course, name: str, locale: str) -> BuiltLesson:
        """Return a built lesson: from the lab's folder if nothing changed, else built anew."""
        stamp = _stamp(course, name, locale)
        mark = self._folder.built / locale / course.id / name / "stamp"
        if mark.is_file() and mark.read_text() == stamp:
            try:
                own = (self._folder.built, self._folder.keys)
                return lessons.load(course.id, name, locale, *own)
            except LessonError:
                mark.unlink()  # damaged, perhaps by a power cut: made again below
        source = lessons.read(course.notebook(name))
        built = lessons.build(lessons.localize(source, locale), locale, course.id)
        lessons.store(built, self._folder.built, self._folder.keys)
        write_durably(mark, stamp.encode())
        return built


def _title(course: Course, locale: str) -> str:
    return locales.catalog(locale, course.id).pgettext("course/title", course.title)


def _competencies(course: Course, locale: str) -> dict[str, str]:
    said = locales.catalog(locale, course.id).pgettext
    return {
        name: said(f"course/competency/{name}", text) for name, text in course.competencies.items()
    }


def _stamp(course: Course, name: str, locale: str) -> str:
    """Return a digest of everything that a built lesson depends on."""
    package = Path(lessons.__file__).parent.parent
    catalogs = shipped("translations")
    files = [
        *sorted((course.folder / name).rglob("*")),
        course.folder / "course.toml",
        *(
            path
            for tag in locales.fallbacks(locale)
            for path in sorted((catalogs / tag / "LC_MESSAGES").glob("*.po"))
        ),
        *sorted(path for path in package.rglob("*") if path.suffix in _SOURCES),
    ]
    digest = hashlib.sha256(version("learning-passport").encode())
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
