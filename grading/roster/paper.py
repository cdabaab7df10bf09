"""Cards on paper: A4 pages of eight to cut out, shaped for every script we have letters for."""

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
from babel import Locale
from fontTools.ttLib import TTFont
from fpdf import FPDF

from grading.roster import pictures
from grading.roster.cards import Card
from lp_widgets import locales

DOMAIN = "interface-cards"
WIDTH, HEIGHT = 105.0, 74.25  # mm; two columns and four rows fill A4 to its edges
COLUMNS, ROWS = 2, 4

_FONTS = Path(__file__).parent / "fonts"
_INK, _INK_2, _SEA, _LINE = (20, 41, 58), (69, 88, 106), (11, 90, 126), (100, 121, 135)
_PAD = 6.5  # what office printers cannot reach is less than this
# Paragraphs that every card repeats, broken into lines once: (text, width, size) -> lines.
_Broken = dict[tuple[str, float, float], list[str]]
_LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40' fill='none' stroke='#0b5a7e'>"
    "<path d='M7 3h20a8 8 0 0 1 8 8v18a8 8 0 0 1-8 8H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z' "
    "stroke-width='2'/><path d='M10 3v34' stroke-width='1.6'/><g stroke-width='1.4'>"
    + "".join(
        f"<ellipse cx='22' cy='20' rx='9' ry='3.6' transform='rotate({turn} 22 20)'/>"
        for turn in (0, 45, 90, 135)
    )
    + "</g></svg>"
)
_ROUND = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'>"
    "<circle cx='24' cy='24' r='23.5' fill='#dfeef5'/></svg>"
)


def render(cards: Sequence[Card], address: str) -> bytes:
    """Return a PDF of ``cards``, each class on pages of its own; ``address`` is the lab's URL."""
    pdf = FPDF(format="A4")
    pdf.set_title("Sign-in cards")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    for family in ("NotoSans", "NotoSansArabic"):
        pdf.add_font(family, fname=_FONTS / f"{family}-Regular.ttf")
        pdf.add_font(family, "B", fname=_FONTS / f"{family}-Bold.ttf")
    pdf.set_fallback_fonts(["NotoSans", "NotoSansArabic"], exact_match=False)
    broken: _Broken = {}
    for _, group in groupby(cards, key=lambda card: card.class_code):
        for place, card in enumerate(group):
            column, row = place % COLUMNS, place // COLUMNS % ROWS
            if not (column or row):
                pdf.add_page()
                _cut_lines(pdf)
            _Sheet(pdf, column * WIDTH, row * HEIGHT, card.locale, broken).draw(card, address)
    return bytes(pdf.output())


def unprintable(cards: Sequence[Card]) -> list[str]:
    """Return one sentence for each name whose letters none of our fonts has."""
    found = []
    for card in cards:
        lacking = {sign for sign in card.name + card.class_name if not _has(sign)}
        if lacking:
            found.append(
                f"The card of {card.name} ({card.class_name}) lacks the letters "
                f"{' '.join(sorted(lacking))}: write the name on it by hand. The screen shows it "
                "right."
            )
    return found


