"""Number line: put points on it, read their numbers, and see how far it is from one to the next."""

from pathlib import Path

from pydantic import Field, model_validator

from lp_widgets.questions import Text
from lp_widgets.questions.exact import Exact, exact
from lp_widgets.questions.number_line import MOST_POINTS, MOST_TICKS, Ends, Numbers, fits
from lp_widgets.widgets.widget_type import Fields, WidgetType


class NumberLine(Fields):
    """How the line looks at first; a learner puts points on it and moves them."""

    line: Ends = Field(default=["0", "10"], description="where the line begins and ends")
    step: Exact = Field(default="1", description="how far one tick is from the next")
    snap: Exact | None = Field(
        default=None, description="how finely a point can be moved; without it, from tick to tick"
    )
    named: list[Exact] = Field(
        default=[],
        max_length=MOST_TICKS + 1,
        description="the ticks that carry their number; without it, as many as there is room for",
    )
    count: int = Field(default=2, ge=1, le=MOST_POINTS, description="how many points there can be")
    marks: Numbers | None = Field(default=None, description="where points are at first")
    jumps: bool = Field(default=False, description="yes: arcs show the way from point to point")
    label: Text = Field(default="", description="what to do, above the line")
    caption: Text = Field(default="", description="a sentence below the line")

    @model_validator(mode="after")
    def _can_be_drawn(self) -> "NumberLine":
        trouble = fits(self.line, self.step, self.snap or self.step, self.named)
        if trouble:
            raise ValueError(f"{trouble[0]}: {trouble[1]}")
        low, high = map(exact, self.line)
        for number in self.marks or []:
            rest = (exact(number) - low) / exact(self.snap or self.step)
            if not low <= exact(number) <= high or rest.denominator > 1:
                raise ValueError(f"marks: no point can be put to {number}")
        if len(self.marks or []) > self.count:
            raise ValueError(f"marks: there are more of them than “count” allows, {self.count}")
        return self


EXAMPLE = """\
line: [0, 20]
label: Put point A to a number, and B to another one.
marks: [8, 13]
jumps: yes
caption: How far is the jump from A to B? Move B, and look what becomes of it.
"""

WIDGET = WidgetType(
    name="number_line",
    schema=NumberLine,
    js=Path(__file__).with_name("number_line.js"),
    example=EXAMPLE,
)
