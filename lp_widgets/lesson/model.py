"""What a lesson is made of, as its author wrote it or in one locale."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lp_widgets.questions.base import Key, Spec
from lp_widgets.questions.variants import SAMPLE, Variants


class About(BaseModel):
    """The lesson's own entry in the notebook's metadata, under ``learning_passport``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=200)
    minutes: int = Field(default=15, ge=1, le=240)
    picture: str = ""
    alt: str = Field(default="", max_length=300)
    age: str = ""
    license: str = ""
    sources: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prose:
    """A Markdown cell, one block (paragraph, list, heading) for one translated message."""

    cell: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A ``%%question`` cell; ``spec`` is for learners, ``key`` never leaves the server.

    Of one with ``variants``, spec and key are those of ``seed``.
    """

    cell: str
    id: str
    type: str
    spec: Spec
    key: Key
    variants: Variants | None = None
    seed: str = SAMPLE

    def at(self, seed: str) -> "Question":
        """Return the question as one that speaks of ``seed``, drawn or not."""
        return replace(self, seed=seed)

    def drawn(self, seed: str) -> "Question":
        """Return the question as the learner with ``seed`` has it. Raises QuestionError."""
        if self.variants is None:
            return self
        spec, key = self.variants.draw(seed)
        return replace(self, spec=spec, key=key, seed=seed)


@dataclass(frozen=True)
class Tool:
    """A ``%%widget`` cell: something to touch, without a mark."""

    cell: str
    id: str
    name: str
    state: BaseModel


@dataclass(frozen=True)
class Code:
    """A cell that runs in a kernel of the learner's own."""

    cell: str
    source: str


@dataclass(frozen=True)
class Checks:
    """What learners may see of the tests of the program ``question`` in an assignment."""

    cell: str
    question: str
    source: str


Part = Prose | Question | Tool | Code | Checks


@dataclass(frozen=True)
class Lesson:
    """One lesson, or one assignment, in one locale.

    ``untranslated`` holds the contexts (``jug/ask``) whose text is still in ``source_locale``.
    ``groups``, of an assignment, holds by question id the ids of nbgrader's cells with its points;
    ``sayings``, by the id of a test cell, what it says to whom it finds wrong: never for a page.
    """

    file: Path
    course: str
    about: About
    parts: tuple[Part, ...]
    source_locale: str = "en"
    locale: str = "en"
    untranslated: frozenset[str] = field(default=frozenset())
    translated: float = 1.0
    reviewed: bool = True
    kind: Literal["lesson", "assignment"] = "lesson"
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sayings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The lesson's name, which is its folder's."""
        return self.file.stem

    @property
    def folder(self) -> Path:
        """Where the pictures lie."""
        return self.file.parent

    @property
    def live(self) -> bool:
        """Whether the lesson needs a kernel."""
        return any(isinstance(part, Code) for part in self.parts)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Question))

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The ungraded widgets in reading order."""
        return tuple(part for part in self.parts if isinstance(part, Tool))