class _Sheet:
    """One card: measures in mm from its corner, mirrored for scripts that run from the right."""

    def __init__(self, pdf: FPDF, x: float, y: float, locale: str, broken: _Broken) -> None:
        self.pdf, self.x, self.y, self.locale, self.broken = pdf, x, y, locale, broken
        self.rtl = locales.direction(locale) == "rtl"
        self.catalog = locales.catalog(locale, DOMAIN)

    def draw(self, card: Card, address: str) -> None:
        """Draw everything that the card says."""
        say = self.catalog.gettext
        self._svg(_LOGO, 0, 0, 6.5)
        self._text(say("Learning Passport"), 8, 0.4, 50, 6, size=9, bold=True, colour=_SEA)
        own = Locale.parse(card.locale, sep="-").get_display_name() or card.locale
        self._text(own, 58, 0.4, 34, 6, size=8, colour=_INK_2, end=True)
        self._rule(7.4)

        self._svg(_ROUND, 0, 9, 11.5)  # as on the screen, and unlike the secret ones below
        self._svg(pictures.drawing(card.picture), 1.75, 10.75, 8)
        name = card.name
        if card.ordinal > 1:
            name += f" ({locales.digits(str(card.ordinal), card.locale)})"
        self._text(name, 13, 8.6, 51, 8, size=17, bold=True)
        self._text(card.class_name, 13, 16.2, 51, 5, size=9, colour=_INK_2)

        self._text(say("Class code"), 0, 23, 30, 4, size=7.5, colour=_INK_2)
        self._boxes(card.class_code, 0, 27.2)
        self._text(say("My PIN"), 36, 23, 28, 4, size=7.5, colour=_INK_2)
        self._boxes(card.pin, 36, 27.2)

        label = say("Or my three pictures, in this order")
        self._text(label, 0, 38, 64, 4, size=7.5, colour=_INK_2)
        for place, picture in enumerate(card.pictures):
            self._frame(place * 16.5, 42.2, 13.5)
            self._svg(pictures.drawing(picture), place * 16.5 + 1.25, 43.45, 11)

        self._qr(address, 66, 9.5, 26)
        self._text(address, 60, 36.2, 32, 4, size=7, colour=_INK_2, end=True, ltr=True)
        note = say("Scan this, or type it into the browser of a phone on the class’s Wi-Fi.")
        self._lines(note, 66, 41, 26, size=6.5, line=3.2)

        small = [
            say(
                "An independent free project in the spirit of UNICEF’s Learning Passport; not "
                "affiliated with or endorsed by UNICEF or Microsoft."
            )
        ]
        if self.catalog.info().get("x-reviewed", "yes") == "no":
            small.append(say("Machine-drafted translation: no speaker has reviewed it yet."))
        self._lines(" ".join(small), 0, 57.4, WIDTH - 2 * _PAD, size=5.2, line=2.3)

    def _left(self, x: float, width: float) -> float:
        """Turn a distance from where reading starts into one from the page's left edge."""
        inner = WIDTH - 2 * _PAD
        return self.x + _PAD + (inner - x - width if self.rtl else x)

    def _top(self, y: float) -> float:
        return self.y + _PAD + y

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        size: float,
        bold: bool = False,
        colour: tuple[int, int, int] = _INK,
        end: bool = False,
        ltr: bool = False,
    ) -> None:
        """Write one line, smaller where it would not fit."""
        self._font(text, size, bold, ltr)
        wide = self.pdf.get_string_width(text)
        if wide > width:
            self.pdf.set_font_size(size * width / wide * 0.99)
        self.pdf.set_text_color(*colour)
        self.pdf.set_xy(self._left(x, width), self._top(y))
        align = "R" if self.rtl != end else "L"
        # cell() is quick, but fpdf2 2.8 shapes the parts around a mark one by one there: the shadda
        # of "محمّد" would stand beside its letter.
        marked = any(unicodedata.category(sign) == "Mn" for sign in text)
        (self.pdf.multi_cell if marked else self.pdf.cell)(width, height, text, align=align)

    def _lines(
        self, text: str, x: float, y: float, width: float, *, size: float, line: float
    ) -> None:
        """Write a short paragraph."""
        key = (text, width, size)
        if key not in self.broken:
            self._font(text, size, False, False)
            lines: Any = self.pdf.multi_cell(width, line, text, dry_run=True, output="LINES")
            self.broken[key] = lines
        for place, part in enumerate(self.broken[key]):
            self._text(part, x, y + place * line, width, line, size=size, colour=_INK_2)

    def _font(self, text: str, size: float, bold: bool, ltr: bool) -> None:
        """Choose the font and direction of ``text`` by its own first letter, not by the card's."""
        rtl = False if ltr else _starts_rtl(text, self.rtl)
        family = "NotoSansArabic" if any(_arabic(sign) for sign in text) else "NotoSans"
        self.pdf.set_font(family, "B" if bold else "", size)
        self.pdf.set_text_shaping(True, direction="rtl" if rtl else "ltr")

    def _boxes(self, digits: str, x: float, y: float) -> None:
        """Write ``digits`` one a box, from the left in every script, as keypads do."""
        size, step = 5.6, 6.2
        left = self._left(x, step * len(digits) - (step - size))
        for place, digit in enumerate(locales.digits(digits, self.locale)):
            self.pdf.set_draw_color(*_LINE)
            self.pdf.set_line_width(0.3)
            self.pdf.rect(left + place * step, self._top(y), size, 8, style="D")
            self._font(digit, 15, True, True)
            self.pdf.set_text_color(*_INK)
            self.pdf.set_xy(left + place * step, self._top(y))
            self.pdf.cell(size, 8, digit, align="C")

    def _frame(self, x: float, y: float, size: float) -> None:
        self.pdf.set_draw_color(*_LINE)
        self.pdf.set_line_width(0.3)
        left = self._left(x, size)
        self.pdf.rect(
            left, self._top(y), size, size, style="D", round_corners=True, corner_radius=1.5
        )

    def _svg(self, drawing: str, x: float, y: float, size: float) -> None:
        left = self._left(x, size)
        self.pdf.image(io.BytesIO(drawing.encode()), left, self._top(y), size, size)

    def _rule(self, y: float) -> None:
        self.pdf.set_draw_color(*_SEA)
        self.pdf.set_line_width(0.4)
        left = self._left(0, WIDTH - 2 * _PAD)
        self.pdf.line(left, self._top(y), left + WIDTH - 2 * _PAD, self._top(y))

    def _qr(self, address: str, x: float, y: float, size: float) -> None:
        """Draw the QR code as filled runs of modules: sharp at every size of print."""
        module = size / len(_qr(address))
        left, top = self._left(x, size), self._top(y)
        self.pdf.set_fill_color(0, 0, 0)
        for row, start, length in qr_runs(address):
            self.pdf.rect(
                left + start * module, top + row * module, length * module, module, style="F"
            )


