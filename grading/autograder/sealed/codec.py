"""Plain data for the way between the two processes, and back: exact classes, nothing executed.

What cannot change crosses as a value: ``[tag, …]``, or itself where JSON has it. What can change
(lists, dicts, arrays, instances of an author's class, …) is **mirrored**: both sides hold an object
under one number, every message brings the contents of those that are new or have changed, and they
are changed in place. So identity, aliases, cycles and in-place changes are what they would be in
one process. Everything else is for ``foreign`` and ``native`` of the side in question.

Both processes use this file.
"""

import datetime
import decimal
import fractions
import math
import sys
import types
from typing import Any

from grading.autograder.sealed.forms import BUILTINS, DTYPE, Coded, require, to_bytes, to_text
from grading.autograder.sealed.mirror import MIRRORED, content, fill, shell
from grading.autograder.sealed.wire import Broken, TooMuch

DEEPEST = 60
MOST_OBJECTS = 200_000

_SAFE = 1 << 53
_DATES: dict[str, Any] = {"dt": datetime.datetime, "da": datetime.date, "tm": datetime.time}
_VIEWS = {"dk": type({}.keys()), "dv": type({}.values()), "di": type({}.items())}
_VIEW_TAGS = {kind: tag for tag, kind in _VIEWS.items()}
_DATE_TAGS = {kind: tag for tag, kind in _DATES.items()}

_NAMES = {kind: name for name, kind in BUILTINS.items()}


