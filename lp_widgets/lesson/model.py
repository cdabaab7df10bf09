"""What a lesson is made of, as its author wrote it or in one locale."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from lp_widgets.questions.base import Key, Spec


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


@dataclass(frozen=True)
class Prose:
    """A Markdown cell, one block (paragraph, list, heading) for one translated message."""

    cell: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A ``%%question`` cell; ``spec`` is for learners, ``key`` never leaves the server."""

    cell: str
    id: str
    type: str
    spec: Spec
    key: Key


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


Part = Prose | Question | Tool | Code


@dataclass(frozen=True)
class Lesson:
    """One lesson in one locale.

    ``untranslated`` holds the contexts (``jug/ask``) whose text is still in ``source_locale``.
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
