"""Circuit: a battery, lamps, resistors, switches and ammeters in series and in parallel.

The view computes the currents exactly, by Ohm's and Kirchhoff's laws: it adds up resistances in
series and conductances in parallel, which for such a circuit gives what nodal analysis gives. The
battery, the wires, closed switches and ammeters are without resistance, and lamps keep theirs. A
lamp's light is judged by its power, compared with that at the voltage it is made for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from lp_widgets.questions import Text
from lp_widgets.widgets.widget_type import Fields, WidgetType

WIDEST = 5.5
"""Parts side by side: with more of them a phone's drawing could not be read."""
HIGHEST = 4
_KINDS = ("lamp", "resistor", "switch", "ammeter", "parallel")

_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,3}$")]
_Ohms = Annotated[float, Field(ge=0.001, le=1e6, allow_inf_nan=False)]
_Volts = Annotated[float, Field(ge=0.1, le=1000, allow_inf_nan=False)]


class Part(Fields):
    """One part: a lamp, a resistor, a switch, an ammeter, or branches in parallel."""

    lamp: _Name | None = Field(default=None, description="a lamp of this name, such as L1")
    resistor: _Name | None = Field(default=None, description="a resistor of this name")
    switch: _Name | None = Field(default=None, description="a switch of this name")
    ammeter: _Name | None = Field(default=None, description="an ammeter of this name")
    parallel: "list[list[Part]] | None" = Field(
        default=None, min_length=2, max_length=HIGHEST, description="branches, each parts in series"
    )
    ohms: _Ohms | None = Field(
        default=None, description="the resistance of a resistor or a lamp; a lamp's is 10 at first"
    )
    volts: _Volts | None = Field(
        default=None, description="the voltage that a lamp is made for; at first that of one cell"
    )
    closed: bool = Field(default=False, description="whether a switch is closed at first")

    @model_validator(mode="after")
    def _is_one(self) -> "Part":
        kinds = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"each part is one of {', '.join(_KINDS)}")
        if self.resistor and self.ohms is None:
            raise ValueError(f"“{self.resistor}” needs its “ohms”")
        if self.ohms and not (self.resistor or self.lamp):
            raise ValueError(f"{_called(kinds[0])} has no “ohms”")
        if self.volts and not self.lamp:
            raise ValueError(f"{_called(kinds[0])} has no “volts”")
        if self.closed and not self.switch:
            raise ValueError(f"{_called(kinds[0])} cannot be closed")
        return self


class Circuit(Fields):
    """A battery, and the parts from its plus to its minus."""

    cells: int = Field(default=1, ge=1, le=12, description="how many cells the battery has")
    cell_volts: _Volts = Field(default=1.5, description="the voltage of one cell; without it 1.5")
    circuit: list[Part] = Field(
        min_length=1, description="the parts in series, from the battery's plus to its minus"
    )
    caption: Text = Field(default="", description="a sentence below the circuit")

    @model_validator(mode="after")
    def _fits(self) -> "Circuit":
        names = list(_names(self.circuit))
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"two parts have the name “{twice}”")
        wide, high = _size(self.circuit)
        if wide > WIDEST:
            raise ValueError(
                f"the parts need {wide:g} places side by side, and there are {WIDEST:g};"
                " branches need half a place more than the longest of them"
            )
        if high > HIGHEST:
            raise ValueError(f"at most {HIGHEST} branches fit below each other")
        return self


def _called(kind: str) -> str:
    return {"ammeter": "an ammeter", "parallel": "“parallel”"}.get(kind, f"a {kind}")


def _names(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        for branch in part.parallel or ():
            yield from _names(branch)
        own: Any = part.lamp or part.resistor or part.switch or part.ammeter
        if own:
            yield own


def _size(parts: list[Part]) -> tuple[float, int]:
    """Return how wide and high a chain is drawn, counted in parts; branches need half a part."""
    wide, high = 0.0, 1
    for part in parts:
        branches = [_size(branch) for branch in part.parallel or ()]
        wide += max((each[0] for each in branches), default=0.5) + 0.5
        high = max(high, sum(each[1] for each in branches))
    return max(wide, 1), high


EXAMPLE = """\
cells: 2
circuit:
  - switch: S1
  - lamp: L1
  - parallel:
      - - lamp: L2
      - - switch: S2
        - lamp: L3
  - ammeter: A
caption: Close S1. What will happen to each lamp when S2 is closed, too?
"""

WIDGET = WidgetType(
    name="circuit",
    schema=Circuit,
    js=Path(__file__).with_name("circuit.js"),
    example=EXAMPLE,
)
