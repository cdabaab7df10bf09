"""Released assignments as learners get them: built when they were released, found by name."""

import shutil

from grading.records.assignments import Released
from hub_config.assignments.sources import Sources
from hub_config.classroom.shelf import NotOnShelf
from hub_config.lab.folder import Folder
from lp_widgets import lesson as lessons
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, LessonError


class Assignments:
    """The built pages of released assignments; read from the disk once a release."""

    def __init__(self, folder: Folder, sources: Sources) -> None:
        self._folder, self._sources = folder, sources
        self._built: dict[tuple[str, str, str], tuple[Released, BuiltLesson]] = {}

    def page(self, released: Released, locale: str) -> BuiltLesson:
        """Return the page of a released assignment in the best language for ``locale``.

        Raises NotOnShelf when it can neither be read nor made again.
        """
        tags = locales.available()
        tag = next((each for each in locales.fallbacks(locale) if each in tags), "")
        tag = tag or locales.SOURCE_LOCALE
        place = (released.course, released.name, tag)
        known = self._built.get(place)
        if known is None or known[0].released != released.released:
            self._built[place] = known = (released, self._take(*place))
        return known[1]

    def forget(self, course: str, name: str) -> None:
        """Make the pages of an assignment anew from its source when they are next asked for."""
        if (course, name) not in self._sources.names():
            return
        for tag in locales.available():
            self._built.pop((course, name, tag), None)
            shutil.rmtree(self._folder.built / tag / course / name, ignore_errors=True)

    def _take(self, course: str, name: str, tag: str) -> BuiltLesson:
        own = (self._folder.built, self._folder.keys)
        try:
            return lessons.load(course, name, tag, *own)
        except LessonError:
            pass  # damaged, perhaps by a power cut: made again below
        source = self._sources.notebook(course, name)
        if source is None:
            raise NotOnShelf(f"{course}/{name}")
        try:
            read = lessons.read_assignment(source, course=course)
            built = lessons.build(lessons.localize(read, tag), tag, course)
        except LessonError as error:
            raise NotOnShelf(f"{course}/{name}") from error
        lessons.store(built, *own)
        return built
