"""Table: fill the empty cells."""

from typing import Any

from pydantic import Field

from lp_widgets.questions import base
from lp_widgets.questions.base import COMMON, Id, Mark, QuestionType, Sample
from lp_widgets.questions.choices import check_texts
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.gap_kinds import Choices, Gap
from lp_widgets.questions.gaps import check_gaps, keypad, mark_gaps, samples, telling_gaps
from lp_widgets.questions.texts import Text

_MOST_CELLS = 60


class Spec(base.Spec):
    """A table of which some cells are given and some are empty. A cell is called `row.column`."""

    columns: dict[Id, Text] = Field(
        min_length=1, max_length=12, description="the heads of the columns, as “name: text”"
    )
    rows: dict[Id, Text] = Field(
        min_length=1, max_length=30, description="the heads of the rows, as “name: text”"
    )
    corner: Text = Field(default="", description="what stands above the heads of the rows")
    given: dict[str, Text] = Field(
        default={}, description="what stands in a cell already, as “row.column: text”"
    )
    choices: Choices = Field(
        default={},
        max_length=_MOST_CELLS,
        description="for each cell of the kind choice its choices, as “name: text”",
    )
    keypad: list[str] = Field(
        default=[],
        description="cells for which a phone shows its digits; found from `cells`, not written",
    )


class Key(base.Key):
    """What belongs in each empty cell."""

    cells: dict[str, Gap] = Field(
        min_length=1,
        max_length=_MOST_CELLS,
        description="for each empty cell, by `row.column`, its kind and what is right",
    )
    any_order: list[list[str]] = Field(
        default=[],
        max_length=_MOST_CELLS,
        description="groups of cells whose answers may change places; each answer counts once",
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a table with a cell that is neither given nor asked for, or both."""
    check_texts(spec.columns, "columns")
    check_texts(spec.rows, "rows")
    places = [f"{row}.{column}" for row in spec.rows for column in spec.columns]
    for field, names in (("given", spec.given), ("cells", key.cells)):
        for name in names:
            if name not in places:
                raise QuestionError(
                    f"{field}/{name}", f"is no cell; a cell is called row.column, as {places[0]}"
                )
    for place in places:
        if place in spec.given and place in key.cells:
            raise QuestionError(f"cells/{place}", "is given already; it cannot be asked for too")
        if place not in spec.given and place not in key.cells:
            raise QuestionError(
                "cells", f"says nothing of {place}: write there what is right, or give the cell"
            )
    check_gaps(key.cells, spec.choices, key.any_order, "cells")
    # Cells are counted as they are read, row by row.
    ordered = {place: key.cells[place] for place in places if place in key.cells}
    spec = spec.model_copy(update={"keypad": keypad(ordered)})
    return spec, key.model_copy(update={"cells": ordered})


def telling(spec: Spec, key: Key) -> None:
    """Refuse names that tell what belongs in a cell."""
    telling_gaps(key.cells, spec.choices, "cells")


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark a map from a cell (`row.column`) to what stands in it."""
    return mark_gaps(key, key.cells, spec.choices, key.any_order, response, locale)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return cells filled rightly, in part and not at all."""
    return samples(key.cells, key.any_order)


EXAMPLE = """\
id: small-animals
ask: How many legs and wings do these animals have? Fill the table.
corner: Animal
columns: {legs: Legs, wings: Wings, home: Where its young grow up}
rows: {bee: Bee, spider: Spider, frog: Frog}
given:
  bee.legs: "{6}"
  spider.home: in a web
  frog.legs: "{4}"
  frog.wings: none
cells:
  bee.wings: {kind: number, answer: 4}
  bee.home: {kind: short_text, accepted: [hive, in a hive, in the hive]}
  spider.legs:
    kind: number
    answer: 8
    wrong:
      - answer: 6
        say: An insect has {6} legs, and a spider is none.
  spider.wings: {kind: number, answer: 0}
  frog.home: {kind: short_text, accepted: [water, in water, in the water, pond], typos: 1}
right: Two more legs than a bee, and no wings.
examples:
  - response:
      bee.wings: "4"
      bee.home: Hive
      spider.legs: "8"
      spider.wings: "0"
      frog.home: in water
    mark: 1
  - response: {bee.wings: "4", spider.legs: "6", spider.wings: "0", frog.home: pond}
    mark: 3/5
  - response: {spider.legs: "6"}
    mark: 0
  - response: {spider.legs: eight}
    mark: invalid
"""

QUESTION = QuestionType(
    name="table",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<gap,string>",
    partial_credit=(
        "Right cells over all cells to fill; an empty cell is not right, and only a table with no"
        " cell filled is no try."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "columns", "rows", "corner", "given", "choices", "keypad"),
    check=check,
    telling=telling,
)
