"""A widget without a question: something to touch in a lesson, without a mark."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from lp_widgets.questions import Text


class Fields(BaseModel):
    """What an author may write into a ``%%widget`` cell: these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pictured(Fields):
    """The fields of a widget about a picture that lies beside the notebook.

    It is read, checked and put into the page as that of a question is; the view gets it in
    ``frame``, to put it into its place and to lay on it what it likes.
    """

    picture: str = Field(min_length=1, description="the picture, an .svg or .png file")
    alt: Text = Field(min_length=1, description="what is to be seen on it, in one sentence")


@dataclass(frozen=True)
class WidgetType:
    """One kind of widget.

    ``schema`` is the pydantic model of a ``%%widget NAME`` cell: all of it is public, and its
    fields of the type ``lp_widgets.questions.Text`` are translated. ``js`` is the view, an ES
    module whose default export has ``render({model, el, ui})``; ``css`` is its style, if any.
    ``example`` is the body of a ``%%widget`` cell and ``files`` what it names: documentation,
    gallery and tests show it. ``version`` counts up when an old cell would no longer be read.
    ``translations`` is a package's own folder of catalogs of what the view says:
    ``LOCALE/LC_MESSAGES/interface-questions.po``.
    """

    name: str
    schema: type[BaseModel]
    js: Path
    css: Path | None = None
    example: str = ""
    files: tuple[Path, ...] = ()
    version: int = 1
    translations: Path | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", self.name):
            raise ValueError(f"“{self.name}” is not a widget's name: a-z, 0-9 and _ only")
        if not (isinstance(self.schema, type) and issubclass(self.schema, BaseModel)):
            raise ValueError(f"{self.name}: its schema is not a pydantic model")

    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a ``%%widget`` cell, under the widget's own versioned name."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:learning-passport:widget:{self.name}:{self.version}",
            **self.schema.model_json_schema(),
            "title": self.name,
        }
