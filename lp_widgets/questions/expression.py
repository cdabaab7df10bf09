"""Formulas as people type them, read into a small tree: never by `eval`, and within bounds.

``2(x+1)``, ``3xy``, ``x²``, ``½x``, ``√2``, ``x**2``, ``٢س`` and ``|x|`` are read. A dot and an
invisible times bind alike, from left to right: ``1/2x`` is a half of x.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lp_widgets.questions import messages, numerals
from lp_widgets.questions.numerals import Unreadable

FUNCTIONS = ("sqrt", "sin", "cos", "tan", "exp", "log", "abs", "ln")
CONSTANTS = {"pi": math.pi, "e": math.e}
MAX_LETTERS = 300
MAX_NODES = 150
MAX_DEPTH = 40
MAX_DIGITS = 30
MAX_EXPONENT = 100

_INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00b7\u00d7\u22c5\u2219\u2022\u2217\u066d", "*"),
    **dict.fromkeys("\u00f7\u2044\u2215\uff0f:", "/"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    "\uff0b": "+",
    "\u03c0": "pi ",
}
_TOKEN = re.compile(
    r"(?P<number>(?:\d+(?:[.,'\u066b\u066c]\d+)*|[.,\u066b]\d+) ?(?:<\d+/\d+>)?|<\d+/\d+>)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>\*\*|[-+*/^()|√=])"
)


@dataclass(frozen=True)
class Node:
    """One step of a formula: ``kind`` is num, name, a sign of ``+-*/^``, neg, or a function."""

    kind: str
    of: tuple["Node", ...] = ()
    value: Fraction = Fraction(0)
    name: str = ""


def number(value: Fraction) -> Node:
    """Return the node of a number."""
    return Node("num", value=value)


def names(node: Node) -> set[str]:
    """Return the letters of a formula, without the constants."""
    if node.kind == "name":
        return {node.name} - set(CONSTANTS)
    return set().union(*(names(part) for part in node.of))


def parse(text: str, locale: str, letters: Sequence[str] = ()) -> Node:
    """Read a formula; ``letters`` are those that may stand in it, none means any.

    Raises Unreadable, by the text, the locale and the letters alone.
    """
    if len(text) > MAX_LETTERS:
        raise Unreadable(messages.TOO_LONG)
    return _Reader(text, locale, letters).whole()


def wanted(locale: str) -> Unreadable:
    """Return what to say to a text that is no formula."""
    two, one = (numerals.write(Fraction(value), locale) for value in (2, 1))
    return Unreadable(messages.FORMULA_WANTED, formula=f"{two}(x + {one})")


def _plain(text: str) -> str:
    """Return ``text`` in ASCII signs and digits; ``<1/2>`` stands for ½."""
    out: list[str] = []
    raised = False
    for letter in _INVISIBLE.sub("", text):
        shape = unicodedata.decomposition(letter)
        high = shape.startswith("<super>") and letter not in "ªº"
        if high != raised:
            out.append("^(" if high else ")")
            raised = high
        if high:
            out.append(unicodedata.normalize("NFKC", letter).replace("\u2212", "-"))
        elif letter.isdecimal():
            out.append(str(unicodedata.decimal(letter)))
        elif shape.startswith("<fraction>"):
            out.append(f"<{unicodedata.normalize('NFKC', letter).replace(chr(0x2044), '/')}>")
        else:
            out.append(_SIGNS.get(letter, " " if letter.isspace() else letter))
    return "".join(out) + (")" if raised else "")


class _Reader:
    """Reads one formula by recursive descent; it counts its steps and its depth."""

    def __init__(self, text: str, locale: str, letters: Sequence[str]) -> None:
        self._locale, self._letters = locale, letters
        self._tokens = self._split(_plain(text))
        self._at = self._nodes = self._depth = self._bars = 0

    def whole(self) -> Node:
        if not self._tokens:
            raise Unreadable(messages.NOTHING_WRITTEN)
        if any(text == "=" for _, text in self._tokens):
            raise Unreadable(messages.FORMULA_ONE_SIDE)
        node = self._sum()
        if self._at < len(self._tokens):
            raise Unreadable(messages.FORMULA_BRACKET)
        return node

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            if text[at] == " ":
                at += 1
                continue
            found = _TOKEN.match(text, at)
            if not found or not found.lastgroup:
                raise wanted(self._locale)
            kind, piece = found.lastgroup, found[0].strip()
            follows = re.search(r"[^\W\d_] +$", text[:at]) is not None
            if kind == "word":
                tokens += self._word(piece, follows)
            else:
                tokens.append((kind, "^" if piece == "**" else piece))
            at = found.end()
        return tokens

    def _word(self, word: str, follows: bool) -> list[tuple[str, str]]:
        """Take letters apart into functions, constants and single letters."""
        if word in self._letters:
            return [("name", word)]
        made: list[tuple[str, str]] = []
        at = 0
        while at < len(word):
            known = next((f for f in FUNCTIONS if word[at:].lower().startswith(f)), "")
            if known:
                made.append(("call", known))
            elif word[at : at + 2].lower() == "pi":
                known = "pi"
                made.append(("name", "pi"))
            else:
                made.append(("name", self._letter(word[at])))
            at += len(known) or 1
        single = sum(kind == "name" and name != "pi" for kind, name in made)
        # Without a list of letters, what looks like words is taken for words.
        if not self._letters and (single > 3 or (follows and len(word) > 1 and single > 1)):
            raise wanted(self._locale)
        return made

    def _letter(self, letter: str) -> str:
        if not self._letters or letter in self._letters:
            return letter
        for other in (letter.lower(), letter.upper()):
            if other in self._letters:
                return other
        if letter == "e":
            return letter
        raise Unreadable(messages.FORMULA_LETTER, rest=letter, letters=", ".join(self._letters))

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, *signs: str) -> str:
        if self._at < len(self._tokens) and self._tokens[self._at] in [("sign", s) for s in signs]:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""

    def _node(self, kind: str, *of: Node, value: Fraction = Fraction(0), name: str = "") -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Unreadable(messages.TOO_LONG)
        return Node(kind, of, value, name)

    def _sum(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable(messages.TOO_LONG)
        node = self._product()
        while sign := self._take("+", "-"):
            node = self._node(sign, node, self._product())
        self._depth -= 1
        return node

    def _product(self) -> Node:
        node = self._signed()
        while True:
            if sign := self._take("*", "/"):
                node = self._node(sign, node, self._signed())
            elif self._begins():
                node = self._node("*", node, self._power())
            else:
                return node

    def _begins(self) -> bool:
        """Say whether a factor follows without a sign."""
        if self._at == len(self._tokens):
            return False
        kind, text = self._tokens[self._at]
        if kind == "number":
            raise Unreadable(messages.FORMULA_SIGN, left=self._before(), right=text.strip("<>"))
        return kind in ("name", "call") or text in ("(", "√") or (text == "|" and not self._bars)

    def _before(self) -> str:
        return self._tokens[self._at - 1][1].strip("<>") if self._at else ""

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable(messages.TOO_LONG)
        sign = self._take("+", "-")
        if sign == "-":
            node = self._node("neg", self._signed())
        else:
            node = self._signed() if sign else self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        base = self._atom()
        if not self._take("^"):
            return base
        node = self._node("^", base, self._signed())
        if not names(node.of[1]) and not abs(_rough(node.of[1])) <= MAX_EXPONENT:
            raise Unreadable(messages.FORMULA_LARGE)
        return node

    def _atom(self) -> Node:
        if self._at == len(self._tokens):
            if self._at:
                raise Unreadable(messages.FORMULA_UNFINISHED, sign=self._before())
            raise wanted(self._locale)
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return self._node("num", value=self._number(text))
        if kind == "name":
            return self._node("name", name=text)
        if kind == "call":
            if self._peek() != "(":
                two = numerals.write(Fraction(2), self._locale)
                raise Unreadable(messages.FORMULA_CALL, formula=f"{text}({two}x)")
            return self._node(text, self._atom())
        if text == "√":
            return self._node("sqrt", self._atom())
        if text == "(":
            bars, self._bars = self._bars, 0
            node = self._closed(")")
            self._bars = bars
            return node
        if text == "|":
            self._bars += 1
            node = self._node("abs", self._closed("|"))
            self._bars -= 1
            return node
        if text == ")":
            raise Unreadable(messages.FORMULA_BRACKET)
        raise Unreadable(messages.FORMULA_UNFINISHED, sign=text)

    def _closed(self, sign: str) -> Node:
        node = self._sum()
        if not self._take(sign):
            raise Unreadable(messages.FORMULA_BRACKET)
        return node

    def _number(self, text: str) -> Fraction:
        if len(text) > MAX_DIGITS:
            raise Unreadable(messages.FORMULA_LARGE)
        plain, _, part = text.rstrip(">").partition("<")
        value = numerals.read(plain, self._locale).value if plain.strip() else Fraction(0)
        return value + Fraction(part) if part else value


def _rough(node: Node) -> float:
    """Return about the value of a formula without letters; infinite when it is beyond a float."""
    parts = [_rough(part) for part in node.of]
    try:
        if node.kind == "num":
            return float(node.value)
        if node.kind == "name":
            return CONSTANTS[node.name]
        return float(_ROUGH[node.kind](*parts))
    except (ArithmeticError, ValueError, TypeError):
        return math.inf


_ROUGH: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "neg": lambda a: -a,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "exp": math.exp,
    "log": math.log10,
    "ln": math.log,
    "abs": abs,
}
