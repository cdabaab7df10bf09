"""Estimate: guess a number with a slider; a near guess counts."""

import re
from pathlib import Path
from typing import Any

from pydantic import Field

from lp_widgets import questions
from lp_widgets.hookspecs import hookimpl
from lp_widgets.questions import COMMON, Mark, QuestionError, QuestionType, Sample, messages

HERE = Path(__file__).parent
NOT_MOVED = "The slider is not moved yet. This did not count as a try."


class Spec(questions.Spec):
    """Public: all of this may reach a learner's browser."""

    low: int = Field(ge=0, description="the least value of the slider")
    high: int = Field(le=1_000_000, description="the greatest value of the slider")


class Key(questions.Key):
    """Secret: this never leaves the server."""

    answer: int = Field(description="the true number")
    within: int = Field(default=0, ge=0, description="how far off is still right")


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse what no learner could answer."""
    if not spec.low <= key.answer <= spec.high:
        raise QuestionError("answer", f"must lie between {spec.low} and {spec.high}")
    return spec, key


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the slider's value; anything can arrive here, and nothing may raise."""
    if response is None:
        return Mark.invalid(NOT_MOVED)
    if not isinstance(response, str) or not re.fullmatch("[0-9]{1,7}", response):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not spec.low <= int(response) <= spec.high:
        return Mark.invalid(messages.WRONG_SHAPE)
    off = abs(int(response) - key.answer)
    if off <= key.within:
        return Mark.graded(1, key.right)
    return Mark.graded(0.5 if off <= 2 * key.within else 0, key.otherwise)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Make answers up, with the state that each must get."""
    far = [each for each in (spec.low, spec.high) if abs(each - key.answer) > 2 * key.within]
    return [
        Sample(str(key.answer), "correct"),
        *(Sample(str(each), "wrong") for each in far),
        Sample(None, "invalid"),
        Sample(key.answer, "invalid"),
        Sample(str(spec.high + 1), "invalid"),
    ]


EXAMPLE = """\
id: beans
ask: "About how many beans are in a glass of {200} ml, filled to its rim?"
low: 0
high: 900
answer: 400
within: 50
right: "One layer is about {40} beans, and there are ten layers."
otherwise: "Picture one layer of beans. How many layers are there?"
examples:
  - response: "430"
    mark: 1
  - response: "320"
    mark: 0.5
  - response: "90"
    mark: 0
"""

QUESTION = QuestionType(
    name="estimate",
    Spec=Spec,
    Key=Key,
    check=check,
    mark=mark,
    generate=generate,
    example=EXAMPLE,
    response_shape="string",
    partial_credit="Half for a guess that is off by at most twice as much as allowed.",
    public=(*COMMON, "low", "high"),
    js=HERE / "estimate.js",
    css=HERE / "estimate.css",
    translations=HERE / "translations",
)


@hookimpl
def question_types() -> list[QuestionType]:
    """Give the type to the lab."""
    return [QUESTION]
