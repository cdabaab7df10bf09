"""In which form a formula is written: expanded, or as a product of factors."""

from collections import Counter
from collections.abc import Iterator

from lp_widgets.questions.algebra import Monomial, Polynomial, TooLong, quotient
from lp_widgets.questions.expression import Node, names
from lp_widgets.questions.values import NoValue


def is_expanded(node: Node) -> bool:
    """Say whether a formula is a sum of products without brackets, each kind of term once."""
    seen: set[Monomial] = set()
    for term in _terms(node):
        found = _polynomial(term)
        if found is None or len(found) > 1 or not _is_flat(term):
            return False
        kind = next(iter(found), ())
        if kind in seen:
            return False
        seen.add(kind)
    return True


def is_factored(node: Node, answer: Node) -> bool:
    """Say whether a formula is a product of the factors of ``answer``, but for numbers."""
    return _factors(node) == _factors(answer)


def is_product(node: Node) -> bool:
    """Say whether a formula is a product of at least two factors that are polynomials."""
    found = _factors(node)
    return found is not None and found.total() > 1


def _terms(node: Node) -> Iterator[Node]:
    if node.kind in ("+", "-", "neg"):
        for part in node.of:
            yield from _terms(part)
    else:
        yield node


def _is_flat(node: Node) -> bool:
    """Say whether no sum stands inside a product or a power, and no number twice."""
    numbers = 0
    for factor in _product(node):
        parts = factor.of[:1] if factor.kind == "^" else (factor,)
        if any(part.kind in ("+", "-", "neg") for part in parts):
            return False
        numbers += not names(factor)
    return numbers <= 2


def _product(node: Node) -> Iterator[Node]:
    if node.kind in ("*", "/"):
        for part in node.of:
            yield from _product(part)
    else:
        yield node


def _factors(node: Node) -> "Counter[frozenset[tuple[Monomial, object]]] | None":
    """Return the factors that are no numbers, each made comparable; None where there are none."""
    made: Counter[frozenset[tuple[Monomial, object]]] = Counter()
    for factor, times in _powers(node):
        found = _polynomial(factor)
        if found is None:
            return None
        if set(found) <= {()}:
            continue
        lead = found[max(found)]
        made[frozenset((kind, value / lead) for kind, value in found.items())] += times
    return made


def _powers(node: Node) -> Iterator[tuple[Node, int]]:
    if node.kind == "*":
        for part in node.of:
            yield from _powers(part)
    elif node.kind == "neg" or (node.kind == "/" and not names(node.of[1])):
        yield from _powers(node.of[0])
    elif node.kind == "^" and node.of[1].kind == "num" and node.of[1].value.denominator == 1:
        for factor, times in _powers(node.of[0]):
            yield factor, times * int(node.of[1].value)
    else:
        yield node, 1


def _polynomial(node: Node) -> Polynomial | None:
    """Return the polynomial that a node is; None if it is none."""
    try:
        found = quotient(node)
    except (TooLong, NoValue):
        return None
    if set(found.below) != {()}:
        return None
    return {kind: value / found.below[()] for kind, value in found.above.items()}
