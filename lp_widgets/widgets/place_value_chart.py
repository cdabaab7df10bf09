"""Place-value chart: digits or counters in columns, times ten and divided by ten."""

import re
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

MOST_COLUMNS = 6
"""As many as fit on a phone with room for a thumb on each."""


class PlaceValueChart(Fields):
    """The number at first and how many columns there are."""

    number: str = Field(default="0", description="the number at first: 305.2")
    whole: int = Field(default=3, ge=1, le=MOST_COLUMNS, description="columns before the point")
    decimals: int = Field(default=0, ge=0, le=3, description="columns after the point")
    counters: bool = Field(default=False, description="show counters in place of digits")
    caption: Text = Field(default="", description="a sentence below the chart")

    @field_validator("number")
    @classmethod
    def _is_a_number(cls, text: str) -> str:
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
            raise ValueError("write it in digits, with a point if it needs one: 305.2")
        return text

    @model_validator(mode="after")
    def _fits(self) -> "PlaceValueChart":
        if self.whole + self.decimals > MOST_COLUMNS:
            raise ValueError(f"there are at most {MOST_COLUMNS} columns")
        before, _, after = self.number.partition(".")
        if len(before.lstrip("0")) > self.whole or len(after.rstrip("0")) > self.decimals:
            raise ValueError(f"{self.number} has more digits than there are columns")
        return self


EXAMPLE = """\
number: 4.5
whole: 3
decimals: 2
caption: What happens to each digit when the number is multiplied by {10}?
"""

WIDGET = WidgetType(
    name="place_value_chart",
    schema=PlaceValueChart,
    js=Path(__file__).with_name("place_value_chart.js"),
    example=EXAMPLE,
)
