"""The assignments that a lab could give, and what they are called, without nbgrader's help."""

from collections.abc import Iterable
from pathlib import Path

from hub_config.lab.folder import Folder
from lp_widgets import lesson as lessons
from lp_widgets.lesson import Course, LessonError, read_course
from lp_widgets.text import plain


def readable(paths: Iterable[Path]) -> dict[str, Course]:
    """Return by name the courses of ``paths`` that can be read.

    Of the others `learning-passport course list` says what is wrong.
    """
    found = {}
    for path in paths:
        try:
            course = read_course(path)
        except LessonError:
            continue
        found[course.id] = course
    return found


class Sources:
    """Assignments of the courses at ``courses``, and those in the lab's own course folders."""

    def __init__(self, folder: Folder, courses: Iterable[Path]) -> None:
        self._folder = folder
        self._courses = readable(courses)
        self._titles: dict[tuple[Path, int, str], str] = {}

    def names(self) -> list[tuple[str, str]]:
        """Return course and name of every assignment, in the courses' order."""
        found = []
        for course in self._courses.values():
            own = self._folder.courses / course.id / "source"
            added = sorted(each.parent.name for each in own.glob("*/*.ipynb"))
            found += [(course.id, name) for name in dict.fromkeys([*course.assignments, *added])]
        return found

    def course_folder(self, course: str) -> Path:
        """Return where the lab keeps ``course`` for nbgrader."""
        return self._folder.courses / course

    def notebook(self, course: str, name: str) -> Path | None:
        """Return the source of an assignment: the lab's own copy, else the course's; or None."""
        if (course, name) not in self.names():
            return None
        own = self.course_folder(course) / "source" / name / f"{name}.ipynb"
        return own if own.is_file() else self._courses[course].assignment_notebook(name)

    def title(self, course: str, name: str, locale: str) -> str | None:
        """Return what an assignment is called in ``locale``; None when there is none.

        One that cannot be read has its name for a title: releasing it says what is wrong.
        """
        path = self.notebook(course, name)
        if path is None:
            return None
        try:
            key = (path, path.stat().st_mtime_ns, locale)
            if key not in self._titles:
                source = lessons.read_assignment(path, course=course)
                said = lessons.localize(source, locale).about.title
                self._titles[key] = plain(said, locale)
            return self._titles[key]
        except (LessonError, OSError):
            return name
