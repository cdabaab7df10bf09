"""Where an assignment lies: in a course of the lab, or in a course folder of nbgrader's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grading.autograder.course import CourseFolder, prepare
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder

if TYPE_CHECKING:
    from lp_widgets.lesson import Course


@dataclass(frozen=True)
class Place:
    """A course folder; ``lab`` and ``shipped`` are None for one that belongs to no lab."""

    course: CourseFolder
    lab: Folder | None = None
    shipped: "Course | None" = None

    def notebook(self, name: str) -> Path:
        """Return where the source notebook of the assignment ``name`` lies."""
        return self.course.root / "source" / name / f"{name}.ipynb"

    def require(self, name: str) -> None:
        """Raise OperationError unless the course has the assignment ``name``."""
        known = self.course.assignments()
        if name not in known:
            raise OperationError(
                f"The course “{self.course.id}” has no assignment “{name[:80]}”. "
                f"It has {', '.join(known) or 'none'}."
            )


def of_lab(folder: Folder) -> list[Place]:
    """Return a place for every course of the lab that has assignments, made ready to be used."""
    from hub_config.assignments.sources import readable  # and all that reads lessons with it
    from lp_widgets import plugins

    require_lab(folder)
    places = []
    for name, course in readable(plugins.load().courses).items():
        if course.assignments or (folder.courses / name).is_dir():
            places.append(Place(prepare(folder.courses / name, course), folder, course))
    return places


def find(folder: Folder, course: str | None, assignment: str) -> Place:
    """Return where ``assignment`` lies. ``course`` is a name, a folder, or None for the only one.

    Raises OperationError that names what there is.
    """
    outside = course_folder(folder, course)
    if outside is not None:
        outside.require(assignment)
        return outside
    places = [each for each in of_lab(folder) if course in (None, each.course.id)]
    if course is not None and not places:
        raise OperationError(
            f"There is no course “{course}” with assignments here, and no folder of that name. "
            "`learning-passport assignment list` shows what there is."
        )
    fitting = [each for each in places if assignment in each.course.assignments()]
    if len(fitting) > 1:
        names = ", ".join(each.course.id for each in fitting)
        raise OperationError(f"“{assignment}” is in several courses: {names}. Add --course NAME.")
    if not fitting:
        known = [f"{p.course.id}: {n}" for p in places for n in p.course.assignments()]
        raise OperationError(
            f"There is no assignment “{assignment[:80]}” here. "
            f"There is {'; '.join(known) or 'none'}."
        )
    return fitting[0]


def course_folder(folder: Folder, course: str | None) -> Place | None:
    """Return the place of a course folder outside the lab that ``course`` names; None: no folder.

    A folder that is the lab's own is a course of the lab, however it is named.
    """
    if course is None:
        return None
    path = Path(course).expanduser()
    if not path.is_dir():
        if "/" in course:
            raise OperationError(f"There is no folder {course}.")
        return None
    path = path.resolve()
    if path.parent == folder.courses.resolve():
        return next((each for each in of_lab(folder) if each.course.id == path.name), None)
    if "/" not in course and not (path / "source").is_dir():
        return None  # a folder that only happens to be called like the course
    return Place(CourseFolder(path))


def require_lab(folder: Folder) -> None:
    """Raise OperationError when ``folder`` holds no lab."""
    if not folder.database.exists():
        raise OperationError(
            f"There is no lab in {folder.root}. Start one with `learning-passport lab start "
            f"--data {folder.root}`, name another folder with --data, or a course folder with "
            "--course DIR."
        )
