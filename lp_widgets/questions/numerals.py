"""Numbers as people type them, read exactly and by the locale alone.

``1,5`` is one and a half in Germany and a question in England; it is never fifteen, and it does
not hang on which answer is right. Any script's digits count, ``½``, ``3/4`` and ``1 1/2`` too.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lp_widgets.questions import messages
from lp_widgets.questions.separators import (
    ARABIC_DECIMAL,
    ARABIC_GROUP,
    NATIVE_DIGITS,
    Separators,
    separators,
)

MAX_LETTERS = 200
Form = Literal["integer", "decimal", "fraction", "mixed"]

_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_PLUS = "+\ufe62\uff0b"
_SLASH = "/\u2044\u2215\uff0f"
_APOSTROPHE = "'\u2019\u02bc\uff07"
_MARKS = f".,'،{ARABIC_DECIMAL}{ARABIC_GROUP}"
_SCANNED = re.compile(rf"(?:[{_MARKS}](?=\d))?\d(?:[\d {_MARKS}/]*\d)?", re.ASCII)
_EXACT = re.compile(r"(-?)(?:(\d+) )?(\d+)(?:\.(\d+)|/(\d+))?", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """What a text says: the number, how it was written, and the words beside it.

    ``places`` counts the digits after the decimal sign; ``lowest`` is False for ``2/4``;
    ``obvious`` is False where signs had to be understood, so that the reading is worth showing.
    """

    value: Fraction
    form: Form
    beside: str = ""
    places: int = 0
    lowest: bool = True
    obvious: bool = True


class Unreadable(ValueError):
    """A text that is no number: ``message`` is a msgid, ``values`` fill its places."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def exact(text: str) -> Fraction:
    """Read an author's number: ASCII, ``1.5``, ``-2``, ``3/4`` or ``1 1/2``. Raises ValueError."""
    found = _EXACT.fullmatch(text) if len(text) <= MAX_LETTERS else None
    if not found or (found[2] and not found[5]) or (found[5] and not int(found[5])):
        raise ValueError("write a number as 1.5, 3/4 or 1 1/2, with the digits 0 to 9 and a point")
    sign, whole, number, decimals, below = found.groups()
    if below:
        value = int(whole or 0) + Fraction(int(number), int(below))
    else:
        value = Fraction(int(number + (decimals or "")), 10 ** len(decimals or ""))
    return -value if sign else value


