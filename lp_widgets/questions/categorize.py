"""Categorize: put each item into the group that it belongs to."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base, placing
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import check_texts, mixed
from lp_widgets.questions.placing import check_places, mark_places, sample_places, telling_places
from lp_widgets.questions.texts import Text


class Spec(base.Spec):
    """Groups, and items that stand outside of them at first, kept and shown shuffled."""

    groups: dict[Id, Text] = Field(
        min_length=2,
        max_length=6,
        description="the groups, as “name: text”, in the order in which they are shown",
    )
    items: dict[Id, Text] = Field(
        min_length=2, max_length=24, description="the items, as “name: text”, in any order"
    )


class Key(placing.Key):
    """Which group each item belongs to."""

    belongs: dict[Id, Id] = Field(
        max_length=24, description="the group of each item, as “item: group”"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse what does not give every item a group, and shuffle the items for good."""
    check_texts(spec.groups, "groups")
    check_texts(spec.items, "items")
    check_places(key.belongs, spec.items, spec.groups, "belongs", key.wrong)
    shuffled = {name: spec.items[name] for name in mixed(spec.id, spec.items)}
    return spec.model_copy(update={"items": shuffled}), key


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell the group of an item: they travel to learners."""
    telling_places(key.belongs, spec.items, spec.groups, "belongs")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the group that each item was put into; an item may still stand outside."""
    return mark_places(response, key.belongs, spec.items, spec.groups, key, once=False)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right groups, one right and one wrong one, and what is no sorting."""
    return sample_places(key.belongs, spec.groups)


EXAMPLE = """\
id: float
ask: What floats in a bowl of water, and what sinks?
groups:
  up: It floats.
  down: It sinks.
items:
  cork: a cork
  coin: a coin
  leaf: a dry leaf
  pebble: a pebble
belongs:
  cork: up
  leaf: up
  coin: down
  pebble: down
wrong:
  - answer: {coin: up}
    say: A coin is small, but small things can be heavy for their size.
right: What is light for its size floats; what is heavy for its size sinks.
examples:
  - response: {cork: up, leaf: up, coin: down, pebble: down}
    mark: 1
  - response: {cork: up, leaf: up, coin: up, pebble: down}
    mark: 3/4
  - response: {cork: down, coin: up}
    mark: 0
  - response: {cork: left}
    mark: invalid
"""

QUESTION = QuestionType(
    name="categorize",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<id,id>",
    partial_credit="The items that are in their own group, over the number of items.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "groups", "items"),
    check=check,
    telling=telling,
)
