"""Multiple choice: any number of options may be right, none and all included."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import messages
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import (
    ChoiceKey,
    ChoiceSpec,
    check_options,
    net_correct,
    telling_options,
)
from lp_widgets.questions.errors import QuestionError


class Spec(ChoiceSpec):
    """Options of which any number may be chosen; how many are right is not told."""


class Key(ChoiceKey):
    """Which options are right."""

    answers: list[Id] = Field(max_length=26, description="the names of the right options")


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse answers that are not offered or stand there twice."""
    check_options(spec, key, key.answers, "answers")
    if len(set(key.answers)) < len(key.answers):
        raise QuestionError("answers", "has the same name twice")
    return spec, key


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the list of chosen names, in any order; None is untouched, [] is “none of them”."""
    if response is None:
        return Mark.invalid(messages.NOTHING_CHOSEN)
    if not isinstance(response, list) or len(response) > len(spec.options):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not all(isinstance(name, str) for name in response):
        return Mark.invalid(messages.WRONG_SHAPE)
    chosen = set(response)
    if len(chosen) < len(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not chosen <= set(spec.options):
        return Mark.invalid(messages.NOT_OFFERED)
    right = set(key.answers)
    if chosen == right:
        return Mark.graded(1, key.right)
    score, message = net_correct(chosen, right)
    said = [key.say[name] for name in spec.options if name in chosen - right and key.say.get(name)]
    return Mark.graded(float(score), " ".join(said) or key.otherwise, message=message)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right set, one short of it, its opposite, and what is no set of options."""
    right = list(key.answers)
    others = [name for name in spec.options if name not in key.answers]
    samples = [
        Sample(right, "correct"),
        Sample(right[::-1], "correct"),
        Sample(None, "invalid"),
        Sample([*right, "no-such-option-here"], "invalid"),
        Sample(dict.fromkeys(right, True), "invalid"),
    ]
    if others:
        samples.append(Sample(others, "wrong"))
    if right:
        samples.append(Sample([right[0], right[0]], "invalid"))
    if len(right) > 1:
        samples.append(Sample(right[1:], "partial"))
    return samples


EXAMPLE = """\
id: drying
ask: What helps washing to dry?
options:
  wind: wind
  warm: warm air
  fog: fog
  fold: folding it
answers: [wind, warm]
say:
  fog: Fog is full of water already.
right: Warm air takes up much water, and wind brings new air.
examples:
  - response: [warm, wind]
    mark: 1
  - response: [wind]
    mark: 1/2
  - response: [fog]
    mark: 0
  - response: [wind, wind]
    mark: invalid
"""

QUESTION = QuestionType(
    name="multiple_choice",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="set<id>",
    partial_credit=(
        "Right choices less wrong choices, over the number of right ones, and never below 0."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "options"),
    check=check,
    telling=telling_options,
)
