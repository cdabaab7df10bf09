"""Whether two formulas are equal: by a normal form where there is one, else by their values.

Sums, products, quotients and whole powers become a quotient of two polynomials, compared exactly.
Where roots or functions stand, or a polynomial grows too long, both are worked out to
fifty digits at points that hang on the letters alone.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lp_widgets.questions.expression import Node, names
from lp_widgets.questions.values import DIGITS, NoValue, precise, rough

MAX_TERMS = 200
MAX_BITS = 2000
_MAX_POWER = 40
_CANDIDATES = 60
_POINTS = 8
_ENOUGH = 3
# Where a step on the way is larger than this, digits may be lost and a point proves nothing.
_LARGEST = Decimal(10) ** 23
_NEAR = Decimal(10) ** (12 - DIGITS)
_RANGES = ((1, 3), (0, 1), (-3, 0), (3, 12), (-12, -3), (12, 60))

Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


class TooLong(ArithmeticError):
    """A normal form that would grow beyond its bounds, or that there is none."""


@dataclass(frozen=True)
class Quotient:
    """A polynomial over another one."""

    above: Polynomial
    below: Polynomial


def equal(one: Node, other: Node) -> bool:
    """Say whether two formulas have the same value wherever both have one."""
    try:
        a, b = quotient(one), quotient(other)
        return _times(a.above, b.below) == _times(b.above, a.below)
    except NoValue:
        return False
    except TooLong:
        return _equal_values(one, other)


def has_value(node: Node) -> bool:
    """Say whether a formula has a value anywhere."""
    try:
        quotient(node)
    except NoValue:
        return False
    except TooLong:
        return next(_usable(node, node), None) is not None
    return True


def quotient(node: Node) -> Quotient:
    """Return the normal form. Raises TooLong where there is none, NoValue for a division by 0."""
    if node.kind == "num":
        return Quotient(_constant(node.value), _constant(Fraction(1)))
    if node.kind == "name":
        return Quotient({((node.name, 1),): Fraction(1)}, _constant(Fraction(1)))
    if node.kind == "^":
        return _power(quotient(node.of[0]), quotient(node.of[1]))
    if node.kind not in ("+", "-", "*", "/", "neg"):
        raise TooLong
    a = quotient(node.of[0])
    if node.kind == "neg":
        return Quotient(_scaled(a.above, -1), a.below)
    b = quotient(node.of[1])
    if node.kind == "*":
        return Quotient(_times(a.above, b.above), _times(a.below, b.below))
    if node.kind == "/":
        return _over(a, b)
    second = _scaled(b.above, -1 if node.kind == "-" else 1)
    if a.below == b.below:
        return Quotient(_plus(a.above, second), a.below)
    return Quotient(
        _plus(_times(a.above, b.below), _times(second, a.below)), _times(a.below, b.below)
    )


def _over(a: Quotient, b: Quotient) -> Quotient:
    if not b.above:
        raise NoValue
    return Quotient(_times(a.above, b.below), _times(a.below, b.above))


def _power(base: Quotient, exponent: Quotient) -> Quotient:
    """Return a whole power; another one has no normal form."""
    times = _number(exponent)
    if times is None or times.denominator != 1 or abs(times) > _MAX_POWER:
        raise TooLong
    one = Quotient(_constant(Fraction(1)), _constant(Fraction(1)))
    if times < 0:
        base = _over(one, base)
    made = one
    for _ in range(abs(int(times))):
        made = Quotient(_times(made.above, base.above), _times(made.below, base.below))
    return made


def _number(given: Quotient) -> Fraction | None:
    """Return the value of a quotient without letters."""
    if not given.above:
        return Fraction(0)
    if set(given.above) == {()} and set(given.below) == {()}:
        return given.above[()] / given.below[()]
    return None


def _constant(value: Fraction) -> Polynomial:
    return {(): value} if value else {}


def _scaled(poly: Polynomial, by: int) -> Polynomial:
    return {monomial: value * by for monomial, value in poly.items()}


def _plus(a: Polynomial, b: Polynomial) -> Polynomial:
    made = dict(a)
    for monomial, value in b.items():
        made[monomial] = made.get(monomial, Fraction(0)) + value
    return _bounded(made)


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > 20 * MAX_TERMS:
        raise TooLong
    made: Polynomial = {}
    for left, one in a.items():
        for right, other in b.items():
            powers = dict(left)
            for name, power in right:
                powers[name] = powers.get(name, 0) + power
            monomial = tuple(sorted(powers.items()))
            made[monomial] = made.get(monomial, Fraction(0)) + one * other
    return _bounded(made)


def _bounded(poly: Polynomial) -> Polynomial:
    made = {monomial: value for monomial, value in poly.items() if value}
    if len(made) > MAX_TERMS:
        raise TooLong
    for value in made.values():
        if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
            raise TooLong
    return made


def _equal_values(one: Node, other: Node) -> bool:
    seen = 0
    for a, b, largest in _usable(one, other):
        if abs(a - b) > _NEAR * max(Decimal(1), largest):
            return False
        seen += 1
        if seen == _POINTS:
            break
    return seen >= (_ENOUGH if names(one) | names(other) else 1)


def _usable(one: Node, other: Node) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Yield both values, and the largest step on the way, where both have one."""
    letters = sorted(names(one) | names(other))
    for place in range(_CANDIDATES if letters else 1):
        point = {name: _coordinate(name, place) for name in letters}
        try:
            # A quick look first: most points where something is not defined end here.
            for node in {one, other}:
                rough(node, point)
            (a, high), (b, higher) = precise(one, point), precise(other, point)
        except NoValue:
            continue
        if max(high, higher) < _LARGEST:
            yield a, b, max(high, higher)


def _coordinate(name: str, place: int) -> Fraction:
    """Return where a letter stands at a point: always the same, and no value of any exercise."""
    digest = hashlib.sha256(f"{name}/{place}".encode()).digest()
    # Every third point has all letters above 0, where roots and logarithms live.
    low, high = _RANGES[(0, 1, 3)[place // 3 % 3] if place % 3 == 0 else digest[0] % len(_RANGES)]
    return low + Fraction(int.from_bytes(digest[1:7], "big"), 256**6) * (high - low)
