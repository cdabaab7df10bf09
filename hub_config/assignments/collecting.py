"""Collecting: learners' newest hand-ins, written as nbgrader's submissions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from grading.autograder.collect import Answer, Collected, HandIn
from grading.autograder.collect import collect as write
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
    return write(place.course, name, [_hand_in(name, each) for each in handed], on)


def _hand_in(name: str, each: Mapping[str, Any]) -> HandIn:
    return HandIn(
        account=each["account"],
        name=each["name"],
        received=datetime.fromisoformat(each["received"]),
        receipt=each["receipt"],
        locale=each["locale"],
        answers={question: Answer(**answer) for question, answer in each["answers"].items()},
    )
