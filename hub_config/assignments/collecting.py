"""Collecting: learners' newest hand-ins, written as nbgrader's submissions."""

from collections.abc import Callable

from grading.autograder.collect import Collected
from grading.autograder.collect import collect as write
from grading.exchange.store import Store
from grading.exchange.told import hand_in
from hub_config.assignments.place import Place
from hub_config.control.client import call
from hub_config.control.errors import OperationError

Progress = Callable[[int, int], None]


def collect(place: Place, name: str, on: Progress) -> Collected:
    """Write everyone's newest hand-in into the course folder; again writes only what is new."""
    place.require(name)
    if place.lab is None:
        raise OperationError(
            f"{place.course.root} belongs to no lab: its submissions are what lies in submitted/."
        )
    handed = call(place.lab, "assignment.hand-ins", course=place.course.id, name=name)
    kept = Store(place.lab.files)
    return write(place.course, name, [hand_in(each, kept.path) for each in handed], on)
