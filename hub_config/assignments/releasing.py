"""Releasing: what learners may see, made from the source and put on the shelf."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from grading.autograder.release import release as generate
from hub_config.assignments.place import Place
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from lp_widgets import lesson as lessons
from lp_widgets import locales
from lp_widgets.lesson import LessonError

Progress = Callable[[int, int], None]


def release(
    place: Place,
    name: str,
    due: datetime | None,
    keep_due: bool,
    on: Progress,
    to: Sequence[str] | None = None,
) -> Any:
    """Make the learners' copy of an assignment in every language and let learners see it.

    ``to`` names classes and groups; empty is everybody, None is who sees it already. Outside a lab
    only nbgrader's release/ and gradebook are written. The record is told last: whatever ends this
    before, learners see what they saw before. Returns what was released.
    """
    place.require(name)
    lab = place.lab
    if lab is None:
        if to is not None:
            raise OperationError(
                f"{place.course.root} belongs to no lab: it has no classes and groups."
            )
        generate(place.course, name, due)
        on(1, 1)
        return {"course": place.course.id, "name": name, "due": due.isoformat() if due else None}
    known = {(each["course"], each["name"]): each for each in call(lab, "assignment.list")}
    before = known.get((place.course.id, name))
    if keep_due and before and before["due"]:
        due = datetime.fromisoformat(before["due"])
    tags = locales.available()
    try:
        source = lessons.read_assignment(place.notebook(name), course=place.course.id)
        built = []
        for count, tag in enumerate(tags, 1):
            built.append(lessons.build(lessons.localize(source, tag), tag, place.course.id))
            on(count, len(tags) + 1)
    except LessonError as error:
        raise OperationError(str(error)) from error
    generate(place.course, name, due)
    for each in built:
        lessons.store(each, lab.built, lab.keys)
    told = call(
        lab,
        "assignment.release",
        course=place.course.id,
        name=name,
        due=due.isoformat() if due else None,
        to=to if to is None else list(to),
    )
    on(len(tags) + 1, len(tags) + 1)
    return told
