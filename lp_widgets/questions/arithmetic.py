"""An author's arithmetic over drawn numbers: exact, bounded, and walked step by step, never run."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from lp_widgets.questions.numerals import exact

MAX_LETTERS = 200
MAX_POWER = 100
MAX_BITS = 512
"""Numbers longer than this (some 150 digits) are no school numbers any more."""

_LETTERS = re.compile(r"[A-Za-z0-9_\s.,()+\-*/%^<>=!]*")
_TWO: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.FloorDiv: operator.floordiv,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _whole(name: str, values: list[Fraction]) -> list[int]:
    if any(value.denominator != 1 for value in values):
        raise ValueError(f"{name} takes whole numbers")
    return [int(value) for value in values]


def _round(value: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Round as at school: a half goes away from 0."""
    (digits,) = _whole("round", [places])
    if not 0 <= digits <= 20:
        raise ValueError("round takes 0 to 20 places")
    scale = 10**digits
    near = math.floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(near if value >= 0 else -near, scale)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda value: abs(value),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "floor": lambda value: math.floor(value),
    "ceil": lambda value: math.ceil(value),
    "round": _round,
    "gcd": lambda *values: math.gcd(*_whole("gcd", list(values))),
    "lcm": lambda *values: math.lcm(*_whole("lcm", list(values))),
}

Value = Fraction | str
"""What is drawn: a number, or a text."""


def value(text: str, known: Mapping[str, Value]) -> Value:
    """Return what ``text`` comes to, where names are ``known``. Raises ValueError saying why."""
    tree = _parsed(text)
    if isinstance(tree, ast.Name):
        return _name(tree, known)
    return _number(tree, text, known)


def holds(text: str, known: Mapping[str, Value]) -> bool:
    """Say whether a comparison such as ``a < b`` holds; texts can be equal or not."""
    tree = _parsed(text)
    if not isinstance(tree, ast.Compare):
        raise ValueError("write a comparison, such as a != b")
    sides = [_side(each, text, known) for each in (tree.left, *tree.comparators)]
    found = True
    for sign, left, right in zip(tree.ops, sides, sides[1:], strict=False):
        compare = _COMPARED.get(type(sign))
        if compare is None:
            raise ValueError("compare with <, <=, >, >=, == or !=")
        if isinstance(left, str) != isinstance(right, str):
            raise ValueError("a text and a number cannot be compared")
        found = found and compare(left, right)
    return found


def _parsed(text: str) -> ast.expr:
    if len(text) > MAX_LETTERS:
        raise ValueError(f"is longer than {MAX_LETTERS} letters")
    if not _LETTERS.fullmatch(text):
        raise ValueError("has a letter or sign that is no arithmetic; write it as in  2*(a + b)")
    try:
        return ast.parse(text.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError("is no arithmetic that can be read; write it as in  2*(a + b)") from error


def _side(tree: ast.expr, text: str, known: Mapping[str, Value]) -> Value:
    return _name(tree, known) if isinstance(tree, ast.Name) else _number(tree, text, known)


def _name(tree: ast.Name, known: Mapping[str, Value]) -> Value:
    if tree.id not in known:
        there = ", ".join(known) or "nothing"
        raise ValueError(f"“{tree.id}” is not drawn; there is {there}")
    return known[tree.id]


def _number(tree: ast.expr, text: str, known: Mapping[str, Value]) -> Fraction:
    if isinstance(tree, ast.Constant):
        written = ast.get_source_segment(text.strip().replace("^", "**"), tree) or ""
        return _bounded(exact(written))
    if isinstance(tree, ast.Name):
        found = _name(tree, known)
        if isinstance(found, str):
            raise ValueError(f"“{tree.id}” is a text and no number")
        return found
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub | ast.UAdd):
        inner = _number(tree.operand, text, known)
        return -inner if isinstance(tree.op, ast.USub) else inner
    if isinstance(tree, ast.BinOp):
        left, right = (_number(each, text, known) for each in (tree.left, tree.right))
        return _bounded(_worked(tree.op, left, right))
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        if tree.func.id not in FUNCTIONS:
            raise ValueError(f"there is no “{tree.func.id}”; there are {', '.join(FUNCTIONS)}")
        given = [_number(each, text, known) for each in tree.args]
        try:
            return _bounded(Fraction(FUNCTIONS[tree.func.id](*given)))
        except TypeError as error:
            raise ValueError(f"“{tree.func.id}” does not take {len(given)} numbers") from error
    raise ValueError("has something that is no arithmetic; there are + - * / ^ % // and brackets")


def _worked(sign: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(sign, ast.Pow):
        if right.denominator != 1 or abs(right) > MAX_POWER:
            raise ValueError(f"an exponent is a whole number up to {MAX_POWER}")
        if not left and right < 0:
            raise ValueError("divides by 0")
        return Fraction(left ** int(right))
    work = _TWO.get(type(sign))
    if work is None:
        raise ValueError("has a sign that is no arithmetic; there are + - * / ^ % //")
    try:
        return Fraction(work(left, right))
    except ZeroDivisionError as error:
        raise ValueError("divides by 0") from error


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise ValueError("comes to a number that is too long")
    return value
