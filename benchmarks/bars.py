"""Bars in pairs, the stock tool's and ours, as an SVG that is readable in light and dark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN, TOP = 760, 24, 74
_LEFT, _RIGHT = 178, 150  # room for the labels, and for the ratios
_BAR, _PAIR, _HEADING = 15, 48, 40
_STYLE = """\
.paper{fill:#f6fafb;stroke:#c3d2d9}.t{fill:#14293a}.q{fill:#45586a}
.stock{fill:#93a6b3}.ours{fill:#0b5a7e}
@media (prefers-color-scheme:dark){.paper{fill:#0e2230;stroke:#2b4658}.t{fill:#eef4f3}
.q{fill:#b4c5cf}.stock{fill:#66808f}.ours{fill:#5fb0d3}}
.h{font-size:19px;font-weight:700}.b{font-size:14px;font-weight:700}.s{font-size:13px}
.n{font-size:12px}"""


@dataclass(frozen=True)
class Pair:
    """One measure on both sides, in ``unit``."""

    label: str
    stock: float
    ours: float
    unit: str

    @property
    def ratio(self) -> str:
        """How many times the larger value is of the smaller."""
        times = max(self.stock, self.ours) / min(self.stock, self.ours)
        return f"{times:.0f}×" if times >= 20 else f"{times:.1f}×"

    def told(self, value: float) -> str:
        """Return a value as people say it."""
        digits = 2 if value < 1 else 1 if value < 10 else 0
        return f"{value:,.{digits}f} {self.unit}"


@dataclass(frozen=True)
class Panel:
    """Pairs under one heading; ``shared``: all bars have one scale, else each pair its own.

    ``words`` say of ours what a shorter bar is, and a longer one.
    """

    heading: str
    words: tuple[str, str]
    pairs: Sequence[Pair]
    shared: bool = False

    def gain(self, pair: Pair) -> str:
        """Return the word for what ours is beside the stock side."""
        return self.words[pair.ours > pair.stock]


def chart(title: str, under: str, panels: Sequence[Panel]) -> str:
    """Return a whole SVG document; ``under`` says on what machine and when bars are short."""
    height = TOP + sum(_HEADING + _PAIR * len(panel.pairs) for panel in panels) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="t d" font-family="\'Noto Sans\',Roboto,system-ui,sans-serif">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(_in_words(panels))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="14"/>',
        _text(MARGIN, 36, title, "h t"),
        _text(MARGIN, 58, under, "n q"),
        *_legend(),
    ]
    y = TOP
    for panel in panels:
        parts += _panel(panel, y)
        y += _HEADING + _PAIR * len(panel.pairs)
    return "\n".join([*parts, "</svg>\n"])


def _in_words(panels: Sequence[Panel]) -> str:
    return " ".join(
        f"{panel.heading}, {pair.label}: stock {pair.told(pair.stock)}, ours "
        f"{pair.told(pair.ours)}, {pair.ratio} {panel.gain(pair)}."
        for panel in panels
        for pair in panel.pairs
    )


def _legend() -> Iterator[str]:
    x = WIDTH - MARGIN - 128
    for place, (name, kind) in enumerate((("stock", "stock"), ("this lab", "ours"))):
        at = x + 58 * place
        yield f'<rect class="{kind}" x="{at}" y="26" width="11" height="11" rx="3"/>'
        yield _text(at + 16, 36, name, "n q")


def _panel(panel: Panel, top: float) -> Iterator[str]:
    yield _text(MARGIN, top + 24, panel.heading, "b t")
    room = WIDTH - _LEFT - _RIGHT - MARGIN
    largest = max(max(pair.stock, pair.ours) for pair in panel.pairs)
    for place, pair in enumerate(panel.pairs):
        y = top + _HEADING + _PAIR * place
        scale = room / (largest if panel.shared else max(pair.stock, pair.ours))
        yield _text(_LEFT - 12, y + _BAR + 5, pair.label, "s t", "end")
        for row, (kind, value) in enumerate((("stock", pair.stock), ("ours", pair.ours))):
            length, at = max(2.0, value * scale), y + row * (_BAR + 2)
            yield (
                f'<rect class="{kind}" x="{_LEFT}" y="{at}" width="{length:.1f}" '
                f'height="{_BAR}" rx="3"/>'
            )
            yield _text(_LEFT + length + 7, at + 12, pair.told(value), "n q")
        yield _text(WIDTH - MARGIN, y + _BAR + 3, pair.ratio, "h t", "end")
        yield _text(WIDTH - MARGIN, y + _BAR + 18, panel.gain(pair), "n q", "end")


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
    )
