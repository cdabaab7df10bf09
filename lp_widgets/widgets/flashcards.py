"""Flashcards: look at the front, think, turn the card, and say how well it went.

What the learner says decides when a card comes back. Within one visit: «again» after 2 other
cards, «hard» after 5, «good» at the end of the pile; «easy», or «good» for the second time, and
the card is done. Over days: the class keeps for each learner when a card is due again, reckoned by
FSRS, and shows it then; phones are shared and keep nothing. Without Wi-Fi, and in JupyterLab, a
card comes back sooner. Cards are known by their place in the list: add new ones at its end. The
ratings are no marks, and no teacher sees them.
"""

from pathlib import Path

from pydantic import Field

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType


class Card(Fields):
    """One card."""

    front: Text = Field(min_length=1, description="what is asked")
    back: Text = Field(min_length=1, description="what is on the other side")


class Flashcards(Fields):
    """A pile of cards, shown in the order in which they are written."""

    cards: list[Card] = Field(
        min_length=1, max_length=100, description="the cards, as “front, back”"
    )
    caption: Text = Field(default="", description="a sentence below the cards")


EXAMPLE = """\
cards:
  - front: What does the Sun do to the water of a lake?
    back: It warms the water, and some of it rises as vapour.
  - front: What are clouds made of?
    back: Of very small drops of water or pieces of ice.
  - front: What do we call it when vapour becomes water again?
    back: Condensation.
"""

WIDGET = WidgetType(
    name="flashcards",
    schema=Flashcards,
    js=Path(__file__).with_name("flashcards.js"),
    example=EXAMPLE,
)
