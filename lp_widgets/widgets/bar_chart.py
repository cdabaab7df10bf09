"""Bar chart: rows of names and numbers that learners edit, drawn as bars."""

import re
from pathlib import Path

from pydantic import Field, field_validator

from lp_widgets.questions import Text
from lp_widgets.questions.exact import Exact
from lp_widgets.widgets.widget_type import Fields, WidgetType

MOST_ROWS = 12


class Row(Fields):
    """One bar."""

    label: Text = Field(default="", description="what is counted or measured")
    value: Exact = Field(default="0", description="how much: 3.5")

    @field_validator("value")
    @classmethod
    def _is_a_decimal(cls, text: str) -> str:
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", text, re.ASCII):
            raise ValueError("write it as a decimal, such as 0.75")
        return text


class BarChart(Fields):
    """The rows at first; a learner changes names and numbers, adds rows and takes them away."""

    rows: list[Row] = Field(
        min_length=1, max_length=MOST_ROWS, description="the bars at first, as “label, value”"
    )
    label: Text = Field(default="", description="what the chart shows")
    unit: Text = Field(default="", description="in what it is counted: children, °C")
    caption: Text = Field(default="", description="a sentence below the chart")


EXAMPLE = """\
label: Rain in one week
unit: mm
rows:
  - label: Monday
    value: 4
  - label: Tuesday
    value: 12.5
  - label: Wednesday
    value: 7
caption: Change the numbers to those of your own rain gauge.
"""

WIDGET = WidgetType(
    name="bar_chart",
    schema=BarChart,
    js=Path(__file__).with_name("bar_chart.js"),
    example=EXAMPLE,
)
