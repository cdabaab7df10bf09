"""Ordering: put lines in the right order."""

import re
from bisect import bisect_left
from fractions import Fraction
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import check_texts, mixed, not_among, telling_names
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Text

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
_COUNTED = re.compile(r"(?i)(.*?)([a-z]|\d+)")


class Spec(base.Spec):
    """Lines to put in order; they are kept and shown shuffled, always in the same way."""

    items: dict[Id, Text] = Field(
        min_length=2, max_length=20, description="the lines, as “name: text”, in any order"
    )


class Wrong(base.BaseModel):
    """An order that shows a known slip, and what to say to it."""

    model_config = base.Key.model_config

    answer: list[Id] = Field(description="the names in this wrong order")
    say: Text = Field(min_length=1, description="what this order shows")


class Key(base.Key):
    """The right order."""

    order: list[Id] = Field(max_length=20, description="the names in the right order")
    wrong: list[Wrong] = Field(
        default=[], description="known slips; the first that fits the answer is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse what is no order of the items, and shuffle the items for good."""
    check_texts(spec.items, "items")
    _check_order(spec, key.order, "order")
    for place, slip in enumerate(key.wrong):
        _check_order(spec, slip.answer, f"wrong/{place}/answer")
        if slip.answer == key.order:
            raise QuestionError(f"wrong/{place}/answer", "is the right order")
    shuffled = {name: spec.items[name] for name in shuffle(spec.id, key.order)}
    return spec.model_copy(update={"items": shuffled}), key


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell the order: they travel to learners."""
    telling_names(spec.items, "items")
    if _counts_up(key.order):
        raise QuestionError(
            "items",
            "these names count up in the right order and travel to learners;"
            " name each line by what it says, such as rain or river",
        )


def _check_order(spec: Spec, order: list[str], field: str) -> None:
    for name in order:
        if name not in spec.items:
            raise QuestionError(field, not_among(name, spec.items))
    if len(set(order)) < len(order):
        raise QuestionError(field, "has the same name twice")
    for name in spec.items:
        if name not in order:
            raise QuestionError(field, f"leaves out “{name}”")


def _counts_up(order: list[str]) -> bool:
    names = [name.lower() for name in order]
    for counted in (_ORDINALS, _NUMBERS):
        if tuple(names) == counted[: len(names)]:
            return True
    ends = [_COUNTED.fullmatch(name) for name in names]
    if not all(ends) or len({end[1] for end in ends if end}) > 1:
        return False
    values = [(len(end[2]), end[2]) for end in ends if end]
    return values == sorted(values)


def shuffle(seed: str, right: list[str]) -> list[str]:
    """Return the names in the order in which every learner first sees them.

    It hangs on ``seed`` (the question's id) and the names alone, and never is the right order.
    """
    shown = mixed(seed, right)
    return shown if shown != right else [*shown[1:], shown[0]]


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the list of all names in the learner's order; None is untouched."""
    if response is None or response == []:
        return Mark.invalid(messages.NOTHING_MOVED)
    if not isinstance(response, list) or len(response) > len(key.order):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not all(isinstance(name, str) for name in response):
        return Mark.invalid(messages.WRONG_SHAPE)
    if sorted(response) != sorted(key.order):
        return Mark.invalid(messages.NOT_EACH_ONCE)
    if response == key.order:
        return Mark.graded(1, key.right)
    run = longest_run([key.order.index(name) for name in response])
    score = Fraction(run, len(key.order)) if run > 1 else Fraction(0)
    said = next((slip.say for slip in key.wrong if slip.answer == response), key.otherwise)
    return Mark.graded(float(score), said, message=messages.ORDER_BEGUN if score else "")


def longest_run(places: list[int]) -> int:
    """Return the length of the longest rising subsequence: lines that need not be moved."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right order, the reverse, one line moved, and what is no order."""
    order = list(key.order)
    samples = [
        Sample(order, "correct"),
        Sample(order[::-1], "wrong"),
        Sample(None, "invalid"),
        Sample(order[:-1], "invalid"),
        Sample([order[0]] * len(order), "invalid"),
        Sample({str(place): name for place, name in enumerate(order)}, "invalid"),
    ]
    if len(order) > 2:
        samples.append(Sample([*order[1:], order[0]], "partial"))
    return samples


EXAMPLE = """\
id: way
ask: Which way does the water go? Put the steps in order.
items:
  sun: The sun warms the sea.
  rise: Vapour rises.
  fall: Rain falls.
order: [sun, rise, fall]
wrong:
  - answer: [fall, sun, rise]
    say: Rain is the end of this way. What does the sun do first?
right: It goes round and round.
examples:
  - response: [sun, rise, fall]
    mark: 1
  - response: [rise, fall, sun]
    mark: 2/3
  - response: [fall, rise, sun]
    mark: 0
  - response: [sun, sun, sun]
    mark: invalid
"""

QUESTION = QuestionType(
    name="ordering",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="list<id>",
    partial_credit=(
        "The most lines that already follow one another rightly, over the number of lines;"
        " a single line is no order and counts nothing."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "items"),
    check=check,
    telling=telling,
)
