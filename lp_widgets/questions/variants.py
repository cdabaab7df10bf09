"""One question in many variants: numbers and texts that are drawn by a seed, the same everywhere.

``vary`` names what is drawn; ``{= a*b}`` in any other field is put there. The same source and the
same seed give the same question in a page, a kernel and the autograder, today and in a year.
"""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from lp_widgets.questions import arithmetic
from lp_widgets.questions.arithmetic import FUNCTIONS, Value
from lp_widgets.questions.base import QuestionType
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.numerals import exact
from lp_widgets.questions.texts import Message, texts

FIELD = "vary"
WHERE = "where"
SAMPLE = ""
"""The seed of the variant that stands for all where nobody in particular is asked."""
MAX_NAMES = 20
MAX_CHOICES = 10_000
MAX_CONDITIONS = 10
MAX_TRIES = 200
MAX_SEED = 64
STEADY = ("id", "points", "attempts", "hint_cost", "picture", "alt")
"""Fields that are the same in every variant: they are looked at before anybody is asked."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_RANGE = re.compile(r"(?P<first>\S+?)\s*\.\.\s*(?P<last>\S+?)(?:\s+step\s+(?P<step>\S+))?")
_PLACE = re.compile(r"\{=([^{}]*)\}")
_AS = re.compile(r"(.*\S)\s+as\s+(fraction|mixed|plain)\s*", re.S)
MAX_PLACES = 6


@dataclass(frozen=True)
class Numbers:
    """Numbers to draw from: ``count`` of them, the first and then by equal steps."""

    first: Fraction
    step: Fraction
    count: int

    def __getitem__(self, place: int) -> Value:
        return self.first + self.step * place

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True)
class Computed:
    """What follows from names before it."""

    text: str


Choice = Numbers | tuple[Value, ...] | Computed


@dataclass(frozen=True)
class Variants:
    """A question with what varies in it. ``source`` is the whole cell as its author wrote it."""

    kind: QuestionType
    source: Mapping[str, Any]
    choices: Mapping[str, Choice]
    where: tuple[str, ...]
    spoken: frozenset[str] = frozenset()

    def values(self, seed: str, turn: int = 0) -> dict[str, Value]:
        """Draw the values of ``seed``; ``turn`` counts draws that came to nothing.

        Raises QuestionError when none of MAX_TRIES draws fits the conditions.
        """
        for attempt in range(MAX_TRIES):
            drawn: dict[str, Value] = {}
            for name, choice in self.choices.items():
                drawn[name] = _drawn(name, choice, drawn, f"{seed}\0{turn}\0{attempt}\0{name}")
            if all(_holds(each, drawn) for each in self.where):
                return drawn
        raise QuestionError(FIELD, f"none of {MAX_TRIES} draws fits “{WHERE}”; ask for less there")

    def one(self, seed: str, turn: int = 0) -> tuple[Any, Any]:
        """Return ``(spec, key)`` of one draw. Raises QuestionError when it makes no question."""
        return self.kind.split(self.filled(self.values(seed, turn)))

    def draw(self, seed: str) -> tuple[Any, Any]:
        """Return ``(spec, key)`` of the variant of ``seed``; draws that fit nowhere are left out.

        Raises QuestionError when many of them in a row make no question.
        """
        for turn in range(MAX_TRIES - 1):
            try:
                return self.one(seed, turn)
            except QuestionError:
                continue
        return self.one(seed, MAX_TRIES - 1)

    def filled(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Return the fields of the cell with ``values`` in their places."""
        fields = {name: each for name, each in self.source.items() if name != FIELD}
        made = _each(fields, lambda path, text: _put(text, values, path, path in self.spoken))
        assert isinstance(made, dict)
        return made

    def messages(self) -> list[Message]:
        """Return every text for translators as its author wrote it, with its places."""
        kinds = {message.path: message.kind for message in _texts(*self.draw(SAMPLE))}
        found = []
        for path, kind in kinds.items():
            text = _at(self.source, path)
            if isinstance(text, list):
                text = "\n".join(text)
            if isinstance(text, str):
                found.append(Message(path, text, kind))
        varying = self.source[FIELD]
        found += [
            Message(f"{FIELD}/{name}/{place}", text, "text")
            for name, choice in self.choices.items()
            if isinstance(choice, tuple)
            for place, text in enumerate(varying[name])
            if isinstance(choice[0], str)
        ]
        return found

    def translated(self, lookup: Callable[[Message], str]) -> "Variants":
        """Return the question with every text as ``lookup`` says it. Raises QuestionError."""
        said = {message.path: (message, lookup(message)) for message in self.messages()}

        def spoken(path: str, text: Any) -> Any:
            if path not in said or said[path][0].text == said[path][1]:
                return text
            message, other = said[path]
            if message.kind == "text":
                return other
            return [line.strip() for line in other.splitlines() if line.strip()]

        made = _each(self.source, spoken)
        assert isinstance(made, dict)
        return read(self.kind, made)

    def with_fields(self, **more: str) -> "Variants":
        """Return the question with other steady fields, such as the points of an assignment."""
        return replace(self, source={**self.source, **more})


