"""Series, data frames and indexes of pandas as plain data; used only where pandas is loaded."""

import sys
from typing import TYPE_CHECKING, Any

from grading.autograder.sealed.wire import Broken

if TYPE_CHECKING:
    from grading.autograder.sealed.codec import Codec

Coded = Any


def encode(codec: "Codec", value: Any) -> Coded:
    """Return a table or one of its parts as coded, None when ``value`` is none."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return None
    if isinstance(value, pandas.DataFrame | pandas.Series):
        plain = pandas.DataFrame if isinstance(value, pandas.DataFrame) else pandas.Series
        # A subclass has a say in every comparison; its data has none.
        return ["r", codec._number(value if type(value) is plain else plain(value))]
    if isinstance(value, pandas.Index):
        return _encode_index(codec, value)
    if isinstance(value, pandas.Timestamp) and value.tzinfo is None:
        return ["pt", value.isoformat()]
    if isinstance(value, pandas.Timedelta):
        return ["pd", value.value]
    if value is pandas.NaT:
        return ["pn"]
    if value is pandas.NA:
        return ["pa"]
    return None


def content(codec: "Codec", value: Any) -> list[Coded]:
    """Return the content of a series or data frame."""
    pandas = sys.modules["pandas"]
    index = _encode_index(codec, value.index)
    if isinstance(value, pandas.Series):
        return ["ps", index, codec.encode(value.name), _encode_values(codec, value)]
    columns = [_encode_values(codec, value.iloc[:, place]) for place in range(value.shape[1])]
    return ["pf", index, _encode_index(codec, value.columns), *columns]


def shell(content: list[Coded]) -> Any:
    """Return an empty series or data frame for ``content``. Raises Broken."""
    if content[0] not in ("ps", "pf"):
        raise Broken("a content in no known form")
    import pandas

    return pandas.Series(dtype=object) if content[0] == "ps" else pandas.DataFrame()


def fill(codec: "Codec", value: Any, content: list[Coded]) -> None:
    """Give a series or data frame the ``content``. Raises Broken, ValueError, TypeError."""
    import pandas

    if content[0] not in ("ps", "pf") or (type(value) is pandas.Series) != (content[0] == "ps"):
        raise Broken("a content in no known form")
    index = codec.decode(content[1])
    if content[0] == "ps":
        made = pandas.Series(_values(codec, content[3]), index=index, name=codec.decode(content[2]))
        value.name = made.name
    else:
        columns = [pandas.Series(_values(codec, each), index=index) for each in content[3:]]
        made = pandas.concat(columns, axis=1) if columns else pandas.DataFrame(index=index)
        made.columns = codec.decode(content[2])
    value._update_inplace(made)


def decode(codec: "Codec", tag: str, parts: list[Coded]) -> Any:
    """Return an index or a single value of pandas'. Raises Broken, ValueError, TypeError."""
    import pandas

    if tag == "pt":
        return pandas.Timestamp(parts[0])
    if tag == "pd":
        return pandas.Timedelta(parts[0])
    if tag in ("pn", "pa"):
        return pandas.NaT if tag == "pn" else pandas.NA
    if tag == "pr":
        return pandas.RangeIndex(*parts[:3], name=codec.decode(parts[3]))
    if tag == "pm":
        names = [codec.decode(each) for each in parts[0]]
        return pandas.MultiIndex.from_tuples(
            [codec.decode(each) for each in parts[1:]], names=names
        )
    if tag == "px":
        return pandas.Index(_values(codec, parts[1]), name=codec.decode(parts[0]))
    raise Broken("a value in no known form")


def _encode_index(codec: "Codec", index: Any) -> Coded:
    pandas = sys.modules["pandas"]
    if isinstance(index, pandas.RangeIndex):
        return ["pr", index.start, index.stop, index.step, codec.encode(index.name)]
    if isinstance(index, pandas.MultiIndex):
        names = [codec.encode(each) for each in index.names]
        return ["pm", names, *[codec.encode(each) for each in index]]
    return ["px", codec.encode(index.name), _encode_values(codec, index)]


def _encode_values(codec: "Codec", values: Any) -> Coded:
    """Return ``[dtype, bytes]`` of plain numbers and dates, else ``[dtype, [items]]``."""
    dtype = values.dtype
    if getattr(dtype, "kind", "O") in "biufcmM" and type(dtype).__module__.startswith("numpy"):
        return [dtype.str, values.to_numpy().tobytes()]
    return [str(dtype), [codec.encode(each) for each in values]]


def _values(codec: "Codec", coded: Coded) -> Any:
    import numpy
    import pandas

    dtype, held = coded
    if type(held) is bytes:
        return numpy.frombuffer(held, dtype=dtype).copy()
    items = [codec.decode(each) for each in held]
    if dtype == "object":
        made = numpy.empty(len(items), dtype=object)
        made[:] = items
        return made
    if dtype == "category":
        return pandas.Categorical(items)
    return pandas.array(items, dtype=dtype)
