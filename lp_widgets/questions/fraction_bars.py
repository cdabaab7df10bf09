"""Fraction bars: colour a fraction of a bar, cut as the learner likes or as it is."""

import re
from fractions import Fraction
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import Share, exact
from lp_widgets.questions.texts import Text

LEAST, MOST = 2, 12
"""Into how many parts a bar can be cut."""

_COLOURED = re.compile(r"(\d{1,2})/(\d{1,2})", re.ASCII)


class Spec(base.Spec):
    """A bar to colour."""

    parts: int = Field(
        default=4,
        ge=LEAST,
        le=MOST,
        description="into how many equal parts the bar is cut at first",
    )
    fixed: bool = Field(default=False, description="yes: the bar stays cut like that")


class Wrong(base.BaseModel):
    """A fraction that was foreseen as a slip, and what to say to it."""

    model_config = base.Key.model_config

    answer: Share = Field(description="the fraction that is coloured then")
    say: Text = Field(min_length=1, description="what this answer shows")


class Key(base.Key):
    """How much is to be coloured."""

    answer: Share = Field(description="the fraction to colour, such as 3/4")
    wrong: list[Wrong] = Field(
        default=[], description="foreseen slips; the first that fits is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a fraction that no bar can show, and a wrong one that is right."""
    answer = exact(key.answer)
    if not _cuts(spec, answer):
        raise QuestionError("answer", f"{key.answer} cannot be coloured in such a bar")
    for place, slip in enumerate(key.wrong):
        if exact(slip.answer) == answer:
            raise QuestionError(f"wrong/{place}/answer", "is right")
    return spec, key


def _cuts(spec: Spec, value: Fraction) -> list[int]:
    """Return into how many parts a bar may be cut to show ``value``."""
    allowed = [spec.parts] if spec.fixed else range(LEAST, MOST + 1)
    return [parts for parts in allowed if (value * parts).denominator == 1]


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark ``6/8``: six of eight parts are coloured; None is untouched."""
    if response is None or response == "":
        return Mark.invalid(messages.NOTHING_COLOURED)
    found = _COLOURED.fullmatch(response) if isinstance(response, str) else None
    if not found or not LEAST <= int(found[2]) <= MOST or int(found[1]) > int(found[2]):
        return Mark.invalid(messages.WRONG_SHAPE)
    if spec.fixed and int(found[2]) != spec.parts:
        return Mark.invalid(messages.WRONG_SHAPE)
    value = Fraction(int(found[1]), int(found[2]))
    if value == exact(key.answer):
        return Mark.graded(1, key.right)
    said = (slip.say for slip in key.wrong if exact(slip.answer) == value)
    return Mark.graded(0, next(said, key.otherwise))


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the fraction in every cut that shows it, others, and what no bar shows."""
    answer = exact(key.answer)
    parts = spec.parts
    return [
        *(Sample(f"{answer * cut}/{cut}", "correct") for cut in _cuts(spec, answer)),
        *(
            Sample(f"{on}/{parts}", "wrong")
            for on in range(parts + 1)
            if Fraction(on, parts) != answer
        ),
        Sample(None, "invalid"),
        Sample(f"{parts + 1}/{parts}", "invalid"),
        Sample("1/1", "invalid"),
        Sample("0.5", "invalid"),
        Sample([1, 2], "invalid"),
    ]


EXAMPLE = """\
id: same
ask: "Colour just as much as {2/3}, in a bar of six parts or more. Cut the bar as you like."
parts: 6
answer: 2/3
wrong:
  - answer: 1/3
    say: This is one third. How many thirds are asked for?
  - answer: 1/2
    say: This is one half. Is a third part as large as a half?
right: Four sixths, six ninths or eight twelfths are just as much as two thirds.
otherwise: Cut the bar into three equal parts with your eyes first. How much are two of them?
examples:
  - response: 4/6
    mark: 1
  - response: 6/9
    mark: 1
  - response: 2/6
    mark: 0
  - response: 7/6
    mark: invalid
"""

QUESTION = QuestionType(
    name="fraction_bars",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit="None: the right fraction is worth everything, any other nothing.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "parts", "fixed"),
    check=check,
)
