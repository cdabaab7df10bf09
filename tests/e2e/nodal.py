"""Modified nodal analysis with exact fractions: a second way to the currents of a circuit."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from typing import Any

Branch = tuple[int, int, Fraction, str]
"""From node, to node, ohms, name: what has no ohms is a source of zero volts."""


def currents(parts: list[dict[str, Any]], volts: str, closed: set[str]) -> dict[str, Fraction]:
    """Return the amperes through each named part; the battery's plus is node 1, its minus 0."""
    nodes = count(2)
    found = [each for each in _chain(parts, 1, 0, nodes, closed) if each[2] is not None]
    high = next(nodes)
    sources = [
        (1, 0, Fraction(volts), ""),
        *((a, b, Fraction(0), n) for a, b, r, n in found if not r),
    ]
    resistors = [each for each in found if each[2]]
    wide = high + len(sources)
    rows = [[Fraction(0)] * (wide + 1) for _ in range(wide)]
    rows[0][0] = Fraction(1)  # the minus pole is at zero volts
    for a, b, ohms, _ in resistors:
        for here, there in ((a, b), (b, a)):
            if here:
                rows[here][here] += 1 / ohms
                rows[here][there] -= 1 / ohms
    for at, (a, b, given, _) in enumerate(sources, high):
        for node, sign in ((a, 1), (b, -1)):
            rows[at][node] += sign
            if node:
                rows[node][at] += sign
        rows[at][wide] = given
    x = _solved(rows)
    through = {name: (x[a] - x[b]) / ohms for a, b, ohms, name in resistors}
    return through | {name: x[at] for at, (*_, name) in enumerate(sources, high) if name}


def _chain(
    parts: list[dict[str, Any]], start: int, end: int, nodes: Iterator[int], closed: set[str]
) -> Iterator[Any]:
    ends = [*(next(nodes) for _ in parts[1:]), end]
    for part, stop in zip(parts, ends, strict=True):
        for branch in part.get("parallel", ()):
            yield from _chain(branch, start, stop, nodes, closed)
        if "switch" in part:
            yield start, stop, Fraction(0) if part["switch"] in closed else None, part["switch"]
        elif "ammeter" in part:
            yield start, stop, Fraction(0), part["ammeter"]
        elif "parallel" not in part:
            name = part.get("lamp") or part["resistor"]
            yield start, stop, Fraction(part.get("ohms", "10")), name
        start = stop


def _solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """Return a solution by Gauss's elimination; what hangs on nothing is zero."""
    wide = len(rows)
    pivots = []
    for column in range(wide):
        at = len(pivots)
        found = next((n for n in range(at, wide) if rows[n][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for n in range(wide):
            if n != at and rows[n][column]:
                factor = rows[n][column]
                rows[n] = [a - factor * b for a, b in zip(rows[n], rows[at], strict=True)]
        pivots.append(column)
    x = [Fraction(0)] * wide
    for at, column in enumerate(pivots):
        x[column] = rows[at][wide]
    return x
