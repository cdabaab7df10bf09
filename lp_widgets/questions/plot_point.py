"""Plot point: place points on a grid with two axes, or a line through two of them."""

import re
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import Exact, exact
from lp_widgets.questions.texts import Text

MAX_STEPS = 40
MAX_POINTS = 8

Point = tuple[Fraction, Fraction]
_COORDINATE = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def _decimal(text: str) -> str:
    if not _COORDINATE.fullmatch(text):
        raise ValueError("write it as 2 or 0.5, without a fraction")
    return text


_Decimal = Annotated[Exact, AfterValidator(_decimal)]
_Pair = Annotated[list[_Decimal], Field(min_length=2, max_length=2)]


class Spec(base.Spec):
    """A grid with two axes."""

    x: _Pair = Field(default=["-5", "5"], description="where the x axis begins and ends")
    y: _Pair = Field(default=["-5", "5"], description="where the y axis begins and ends")
    step: _Decimal = Field(default="1", description="how far one line of the grid is from the next")
    draw: Literal["points", "line"] = Field(
        default="points", description="points, or a line through two points"
    )
    count: int = Field(
        default=1, ge=1, le=MAX_POINTS, description="how many points to place; two for a line"
    )
    x_label: Text = Field(default="", description="what the x axis counts")
    y_label: Text = Field(default="", description="what the y axis counts")


