"""All assignments with where each of them stands."""

from typing import Any

from hub_config.assignments.place import Place, course_folder, of_lab
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder


def overview(folder: Folder, course: str | None = None) -> list[dict[str, Any]]:
    """Return one entry an assignment: course, name and, in a lab, what was released and handed in.

    ``course`` is a course of the lab or a course folder; None is every course of the lab.
    """
    outside = course_folder(folder, course)
    if outside is not None and outside.lab is None:
        return [_entry(outside, name) for name in outside.course.assignments()]
    places = of_lab(folder)
    if outside is not None:
        course = outside.course.id
    known = [each.course.id for each in places]
    if course is not None and course not in known:
        raise OperationError(
            f"There is no course “{course}” with assignments. "
            f"There is {', '.join(known) or 'none'}."
        )
    released = {(each["course"], each["name"]): each for each in call(folder, "assignment.list")}
    return [
        {**_entry(place, name), **released.get((place.course.id, name), {})}
        for place in places
        if course in (None, place.course.id)
        for name in place.course.assignments()
    ]


def _entry(place: Place, name: str) -> dict[str, Any]:
    return {"course": place.course.id, "name": name, "released": None, "due": None}
