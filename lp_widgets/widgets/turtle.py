"""Turtle: a program of blocks that draws, with the same program in Python beside it.

A program is written one command a line, two spaces further in below a ``repeat``, in the words of
Python's own ``turtle``. It runs in the page itself, without a kernel.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

MOST_STEPS = 2000
MOST_LINES = 60
DEEPEST = 3
"""Repeats inside of repeats: more of them no phone has the width for."""

COLOURS = ("black", "red", "blue", "green", "orange", "purple")
_MOST = {"forward": 500, "back": 500, "left": 360, "right": 360, "repeat": 99}
_LINE = re.compile(r"( *)([a-z]+)(?: +([a-z]+|\d{1,3}))?")
_FORM = "write one command a line, such as  forward 50  or  color red"


def _read(program: str) -> str:
    """Return the program without empty lines. Raises ValueError naming the line."""
    lines = [line.rstrip() for line in program.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValueError(f"the program has {len(lines)} lines; {MOST_LINES} are allowed")
    allowed = 0
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"“{line}” cannot be read: {_FORM}")
        depth, odd = divmod(len(found[1]), 2)
        if odd or depth > allowed:
            raise ValueError(f"“{line}” stands too far in: two spaces below a repeat")
        _check(found[2], found[3])
        allowed = depth + (found[2] == "repeat")
        if allowed > DEEPEST:
            raise ValueError(f"“{line}” is inside of {DEEPEST} repeats already")
    return "\n".join(lines)


def _check(word: str, value: str | None) -> None:
    if word in ("penup", "pendown"):
        fits = value is None
    elif word == "color":
        fits = value in COLOURS
    elif word in _MOST:
        fits = value is not None and value.isdigit() and int(value) <= _MOST[word]
    else:
        raise ValueError(f"there is no command “{word}”: {_FORM}")
    if not fits:
        wanted = " or ".join(COLOURS) if word == "color" else f"0 to {_MOST.get(word)}"
        raise ValueError(
            f"“{word}” takes nothing after it"
            if word.startswith("pen")
            else f"“{word}” takes {wanted}, and not “{value}”"
        )


def steps(program: str) -> int:
    """Return how many steps a checked program takes: a repeat counts as what is in it."""
    total, times = 0, [1]
    for line in program.splitlines():
        word, _, value = line.strip().partition(" ")
        depth = (len(line) - len(line.lstrip())) // 2
        del times[depth + 1 :]
        if word == "repeat":
            times.append(times[-1] * int(value))
        else:
            total += times[-1]
    return total


_Program = Annotated[str, AfterValidator(_read)]
_Block = Literal["forward", "back", "left", "right", "repeat", "penup", "pendown", "color"]
_EVERY: list[_Block] = [
    "forward", "back", "left", "right", "repeat", "penup", "pendown", "color",
]  # fmt: skip


class Turtle(Fields):
    """A program to begin with, and perhaps a picture to copy."""

    program: _Program = Field(
        default="",
        description="the program at first, one command a line: forward or back (0 to 500), left or"
        " right (0 to 360), penup, pendown, color (black, red, blue, green, orange or purple) and"
        " repeat (0 to 99), with what it repeats two spaces further in",
    )
    goal: _Program = Field(default="", description="a program whose drawing is shown, to be copied")
    blocks: list[_Block] = Field(
        default=_EVERY,
        min_length=1,
        max_length=8,
        description="the blocks that can be added; without it all of them",
    )
    caption: Text = Field(default="", description="a sentence below the drawing")

    @model_validator(mode="after")
    def _ends(self) -> "Turtle":
        for name in ("program", "goal"):
            count = steps(getattr(self, name))
            if count > MOST_STEPS:
                raise ValueError(f"“{name}” takes {count} steps; {MOST_STEPS} are allowed")
        return self


EXAMPLE = """\
program: |
  color blue
  repeat 3
    forward 60
    left 90
goal: |
  repeat 3
    forward 60
    left 120
caption: The program draws three sides of a square. How far must the turtle turn for the triangle?
"""

WIDGET = WidgetType(
    name="turtle",
    schema=Turtle,
    js=Path(__file__).with_name("turtle.js"),
    example=EXAMPLE,
)