def qr_runs(text: str) -> list[tuple[int, int, int]]:
    """Return the dark runs ``(row, start, length)`` of the QR code of ``text``, without border."""
    found = []
    for row, bits in enumerate(_qr(text)):
        start = 0
        for dark, run in groupby(bits):
            length = len(list(run))
            if dark:
                found.append((row, start, length))
            start += length
    return found


@cache
def _qr(text: str) -> tuple[bytearray, ...]:
    return tuple(segno.make(text, error="m", micro=False).matrix)


def _cut_lines(pdf: FPDF) -> None:
    pdf.set_draw_color(*_LINE)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern(dash=1.5, gap=1.5)
    for column in range(1, COLUMNS):
        pdf.line(column * WIDTH, 0, column * WIDTH, ROWS * HEIGHT)
    for row in range(1, ROWS):
        pdf.line(0, row * HEIGHT, COLUMNS * WIDTH, row * HEIGHT)
    pdf.set_dash_pattern()


def _arabic(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("AL", "AN")


def _starts_rtl(text: str, otherwise: bool) -> bool:
    """Return whether the first letter of ``text`` runs from the right (Unicode UAX 9, P2)."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return otherwise


def _has(sign: str) -> bool:
    return sign.isspace() or ord(sign) in _letters()


@cache
def _letters() -> frozenset[int]:
    """Return every code point that one of our fonts can draw."""
    found: set[int] = set()
    for path in _FONTS.glob("*-Regular.ttf"):
        with TTFont(path) as font:
            found.update(font.getBestCmap())
    return frozenset(found)
