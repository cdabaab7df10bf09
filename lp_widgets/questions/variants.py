"""One question in many variants: numbers and texts that are drawn by a seed, the same everywhere.

``vary`` names what is drawn; ``{= a*b}`` in any other field is put there. The same source and the
same seed give the same question in a page, a kernel and the autograder, today and in a year.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from lp_widgets.questions import arithmetic, drawing
from lp_widgets.questions.arithmetic import Value
from lp_widgets.questions.base import QuestionType
from lp_widgets.questions.drawing import FIELD, WHERE, Choice
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Message, texts

SAMPLE = ""
"""The seed of the variant that stands for all where nobody in particular is asked."""
MAX_CONDITIONS = 10
MAX_TRIES = 200
STEADY = ("id", "points", "attempts", "hint_cost")
"""Fields that are the same in every variant: they are looked at before anybody is asked."""

_PLACE = re.compile(r"\{=([^{}]*)\}")
_AS = re.compile(r"(.*\S)\s+as\s+(fraction|mixed|plain)\s*", re.S)
MAX_PLACES = 6


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
            drawn = drawing.draw(self.choices, f"{seed}\0{turn}\0{attempt}")
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
        for name, choice in self.choices.items():
            if drawing.spoken(choice):
                place = f"{FIELD}/{name}"
                if isinstance(choice, drawing.Along):
                    place += f"/{choice.other}"
                texts_ = _at(self.source, place)
                found += [Message(f"{place}/{n}", each, "text") for n, each in enumerate(texts_)]
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

    def pictures(self) -> list[str]:
        """Return the names of all files that the picture may come from."""
        return _pictures(self.source, self.choices)


def read(kind: QuestionType, source: Mapping[str, Any]) -> Variants:
    """Read a cell's fields, ``vary`` among them. Raises QuestionError that names the field."""
    told = source[FIELD]
    choices = drawing.read(told)
    where = told.get(WHERE, [])
    conditions = [where] if isinstance(where, str) else where
    if not isinstance(conditions, list) or not all(isinstance(each, str) for each in conditions):
        raise QuestionError(FIELD, f"“{WHERE}” is a comparison or a list of them, as in  a != b")
    if len(conditions) > MAX_CONDITIONS:
        raise QuestionError(FIELD, f"“{WHERE}” has more than {MAX_CONDITIONS} comparisons")
    for name in STEADY:
        if _PLACE.search(str(source.get(name, ""))):
            raise QuestionError(name, "is the same in every variant: it cannot have {= } in it")
    _pictures(source, choices)
    plain = Variants(kind, dict(source), choices, tuple(conditions))
    told_texts = frozenset(m.path for m in _texts(*plain.draw(SAMPLE)) if m.kind == "text")
    made = replace(plain, spoken=told_texts)
    made.draw(SAMPLE)
    return made


def _pictures(source: Mapping[str, Any], choices: Mapping[str, Choice]) -> list[str]:
    """Return every picture that may be drawn: all of them must be there before anybody is asked."""
    written = str(source.get("picture", ""))
    found = _PLACE.findall(written)
    if not found:
        return [written] if written else []
    names = drawing.listed(choices.get(found[0].strip(), ()))
    if len(found) > 1 or not names:
        raise QuestionError("picture", "has one name of a list in it, as in  {= animal}.svg")
    return [_PLACE.sub(str(name), written) for name in names]


def split(kind: QuestionType, source: Any) -> tuple[Variants | None, Any, Any]:
    """Return ``(variants, spec, key)`` of any cell: None, and its own, where nothing varies.

    Raises QuestionError that names the field.
    """
    if not isinstance(source, dict) or FIELD not in source:
        return None, *kind.split(source)
    varied = read(kind, source)
    return varied, *varied.draw(SAMPLE)


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
