"""The words beside a number: which unit they are, and what it is worth."""

import unicodedata
from fractions import Fraction
from typing import Any

from lp_widgets.questions import messages
from lp_widgets.questions.numerals import Reading, Unreadable, exact, write

_SHOWN = 20


def known(spec: Any) -> dict[str, Fraction]:
    """Return every spelling of a unit that a number question knows, and its worth.

    Where no unit is asked for, a percent sign still means hundredths: 50% is one half.
    """
    if spec.unit:
        return {spec.unit: Fraction(1)}
    if not spec.units:
        return {"%": Fraction(1, 100)}
    return {name: exact(unit.worth) for unit in spec.units for name in unit.write}


def resolve(reading: Reading, names: dict[str, Fraction], locale: str, required: bool) -> Fraction:
    """Return what the unit beside a number is worth. Raises Unreadable, and asks for the unit.

    The case of a letter counts only where it makes a difference: ``KG`` is kg, but mW is not MW.
    """
    beside = _fold(reading.beside)
    number = write(reading.value, locale)
    if not beside:
        if required:
            raise Unreadable(messages.UNIT_MISSING, number=number, unit=next(iter(names)))
        return Fraction(1)
    exactly = {worth for name, worth in names.items() if _fold(name) == beside}
    loosely = {w for name, w in names.items() if _fold(name, case=False) == beside.casefold()}
    for found in (exactly, loosely):
        if len(found) == 1:
            return found.pop()
    rest = "".join(letter for letter in reading.beside if letter.isprintable())[:_SHOWN]
    if required:
        raise Unreadable(messages.UNIT_UNKNOWN, number=number, rest=rest, unit=next(iter(names)))
    raise Unreadable(messages.NUMBER_ALONE, number=number, rest=rest)


def _fold(name: str, case: bool = True) -> str:
    plain = unicodedata.normalize("NFKC", name).replace("\u066a", "%").strip(" .")
    return plain if case else plain.casefold()
