"""What a package may give beside types, widgets and courses: readers, panels, listeners."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class ContentReader:
    """Reads lessons that are no notebooks: ``read(path)`` returns a notebook's dict (format 4.5).

    ``extension`` is the end of the file's name, such as ``.md``. Each cell needs an id that stays
    the same when the text is mended: translations hold on to it.
    """

    name: str
    extension: str
    read: Callable[[Path], dict[str, Any]]

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\.[a-z0-9]{1,16}", self.extension) or self.extension == ".ipynb":
            raise ValueError(f"{self.name}: “{self.extension}” cannot be an extension of lessons")


@dataclass(frozen=True)
class AnywidgetView:
    """How live lessons draw an anywidget of some installed package.

    ``name`` is the widget's class with its module (``drawdata.ScatterWidget``), ``js`` its module
    (anywidget's AFM: ``export default { render({ model, el }) { … } }``) and ``css`` its style.
    They are installed files: what a kernel says of a widget's view is never executed.
    """

    name: str
    js: Path
    css: Path | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", self.name, re.ASCII):
            raise ValueError(f"“{self.name}” is not the name of a class with its module")
        for path in (self.js, self.css):
            if path is not None and not path.is_file():
                raise ValueError(f"The file {path} of “{self.name}” is not there")


@dataclass(frozen=True)
class Panel:
    """A sheet on a page: ``make(who, locale)`` returns its title and HTML, or None for nothing.

    On the learner's home ``who`` is an account, on the teacher's desk the name of a class. Of the
    HTML only harmless elements are shown.
    """

    name: str
    make: Callable[[str, str], tuple[str, str] | None]


@dataclass(frozen=True)
class Event:
    """Something that is kept in the record: a response with its mark, or a statement.

    ``verb`` is empty for a response, and ``question``, ``state`` and ``score`` are empty for a
    statement.
    """

    kind: Literal["response", "statement"]
    account: str
    course: str
    lesson: str
    verb: str = ""
    question: str = ""
    state: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Listener:
    """Is told of events after they are kept: ``hear(event)``, in a thread beside the service."""

    name: str
    hear: Callable[[Event], None]
