"""Code: a program, kept as it is written; its mark comes later."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.texts import Translatable
from lp_widgets.questions.words import is_sound

MAX_PROGRAM = 20_000
Program = Annotated[str, StringConstraints(max_length=MAX_PROGRAM), Translatable()]
"""Program text; a translator may change its words and comments."""


class Spec(base.Spec):
    """A program to write."""

    starter: Program = Field(default="", description="the program that stands there at first")


class Key(base.Key):
    """Nothing beyond what every key has: a person or the autograder marks a program."""


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Check the form of a program alone: it is text, not empty, and not too long."""
    if response is None:
        return Mark.invalid(messages.NO_PROGRAM)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(response) > MAX_PROGRAM:
        return Mark.invalid(messages.TOO_LONG)
    if not response.strip():
        return Mark.invalid(messages.NO_PROGRAM)
    if not is_sound(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    return Mark.pending()


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return a program, and what is none."""
    return [
        Sample("print(1)", "pending"),
        Sample("not a program at all", "pending"),
        Sample(" \n", "invalid"),
        Sample(None, "invalid"),
        Sample(["print(1)"], "invalid"),
        Sample("x" * (MAX_PROGRAM + 1), "invalid"),
    ]


EXAMPLE = """\
id: square
ask: This program draws one side of a square. Write the lines that are missing.
starter: |
  forward(100)
examples:
  - response: |
      for turn in range(4):
          forward(100)
          left(90)
    mark: pending
  - response: " "
    mark: invalid
"""

QUESTION = QuestionType(
    name="code",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit="None on arrival: the program is kept, and its mark comes later.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "starter"),
)
