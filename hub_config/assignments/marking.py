"""Marking: collected, then graded by nbgrader's own steps, one learner after the other."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from grading.autograder.run import autograde as grade
from hub_config.assignments.collecting import collect
from hub_config.assignments.place import Place
from hub_config.control.client import call

Progress = Callable[[int, int], None]


def autograde(
    place: Place,
    name: str,
    *,
    students: Sequence[str] = (),
    force: bool = False,
    first_collect: bool = True,
    on: Progress = lambda done, total: None,
) -> list[dict[str, Any]]:
    """Mark the hand-ins of ``name``; return one entry for each, with the learner's name.

    Entries are ``grading.autograder.run.Graded`` as plain data and ``name``. One that fails says
    so in ``error`` and never stops the others.
    """
    place.require(name)
    names: dict[str, str] = {}
    if place.lab is not None:
        if first_collect:
            collect(place, name, lambda done, total: None)
        people = call(place.lab, "roster.list")["people"]
        names = {each["account"]: each["name"] for each in people}
    marked = grade(place.course, name, students=list(students) or None, force=force, on=on)
    return [{**asdict(each), "name": names.get(each.student, "")} for each in marked]
