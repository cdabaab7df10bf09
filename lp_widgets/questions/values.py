"""The value of a formula at a point: quickly as a float, or to fifty digits.

``decimal`` knows roots, logarithms and the exponential; sine and cosine are summed here.
"""

import decimal
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lp_widgets.questions.expression import CONSTANTS, Node

DIGITS = 50
_FURTHEST = 1_000_000
"""Angles beyond this are not worked out."""
_CONTEXT = decimal.Context(prec=DIGITS + 10, Emax=100_000, Emin=-100_000)
_ZERO = Decimal(10) ** -30
"""What is nearer to 0 than this is 0, spoilt by rounding."""
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_E = Decimal("2.71828182845904523536028747135266249775724709369995957496696762772407663035354759")


class NoValue(ArithmeticError):
    """A formula has no value here."""


def rough(node: Node, point: Mapping[str, Fraction]) -> float:
    """Return the value as a float. Raises NoValue where there is none, or one too large."""
    try:
        value = _rough(node, {name: float(at) for name, at in point.items()})
    except (ArithmeticError, ValueError, TypeError) as error:
        raise NoValue from error
    if not math.isfinite(value):
        raise NoValue
    return value


def _rough(node: Node, point: dict[str, float]) -> float:
    if node.kind == "num":
        return float(node.value)
    if node.kind == "name":
        return CONSTANTS[node.name] if node.name in CONSTANTS else point[node.name]
    return float(_FLOATS[node.kind](*[_rough(part, point) for part in node.of]))


_FLOATS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "neg": lambda a: -a,
    # A root of nothing may come out a little below 0; the precise look decides.
    "sqrt": lambda a: math.sqrt(0 if -1e-9 < a < 0 else a),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "exp": math.exp,
    "log": math.log10,
    "ln": math.log,
    "abs": abs,
}


def precise(node: Node, point: Mapping[str, Fraction]) -> tuple[Decimal, Decimal]:
    """Return the value, and the largest number on the way to it. Raises NoValue."""
    with decimal.localcontext(_CONTEXT):
        try:
            return _precise(node, {name: _decimal(at) for name, at in point.items()})
        except (ArithmeticError, ValueError) as error:
            raise NoValue from error


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _precise(node: Node, point: dict[str, Decimal]) -> tuple[Decimal, Decimal]:
    if node.kind == "num":
        value = _decimal(node.value)
    elif node.kind == "name":
        value = {"pi": _PI, "e": _E}.get(node.name) or point[node.name]
    else:
        parts = [_precise(part, point) for part in node.of]
        value = _STEPS[node.kind](*[part for part, _ in parts])
        return value, max(abs(value), *[largest for _, largest in parts])
    return value, abs(value)


def _over(a: Decimal, b: Decimal) -> Decimal:
    if abs(b) < _ZERO:
        raise NoValue
    return a / b


def _power(a: Decimal, b: Decimal) -> Decimal:
    whole = b.to_integral_value()
    if abs(b - whole) < _ZERO:
        if abs(a) < _ZERO and whole <= 0:
            if whole < 0:
                raise NoValue
            return Decimal(1)
        return a ** int(whole)
    if abs(a) < _ZERO and b > 0:
        return Decimal(0)
    return (b * _ln(a)).exp()


def _sqrt(a: Decimal) -> Decimal:
    return Decimal(0) if abs(a) < _ZERO else a.sqrt()


def _ln(a: Decimal) -> Decimal:
    if a < _ZERO:
        raise NoValue
    return a.ln()


def _log(a: Decimal) -> Decimal:
    if a < _ZERO:
        raise NoValue
    return a.log10()


def _sin(a: Decimal) -> Decimal:
    """Return the sine by its series, after turning back to within one turn."""
    if abs(a) > _FURTHEST:
        raise NoValue
    a = a.remainder_near(2 * _PI)
    term = total = a
    square, place = a * a, 1
    while abs(term) > Decimal(10) ** (-DIGITS - 6):
        term = -term * square / ((place + 1) * (place + 2))
        total += term
        place += 2
    return total


def _cos(a: Decimal) -> Decimal:
    return _sin(_PI / 2 - a)


def _exp(a: Decimal) -> Decimal:
    if abs(a) > 2000:
        raise NoValue
    return a.exp()


_STEPS: dict[str, Callable[..., Decimal]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _over,
    "^": _power,
    "neg": lambda a: -a,
    "sqrt": _sqrt,
    "sin": _sin,
    "cos": _cos,
    "tan": lambda a: _over(_sin(a), _cos(a)),
    "exp": _exp,
    "log": _log,
    "ln": _ln,
    "abs": abs,
}
