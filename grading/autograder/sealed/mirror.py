"""The contents of what both sides of a sealed test hold: lists, arrays, author's objects.

A content is ``[tag, …]`` and refers to other such objects by their numbers, so that every object
can be made empty first and filled afterwards, whatever refers to what.
"""

import collections
import io
import math
import sys
import types
from typing import TYPE_CHECKING, Any

from grading.autograder.sealed.forms import DTYPE, Coded, require, to_bytes
from grading.autograder.sealed.wire import Broken

if TYPE_CHECKING:
    from grading.autograder.sealed.codec import Codec

# By class: the tag of what is mirrored.
MIRRORED: dict[type, str] = {
    list: "l",
    dict: "d",
    set: "S",
    bytearray: "B",
    collections.deque: "q",
    collections.Counter: "C",
    collections.OrderedDict: "O",
    collections.defaultdict: "D",
    types.SimpleNamespace: "N",
    io.StringIO: "io",
}


def content(codec: "Codec", value: Any) -> Coded:
    """Return what is in a mirrored object, with references to the others."""
    kind = type(value)
    tag = MIRRORED.get(kind, "")
    if tag in ("l", "S"):
        return [tag, *[codec.encode(each) for each in value]]
    if tag in ("d", "C", "O"):
        return [tag, *[[codec.encode(key), codec.encode(each)] for key, each in value.items()]]
    if tag == "D":
        pairs = [[codec.encode(key), codec.encode(each)] for key, each in value.items()]
        return [tag, codec.encode(value.default_factory), *pairs]
    if tag == "q":
        return [tag, value.maxlen, *[codec.encode(each) for each in value]]
    if tag == "B":
        return [tag, bytes(value)]
    if tag == "N":
        return [tag, *[[key, codec.encode(each)] for key, each in vars(value).items()]]
    if tag == "io":
        return [tag] if value.closed else [tag, value.getvalue(), value.tell()]
    if codec.twins.get(kind.__name__) is kind:
        held = [[str(key), codec.encode(each)] for key, each in vars(value).items()]
        return ["w", kind.__name__, *held]
    numpy = sys.modules.get("numpy")
    if numpy is not None and kind is numpy.ndarray:
        if value.dtype.kind == "O":
            return ["ao", list(value.shape), *[codec.encode(each) for each in value.flat]]
        return ["a", value.dtype.str, list(value.shape), value.tobytes()]
    from grading.autograder.sealed.tables import content as content_of_table

    return content_of_table(codec, value)


def shell(codec: "Codec", content: list[Coded]) -> Any:
    """Return an empty object for ``content``, to be filled later. Raises Broken."""
    tag = content[0]
    for kind, known in MIRRORED.items():
        if tag == known:
            if tag == "q":
                require(content[1] is None or type(content[1]) is int)
                return collections.deque(maxlen=content[1])
            return kind()
    if tag == "w":
        twin = codec.twins.get(content[1])
        if twin is None:
            raise Broken("an object of a class that is not the author's")
        return object.__new__(twin)
    if tag in ("a", "ao"):
        import numpy

        require(len(content) > 2)
        dtype, shape = ("O", content[1]) if tag == "ao" else (content[1], content[2])
        require(dtype == "O" or bool(DTYPE.fullmatch(dtype)))
        return numpy.empty(_shape(shape, content), dtype=dtype)
    from grading.autograder.sealed.tables import shell as shell_of_table

    return shell_of_table(content)


def fill(codec: "Codec", value: Any, content: list[Coded]) -> None:
    """Give a mirrored object its ``content``. Raises Broken, and what odd contents lead to."""
    tag, kind = content[0], type(value)
    known = MIRRORED.get(kind)
    if known is not None:
        require(tag == known)
    if tag == "l":
        value[:] = [codec.decode(each) for each in content[1:]]
    elif tag in ("d", "C", "O", "D"):
        pairs = [
            (codec.decode(key), codec.decode(each)) for key, each in content[1 + (tag == "D") :]
        ]
        value.clear()
        dict.update(value, pairs)
        if tag == "D":
            value.default_factory = codec.decode(content[1])
    elif tag == "S":
        items = [codec.decode(each) for each in content[1:]]
        value.clear()
        value.update(items)
    elif tag == "q":
        items = [codec.decode(each) for each in content[2:]]
        value.clear()
        value.extend(items)
    elif tag == "B":
        value[:] = to_bytes(content[1])
    elif tag == "io":
        _fill_text(value, content)
    elif tag in ("N", "w"):
        require(tag == "N" or codec.twins.get(content[1]) is kind)
        pairs = [(str(key), codec.decode(each)) for key, each in content[1 + (tag == "w") :]]
        vars(value).clear()
        vars(value).update(pairs)
    elif tag in ("a", "ao"):
        _fill_array(codec, value, tag, content)
    else:
        from grading.autograder.sealed.tables import fill as fill_table

        fill_table(codec, value, content)


def _fill_text(value: io.StringIO, content: list[Coded]) -> None:
    if len(content) == 1:
        value.close()
        return
    require(type(content[1]) is str and type(content[2]) is int)
    value.seek(0)
    value.truncate()
    value.write(content[1])
    value.seek(content[2])


def _fill_array(codec: "Codec", value: Any, tag: str, content: list[Coded]) -> None:
    import numpy

    require(type(value) is numpy.ndarray)
    if tag == "ao":
        require(value.dtype.kind == "O")
        fresh = numpy.empty(_shape(content[1], content), dtype=object)
        fresh.reshape(-1)[:] = [codec.decode(each) for each in content[2:]] or []
    else:
        require(content[1] == value.dtype.str)
        fresh = numpy.frombuffer(to_bytes(content[3]), dtype=value.dtype)
        fresh = fresh.reshape(_shape(content[2], content))
    if value.shape != fresh.shape:
        value.resize(fresh.shape, refcheck=False)
    writeable = value.flags.writeable
    value.flags.writeable = True
    value[...] = fresh
    value.flags.writeable = writeable


def _shape(shape: Coded, content: list[Coded]) -> tuple[int, ...]:
    """Return a checked shape: it may ask for no more than has been sent."""
    require(type(shape) is list and len(shape) <= 32)
    require(all(type(each) is int and each >= 0 for each in shape))
    sent = len(content) - 2 if content[0] == "ao" else len(to_bytes(content[3]))
    require(math.prod(shape) <= sent)
    return tuple(shape)
