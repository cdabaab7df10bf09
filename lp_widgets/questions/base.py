"""What every question type is made of: its public spec, its secret key, its pure marker."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from lp_widgets.questions.errors import QuestionError, from_validation, listed
from lp_widgets.questions.exact import Share, exact
from lp_widgets.questions.mark import Mark, State
from lp_widgets.questions.policy import FREE, MOST_HINTS, UNTIL_RIGHT, Attempts, HintCost
from lp_widgets.questions.texts import Message, Text, with_texts

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
"""A name for machines: of a question, an option, an item. It is never translated."""

_UNNAMED = {"id": "question", "ask": "…"}
"""What a spec is called that only its marker sees."""

COMMON = (
    "id",
    "ask",
    "help",
    "hints",
    "hint_cost",
    "picture",
    "alt",
    "points",
    "label",
    "attempts",
)
"""The fields that every spec has and every learner may see."""

SHAPES = {
    "id": "the id of one option",
    "set<id>": "a list of ids whose order says nothing; an empty list says “none of them”",
    "list<id>": "every id once, in the learner's order",
    "map<id,id>": "an object: where each thing was put",
    "map<id,set<id>>": "an object: the things that were put into each place",
    "map<gap,string>": "an object: what was written into each gap",
    "string": "text as it was given; a number is text, too",
    "points": "a list of places, each a list of two numbers as text",
    "file": "what was handed in beside the answer",
}
"""The shapes of responses, as JSON. None stands for nothing given, whatever the shape."""


VARY = {
    "vary": {
        "type": "object",
        "description": "what is drawn anew for each learner, as “name: range or list”",
    }
}
"""The field that is no part of spec or key: it makes many of them."""


class Spec(BaseModel):
    """The public part of a question: whatever stands here may reach a learner's browser."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Id = Field(description="a name for this question that never changes, such as jug-1")
    ask: Text = Field(min_length=1, description="the question itself")
    help: Text = Field(default="", description="how to write the answer")
    hints: list[Text] = Field(
        default=[], max_length=MOST_HINTS, description="hints, shown one after the other"
    )
    hint_cost: HintCost = Field(
        default=FREE,
        description="the share of the points that each opened hint costs, such as 10%; "
        "nothing where this is left out",
    )
    picture: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.(svg|png)$",
        description="an .svg or .png file beside the notebook",
    )
    alt: Text = Field(default="", description="the picture in words; a picture must have it")
    points: int = Field(default=1, ge=0, le=1000, description="what a right answer is worth")
    label: Text = Field(default="", description="the words beside the place for the answer")
    attempts: Attempts = Field(
        default=UNTIL_RIGHT, description="how often it may be tried: until right, a number, or once"
    )

    @model_validator(mode="after")
    def _a_cost_is_of_hints(self) -> "Spec":
        if self.hint_cost != FREE and not self.hints:
            raise ValueError("“hint_cost” says what hints cost, and there are no “hints”")
        return self

    @model_validator(mode="after")
    def _picture_has_words(self) -> "Spec":
        if self.picture and not self.alt:
            raise ValueError("a picture needs “alt”: what it shows, for those who cannot see it")
        return self


class Example(BaseModel):
    """A response and the mark that its author says it gets: a test that travels with a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    response: Any = Field(description="what a learner might give")
    mark: Share | Literal["invalid", "pending"] = Field(
        description="what it is worth, from 0 to 1, or invalid or pending"
    )
    locale: str = Field(default="", description="the language in which it is given")

    def fits(self, mark: Mark) -> bool:
        """Say whether ``mark`` is what the author expects."""
        if self.mark in ("invalid", "pending"):
            return mark.state == self.mark
        return mark.state not in ("invalid", "pending") and mark.score == float(exact(self.mark))


class Key(BaseModel):
    """The secret part of a question: the right answer and what is said to answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    right: Text = Field(default="", description="what to say to a right answer: why it is so")
    otherwise: Text = Field(default="", description="what to say to any other answer")
    examples: list[Example] = Field(
        default=[],
        max_length=50,
        description="responses and the mark that each must get; `lesson check` tries them",
    )


@dataclass(frozen=True)
class Sample:
    """A response that a type makes up for its own test, and the state it must be given."""

    response: Any
    state: State


def _as_given(spec: Any, key: Any) -> tuple[Any, Any]:
    return spec, key


def _draws_nothing(spec: Any, response: Any) -> str:
    return ""


def _tells_nothing(spec: Any, key: Any) -> None:
    pass


