"""Matching: find the partner of each line among the cards."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base, placing
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import check_texts, mixed
from lp_widgets.questions.placing import (
    check_filled,
    check_once,
    check_places,
    mark_places,
    sample_places,
    telling_places,
)
from lp_widgets.questions.texts import Text


class Spec(base.Spec):
    """Lines that each want one card; the cards are kept and shown shuffled."""

    lines: dict[Id, Text] = Field(
        min_length=2,
        max_length=12,
        description="the lines, as “name: text”, in the order in which they are shown",
    )
    cards: dict[Id, Text] = Field(
        min_length=2,
        max_length=16,
        description="the cards, as “name: text”, in any order; more of them than lines is good",
    )


class Key(placing.Key):
    """Which card belongs to which line."""

    pairs: dict[Id, Id] = Field(
        max_length=12, description="which card belongs to each line, as “line: card”"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse what is no pairing, and shuffle the cards for good."""
    check_texts(spec.lines, "lines")
    check_filled(spec.cards, "cards")
    check_places(key.pairs, spec.lines, spec.cards, "pairs", key.wrong)
    check_once(key.pairs, "pairs")
    shuffled = {name: spec.cards[name] for name in mixed(spec.id, spec.cards)}
    return spec.model_copy(update={"cards": shuffled}), key


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell the pairs: they travel to learners."""
    telling_places(key.pairs, spec.lines, spec.cards, "pairs")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the card that each line was given; a line may be without one."""
    return mark_places(response, key.pairs, spec.lines, spec.cards, key, once=True)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the pairs, a right and a wrong one, one card for all, and what is no pairing."""
    return [
        *sample_places(key.pairs, spec.cards),
        Sample(dict.fromkeys(spec.lines, next(iter(spec.cards))), "invalid"),
    ]


EXAMPLE = """\
id: traces
ask: Who leaves which trace? Put the right card beside each animal.
lines:
  hen: a hen
  snail: a snail
  bee: a bee
cards:
  feather: a feather in the dust
  slime: a shining path on a leaf
  wax: six-sided rooms of wax
  web: a round web with dew on it
pairs:
  hen: feather
  snail: slime
  bee: wax
wrong:
  - answer: {bee: web}
    say: Webs are made by spiders. What does a bee build for its honey?
right: A trace can tell who was there, even when nobody saw it.
hints:
  - One of the cards is left over.
examples:
  - response: {hen: feather, snail: slime, bee: wax}
    mark: 1
  - response: {hen: feather, snail: wax, bee: web}
    mark: 1/3
  - response: {hen: slime}
    mark: 0
  - response: {hen: wax, bee: wax}
    mark: invalid
"""

QUESTION = QuestionType(
    name="matching",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<id,id>",
    partial_credit="The lines that have the right card, over the number of lines.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "lines", "cards"),
    check=check,
    telling=telling,
)
