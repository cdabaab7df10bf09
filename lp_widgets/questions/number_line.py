"""Number line: put points where numbers belong, on a line that shows only some of them."""

import re
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import Exact, Tolerance, exact, tolerance
from lp_widgets.questions.texts import Text

MOST_TICKS = 100
MOST_PLACES = 1000
MOST_POINTS = 6

Ends = Annotated[list[Exact], Field(min_length=2, max_length=2)]
_GIVEN = re.compile(r"(-?\d{1,12})(?:/(\d{1,12}))?", re.ASCII)


def _listed(given: Any) -> Any:
    """Take one number for a list of one."""
    return given if isinstance(given, list | tuple) else [given]


Numbers = Annotated[
    list[Exact], BeforeValidator(_listed), Field(min_length=1, max_length=MOST_POINTS)
]
"""One number or a few."""


def fits(line: list[str], step: str, snap: str, named: list[str]) -> tuple[str, str] | None:
    """Return the field and the problem of a line that cannot be drawn; None for a good one."""
    low, high = map(exact, line)
    for field, each, most in (("step", step, MOST_TICKS), ("snap", snap or step, MOST_PLACES)):
        if exact(each) <= 0:
            return field, "must be above 0"
        steps = (high - low) / exact(each)
        if not 1 <= steps <= most or steps.denominator > 1:
            return field, f"must fit into the line 1 to {most} times, without a rest"
    for number in named:
        if not _on(low, high, exact(step), exact(number)):
            return "named", f"{number} is at no tick of the line"
    return None


def _on(low: Fraction, high: Fraction, step: Fraction, number: Fraction) -> bool:
    return low <= number <= high and ((number - low) / step).denominator == 1


class Spec(base.Spec):
    """A line with ticks, some of them with their number."""

    line: Ends = Field(default=["0", "10"], description="where the line begins and ends")
    step: Exact = Field(default="1", description="how far one tick is from the next")
    snap: Exact | None = Field(
        default=None, description="how finely a point can be moved; without it, from tick to tick"
    )
    named: list[Exact] = Field(
        default=[],
        max_length=MOST_TICKS + 1,
        description="the ticks that carry their number; without it, as many as there is room for",
    )
    count: int = Field(
        default=1, ge=1, le=MOST_POINTS, description="how many points to place; the key tells it"
    )


