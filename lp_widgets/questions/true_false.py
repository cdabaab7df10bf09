"""True or not true: one statement, and two choices."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import Mark, QuestionType, Sample
from lp_widgets.questions.texts import Text

RESPONSES = ("true", "false")


class Spec(base.Spec):
    """A statement; `ask` is the statement itself."""


class Key(base.Key):
    """Whether the statement is true."""

    answer: bool = Field(description="yes: the statement is true; no: it is not")
    say: Text = Field(default="", description="what to say to whoever made the other choice")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark ``"true"`` or ``"false"``; None is nothing chosen."""
    if response is None or response == "":
        return Mark.invalid(messages.NOTHING_CHOSEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    if response not in RESPONSES:
        return Mark.invalid(messages.NOT_OFFERED)
    if (response == "true") is key.answer:
        return Mark.graded(1, key.right)
    return Mark.graded(0, key.say or key.otherwise)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return both choices, and what is neither."""
    right, other = RESPONSES if key.answer else RESPONSES[::-1]
    return [
        Sample(right, "correct"),
        Sample(other, "wrong"),
        *(Sample(thing, "invalid") for thing in (None, True, False, 1, "yes", "True", [right])),
    ]


EXAMPLE = """\
id: boiling
ask: Water turns into vapour only when it boils.
answer: no
say: A puddle dries on a cool day too, and nobody boils it.
right: It happens at any warmth, only more slowly.
hints:
  - What happens to wet washing on a line?
examples:
  - response: "false"
    mark: 1
  - response: "true"
    mark: 0
  - response: maybe
    mark: invalid
"""

QUESTION = QuestionType(
    name="true_false",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="id",
    partial_credit="None: the right choice is worth everything, the other nothing.",
    generate=generate,
    example=EXAMPLE,
)
