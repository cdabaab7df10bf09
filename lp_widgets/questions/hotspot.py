"""Hotspot: find a place on a picture."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import not_among
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.pictured import needs_picture, percent
from lp_widgets.questions.regions import Point, Region
from lp_widgets.questions.texts import Text


class Spec(base.Spec):
    """A picture, and how many points are to be set on it."""

    count: int = Field(default=1, ge=1, le=12, description="how many points are to be set")


class Key(base.Key):
    """Regions of the picture that a learner never sees, and which of them are right."""

    regions: dict[Id, Region] = Field(
        min_length=1,
        max_length=26,
        description="parts of the picture, as “name: {circle: [x, y, reach]}”, with rect or"
        " polygon too; in percent of its width and height",
    )
    answer: list[Id] = Field(
        min_length=1, max_length=26, description="the names of the right regions"
    )
    say: dict[Id, Text] = Field(
        default={}, description="what to say to a point in a region, as “name: text”"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse names of no region, and more points than there are right places for."""
    for field, names in (("answer", list(key.answer)), ("say", list(key.say))):
        for name in names:
            if name not in key.regions:
                raise QuestionError(field, not_among(name, key.regions))
    if len(set(key.answer)) < len(key.answer):
        raise QuestionError("answer", "has the same name twice")
    if spec.count > len(key.answer):
        raise QuestionError("count", "asks for more points than there are right regions")
    return spec, key


def telling(spec: Spec, key: Key) -> None:
    """Refuse an author's question without its picture; the regions never travel."""
    needs_picture(spec)


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark a list of points, ``[["31.5", "40"]]``: every point can find one right region."""
    if response is None or response == []:
        return Mark.invalid(messages.NO_POINT)
    points = _points(response, spec.count)
    if points is None:
        return Mark.invalid(messages.WRONG_SHAPE)
    found = _found([key.regions[name] for name in key.answer], points)
    if found == spec.count:
        return Mark.graded(1, key.right)
    said = next(
        (
            text
            for name, region in key.regions.items()
            if name not in key.answer
            and (text := key.say.get(name, ""))
            and any(region.holds(point) for point in points)
        ),
        key.otherwise,
    )
    message = ""
    if found:
        message = messages.PLACES_MISSING if found == len(points) else messages.POINTS_BEGUN
    return Mark.graded(float(Fraction(found, spec.count)), said, message=message)


def _points(response: Any, most: int) -> list[Point] | None:
    if not isinstance(response, list) or len(response) > most:
        return None
    points = []
    for pair in response:
        if not isinstance(pair, list) or len(pair) != 2:
            return None
        x, y = percent(pair[0]), percent(pair[1])
        if x is None or y is None:
            return None
        points.append((x, y))
    return points


def _found(regions: Sequence[Region], points: Sequence[Point]) -> int:
    """Return how many points have a right region of their own, however regions overlap."""
    holds = [[region.holds(point) for region in regions] for point in points]
    taken: dict[int, int] = {}

    def gives(point: int, tried: set[int]) -> bool:
        for region, held in enumerate(holds[point]):
            if held and region not in tried:
                tried.add(region)
                if region not in taken or gives(taken[region], tried):
                    taken[region] = point
                    return True
        return False

    return sum(gives(point, set()) for point in range(len(points)))


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return a point in each right region, points outside of them, and what is no point."""
    inside = [_written(key.regions[name].middle()) for name in key.answer][: spec.count]
    samples = [
        Sample(None, "invalid"),
        Sample([], "invalid"),
        Sample({"x": "1"}, "invalid"),
        Sample([["50"]], "invalid"),
        Sample([["50", "101"]], "invalid"),
        Sample([[50, 50]], "invalid"),
        Sample([["50", "50"]] * (spec.count + 1), "invalid"),
    ]
    right = [key.regions[name] for name in key.answer]
    if _found(right, _points(inside, spec.count) or []) == spec.count:
        samples.append(Sample(inside, "correct"))
        if spec.count > 1:
            samples.append(Sample(inside[:1], "partial"))
    for corner in (["0", "0"], ["100", "0"], ["0", "100"], ["100", "100"]):
        if not _found(right, _points([corner], 1) or []):
            samples.append(Sample([corner], "wrong"))
    return samples


def _written(point: Point) -> list[str]:
    return [f"{float(round(each, 2)):g}" for each in point]


EXAMPLE = """\
id: needs
ask: The tree needs light and water. Touch both places where they come from.
picture: hotspot.svg
alt: A round hill. The sun stands low at the left edge. There is a tree on the top of the hill and
  a pond at its right foot.
count: 2
regions:
  sun: {circle: [11, 25, 14, 24]}
  pond: {rect: [76, 80, 100, 100]}
  tree: {circle: [49, 18, 12, 20]}
  hill: {polygon: [[7, 88], [20, 60], [36, 42], [50, 36], [66, 42], [84, 66], [92, 79], [75, 79]]}
answer: [sun, pond]
say:
  tree: This is the tree itself. What does it get from outside?
  hill: The ground holds the tree fast. Where does the water gather, and what gives the light?
right: The sun gives light, and the roots find water that comes from the rain and the pond.
examples:
  - response: [["11", "25"], ["87", "91"]]
    mark: 1
  - response: [["12", "27"], ["49", "20"]]
    mark: 1/2
  - response: [["60", "60"]]
    mark: 0
  - response: [["11", "125"]]
    mark: invalid
"""

QUESTION = QuestionType(
    name="hotspot",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="points",
    partial_credit=(
        "The right regions that have a point of their own, over the number of points asked for."
    ),
    generate=generate,
    example=EXAMPLE,
    files=(Path(__file__).with_name("hotspot.svg"),),
    public=(*COMMON, "count"),
    check=check,
    telling=telling,
)
