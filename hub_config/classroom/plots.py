"""Where the marks of a plot stand: for SVG that the laptop makes, as wide as its page.

Along a line of text everything is in per cent of the width, so that a plot fits a phone and a sheet
of paper and its words keep their size; across it, in CSS pixels. In a right-to-left page a plot
runs from the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LINE = 32
"""Pixels from one bar to the next."""
BAR = 18
"""Pixels that a bar is thick."""
FEET = 24
"""Pixels below the bars for the words of the axis."""
_TOP, _DEEP = 24, 132


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` to ``high``, drawn from ``start`` to ``end`` per cent of the width."""

    low: float
    high: float
    rtl: bool
    end: float = 86.0
    start: float = 12.0

    def at(self, value: float) -> float:
        """Return how many per cent from the left edge ``value`` stands."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.turned(self.start + share * (self.end - self.start))

    def turned(self, place: float) -> float:
        """Return a place in per cent as the direction of the page has it."""
        return round(100 - place if self.rtl else place, 3)


@dataclass(frozen=True)
class Bar:
    """One bar, or where it would be: from ``x``, ``width`` wide, around ``y``; ``tip`` ends it.

    ``below`` is true where the value lies below the origin. ``value`` None is not known.
    """

    y: float
    x: float
    width: float
    tip: float
    value: float | None
    below: bool


@dataclass(frozen=True)
class Bars:
    """A bar a question, one under the other; ``label`` and ``aside`` are where its words stand."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, float], ...]
    label: float
    aside: float
    origin: float
    height: int


@dataclass(frozen=True)
class Step:
    """One question of a curve: the middle and the edge of its column, its height, its words."""

    x: float
    y: float
    left: float
    width: float
    value: int
    named: bool


@dataclass(frozen=True)
class Curve:
    """Steps along the lesson; ``base`` is where they stand, ``height`` is all of it, in pixels."""

    steps: tuple[Step, ...]
    base: int
    height: int


def bars(
    values: Sequence[float | None], scale: Scale, ticks: Sequence[float], origin: float = 0
) -> Bars:
    """Return where bars from ``origin`` to each of ``values`` stand; ``ticks`` are grid lines."""
    zero = scale.at(origin)
    made = []
    for number, value in enumerate(values):
        tip = scale.at(origin if value is None else value)
        y = number * LINE + LINE / 2
        below = value is not None and value < origin
        made.append(Bar(y, min(zero, tip), round(abs(tip - zero), 3), tip, value, below))
    return Bars(
        bars=tuple(made),
        ticks=tuple((value, scale.at(value)) for value in ticks),
        label=scale.turned(scale.start / 2),
        aside=scale.turned(99),
        origin=zero,
        height=len(values) * LINE + FEET,
    )


def curve(values: Sequence[int], most: int, *, rtl: bool, room: int = 10) -> Curve:
    """Return where ``values`` of at most ``most`` stand, with words at no more than ``room``."""
    scale = Scale(0, max(len(values), 1), rtl, start=0, end=100)
    every = -(-len(values) // room) or 1
    steps = []
    for number, value in enumerate(values):
        one, other = scale.at(number), scale.at(number + 1)
        y = _TOP + _DEEP * (1 - (value / most if most else 0))
        left, width = min(one, other), round(abs(one - other), 3)
        middle = round((one + other) / 2, 3)
        named = number % every == 0 or number == len(values) - 1
        steps.append(Step(middle, round(y, 2), left, width, value, named))
    return Curve(tuple(steps), _TOP + _DEEP, _TOP + _DEEP + FEET)


def ceiling(value: float) -> float:
    """Return a round number of seconds that is not below ``value``, for the end of an axis."""
    whole = (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)
    return float(next((each for each in whole if each >= value), value))
