"""Map pins: an author's own map or picture, with places on it that tell of themselves.

The map is a file beside the notebook; nothing is asked of any other server.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, Pictured, WidgetType

_Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Pin(Fields):
    """One place on the map."""

    x: _Percent = Field(description="how far it is from the left edge, in percent of the width")
    y: _Percent = Field(description="how far it is from the top edge, in percent of the height")
    name: Text = Field(min_length=1, description="what the place is called")
    text: Text = Field(min_length=1, description="what is told of it")


class MapPins(Pictured):
    """A map, and the places that can be chosen on it or in the list below it."""

    pins: list[Pin] = Field(
        min_length=1, max_length=20, description="the places, as “x, y, name, text”"
    )
    caption: Text = Field(default="", description="a sentence below the map")


EXAMPLE = """\
picture: map_pins.svg
alt: A map of a river from the mountains in the upper left to the sea in the lower right.
pins:
  - x: 18
    y: 21
    name: The spring
    text: Snow and rain seep into the mountain. Here the water comes out of the ground again.
  - x: 32
    y: 35
    name: The rapids
    text: The ground is steep. The water tumbles over stones, carries some along and digs a valley.
  - x: 54
    y: 46
    name: Where two rivers meet
    text: A smaller river joins. Below this place there is more water than in each of them.
  - x: 66
    y: 69
    name: The bend
    text: >-
      On flat ground the river swings from side to side. It takes soil from the outer bank and
      leaves it at the inner one.
  - x: 84
    y: 83
    name: The mouth
    text: The river reaches the sea. It slows down, drops its sand and mud, and builds new land.
caption: Follow the water to the sea. What does it carry along, and where does it leave it?
"""

WIDGET = WidgetType(
    name="map_pins",
    schema=MapPins,
    js=Path(__file__).with_name("map_pins.js"),
    example=EXAMPLE,
    files=(Path(__file__).with_name("map_pins.svg"),),
)