class Wrong(base.BaseModel):
    """Points that show a known slip, and what to say to them."""

    model_config = base.Key.model_config

    answer: Numbers = Field(description="where the points are then")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """Where the points belong."""

    answer: Numbers = Field(description="the right number, or a list of them in any order")
    tolerance: Tolerance = Field(
        default="0", description="how far off is still right: 0.1, or 5% of the right number"
    )
    wrong: list[Wrong] = Field(
        default=[], max_length=50, description="known slips; the first that fits the answer is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a line that cannot be drawn, and points that cannot be placed on it."""
    trouble = fits(spec.line, spec.step, spec.snap or spec.step, spec.named)
    if trouble:
        raise QuestionError(*trouble)
    spec = spec.model_copy(update={"count": len(key.answer)})
    _check_numbers(spec, key, key.answer, "answer")
    for place, slip in enumerate(key.wrong):
        _check_numbers(spec, key, slip.answer, f"wrong/{place}/answer")
        if _found(key, key.answer, [exact(each) for each in slip.answer]) == spec.count:
            raise QuestionError(f"wrong/{place}/answer", "is right")
    return spec, key


def _check_numbers(spec: Spec, key: Key, numbers: list[str], field: str) -> None:
    if len(numbers) != spec.count or len({exact(each) for each in numbers}) < spec.count:
        raise QuestionError(field, f"must be {spec.count} different numbers")
    low, high = map(exact, spec.line)
    for number in numbers:
        if not low <= exact(number) <= high:
            raise QuestionError(field, f"{number} is not on the line")
        if not _reached(spec, key, exact(number)):
            raise QuestionError(
                field, f"no point can be put to {number}: give a finer “snap”, or a “tolerance”"
            )


def _reached(spec: Spec, key: Key, number: Fraction) -> bool:
    """Say whether some place that a point can take is near enough to ``number``."""
    return abs(_nearest(spec, number) - number) <= tolerance(key.tolerance, number)


def _nearest(spec: Spec, number: Fraction) -> Fraction:
    low, snap = exact(spec.line[0]), exact(spec.snap or spec.step)
    return low + round((number - low) / snap) * snap


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the numbers ``["3/4", "2"]`` where points are, in any order; None is untouched."""
    if response is None or response == []:
        return Mark.invalid(messages.NO_POINT)
    given = _given(spec, response)
    if given is None:
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(given) < spec.count:
        return Mark.invalid(messages.POINTS_MISSING)
    found = _found(key, key.answer, given)
    if found == spec.count:
        return Mark.graded(1, key.right)
    slips = (slip.say for slip in key.wrong if _found(key, slip.answer, given) == spec.count)
    message = messages.POINTS_BEGUN if found else ""
    score = float(Fraction(found, spec.count))
    return Mark.graded(score, next(slips, key.otherwise), message=message)


def _given(spec: Spec, response: Any) -> list[Fraction] | None:
    """Return the numbers of a response; None when it holds anything that no view sends."""
    if not isinstance(response, list) or len(response) > spec.count:
        return None
    low, high = map(exact, spec.line)
    numbers = []
    for each in response:
        found = _GIVEN.fullmatch(each) if isinstance(each, str) else None
        if not found or int(found[2] or 1) == 0:
            return None
        number = Fraction(int(found[1]), int(found[2] or 1))
        if not _on(low, high, exact(spec.snap or spec.step), number):
            return None
        numbers.append(number)
    return numbers if len(set(numbers)) == len(numbers) else None


def _found(key: Key, wanted: list[str], given: list[Fraction]) -> int:
    """Return how many of ``wanted`` have a point of their own near enough, however they overlap.

    Each number takes the leftmost free point of its reach, the number whose reach ends first
    before the others: no other pairing finds more.
    """
    reaches = sorted(
        (number + far, number - far)
        for number in map(exact, wanted)
        for far in [tolerance(key.tolerance, number)]
    )
    free = sorted(given)
    for right, left in reaches:
        taken = next((point for point in free if left <= point <= right), None)
        if taken is not None:
            free.remove(taken)
    return len(given) - len(free)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right points in both orders, foreseen slips, and what is no set of points."""
    right = [str(_nearest(spec, exact(each))) for each in key.answer]
    samples = [
        Sample(None, "invalid"),
        Sample([], "invalid"),
        Sample([*right, right[0]], "invalid"),
        Sample([1.5] * spec.count, "invalid"),
        Sample(["1/0"] * spec.count, "invalid"),
        Sample(["nan"] * spec.count, "invalid"),
        Sample(right[0], "invalid"),
    ]
    if len(set(right)) == spec.count:
        samples += [Sample(right, "correct"), Sample(right[::-1], "correct")]
    wrong = _elsewhere(spec, key)
    if wrong:
        samples.append(Sample(wrong, "wrong"))
    return samples


def _elsewhere(spec: Spec, key: Key) -> list[str]:
    """Return as many places as are asked for, none of which earns anything; empty for none."""
    low, high = map(exact, spec.line)
    snap = exact(spec.snap or spec.step)
    places = (low + at * snap for at in range(int((high - low) / snap) + 1))
    found = [str(each) for each in places if not _found(key, key.answer, [each])]
    return found[: spec.count] if len(found) >= spec.count else []


EXAMPLE = """\
id: quarters
ask: Put one point to {3/4} and one to {1 1/2}.
line: [0, 2]
step: 1/4
named: [0, 1, 2]
answer: [3/4, 1 1/2]
wrong:
  - answer: [1/2, 3/4]
    say: The line goes on to two. How many ticks does the way from zero to one have?
right: From zero to one there are four ticks, so each of them is one fourth further.
otherwise: Count the ticks from zero to one. What part of the way is one of them?
examples:
  - response: [3/4, 3/2]
    mark: 1
  - response: [3/2, 1/4]
    mark: 1/2
  - response: ["1", 1/4]
    mark: 0
  - response: ["9", 3/4]
    mark: invalid
"""

QUESTION = QuestionType(
    name="number_line",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="points",
    partial_credit="The numbers that have a point near enough, over the number of points.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "line", "step", "snap", "named", "count"),
    check=check,
)
