"""Short text: a word or a few, compared with what the author accepts."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import MAX_ANSWER, Answers, Text
from lp_widgets.questions.words import fold, is_sound


class Spec(base.Spec):
    """A word or a few to write."""


class Wrong(base.BaseModel):
    """A wrong answer that was foreseen, and what to say to it."""

    model_config = base.Key.model_config

    answer: Answers = Field(description="the wrong answer, or a list of them")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """What is accepted."""

    accepted: Answers = Field(description="the right answer, or a list of them")
    ignore_accents: bool = Field(
        default=False, description="yes: cafe is as good as café, and ا as good as أ"
    )
    wrong: list[Wrong] = Field(
        default=[], description="foreseen wrong answers; the first that fits is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse an answer of invisible marks alone, and a wrong answer that is accepted too."""
    right = {fold(text, "", not key.ignore_accents) for text in key.accepted}
    if "" in right:
        raise QuestionError("accepted", "has an answer with nothing in it that could be typed")
    for place, slip in enumerate(key.wrong):
        for text in slip.answer:
            if fold(text, "", not key.ignore_accents) in right:
                raise QuestionError(f"wrong/{place}/answer", f"“{text}” is accepted as right")
    return spec, key


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark what was typed; None or white space alone is nothing."""
    if response is None:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if not isinstance(response, str):
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(response) > MAX_ANSWER:
        return Mark.invalid(messages.TOO_LONG)
    if not is_sound(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    accents = not key.ignore_accents
    given = fold(response, locale, accents)
    if not given:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if given in (fold(text, locale, accents) for text in key.accepted):
        return Mark.graded(1, key.right)
    for slip in key.wrong:
        if given in (fold(text, locale, accents) for text in slip.answer):
            return Mark.graded(0, slip.say)
    return Mark.graded(0, key.otherwise)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return what is accepted, foreseen slips, nonsense, and what is no text."""
    return [
        *(Sample(text, "correct") for text in key.accepted),
        *(Sample(f"  {text} ", "correct") for text in key.accepted),
        *(Sample(text, "wrong") for slip in key.wrong for text in slip.answer),
        Sample("".join(key.accepted) + "xyz", "wrong"),
        Sample(" \u200f ", "invalid"),
        Sample(None, "invalid"),
        Sample(12, "invalid"),
        Sample("x" * (MAX_ANSWER + 1), "invalid"),
    ]


QUESTION = QuestionType(
    name="short_text",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit="None: an accepted text is worth everything, any other nothing.",
    generate=generate,
    check=check,
)