def read(kind: QuestionType, source: Mapping[str, Any]) -> Variants:
    """Read a cell's fields, ``vary`` among them. Raises QuestionError that names the field."""
    told = source[FIELD]
    if not isinstance(told, dict) or not set(told) - {WHERE}:
        raise QuestionError(FIELD, "names what is drawn, one a line, as in  a: 3..9")
    if len(told) > MAX_NAMES:
        raise QuestionError(FIELD, f"has more than {MAX_NAMES} names")
    choices = {}
    for name, given in told.items():
        if name == WHERE:
            continue
        if not _NAME.fullmatch(name) or name in FUNCTIONS:
            raise QuestionError(FIELD, f"“{name[:40]}” does not fit; a name is a-z, 0-9 and _")
        choices[name] = _choice(name, given)
    where = told.get(WHERE, [])
    conditions = [where] if isinstance(where, str) else where
    if not isinstance(conditions, list) or not all(isinstance(each, str) for each in conditions):
        raise QuestionError(FIELD, f"“{WHERE}” is a comparison or a list of them, as in  a != b")
    if len(conditions) > MAX_CONDITIONS:
        raise QuestionError(FIELD, f"“{WHERE}” has more than {MAX_CONDITIONS} comparisons")
    for name in STEADY:
        if _PLACE.search(str(source.get(name, ""))):
            raise QuestionError(name, "is the same in every variant: it cannot have {= } in it")
    plain = Variants(kind, dict(source), choices, tuple(conditions))
    told_texts = frozenset(m.path for m in _texts(*plain.draw(SAMPLE)) if m.kind == "text")
    made = replace(plain, spoken=told_texts)
    made.draw(SAMPLE)
    return made


def split(kind: QuestionType, source: Any) -> tuple[Variants | None, Any, Any]:
    """Return ``(variants, spec, key)`` of any cell: None, and its own, where nothing varies.

    Raises QuestionError that names the field.
    """
    if not isinstance(source, dict) or FIELD not in source:
        return None, *kind.split(source)
    varied = read(kind, source)
    return varied, *varied.draw(SAMPLE)


def _choice(name: str, given: Any) -> Choice:
    if isinstance(given, list):
        if (
            not given
            or len(given) > MAX_CHOICES
            or not all(isinstance(each, str) for each in given)
        ):
            raise QuestionError(FIELD, f"“{name}” is a list of numbers or of texts")
        numbers = [_exact(each) for each in given]
        if None not in numbers:
            return tuple(each for each in numbers if each is not None)
        return tuple(given)
    if not isinstance(given, str):
        raise QuestionError(FIELD, f"“{name}” is a range such as 3..9, a list, or = and arithmetic")
    if given.startswith("="):
        return Computed(given[1:].strip())
    if found := _RANGE.fullmatch(given.strip()):
        first, last, step = (_exact(found[each] or "1") for each in ("first", "last", "step"))
        if first is not None and last is not None and step is not None and step > 0:
            count = math.floor((last - first) / step) + 1
            if 1 <= count <= MAX_CHOICES:
                return Numbers(first, step, count)
            raise QuestionError(
                FIELD,
                f"“{name}” has no number in its range"
                if count < 1
                else f"“{name}” has more than {MAX_CHOICES} numbers in its range",
            )
    if (number := _exact(given)) is not None:
        return (number,)
    raise QuestionError(FIELD, f"“{name}” is a range such as 3..9, a list, or = and arithmetic")


def _exact(text: str) -> Fraction | None:
    try:
        return exact(text.strip())
    except ValueError:
        return None


def _drawn(name: str, choice: Choice, known: Mapping[str, Value], seed: str) -> Value:
    if isinstance(choice, Computed):
        try:
            return arithmetic.value(choice.text, known)
        except ValueError as error:
            raise QuestionError(FIELD, f"“{name}”: {error}") from error
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return choice[int.from_bytes(digest) % len(choice)]


def _holds(text: str, known: Mapping[str, Value]) -> bool:
    try:
        return arithmetic.holds(text, known)
    except ValueError as error:
        raise QuestionError(FIELD, f"“{WHERE}: {text[:60]}”: {error}") from error


def _texts(spec: Any, key: Any) -> list[Message]:
    return [*texts(spec), *texts(key)]


def _each(value: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """Return ``value`` with every text in it changed; ``path`` is as in a catalog's context."""
    if isinstance(value, dict):
        return {name: _each(each, change, _join(path, name)) for name, each in value.items()}
    if isinstance(value, list):
        changed = change(path, value)
        if changed is not value:
            return changed
        return [_each(each, change, _join(path, place)) for place, each in enumerate(value)]
    return change(path, value)


def _join(path: str, name: object) -> str:
    return f"{path}/{name}" if path else str(name)


def _at(value: Any, path: str) -> Any:
    for name in path.split("/"):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _put(text: Any, values: Mapping[str, Value], path: str, spoken: bool) -> Any:
    if not isinstance(text, str):
        return text

    def fill(found: re.Match[str]) -> str:
        asked, form = found[1], ""
        if as_ := _AS.fullmatch(asked):
            asked, form = as_[1], as_[2]
        try:
            value = arithmetic.value(asked, values)
        except ValueError as error:
            raise QuestionError(path.split("/")[0], f"“{found[0][:60]}”: {error}") from error
        if isinstance(value, str):
            return value
        number = written(value, "" if form == "plain" else form)
        return f"{{{number}}}" if spoken and form != "plain" else number

    return _PLACE.sub(fill, text)


def written(value: Fraction, form: str = "") -> str:
    """Write a number as an author does: ``1.5``, or ``3/2`` or ``1 1/2`` when asked to."""
    if value.denominator == 1:
        return str(value)
    if not form:
        for places in range(1, MAX_PLACES + 1):
            if 10**places % value.denominator == 0:
                digits = str(abs(value.numerator) * 10**places // value.denominator)
                digits = digits.rjust(places + 1, "0")
                sign = "-" if value < 0 else ""
                return f"{sign}{digits[:-places]}.{digits[-places:]}"
    if form == "mixed" and abs(value) > 1:
        whole, rest = divmod(abs(value), 1)
        return f"{'-' if value < 0 else ''}{whole} {rest}"
    return str(value)
