"""Which fields of a question a translator sees, found by their annotation alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

Model = TypeVar("Model", bound=BaseModel)
Kind = Literal["text", "answer"]

MAX_ANSWER = 500
"""Letters in one short answer, of an author or of a learner."""


@dataclass(frozen=True)
class Translatable:
    """Marks a field that changes with the language.

    ``text`` is translated. ``answer`` is data of a locale: a translator may replace it by what is
    right in her language, one answer a line, or leave it alone.
    """

    kind: Kind = "text"


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000), Translatable()]
"""Words for a learner: one message in the lesson's catalog."""


def _one_or_more(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


_Answer = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_ANSWER)
]
Answers = Annotated[
    list[_Answer],
    Field(min_length=1, max_length=50),
    BeforeValidator(_one_or_more),
    Translatable("answer"),
]
"""One accepted text or a list of them; a translation holds one a line."""


@dataclass(frozen=True)
class Message:
    """One translatable text: ``path`` as in a catalog's context (``wrong/0/say``)."""

    path: str
    text: str
    kind: Kind


def texts(model: BaseModel) -> list[Message]:
    """Return every translatable text of a spec or key that is not empty, in reading order."""
    return [
        Message(path, "\n".join(text) if isinstance(text, list) else text, kind)
        for path, text, kind in _walk(model, type(model), "", None)
        if text
    ]


def with_texts(model: Model, lookup: Callable[[Message], str]) -> Model:
    """Return a copy whose texts are what ``lookup`` gives; checked like the original.

    Raises pydantic's ValidationError when a translation does not fit its field.
    """
    dump = model.model_dump(mode="json")
    for path, text, kind in list(_walk(model, type(model), "", None)):
        if not text:
            continue
        lines = isinstance(text, list)
        said = lookup(Message(path, "\n".join(text) if lines else text, kind))
        _put(dump, path, [x.strip() for x in said.splitlines() if x.strip()] if lines else said)
    return type(model).model_validate(dump)


def _walk(
    value: Any, hint: Any, path: str, marked: Translatable | None
) -> Iterator[tuple[str, Any, Kind]]:
    if get_origin(hint) is Annotated:
        hint, *metadata = get_args(hint)
        marked = next((m for m in metadata if isinstance(m, Translatable)), marked)
    if get_origin(hint) in (Union, UnionType):
        hint = next((h for h in get_args(hint) if h is not type(None)), Any)
        yield from _walk(value, hint, path, marked)
    elif marked is not None:
        yield path, value, marked.kind
    elif isinstance(value, BaseModel):
        for name, inner in get_type_hints(type(value), include_extras=True).items():
            if name in type(value).model_fields:
                yield from _walk(getattr(value, name), inner, _join(path, name), None)
    elif isinstance(value, list | tuple):
        inner = (get_args(hint) or (Any,))[0]
        for place, item in enumerate(value):
            yield from _walk(item, inner, _join(path, place), None)
    elif isinstance(value, dict):
        inner = (get_args(hint) or (Any, Any))[1]
        for name, item in value.items():
            yield from _walk(item, inner, _join(path, name), None)


def _join(path: str, name: object) -> str:
    return f"{path}/{name}" if path else str(name)


def _put(dump: Any, path: str, value: Any) -> None:
    *parents, last = path.split("/")
    for name in parents:
        dump = dump[int(name)] if isinstance(dump, list) else dump[name]
    if isinstance(dump, list):
        dump[int(last)] = value
    else:
        dump[last] = value
