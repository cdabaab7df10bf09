"""Marking: collected, then graded by nbgrader's own steps, over the processors there are."""

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from grading.autograder.run import autograde as grade
from grading.autograder.sealed import record
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
    jobs: int | None = None,
    on: Progress = lambda done, total: None,
) -> list[dict[str, Any]]:
    """Mark the hand-ins of ``name``; return one entry for each, with the learner's name.

    ``jobs`` processes mark at the same time; None is one for each processor.
    Entries are ``grading.autograder.run.Graded`` as plain data, ``name``, the points of tests that
    ran apart from the program and of those that did not (``sealed_points``, ``unsealed_points``),
    and why it looks tampered with (``tampered``). One that fails says so in ``error`` and never
    stops the others.
    """
    place.require(name)
    names: dict[str, str] = {}
    if place.lab is not None:
        if first_collect:
            from hub_config.assignments.collecting import collect  # and the exchange with it

            collect(place, name, lambda done, total: None)
        people = call(place.lab, "roster.list")["people"]
        names = {each["account"]: each["name"] for each in people}
    marked = grade(
        place.course,
        name,
        students=list(students) or None,
        force=force,
        jobs=jobs or len(os.sched_getaffinity(0)),
        on=on,
    )
    return [
        {**asdict(each), "name": names.get(each.student, ""), **_seen(place, name, each.student)}
        for each in marked
    ]


def _seen(place: Place, name: str, student: str) -> dict[str, Any]:
    found = record.read(place.course.root, name, student)
    return {
        "sealed_points": sum(each.sealed_points for each in found),
        "unsealed_points": sum(each.unsealed_points for each in found),
        "tampered": [reason for each in found for reason in each.tampered],
    }