def write(value: Fraction, locale: str) -> str:
    """Write ``value`` for ``locale`` as a person would type it, so that it reads back the same."""
    style = separators(locale)
    above, below = abs(value.numerator), value.denominator
    places = _places(below)
    if below == 1:
        text = str(above)
    elif places is None:
        whole, rest = divmod(above, below)
        text = f"{whole} {rest}/{below}" if whole else f"{rest}/{below}"
    else:
        digits = str(above * 10**places // below).rjust(places + 1, "0")
        sign = ARABIC_DECIMAL if style.digits in NATIVE_DIGITS else style.decimal
        text = f"{digits[:-places]}{sign}{digits[-places:]}"
    if style.digits in NATIVE_DIGITS:
        text = text.translate(str.maketrans("0123456789", NATIVE_DIGITS[style.digits]))
    return f"\u2212{text}" if value < 0 else text


def _places(below: int) -> int | None:
    """Return how many decimal places a fraction needs; None when none would do or too many."""
    for places in range(61):
        if 10**places % below == 0:
            return places
    return None


def read(text: str, locale: str) -> Reading:
    """Read a learner's number by ``locale`` alone. Raises Unreadable."""
    if len(text) > MAX_LETTERS:
        raise Unreadable(messages.TOO_LONG)
    plain, native = _plain(text)
    found = _SCANNED.search(plain)
    if not plain:
        raise Unreadable(messages.NOTHING_WRITTEN)
    if not found:
        raise wanted(locale)
    before, after = plain[: found.start()].strip(), plain[found.end() :].strip()
    negative, before = _sign(before)
    if before and after:
        raise wanted(locale)
    scanner = _Scanner(found[0], separators(locale), native, locale)
    reading = scanner.fraction() if "/" in found[0] else scanner.decimal()
    value = -reading.value if negative else reading.value
    beside = before or after
    return Reading(
        value,
        reading.form,
        "" if beside == "." else beside,
        reading.places,
        reading.lowest,
        reading.obvious,
    )


def wanted(locale: str) -> Unreadable:
    """Return the general request for a number, with examples written for ``locale``."""
    return Unreadable(
        messages.NUMBER_WANTED,
        decimal=write(Fraction(7, 2), locale),
        fraction=_digits("3/4", locale),
        mixed=_digits("1 1/2", locale),
    )


def _digits(text: str, locale: str) -> str:
    native = NATIVE_DIGITS.get(separators(locale).digits)
    return text.translate(str.maketrans("0123456789", native)) if native else text


def _plain(text: str) -> tuple[str, bool]:
    """Return the text with ASCII digits and signs, and whether it had Arabic or Persian digits."""
    out: list[str] = []
    native = False
    for letter in _INVISIBLE.sub("", text):
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            native = native or "\u0660" <= letter <= "\u0669" or "\u06f0" <= letter <= "\u06f9"
            out.append(str(digit))
        elif letter in _SLASH:
            out.append("/")
        elif letter in _MINUS:
            out.append("-")
        elif letter in _PLUS:
            out.append("+")
        elif letter in _APOSTROPHE:
            out.append("'")
        elif letter.isspace() and (letter == "\t" or unicodedata.category(letter) == "Zs"):
            out.append(" ")
        elif unicodedata.decomposition(letter).startswith("<fraction>"):
            out.append(" " + unicodedata.normalize("NFKC", letter).replace("\u2044", "/"))
        else:
            out.append(letter)
    return re.sub(" {2,}", " ", "".join(out)).strip(), native


def _sign(before: str) -> tuple[bool, str]:
    for place in (0, -1):
        if before and before[place] in "+-":
            rest = before[1:] if place == 0 else before[:-1]
            return before[place] == "-", rest.strip()
    return False, before


class _Scanner:
    """Reads the digits and signs of one number."""

    def __init__(self, body: str, style: Separators, native: bool, locale: str) -> None:
        self._body, self._style, self._native, self._locale = body, style, native, locale

    def fraction(self) -> Reading:
        left, slash, right = (part.strip() for part in self._body.partition("/"))
        whole, _, above = left.rpartition(" ")
        if not (slash and _ascii_digits(above) and _ascii_digits(right)):
            raise wanted(self._locale)
        if not int(right):
            raise Unreadable(messages.ZERO_BELOW, zero=_digits("0", self._locale))
        value = Fraction(int(above), int(right))
        lowest = value.denominator == int(right)
        obvious = not self._style.slash
        if not whole:
            return Reading(value, "fraction", lowest=lowest, obvious=obvious)
        if len(above) == 3 and re.fullmatch(r"\d{1,3}(?: \d{3})*", whole):
            # "1 234/5" may be a grouped numerator; nobody can tell.
            joined = _digits(f"{left.replace(' ', '')}/{right}", self._locale)
            raise Unreadable(messages.NUMBER_MEANT, number=joined)
        body = _Scanner(whole, self._style, self._native, self._locale).decimal()
        if body.form != "integer":
            raise wanted(self._locale)
        lowest = lowest and int(above) < int(right)
        return Reading(body.value + value, "mixed", lowest=lowest, obvious=obvious and body.obvious)

    def decimal(self) -> Reading:
        """Read by the locale's signs; what they do not allow is asked about."""
        body = self._body
        signs = {sign for sign in body if not sign.isdigit()}
        strange = {sign for sign in signs if self._role(sign) == "none"}
        if len(strange) == 1 and not any(self._role(sign) == "decimal" for sign in signs):
            return self._strange(strange.pop())
        points = [at for at, letter in enumerate(body) if self._role(letter) == "decimal"]
        if strange or len(points) > 1:
            raise self._meant()
        at = points[0] if points else len(body)
        value = self._value(body[:at], body[at + 1 :])
        if value is None:
            raise self._meant()
        return self._reading(value, len(body) - at - 1 if points else 0, signs)

    def _role(self, sign: str) -> str:
        """Say what a sign means here: digit, decimal, group, or none that the locale knows."""
        if sign.isdigit():
            return "digit"
        if sign == ARABIC_DECIMAL:
            return "decimal"
        if sign in (ARABIC_GROUP, " ", "'"):
            return "group"
        if self._native:
            return "none"
        if sign == self._style.decimal:
            return "decimal"
        return "group" if sign == self._style.group else "none"

    def _strange(self, sign: str) -> Reading:
        """Read a sign that the locale does not use: a decimal sign, unless it might group."""
        whole, _, decimals = self._body.rpartition(sign)
        if sign in whole:
            raise self._meant()
        value = self._value(whole, decimals)
        if value is None:
            raise wanted(self._locale)
        if len(decimals) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole):
            raise Unreadable(
                messages.NUMBER_EITHER,
                one=write(value, self._locale),
                other=write(value * 1000, self._locale),
            )
        return Reading(value, "decimal", places=len(decimals), obvious=False)

    def _value(self, whole: str, decimals: str) -> Fraction | None:
        """Return the number of a whole part, perhaps grouped, and decimals; None if ill formed."""
        if decimals and not _ascii_digits(decimals):
            return None
        if not _ascii_digits(whole or "0") and not self._grouped(whole):
            return None
        figures = re.sub(r"\D", "", whole) + decimals
        return Fraction(int(figures), 10 ** len(decimals))

    def _grouped(self, whole: str) -> bool:
        sign = next(letter for letter in whole if not letter.isdigit())
        if whole[0] == "0":
            return False
        each = re.escape(sign)
        if re.fullmatch(rf"\d{{1,3}}(?:{each}\d{{3}})+", whole):
            return True
        lakh = rf"\d{{1,2}}(?:{each}\d{{2}})*{each}\d{{3}}"
        return self._style.lakh and re.fullmatch(lakh, whole) is not None

    def _reading(self, value: Fraction, places: int, signs: set[str]) -> Reading:
        form: Form = "decimal" if places else "integer"
        obvious = not any(self._role(sign) == "group" for sign in signs)
        return Reading(value, form, places=places, obvious=obvious)

    def _meant(self) -> Unreadable:
        """Ask about what was probably meant: the last sign as decimal, or every sign as group."""
        body = self._body
        if " " in body:
            return wanted(self._locale)
        at = max((i for i, letter in enumerate(body) if not letter.isdigit()), default=0)
        guess = None
        if body[at] != "'" and body[at] not in body[:at]:
            guess = self._value(body[:at], body[at + 1 :])
        if guess is None and re.fullmatch(r"[1-9]\d{0,2}(?:(\D)\d{2,3}(?:\1\d{2,3})*)", body):
            guess = Fraction(int(re.sub(r"\D", "", body)))
        if guess is None:
            return wanted(self._locale)
        return Unreadable(messages.NUMBER_MEANT, number=write(guess, self._locale))


def _ascii_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
