"""Numbers as authors write them: ASCII digits and a point, read exactly and never as floats."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from lp_widgets.questions.numerals import exact

__all__ = ["Exact", "NotNegative", "Share", "Tolerance", "exact", "tolerance"]


def _written(given: Any) -> Any:
    """Take 1.5 or Fraction(3, 4) from Python as the text that an author would write."""
    if isinstance(given, float):
        return f"{Decimal(repr(given)):f}"
    if isinstance(given, int | Fraction) and not isinstance(given, bool):
        return str(given)
    return given


def _checked(text: str) -> str:
    exact(text)
    return text


def _not_negative(text: str) -> str:
    if exact(text) < 0:
        raise ValueError("must not be below 0")
    return text


def _share(text: str) -> str:
    if not 0 <= exact(text) <= 1:
        raise ValueError("must lie between 0 and 1")
    return text


def _tolerated(text: str) -> str:
    _not_negative(text.removesuffix("%").strip() if text.endswith("%") else text)
    return text


Exact = Annotated[str, BeforeValidator(_written), AfterValidator(_checked)]
"""A number as its author wrote it: ``1.5``, ``3/4`` or ``1 1/2``."""
NotNegative = Annotated[Exact, AfterValidator(_not_negative)]
Share = Annotated[Exact, AfterValidator(_share)]
"""A part of the whole, from 0 to 1."""
Tolerance = Annotated[str, BeforeValidator(_written), AfterValidator(_tolerated)]
"""How far off is still right: ``0.1``, or ``5%`` of the right number."""


def tolerance(text: str, target: Fraction) -> Fraction:
    """Return how far from ``target`` is still right, the edge included."""
    if text.endswith("%"):
        return abs(target) * exact(text.removesuffix("%").strip()) / 100
    return exact(text)
