"""Single choice: one of several options is right."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import messages
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import ChoiceKey, ChoiceSpec, check_options, telling_options


class Spec(ChoiceSpec):
    """Options of which one is to be chosen."""


class Key(ChoiceKey):
    """Which option is right."""

    answer: Id = Field(description="the name of the right option")


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse an answer that is not offered."""
    check_options(spec, key, [key.answer], "answer")
    return spec, key


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the name of the chosen option; None is nothing chosen."""
    if response is None or response == "":
        return Mark.invalid(messages.NOTHING_CHOSEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    if response not in spec.options:
        return Mark.invalid(messages.NOT_OFFERED)
    if response == key.answer:
        return Mark.graded(1, key.right or key.say.get(response, ""))
    return Mark.graded(0, key.say.get(response) or key.otherwise)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right option, every other one, and what is no option."""
    others = [name for name in spec.options if name != key.answer]
    return [
        Sample(key.answer, "correct"),
        *(Sample(name, "wrong") for name in others),
        Sample(None, "invalid"),
        Sample([key.answer], "invalid"),
        Sample(f"{key.answer} ", "invalid"),
    ]


EXAMPLE = """\
id: puddle
ask: The puddle is gone. Where is its water now?
options:
  air: in the air
  stone: in the stone
  sun: in the sun
answer: air
say:
  stone: Stone drinks hardly any water. What do you see over a wet road in the sun?
right: It is vapour now, which nobody can see.
otherwise: Read again how water goes up.
hints:
  - Water can be invisible.
examples:
  - response: air
    mark: 1
  - response: stone
    mark: 0
  - response: fire
    mark: invalid
"""

QUESTION = QuestionType(
    name="single_choice",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="id",
    partial_credit="None: the right option is worth everything, any other nothing.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "options"),
    check=check,
    telling=telling_options,
)
