"""Timeline: events in their order, with the distances between them; each opens for its text."""

from pathlib import Path

from pydantic import Field

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType


class Event(Fields):
    """One event."""

    at: float = Field(
        allow_inf_nan=False, ge=-1e11, le=1e6, description="its place in time: a year, or a day"
    )
    when: Text = Field(default="", description="how the time is written; without it, “at” is shown")
    title: Text = Field(min_length=1, description="what happened, in a few words")
    text: Text = Field(default="", description="what a tap tells of it")


class Timeline(Fields):
    """Events; they are shown in the order of time, whatever order they are written in."""

    events: list[Event] = Field(
        min_length=2, max_length=30, description="the events, as “at, when, title, text”"
    )
    label: Text = Field(default="", description="what the timeline shows")
    caption: Text = Field(default="", description="a sentence below the timeline")


EXAMPLE = """\
label: Writing and printing
events:
  - at: -3300
    when: about 3300 BCE
    title: Signs on clay
    text: People in Uruk press signs into wet clay to count sheep and grain.
  - at: 105
    title: Paper
    text: In China, Cai Lun makes paper from bark, hemp and old cloth.
  - at: 1377
    title: Metal letters
    text: In Korea a book is printed with letters of metal that can be used again.
  - at: 1450
    when: about 1450
    title: The printing press
    text: In Mainz, Johannes Gutenberg prints whole books with a press.
  - at: 1990
    title: The web
    text: The first web page is written. It can be read from every place with a network.
"""

WIDGET = WidgetType(
    name="timeline",
    schema=Timeline,
    js=Path(__file__).with_name("timeline.js"),
    example=EXAMPLE,
)
