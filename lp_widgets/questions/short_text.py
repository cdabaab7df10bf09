"""Short text: a word or a few, compared with what the author accepts."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import MAX_ANSWER, Answers, Text
from lp_widgets.questions.words import edits, fold, is_sound, look_alike, mixes_alphabets


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
        default=False,
        description="yes: cafe is as good as café, ا as good as أ, ه as ة and ي as ى",
    )
    vowels: bool = Field(
        default=False, description="yes: Arabic and Hebrew vowel signs must be right too"
    )
    capitals: bool = Field(default=False, description="yes: capital letters must be right too")
    typos: int = Field(
        default=0,
        ge=0,
        le=3,
        description="how many letters may be wrong, missing, too much or swapped",
    )
    wrong: list[Wrong] = Field(
        default=[], description="foreseen wrong answers; the first that fits is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse an answer that nobody could give, and a wrong answer that is accepted too."""
    right = {_fold(key, text, "") for text in key.accepted}
    if "" in right:
        raise QuestionError("accepted", "has an answer with nothing in it that could be typed")
    for text in key.accepted:
        if mixes_alphabets(text):
            raise QuestionError("accepted", f"“{text}” has letters of two alphabets in one word")
        if len(text) <= 3 * key.typos:
            raise QuestionError("typos", f"“{text}” is too short for so many wrong letters")
    for place, slip in enumerate(key.wrong):
        for text in slip.answer:
            if _fold(key, text, "") in right:
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
    given = _fold(key, response, locale)
    if not given:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if mixes_alphabets(response):
        return Mark.invalid(messages.TWO_ALPHABETS)
    return _compared(key, response, given, locale)


def _compared(key: Key, response: str, given: str, locale: str) -> Mark:
    """Mark a readable answer: right, a foreseen slip, nearly spelled, or anything else."""
    right = {_fold(key, text, locale): text for text in key.accepted}
    if given in right:
        return Mark.graded(1, key.right)
    for slip in key.wrong:
        if given in (_fold(key, text, locale) for text in slip.answer):
            return Mark.graded(0, slip.say)
    near = _nearest(right, given, key.typos)
    if near:
        return Mark.graded(1, key.right, message=messages.SPELLED, values={"word": near})
    looks = {_fold(key, look_alike(text), locale) for text in key.accepted}
    alike = _fold(key, look_alike(response), locale) in looks
    return Mark.graded(0, key.otherwise, message=messages.LOOKS_ALIKE if alike else "")


def _fold(key: Key, text: str, locale: str) -> str:
    return fold(text, locale, accents=not key.ignore_accents, vowels=key.vowels, case=key.capitals)


def _nearest(right: dict[str, str], given: str, typos: int) -> str:
    """Return the accepted text that ``given`` was meant to be; never where digits are."""
    if not typos or any(letter.isdigit() for letter in given):
        return ""
    counted = {edits(given, text, typos): whole for text, whole in right.items()}
    least = min(counted)
    return counted[least] if least <= typos else ""


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return what is accepted, foreseen slips, nonsense, and what is no text."""
    return [
        *(Sample(text, "correct") for text in key.accepted),
        *(Sample(f"  {text} ", "correct") for text in key.accepted),
        *(Sample(text, "wrong") for slip in key.wrong for text in slip.answer),
        Sample("".join(key.accepted) + "xyzxyz", "wrong"),
        Sample(" \u200f ", "invalid"),
        Sample(None, "invalid"),
        Sample(12, "invalid"),
        Sample("x" * (MAX_ANSWER + 1), "invalid"),
    ]


EXAMPLE = """\
id: rising
ask: What is it called when water goes up into the air?
accepted: [evaporation, it evaporates]
wrong:
  - answer: [condensation, condensing]
    say: That is the way back, from vapour to water.
right: Evaporation is the way up.
examples:
  - response: " Evaporation. "
    mark: 1
  - response: condensation
    mark: 0
  - response: " "
    mark: invalid
"""

QUESTION = QuestionType(
    name="short_text",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit="None: an accepted text is worth everything, any other nothing.",
    generate=generate,
    example=EXAMPLE,
    check=check,
)
