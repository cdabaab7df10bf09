"""Long text: an answer in one's own words, kept as it is written; a person marks it."""

from typing import Any

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import Mark, QuestionType, Sample
from lp_widgets.questions.words import is_sound

MAX_TEXT = 20_000
"""Characters: some ten pages, far more than anybody types on a phone."""


class Spec(base.Spec):
    """Something to write in one's own words."""


class Key(base.Key):
    """Nothing beyond what every key has: a person marks the text."""


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Check the form of a text alone: it is text, not empty, and not too long."""
    if response is None:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(response) > MAX_TEXT:
        return Mark.invalid(messages.TOO_LONG)
    if not is_sound(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not response.strip(" \t\r\n\u00a0\u200b\u200e\u200f"):
        return Mark.invalid(messages.NOTHING_WRITTEN)
    return Mark.pending()


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return texts, and what is none."""
    return [
        Sample("The sun warms the sea.", "pending"),
        Sample("الشمس تدفئ البحر.\nثم يصعد البخار.", "pending"),
        Sample(" \n\u200f ", "invalid"),
        Sample(None, "invalid"),
        Sample({"text": "The sun"}, "invalid"),
        Sample("x" * (MAX_TEXT + 1), "invalid"),
    ]


EXAMPLE = """\
id: shade
ask: Why does a garden in a dry place need shade? Write two or three sentences.
examples:
  - response: The sun dries the soil. In the shade the water stays longer.
    mark: pending
  - response: " "
    mark: invalid
"""

QUESTION = QuestionType(
    name="long_text",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit="None on arrival: the text is kept, and a person marks it.",
    generate=generate,
    example=EXAMPLE,
)
