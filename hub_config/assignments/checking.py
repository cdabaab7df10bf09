"""How much of an assignment a learner's program cannot forge, and how to seal the rest."""

from dataclasses import asdict
from typing import Any

from grading.autograder.sealed.plan import Plan, Test
from grading.autograder.sealed.planning import plan_of
from hub_config.assignments.place import Place
from hub_config.control.errors import OperationError

_SHOWN = ("name", "points", "sealed", "why", "hint", "warnings")


def check(place: Place, name: str, *, submissions: bool = False) -> dict[str, Any]:
    """Return which tests of the assignment ``name`` are sealed; what has changed is tried anew.

    ``submissions`` tries them with what lies in ``submitted/`` besides. ``share`` is the sealed
    part of the points that tests of programs can give, 1 where there are none. Raises
    OperationError, FenceMissing.
    """
    place.require(name)
    course = place.course
    config = course.nbgrader(name).config
    plans: dict[str, Plan] = {}
    for source in sorted(course.source(name).glob("*.ipynb")):
        handed = [folder / source.name for folder in course.submitted(name).values()]
        given = [path for path in handed if path.is_file()] if submissions else []
        try:
            plans[source.stem] = plan_of(source, course.root, config, given)
        except (ValueError, OSError) as error:
            raise OperationError(f"{source}: cannot be read: {error}") from error
    points = sum(each.points for each in plans.values())
    sealed = sum(each.sealed_points for each in plans.values())
    return {
        "course": course.id,
        "assignment": name,
        "points": points,
        "sealed_points": sealed,
        "share": sealed / points if points else 1.0,
        "tests": [
            _told(notebook, test)
            for notebook, plan in plans.items()
            for test in plan.tests.values()
        ],
    }


def _told(notebook: str, test: Test) -> dict[str, Any]:
    plain = asdict(test)
    return {"notebook": notebook, **{key: plain[key] for key in _SHOWN}}