@dataclass(frozen=True)
class QuestionType:
    """One kind of question.

    ``mark(spec, key, response, locale)`` is pure: the same arguments give the same Mark, today
    and in a year. ``public`` names the fields of ``Spec`` that a browser may have; a field that
    is not named stays on the server. ``check`` looks at spec and key together, and may return
    them changed; ``telling`` refuses what would tell a learner the answer when an author's source
    is read (a name, an order). Both raise QuestionError. ``generate`` makes responses with the
    state each must get. ``example`` is the body of a whole ``%%question`` cell, with ``examples``
    in it, and ``files`` are the pictures that it names: documentation, gallery and tests show and
    answer it. ``version`` counts up when an old key would be marked otherwise. ``drawn(spec,
    response)``, with the public spec as a dict, is a response as SVG for whoever marks it, or
    empty. ``js`` and ``css`` are the view; None means the shipped ``lp_widgets/widgets/NAME.js``.
    ``translations`` is a package's own folder of catalogs of what view and marker say:
    ``LOCALE/LC_MESSAGES/interface-questions.po``.
    """

    name: str
    Spec: type[Spec]
    Key: type[Key]
    mark: Callable[[Any, Any, Any, str], Mark]
    response_shape: str
    partial_credit: str
    generate: Callable[[Any, Any], list[Sample]]
    example: str = ""
    files: tuple[Path, ...] = ()
    public: tuple[str, ...] = COMMON
    check: Callable[[Any, Any], tuple[Any, Any]] = _as_given
    telling: Callable[[Any, Any], None] = _tells_nothing
    drawn: Callable[[Any, Any], str] = _draws_nothing
    version: int = 1
    js: Path | None = None
    css: Path | None = None
    translations: Path | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", self.name):
            raise ValueError(f"“{self.name}” is not a type's name: a-z, 0-9 and _ only")
        both = set(self.Spec.model_fields) & set(self.Key.model_fields)
        if both:
            raise ValueError(f"{self.name}: {listed(sorted(both))} stands in spec and in key")
        unknown = set(self.public) - set(self.Spec.model_fields)
        if unknown:
            raise ValueError(f"{self.name}: public field {listed(sorted(unknown))} is not in spec")

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that an author may write, public ones first."""
        return (*self.Spec.model_fields, *self.Key.model_fields, *VARY)

    def split(self, source: Any) -> tuple[Any, Any]:
        """Return the checked ``(spec, key)`` of an author's question. Raises QuestionError."""
        if not isinstance(source, dict):
            raise QuestionError("", "a question is a list of lines of the form “field: value”")
        for name in source:
            if name in VARY:
                raise QuestionError(name, "makes many questions of one; read it with `variants`")
            if name not in self.fields:
                raise QuestionError(str(name), self._unknown(str(name)))
        spec = self._validated(self.Spec, _own(self.Spec, source))
        key = self._validated(self.Key, _own(self.Key, source))
        self.telling(spec, key)
        return self.check(spec, key)

    def public_spec(self, spec: Any) -> dict[str, Any]:
        """Return what a browser may have of ``spec`` (a model or a dict), as JSON values."""
        dump = self._model(self.Spec, spec).model_dump(mode="json")
        return {name: dump[name] for name in self.public}

    def lean_spec(self, spec: Any) -> dict[str, Any]:
        """Return the public spec without what is empty or goes without saying.

        Every byte of it goes to every phone.
        """
        unsaid: tuple[Any, ...] = ("", [], {}, None, UNTIL_RIGHT)
        return {name: each for name, each in self.public_spec(spec).items() if each not in unsaid}

    def translated(self, spec: Any, key: Any, lookup: Callable[[Message], str]) -> tuple[Any, Any]:
        """Return ``(spec, key)`` with every text as ``lookup`` says it, checked again.

        Raises QuestionError when a translation does not fit.
        """
        hints = self._hints()
        try:
            spoken = with_texts(self._model(self.Spec, spec), lookup)
            secret = with_texts(self._model(self.Key, key), lookup)
        except ValidationError as error:
            raise from_validation(error, hints) from error
        return self.check(spoken, secret)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of an author's source: spec and key as one object."""
        spec, key = self.Spec.model_json_schema(), self.Key.model_json_schema()
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:learning-passport:question:{self.name}:{self.version}",
            "title": self.name,
            "type": "object",
            "additionalProperties": False,
            "properties": {**spec["properties"], **key["properties"], **VARY},
            "required": [*spec.get("required", []), *key.get("required", [])],
            "$defs": {**spec.get("$defs", {}), **key.get("$defs", {})},
        }

    def models(self, spec: Any, key: Any) -> tuple[Any, Any]:
        """Return spec and key as checked models, from models or from dicts of their fields.

        What a dict leaves out gets its default, the question's name and text among it.
        Raises QuestionError that names the field.
        """
        if isinstance(spec, self.Spec) and isinstance(key, self.Key):
            return spec, key
        return self.check(self._validated(self.Spec, _named(spec)), self._validated(self.Key, key))

    @staticmethod
    def _model(model: type[BaseModel], value: Any) -> Any:
        return value if isinstance(value, model) else model.model_validate(value)

    def _validated(self, model: type[BaseModel], value: Any) -> Any:
        try:
            return self._model(model, value)
        except ValidationError as error:
            raise from_validation(error, self._hints()) from error

    def _hints(self) -> dict[str, str]:
        every = {**self.Spec.model_fields, **self.Key.model_fields}
        return {name: field.description or "" for name, field in every.items()}

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.fields, n=1)
        guess = f"did you mean “{near[0]}”? " if near else ""
        return f"{self.name} has no such field; {guess}It has {listed(self.fields)}"


def _own(model: type[BaseModel], source: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name in model.model_fields}


def _named(spec: Any) -> Any:
    return {**_UNNAMED, **spec} if isinstance(spec, dict) else spec
