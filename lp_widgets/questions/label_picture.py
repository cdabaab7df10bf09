"""Label a picture: put words on the marked spots of a picture."""

from pathlib import Path
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, placing
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import mixed
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.pictured import Percent, needs_picture
from lp_widgets.questions.placing import (
    check_filled,
    check_once,
    check_places,
    mark_places,
    sample_places,
    telling_places,
)
from lp_widgets.questions.texts import Text


class Spot(base.BaseModel):
    """A marked place on the picture."""

    model_config = base.Spec.model_config

    x: Percent = Field(description="from the picture's left edge, in percent of its width")
    y: Percent = Field(description="from the picture's top edge, in percent of its height")


class Spec(base.Spec):
    """Numbered spots on the picture, and labels that are kept and shown shuffled."""

    spots: dict[Id, Spot] = Field(
        min_length=1,
        max_length=12,
        description="places on the picture, as “name: {x: 20, y: 45}”, in percent of its width"
        " and height; they are numbered in this order",
    )
    labels: dict[Id, Text] = Field(
        min_length=2,
        max_length=16,
        description="the labels, as “name: text”, in any order; more of them than spots is good",
    )


class Key(placing.Key):
    """Which label belongs to which spot."""

    places: dict[Id, Id] = Field(
        max_length=12, description="which label belongs to each spot, as “spot: label”"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse what does not give every spot a label, and shuffle the labels for good."""
    check_filled(spec.labels, "labels")
    check_places(key.places, spec.spots, spec.labels, "places", key.wrong)
    check_once(key.places, "places")
    seen: dict[tuple[str, str], str] = {}
    for name, spot in spec.spots.items():
        if (spot.x, spot.y) in seen:
            twin = seen[spot.x, spot.y]
            raise QuestionError(f"spots/{name}", f"lies where “{twin}” lies")
        seen[spot.x, spot.y] = name
    shuffled = {name: spec.labels[name] for name in mixed(spec.id, spec.labels)}
    return spec.model_copy(update={"labels": shuffled}), key


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell the label of a spot: they travel to learners."""
    needs_picture(spec)
    telling_places(key.places, spec.spots, spec.labels, "places")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the label that each spot was given; a spot may be without one."""
    return mark_places(response, key.places, spec.spots, spec.labels, key, once=True)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right labels, one right and one wrong one, and what is no labelling."""
    return sample_places(key.places, spec.labels)


EXAMPLE = """\
id: plant
ask: What are the parts of this plant called?
picture: label_picture.svg
alt: A plant in the ground. Spot 1 is at the very top, spot 2 on a flat green part at the side,
  spot 3 halfway up, and spot 4 under the ground.
spots:
  top: {x: 50, y: 20}
  side: {x: 72, y: 45}
  middle: {x: 50, y: 60}
  under: {x: 50, y: 88}
labels:
  flower: flower
  leaf: leaf
  stem: stem
  root: root
  seed: seed
places:
  top: flower
  side: leaf
  middle: stem
  under: root
wrong:
  - answer: {middle: root}
    say: This part is above the ground. What carries the water from the ground to the leaves?
right: Water goes in at the root and up the stem to leaf and flower.
examples:
  - response: {top: flower, side: leaf, middle: stem, under: root}
    mark: 1
  - response: {top: flower, side: leaf, middle: root, under: stem}
    mark: 1/2
  - response: {top: seed, side: stem}
    mark: 0
  - response: {top: leaf, side: leaf}
    mark: invalid
"""

QUESTION = QuestionType(
    name="label_picture",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<id,id>",
    partial_credit="The spots that have the right label, over the number of spots.",
    generate=generate,
    example=EXAMPLE,
    files=(Path(__file__).with_name("label_picture.svg"),),
    public=(*COMMON, "spots", "labels"),
    check=check,
    telling=telling,
)
