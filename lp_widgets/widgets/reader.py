"""Reader: a text whose hard words explain themselves, read aloud where the phone has a voice.

The voice is the browser's own and must lie on the phone: one that needs the internet would stay
silent in a classroom without it. Where there is none in the lesson's language there is no button.
"""

import re
from pathlib import Path

from pydantic import Field, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

_MARKED = re.compile(r"\[([^\[\]]+)\]\(([a-z0-9_-]+)\)")


class Reader(Fields):
    """A text and the meanings of words in it; a translation marks its own words."""

    title: Text = Field(default="", description="the title of the text")
    text: Text = Field(
        min_length=1, description="the text; a word with a meaning is written [word](name)"
    )
    words: dict[str, Text] = Field(
        default={}, max_length=60, description="the meanings, as “name: meaning”"
    )

    @model_validator(mode="after")
    def _has_every_meaning(self) -> "Reader":
        used = {name for _, name in _MARKED.findall(self.text)}
        if missing := sorted(used - set(self.words)):
            raise ValueError(f"“words” has no meaning for “{missing[0]}”, which the text marks")
        if unused := sorted(set(self.words) - used):
            raise ValueError(f"the text marks no word as “{unused[0]}”; write [word]({unused[0]})")
        return self


EXAMPLE = """\
title: Rain in the hills
text: |
  In the morning a [mist](mist) lies over the hills. The Sun warms the ground, and the water in it
  begins to [evaporate](evaporate). High above, where the air is cold, clouds grow.

  In the evening it rains. The water runs down to the [reservoir](reservoir) behind the village.
words:
  mist: Very small drops of water in the air, near the ground.
  evaporate: To turn from a liquid into a gas that cannot be seen.
  reservoir: A lake, often made by people, that keeps water for later.
"""

WIDGET = WidgetType(
    name="reader", schema=Reader, js=Path(__file__).with_name("reader.js"), example=EXAMPLE
)