class Codec:
    """One side's mirrored objects, and the translation of values; ``side`` is ``a`` or ``b``."""

    def __init__(self, side: str) -> None:
        self._side = side
        self._serial = 0
        self._objects: dict[str, Any] = {}
        self._numbers: dict[int, str] = {}
        self._known: dict[str, Coded] = {}
        self._waiting: list[str] = []
        self.twins: dict[str, type] = {}
        """The author's classes that both sides have: their instances are mirrored."""

    def foreign(self, value: Any) -> Coded:
        """Return a reference to what is no data."""
        raise NotImplementedError

    def native(self, tag: str, parts: list[Coded]) -> Any:
        """Return what ``foreign`` of the other side refers to. Raises Broken."""
        raise NotImplementedError

    # Out.

    def encode(self, value: Any, depth: int = 0) -> Coded:
        """Return ``value`` as coded. What it refers to is sent with the next ``changes``."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -_SAFE < value < _SAFE else ["i", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        if kind in MIRRORED:
            return ["r", self._number(value)]
        if depth > DEEPEST:
            raise TooMuch("A value is nested too deeply to be passed on.")
        if kind is tuple:
            return ["t", *[self.encode(each, depth + 1) for each in value]]
        return self._encode_rarer(value, kind, depth + 1)

    def _encode_rarer(self, value: Any, kind: type, depth: int) -> Coded:
        if kind is bytes:
            return ["b", value]
        if kind is frozenset:
            return ["s", *[self.encode(each, depth) for each in value]]
        if kind is complex:
            return ["c", self.encode(value.real), self.encode(value.imag)]
        if kind is range or kind is slice:
            parts = (value.start, value.stop, value.step)
            return ["g" if kind is range else "sl", *[self.encode(each, depth) for each in parts]]
        if kind is decimal.Decimal:
            return ["de", str(value)]
        if kind is fractions.Fraction:
            return ["fr", self.encode(value.numerator), self.encode(value.denominator)]
        if kind in _DATE_TAGS and getattr(value, "tzinfo", None) is None:
            return [_DATE_TAGS[kind], value.isoformat()]
        if kind is datetime.timedelta:
            return ["td", value.days, value.seconds, value.microseconds]
        if kind in _VIEW_TAGS:
            return [_VIEW_TAGS[kind], *[self.encode(each, depth) for each in value]]
        if value is Ellipsis or value is NotImplemented:
            return ["e" if value is Ellipsis else "ni"]
        if isinstance(value, type):
            if value in _NAMES:
                return ["y", _NAMES[value]]
            if self.twins.get(value.__name__) is value:
                return ["T", value.__name__]
        if kind is types.ModuleType:
            return ["m", value.__name__]
        if self.twins.get(kind.__name__) is kind and _is_plain(kind):
            return ["r", self._number(value)]
        return self._encode_array(value, kind)

    def _encode_array(self, value: Any, kind: type) -> Coded:
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            if isinstance(value, numpy.ndarray):
                # A subclass has a say in every comparison; its numbers have none.
                plain = value if kind is numpy.ndarray else numpy.array(value, subok=False)
                if DTYPE.fullmatch(plain.dtype.str) or plain.dtype.kind == "O":
                    return ["r", self._number(plain)]
            number = isinstance(value, numpy.generic) and kind.__module__ == "numpy"
            if number and DTYPE.fullmatch(value.dtype.str):
                return ["n", value.dtype.str, value.tobytes()]
            if isinstance(value, numpy.dtype) and DTYPE.fullmatch(value.str):
                return ["nd", value.str]
            name = value.__name__ if isinstance(value, type) else ""
            scalar = name and issubclass(value, numpy.generic)
            if scalar and getattr(numpy, name, None) is value:
                return ["nt", name]
        if "pandas" in sys.modules:
            from grading.autograder.sealed.tables import encode

            coded = encode(self, value)
            if coded is not None:
                return coded
        return self.foreign(value)

    def _number(self, value: Any) -> str:
        number = self._numbers.get(id(value))
        if number is None:
            self._serial += 1
            number = f"{self._side}{self._serial}"
            self._keep(number, value)
            self._waiting.append(number)
        return number

    def _keep(self, number: str, value: Any) -> None:
        if len(self._objects) >= MOST_OBJECTS:
            raise TooMuch("There are more values than can be passed on.")
        self._objects[number] = value
        self._numbers[id(value)] = number

    def changes(self) -> list[list[Coded]]:
        """Return ``[number, content]`` of every object that is new or has changed."""
        found = []
        queue = self._waiting = list(self._objects)
        place = 0
        while place < len(queue):
            number = queue[place]
            place += 1
            held = content(self, self._objects[number])
            if self._known.get(number) != held:
                self._known[number] = held
                found.append([number, held])
        self._waiting = []
        return found

    def unused(self) -> list[str]:
        """Forget the objects that nobody but this table holds; return their numbers."""
        held = self._objects
        # One reference is the table's, one the argument of getrefcount itself.
        found = [number for number in held if sys.getrefcount(held[number]) <= 2]
        self.drop(found)
        return found

    def drop(self, numbers: list[str]) -> None:
        """Forget what the other side does not need any more."""
        for number in numbers:
            self._numbers.pop(id(self._objects.pop(number, None)), None)
            self._known.pop(number, None)

    # In.

    def absorb(self, changes: Coded) -> None:
        """Change what is mirrored as the other side says. Raises Broken."""
        for number, held in self.shells(changes):
            self._fill(number, held)

    def shells(self, changes: Coded) -> list[list[Coded]]:
        """Make what is new, empty still, and return the changes. Raises Broken."""
        require(type(changes) is list)
        for change in changes:
            require(type(change) is list and len(change) == 2)
            number, held = change
            require(type(number) is str and type(held) is list and len(held) > 0)
            if number not in self._objects:
                # Each side numbers its own: nobody can lay claim to what the other has.
                require(number[:1] not in ("", self._side) and number[1:].isdigit())
                self._keep(number, shell(self, held))
        return changes

    def _fill(self, number: str, held: list[Coded]) -> None:
        try:
            fill(self, self._objects[number], held)
        except (TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
            raise Broken(f"a content that cannot be: {error}") from None
        self._known[number] = held

    def decode(self, coded: Coded, depth: int = 0) -> Any:
        """Return the value of ``coded``. Raises Broken."""
        kind = type(coded)
        if coded is None or kind in (bool, str, int, float):
            return coded
        require(kind is list and len(coded) > 0 and depth <= DEEPEST)
        tag, parts = coded[0], coded[1:]
        require(type(tag) is str)
        if tag == "r":
            value = self._objects.get(parts[0] if parts and type(parts[0]) is str else "")
            require(value is not None)
            return value
        if tag in ("t", "s"):
            items = [self.decode(each, depth + 1) for each in parts]
            return tuple(items) if tag == "t" else frozenset(items)
        try:
            return self._decode_rarer(tag, parts, depth + 1)
        except (TypeError, ValueError, IndexError, ArithmeticError, LookupError) as error:
            raise Broken(f"a value that cannot be: {type(error).__name__}") from None

    def _decode_rarer(self, tag: str, parts: list[Coded], depth: int) -> Any:
        if tag == "i":
            return int(to_text(parts[0]), 16)
        if tag == "f":
            require(parts[0] in ("nan", "inf", "-inf"))
            return float(parts[0])
        if tag == "b":
            return to_bytes(parts[0])
        if tag == "c":
            return complex(self.decode(parts[0]), self.decode(parts[1]))
        if tag in ("g", "sl"):
            made = range if tag == "g" else slice
            return made(*[self.decode(each, depth) for each in parts])
        if tag == "de":
            return decimal.Decimal(to_text(parts[0]))
        if tag == "fr":
            return fractions.Fraction(self.decode(parts[0]), self.decode(parts[1]))
        if tag in _DATES:
            return _DATES[tag].fromisoformat(to_text(parts[0]))
        if tag == "td":
            return datetime.timedelta(*parts)
        if tag in ("e", "ni"):
            return Ellipsis if tag == "e" else NotImplemented
        if tag in _VIEWS:
            return _view(tag, [self.decode(each, depth) for each in parts])
        if tag == "y":
            return BUILTINS[parts[0]]
        if tag == "T":
            return self.twins[parts[0]]
        if tag in ("n", "nd", "nt"):
            return _numpy_value(tag, parts)
        if tag.startswith("p"):
            from grading.autograder.sealed.tables import decode

            return decode(self, tag, parts)
        return self.native(tag, parts)


def _view(tag: str, items: list[Any]) -> Any:
    if tag == "dk":
        return dict.fromkeys(items).keys()
    return dict(enumerate(items)).values() if tag == "dv" else dict(items).items()


def _numpy_value(tag: str, parts: list[Coded]) -> Any:
    import numpy

    if tag == "nt":
        found = getattr(numpy, to_text(parts[0]))
        require(isinstance(found, type) and issubclass(found, numpy.generic))
        return found
    require(bool(DTYPE.fullmatch(to_text(parts[0]))))
    dtype = numpy.dtype(parts[0])
    return dtype if tag == "nd" else numpy.frombuffer(to_bytes(parts[1]), dtype=dtype)[0]


def _is_plain(kind: type) -> bool:
    """Return whether what an instance holds is its ``__dict__`` and nothing else."""
    return kind.__basicsize__ <= object.__basicsize__ + 16 and "__slots__" not in vars(kind)
