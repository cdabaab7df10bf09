"""Fraction bars: a bar in equal parts to colour, beside another one to compare with."""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import WidgetType

MOST_PARTS = 12


class FractionBar(BaseModel):
    """How the bar looks at first; a learner changes the parts and colours them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: int = Field(default=4, ge=2, le=MOST_PARTS, description="into how many equal parts")
    coloured: int = Field(default=0, ge=0, description="how many of them are coloured")
    compare: str = Field(default="", description="a fraction for a second bar above: 3/4")
    label: Text = Field(default="", description="what a screen reader calls the bar")
    caption: Text = Field(default="", description="a sentence below the bar")

    @field_validator("compare")
    @classmethod
    def _is_part_of_one(cls, text: str) -> str:
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", text, re.ASCII)
        if text and not (found and 1 <= int(found[2]) <= MOST_PARTS):
            raise ValueError(f"write it as 3/4, with at most {MOST_PARTS} below the line")
        if found and int(found[1]) > int(found[2]):
            raise ValueError("is more than one whole bar")
        return text

    @model_validator(mode="after")
    def _fits(self) -> "FractionBar":
        if self.coloured > self.parts:
            raise ValueError(f"{self.coloured} parts are coloured, but there are {self.parts}")
        return self


EXAMPLE = """\
parts: 8
compare: 3/4
caption: Colour as much of the second bar.
"""

WIDGET = WidgetType(
    name="fraction_bars",
    schema=FractionBar,
    js=Path(__file__).with_name("fraction_bars.js"),
    example=EXAMPLE,
)
