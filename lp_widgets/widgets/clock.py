"""Clock: hands to set by a finger, by buttons or by keys, with the digital time beside them."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType


class Clock(Fields):
    """The time at first, and how it is written beside the dial."""

    time: str = Field(default="12:00", description="the time at first, from 00:00 to 23:59")
    hours: Literal["12", "24"] = Field(
        default="12", description="how the digital time counts: 12 or 24 hours"
    )
    step: int = Field(default=5, ge=1, le=30, description="minutes in one step of the long hand")
    digital: bool = Field(default=True, description="show the digital time")
    caption: Text = Field(default="", description="a sentence below the clock")

    @field_validator("time")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII):
            raise ValueError("write it in quotes as “07:30”, from 00:00 to 23:59")
        return text

    @field_validator("step")
    @classmethod
    def _divides_the_hour(cls, step: int) -> int:
        if 60 % step:
            raise ValueError("an hour has no whole number of such steps; write 1, 5, 10 or 15")
        return step


EXAMPLE = """\
time: "10:10"
hours: 12
step: 5
caption: Set the hands to half past four.
"""

WIDGET = WidgetType(
    name="clock", schema=Clock, js=Path(__file__).with_name("clock.js"), example=EXAMPLE
)