class Wrong(base.BaseModel):
    """Points that show a known slip, and what to say to them."""

    model_config = base.Key.model_config

    answer: list[_Pair] = Field(min_length=1, max_length=MAX_POINTS, description="these points")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """Where the points belong."""

    answer: list[_Pair] = Field(
        min_length=1,
        max_length=MAX_POINTS,
        description="the right points, as [x, y]; for a line, two points on it",
    )
    wrong: list[Wrong] = Field(
        default=[], description="known slips; the first that fits the answer is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a grid that cannot be drawn, and points that lie on none of its corners."""
    count = 2 if spec.draw == "line" else len(key.answer)
    spec = spec.model_copy(update={"count": count})
    if exact(spec.step) <= 0:
        raise QuestionError("step", "must be above 0")
    for axis in ("x", "y"):
        low, high = map(exact, getattr(spec, axis))
        steps = (high - low) / exact(spec.step)
        if not 1 <= steps <= MAX_STEPS or steps.denominator > 1:
            raise QuestionError(axis, f"must be 1 to {MAX_STEPS} whole steps long")
    for field, pairs in _answers(key):
        points = [_point(pair) for pair in pairs]
        if len(points) != count or len(set(points)) < count:
            raise QuestionError(field, f"must be {count} different points")
        for point in points:
            if not _on_grid(spec, point):
                raise QuestionError(field, "has a point that is on no corner of the grid")
    for place, slip in enumerate(key.wrong):
        if _share(spec, key.answer, [_point(pair) for pair in slip.answer]) == 1:
            raise QuestionError(f"wrong/{place}/answer", "is right")
    return spec, key


def _answers(key: Key) -> list[tuple[str, list[list[str]]]]:
    wrong = [(f"wrong/{place}/answer", slip.answer) for place, slip in enumerate(key.wrong)]
    return [("answer", key.answer), *wrong]


def _point(pair: list[str]) -> Point:
    return exact(pair[0]), exact(pair[1])


def _on_grid(spec: Spec, point: Point) -> bool:
    for value, ends in zip(point, (spec.x, spec.y), strict=True):
        low, high = map(exact, ends)
        if not low <= value <= high or ((value - low) / exact(spec.step)).denominator > 1:
            return False
    return True


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the list of placed points ``[["1", "2.5"], …]``, in any order; None is untouched."""
    if response is None or response == []:
        return Mark.invalid(messages.NO_POINT)
    given = _given(spec, response)
    if given is None:
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(given) < spec.count:
        return Mark.invalid(messages.POINTS_MISSING)
    score = _share(spec, key.answer, given)
    if score == 1:
        return Mark.graded(1, key.right)
    slips = (w.say for w in key.wrong if _share(spec, w.answer, given) == 1)
    said = next(slips, key.otherwise)
    return Mark.graded(float(score), said, message=messages.POINTS_BEGUN if score else "")


def _given(spec: Spec, response: Any) -> list[Point] | None:
    """Return the points of a response; None when it holds anything that no view sends."""
    if not isinstance(response, list) or len(response) > spec.count:
        return None
    points = []
    for pair in response:
        if not isinstance(pair, list) or len(pair) != 2:
            return None
        if not all(isinstance(each, str) and _COORDINATE.fullmatch(each) for each in pair):
            return None
        points.append(_point(pair))
    whole = len(set(points)) == len(points) and all(_on_grid(spec, point) for point in points)
    return points if whole else None


def _share(spec: Spec, answer: list[list[str]], given: list[Point]) -> Fraction:
    right = [_point(pair) for pair in answer]
    if spec.draw == "line":
        return Fraction(all(_on_line(right[0], right[1], point) for point in given))
    return Fraction(len(set(given) & set(right)), len(right))


def _on_line(one: Point, other: Point, point: Point) -> bool:
    (ax, ay), (bx, by), (px, py) = one, other, point
    return (bx - ax) * (py - ay) == (by - ay) * (px - ax)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right points in both orders, foreseen slips, and what is no set of points."""
    right = key.answer
    return [
        Sample(right, "correct"),
        Sample(right[::-1], "correct"),
        Sample(_elsewhere(spec, key), "wrong"),
        *(Sample(slip.answer, _state(spec, key, slip.answer)) for slip in key.wrong),
        Sample(None, "invalid"),
        Sample([], "invalid"),
        Sample([*right, right[0]], "invalid"),
        Sample([[float(x), float(y)] for x, y in right], "invalid"),
        Sample([["1e3", "nan"]], "invalid"),
        Sample([["999999", "0"]] * spec.count, "invalid"),
        Sample({"x": "1", "y": "2"}, "invalid"),
    ]


def _elsewhere(spec: Spec, key: Key) -> list[list[str]]:
    """Return as many points as are asked for, none of which earns anything."""
    low, step = exact(spec.x[0]), exact(spec.step)
    across = int((exact(spec.x[1]) - low) / step)
    found: list[list[str]] = []
    for at in range((across + 1) * MAX_STEPS):
        up, right = divmod(at, across + 1)
        point = low + right * step, exact(spec.y[0]) + up * step
        if not _on_grid(spec, point) or len(found) == spec.count:
            break
        if not _share(spec, key.answer, [point]):
            found.append([f"{float(each):.6f}" for each in point])
    return found


def _state(spec: Spec, key: Key, pairs: list[list[str]]) -> Literal["partial", "wrong"]:
    return "partial" if _share(spec, key.answer, [_point(pair) for pair in pairs]) else "wrong"


EXAMPLE = """\
id: wells
ask: >-
  The first well is at ({2}, {3}). The second is just as far from the y axis on its other side,
  and just as high. Mark both wells.
answer: [[2, 3], [-2, 3]]
wrong:
  - answer: [[2, 3], [2, -3]]
    say: This one lies under the first well. Which axis is like a mirror here?
right: In the y axis, left and right change places, and the height stays.
otherwise: First go along the x axis, then up or down.
examples:
  - response: [[-2, 3], [2, 3]]
    mark: 1
  - response: [[2, 3], [2, -3]]
    mark: 1/2
  - response: [[3, 2], [3, -2]]
    mark: 0
  - response: [[9, 9]]
    mark: invalid
"""

QUESTION = QuestionType(
    name="plot_point",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="points",
    partial_credit="Right points over the number of points; a line is right or not.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "x", "y", "step", "draw", "count", "x_label", "y_label"),
    check=check,
)
