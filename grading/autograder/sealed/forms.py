"""The forms of coded values: what both sides have under one name, and what may be taken for sound.

Both processes of a sealed test use this file.
"""

import collections
import datetime
import decimal
import fractions
import re
from typing import Any

from grading.autograder.sealed.wire import Broken

Coded = Any
"""JSON, with bytes."""

DTYPE = re.compile(r"[<>|=]?([biufc]\d{1,2}|\?|[mM]8(\[\d*\w{1,2}\])?|[SU]\d{1,6})")
"""The types of numbers, dates and texts in arrays of numpy's, by their own names."""

_BUILTIN_TYPES = (
    *(object, type, bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set),
    *(frozenset, range, slice, enumerate, zip, map, filter, reversed, property, memoryview),
    *(staticmethod, classmethod, super),
)
BUILTINS: dict[str, type] = {
    **{kind.__name__: kind for kind in _BUILTIN_TYPES},
    **{
        name: kind
        for name, kind in vars(__import__("builtins")).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    },
    "NoneType": type(None),
    "Counter": collections.Counter,
    "OrderedDict": collections.OrderedDict,
    "defaultdict": collections.defaultdict,
    "deque": collections.deque,
    "Decimal": decimal.Decimal,
    "Fraction": fractions.Fraction,
    "date": datetime.date,
    "datetime": datetime.datetime,
    "timedelta": datetime.timedelta,
    "time": datetime.time,
}
"""Classes that both sides have under one name."""


def require(holds: bool) -> None:
    """Raise Broken unless what was said is so."""
    if not holds:
        raise Broken("a message in no known form")


def to_bytes(value: Coded) -> bytes:
    """Return a byte string as it is. Raises Broken for anything else."""
    require(type(value) is bytes)
    return bytes(value)


def to_text(value: Coded) -> str:
    """Return a text as it is. Raises Broken for anything else."""
    require(type(value) is str)
    return str(value)
