"""A course folder: ``course.toml`` with its title, its locale and its lessons in order."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lp_widgets import plugins
from lp_widgets.lesson.errors import LessonError
from lp_widgets.locales import normalize

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What a course or lesson may be called: it becomes a folder, an address and a key."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    locale: str = "en"
    subject: str = ""
    lessons: list[str] = Field(min_length=1)
    assignments: list[str] = []
    competencies: dict[str, str] = {}

    @field_validator("locale")
    @classmethod
    def _a_language(cls, value: str) -> str:
        return normalize(value)


@dataclass(frozen=True)
class Course:
    """One course as its author wrote it; lessons and assignments are names, in teaching order.

    ``competencies`` are what it teaches, as name and text.
    """

    folder: Path
    title: str
    locale: str
    subject: str
    lessons: tuple[str, ...]
    assignments: tuple[str, ...] = ()
    competencies: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The course's name, which is its folder's."""
        return self.folder.name

    def notebook(self, lesson: str) -> Path:
        """Return where the notebook of ``lesson`` lies; LessonError if the course has none."""
        if lesson not in self.lessons:
            raise LessonError(
                self.folder / "course.toml",
                f"There is no lesson “{lesson[:80]}” in this course",
                f"Its lessons are {', '.join(self.lessons)}",
            )
        return source_of(self.folder / lesson)

    def assignment_notebook(self, name: str) -> Path:
        """Return where the source of the assignment ``name`` lies; LessonError if there is none."""
        if name not in self.assignments:
            raise LessonError(
                self.folder / "course.toml",
                f"There is no assignment “{name[:80]}” in this course",
                f"Its assignments are {', '.join(self.assignments) or 'none'}",
            )
        return self.folder / "source" / name / f"{name}.ipynb"


def read_course(folder: Path) -> Course:
    """Read ``folder/course.toml``. Raises LessonError that names the field and the remedy."""
    file = folder / "course.toml"
    check_name(file, "course", folder.name)
    try:
        written = _Written(**tomllib.loads(file.read_text("utf-8")))
    except OSError as error:
        raise LessonError(
            file,
            f"It cannot be read ({error.strerror})",
            'Every course has one, with at least  title = "…"  and  lessons = ["…"]',
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LessonError(file, f"It is not TOML ({error})", "Mend that line") from error
    except ValidationError as error:
        raise LessonError(file, *first_problem(error)) from error
    every = [*written.lessons, *written.assignments]
    for name in every:
        kind = "lesson" if name in written.lessons else "assignment"
        check_name(file, kind, name)
        if every.count(name) > 1:
            raise LessonError(file, f"The {kind} “{name}” stands there twice", "Keep one of them")
    for name in written.competencies:
        check_name(file, "competency", name)
    return Course(
        folder,
        written.title,
        written.locale,
        written.subject,
        tuple(written.lessons),
        tuple(written.assignments),
        written.competencies,
    )


def source_of(folder: Path) -> Path:
    """Return the file of the lesson in ``folder``: its notebook, or what an installed reader reads.

    The notebook comes first, and is what is missed when there is neither.
    """
    notebook = folder / f"{folder.name}.ipynb"
    readers = plugins.load().content_readers.values()
    written = (folder / f"{folder.name}{reader.extension}" for reader in readers)
    found = (path for path in (notebook, *written) if path.is_file())
    return next(found, notebook)


def home_of(course: str) -> Path | None:
    """Return the folder of the installed course ``course``, which has its catalogs beside it."""
    return next((path for path in plugins.load().courses if path.name == course), None)


def check_name(file: Path, kind: str, name: str) -> None:
    """Raise LessonError unless ``name`` is fit for a folder and an address."""
    if not NAME.fullmatch(name):
        raise LessonError(
            file,
            f"“{name[:80]}” cannot be the name of a {kind}",
            "Use 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit",
        )


def first_problem(error: ValidationError, kind: str = "field") -> tuple[str, str]:
    """Return problem and remedy of the first thing that pydantic found."""
    first: Any = error.errors()[0]
    field = ".".join(str(place) for place in first["loc"]) or "the whole"
    if first["type"] == "missing":
        return f"The {kind} “{field}” is missing", f"Add it: {field}"
    if first["type"] == "extra_forbidden":
        return f"There is no {kind} called “{field}”", "Correct its name or leave it out"
    return f"The {kind} “{field}” does not fit ({first['msg']})", "Mend its value"
