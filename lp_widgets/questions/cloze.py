"""Cloze: gaps inside a sentence or a short text."""

import re
from typing import Any

from pydantic import Field

from lp_widgets.questions import base
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.errors import QuestionError, listed
from lp_widgets.questions.gap_kinds import Choices, Gap
from lp_widgets.questions.gaps import check_gaps, keypad, mark_gaps, samples, telling_gaps
from lp_widgets.questions.texts import Text

_GAP = re.compile(r"\[\[([A-Za-z][A-Za-z0-9_-]{0,63})\]\]")
MOST = 30


class Spec(base.Spec):
    """A text with gaps."""

    text: Text = Field(min_length=1, description="the text, with a gap written as [[name]]")
    choices: Choices = Field(
        default={},
        max_length=MOST,
        description="for each gap of the kind choice its choices, as “name: text”",
    )
    keypad: list[Id] = Field(
        default=[],
        description="gaps for which a phone shows its digits; found from `gaps`, not written",
    )


class Key(base.Key):
    """What belongs in each gap."""

    gaps: dict[Id, Gap] = Field(
        min_length=1, max_length=MOST, description="for each gap its kind and what is right"
    )
    any_order: list[list[Id]] = Field(
        default=[],
        max_length=MOST,
        description="groups of gaps whose answers may change places; each answer counts once",
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a text whose gaps are not those of the key: so also a translation that loses one."""
    written = _GAP.findall(spec.text)
    for name in key.gaps:
        if written.count(name) != 1:
            often = "more than once" if name in written else "nowhere"
            raise QuestionError("text", f"has the gap [[{name}]] {often}; it belongs there once")
    for name in written:
        if name not in key.gaps:
            raise QuestionError(
                "text", f"has a gap [[{name}]], and “gaps” has only {listed(key.gaps)}"
            )
    if "[[" in _GAP.sub("", spec.text):
        raise QuestionError("text", "has “[[” without a gap's name and “]]” after it")
    check_gaps(key.gaps, spec.choices, key.any_order, "gaps")
    # Gaps are counted as they are read, and a translation may need them in another order.
    ordered = {name: key.gaps[name] for name in written}
    spec = spec.model_copy(update={"keypad": keypad(ordered)})
    return spec, key.model_copy(update={"gaps": ordered})


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell what belongs in a gap."""
    telling_gaps(key.gaps, spec.choices, "gaps")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark a map from a gap's name to what stands in it."""
    return mark_gaps(key, key.gaps, spec.choices, key.any_order, response, locale)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return gaps filled rightly, in part and not at all."""
    return samples(key.gaps, key.any_order)


EXAMPLE = """\
id: three-states
ask: Fill the gaps.
text: >-
  Water freezes at [[low]] °C and boils at [[high]] °C. Its gas is called [[gas]],
  and that gas is [[weight]] than air.
choices:
  weight: {light: lighter, heavy: heavier}
gaps:
  low: {kind: number, answer: 0}
  high:
    kind: number
    answer: 100
    tolerance: 1/2
    wrong:
      - answer: 212
        say: That is the number on a scale in °F.
  gas: {kind: short_text, accepted: [vapour, vapor, steam], typos: 1}
  weight:
    kind: choice
    answer: light
    say:
      heavy: Then a cloud would lie on the ground.
right: Vapour is lighter than air, and so it rises.
examples:
  - response: {low: "0", high: "100", gas: Vapour, weight: light}
    mark: 1
  - response: {low: "0", high: "212", weight: light}
    mark: 1/2
  - response: {low: "32", high: "212", gas: ice, weight: heavy}
    mark: 0
  - response: {low: zero, high: "100"}
    mark: invalid
"""

QUESTION = QuestionType(
    name="cloze",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<gap,string>",
    partial_credit=(
        "Right gaps over all gaps; an empty gap is not right, and only a text with no gap filled"
        " is no try."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "text", "choices", "keypad"),
    check=check,
    telling=telling,
)
