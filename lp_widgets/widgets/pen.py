"""The drawing words of a first program: a pen on paper, without any screen.

The paper's middle is (0, 0); the pen starts there, down, looking to the right-hand side.
``left(90)`` then looks up. Lengths are steps of the paper, angles degrees.
"""

import math
import re
from collections.abc import Callable
from html import escape
from typing import Any

MAX_LINES = 20_000
_FAR = 100_000

PALETTE = {
    "ink": "#14293a",
    "sea": "#0b5a7e",
    "leaf": "#1c6643",
    "madder": "#932e4a",
    "ochre": "#744e00",
    "marigold": "#f4b23c",
}
_NAMES = frozenset(
    """
    black white gray grey silver red maroon crimson tomato coral salmon pink hotpink magenta
    purple indigo violet plum blue navy skyblue steelblue turquoise teal cyan aqua green lime
    olive limegreen seagreen darkgreen yellow gold orange darkorange brown chocolate sienna tan
    beige khaki
    """.split()  # noqa: SIM905 - a list of words reads better so
)

NOT_A_NUMBER = "{word}() needs a number, and this is not one: {value}"
TOO_FAR = "The paper ends before that: the pen stays within {count} steps of the middle."
TOO_MANY = "That is more than {count} lines, all that fit on this paper."
NO_COLOUR = "The pen does not know the colour {value}. It knows red, blue, green, orange and more."
MESSAGES = (NOT_A_NUMBER, TOO_FAR, TOO_MANY, NO_COLOUR)


class PenError(Exception):
    """Something the pen cannot do: ``message`` is a msgid, ``values`` fill its places."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message.format(**values))
        self.message, self.values = message, values


class Pen:
    """One sheet of paper and the pen on it."""

    def __init__(self) -> None:
        self._x = self._y = self._heading = 0.0
        self._down, self._color, self._width = True, PALETTE["ink"], 3.0
        self._lines: list[tuple[str, float, list[tuple[float, float]]]] = []
        self._dots: list[tuple[float, float, float, str]] = []
        self._count = 0

    def forward(self, steps: float) -> None:
        """Go ``steps`` ahead."""
        self._ahead(_number("forward", steps))

    def back(self, steps: float) -> None:
        """Go ``steps`` backwards, looking ahead."""
        self._ahead(-_number("back", steps))

    def left(self, degrees: float = 90) -> None:
        """Turn to the left on the spot."""
        self._heading += _number("left", degrees) % 360

    def right(self, degrees: float = 90) -> None:
        """Turn to the right on the spot."""
        self._heading -= _number("right", degrees) % 360

    def pen_up(self) -> None:
        """Lift the pen: it moves without drawing."""
        self._down = False

    def pen_down(self) -> None:
        """Put the pen down again."""
        self._down = True

    def color(self, name: str) -> None:
        """Draw on in the colour ``name``: a colour's English name or #rrggbb."""
        text = str(name).strip().lower()
        if (
            text not in PALETTE
            and text not in _NAMES
            and not re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", text)
        ):
            raise PenError(NO_COLOUR, value=_short(name))
        self._color = PALETTE.get(text, text)

    def width(self, steps: float) -> None:
        """Draw on with a line of this width, 1 to 60."""
        self._width = min(60.0, max(1.0, _number("width", steps)))

    def circle(self, radius: float, degrees: float = 360) -> None:
        """Walk a circle (or ``degrees`` of it) to the left; a negative radius: to the right."""
        radius, degrees = _number("circle", radius), _number("circle", degrees)
        pieces = max(1, min(360, round(abs(degrees) / 10)))
        turn = degrees / pieces
        piece = 2 * abs(radius) * math.sin(math.radians(abs(turn)) / 2)
        side = 1 if radius >= 0 else -1
        for _ in range(pieces):
            self._heading += side * turn / 2
            self._ahead(piece if degrees >= 0 else -piece)
            self._heading += side * turn / 2

    def go_to(self, x: float, y: float) -> None:
        """Go straight to the place (x, y); the middle of the paper is (0, 0)."""
        self._line_to(_number("go_to", x), _number("go_to", y))

    def dot(self, size: float = 12) -> None:
        """Make a round dot where the pen is."""
        self._one_more()
        radius = min(500.0, max(1.0, _number("dot", size) / 2))
        self._dots.append((self._x, self._y, radius, self._color))

    def repeat(self, times: int) -> range:
        """Give ``times`` turns: ``for turn in repeat(4): …``."""
        return range(max(0, int(_number("repeat", times))))

    def words(self) -> dict[str, Callable[..., Any]]:
        """Return the words that a program may use, by name."""
        return {name: getattr(self, name) for name in WORDS}

    def svg(self) -> str | None:
        """Return the drawing as one SVG document; None when the paper is empty."""
        if not self._count:
            return None
        left, top, wide, high = self._box()
        parts = [
            '<svg xmlns="http://www.w3.org/2000/svg"'
            f' viewBox="{left:g} {top:g} {wide:g} {high:g}">'
            f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="{high:g}" fill="#fff"/>'
            '<g fill="none" stroke-linecap="round" stroke-linejoin="round">'
        ]
        for color, width, points in self._lines:
            path = "M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in points)
            parts.append(f'<path d="{path}" stroke="{escape(color)}" stroke-width="{width:g}"/>')
        parts.append("</g>")
        for x, y, radius, color in self._dots:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{-y:.1f}" r="{radius:g}" fill="{escape(color)}"/>'
            )
        return "".join([*parts, "</svg>"])

    def _ahead(self, steps: float) -> None:
        angle = math.radians(self._heading)
        self._line_to(self._x + steps * math.cos(angle), self._y + steps * math.sin(angle))

    def _line_to(self, x: float, y: float) -> None:
        if abs(x) > _FAR or abs(y) > _FAR:
            raise PenError(TOO_FAR, count=_FAR)
        if self._down:
            self._one_more()
            last = self._lines[-1] if self._lines else None
            here = (self._x, self._y)
            if last and last[:2] == (self._color, self._width) and last[2][-1] == here:
                last[2].append((x, y))
            else:
                self._lines.append((self._color, self._width, [here, (x, y)]))
        self._x, self._y = x, y

    def _one_more(self) -> None:
        if self._count >= MAX_LINES:
            raise PenError(TOO_MANY, count=MAX_LINES)
        self._count += 1

    def _box(self) -> tuple[float, float, float, float]:
        around = [(x, -y, width) for _, width, points in self._lines for x, y in points]
        around += [(x, -y, radius) for x, y, radius, _ in self._dots]
        left = min(x - edge for x, _, edge in around) - 8
        top = min(y - edge for _, y, edge in around) - 8
        wide = max(x + edge for x, _, edge in around) + 8 - left
        high = max(y + edge for _, y, edge in around) + 8 - top
        return round(left, 1), round(top, 1), round(max(wide, 40), 1), round(max(high, 40), 1)


WORDS = (
    "forward", "back", "left", "right", "pen_up", "pen_down", "color", "width", "circle",
    "go_to", "dot", "repeat",
)  # fmt: skip


def _number(word: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, str) or math.isnan(number):
        raise PenError(NOT_A_NUMBER, word=word, value=_short(value))
    if abs(number) > _FAR:
        raise PenError(TOO_FAR, count=_FAR)
    return number


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
