"""Base-ten blocks: ones, rods of ten and flats of a hundred, to add, take away and exchange."""

from pathlib import Path

from pydantic import Field

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

MOST_FLATS = 9
MOST_LOOSE = 30
"""Rods or ones at once: enough for some tens to wait for their exchange."""


class BaseTenBlocks(Fields):
    """Which blocks lie there at first; a learner adds, takes away and exchanges them."""

    flats: int = Field(default=0, ge=0, le=MOST_FLATS, description="hundreds at first")
    rods: int = Field(default=0, ge=0, le=MOST_LOOSE, description="tens at first")
    ones: int = Field(default=0, ge=0, le=MOST_LOOSE, description="ones at first")
    caption: Text = Field(default="", description="a sentence below the blocks")


EXAMPLE = """\
flats: 1
rods: 2
ones: 13
caption: There are more than nine ones. Can ten of them become a rod?
"""

WIDGET = WidgetType(
    name="base_ten_blocks",
    schema=BaseTenBlocks,
    js=Path(__file__).with_name("base_ten_blocks.js"),
    example=EXAMPLE,
)
