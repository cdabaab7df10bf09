"""From a notebook file to a checked lesson: everything that an author can get wrong is said."""

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lp_widgets import pictures, plugins
from lp_widgets.cells import CellError, Declared, declared, is_loader
from lp_widgets.lesson import notebook
from lp_widgets.lesson.course import check_name, first_problem, read_course
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.model import About, Code, Lesson, Part, Prose, Question, Tool
from lp_widgets.pictures import PictureError
from lp_widgets.questions import variants
from lp_widgets.questions.base import QuestionType
from lp_widgets.questions.errors import QuestionError
from lp_widgets.text import blocks
from lp_widgets.widgets.widget_type import Pictured

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_ID_RULE = "Use 1 to 64 of a-z, 0-9, - and _, beginning with a letter; not “lesson”"


def read(path: Path) -> Lesson:
    """Read and check the lesson notebook ``path`` (``…/<course>/<lesson>/<lesson>.ipynb``).

    Raises LessonError that names the file, the cell and what to do.
    """
    file = Path(path)
    check_name(file, "lesson", file.stem)
    check_name(file, "course", file.parent.parent.name)
    raw = notebook.load(file)
    told = about(file, raw["metadata"])
    reader = Reader(file)
    parts = tuple(part for cell in raw["cells"] if (part := reader.part(cell)) is not None)
    locale = "en"
    if (file.parent.parent / "course.toml").is_file():
        locale = read_course(file.parent.parent).locale
    parts = without_title(parts, told.title)
    return Lesson(file, file.parent.parent.name, told, parts, locale, locale)


def about(file: Path, metadata: dict[str, Any]) -> About:
    """Return what the notebook says of itself. Raises LessonError."""
    entry = metadata.get("learning_passport")
    if not isinstance(entry, dict):
        raise LessonError(
            file,
            "The notebook says nothing about its lesson",
            'Add to its metadata:  "learning_passport": {"title": "…", "minutes": 15}',
        )
    try:
        told = About(**entry)
    except ValidationError as error:
        problem, remedy = first_problem(error, "entry")
        raise LessonError(
            file, problem, f"{remedy} (in the metadata, under “learning_passport”)"
        ) from error
    if told.picture:
        try:
            pictures.read(file.parent, told.picture, told.alt)
        except PictureError as error:
            raise LessonError(file, error.problem, error.remedy) from error
    return told


def split_blocks(source: str) -> tuple[str, ...]:
    """Divide Markdown at its blank lines, which code fences may hold; one block, one message."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in source.splitlines():
        mark = re.match(r"\s{0,3}(```+|~~~+)", line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return tuple("\n".join(lines) for lines in found if lines)


def without_title(parts: tuple[Part, ...], title: str) -> tuple[Part, ...]:
    """Leave out a first heading that says again what the page's title says."""
    if parts and isinstance(parts[0], Prose):
        first = parts[0].blocks[0]
        if re.fullmatch(r"#\s+" + re.escape(title.strip()) + r"\s*#*", first.strip()):
            rest = parts[0].blocks[1:]
            return ((Prose(parts[0].cell, rest),) if rest else ()) + parts[1:]
    return parts


class Reader:
    """Reads cells one after another and remembers which ids were given."""

    def __init__(self, file: Path) -> None:
        self.file, self.folder = file, file.parent
        self._plugins = plugins.load()
        self._given: dict[str, str] = {}

    def kind(self, name: str) -> QuestionType:
        """Return the question type ``name``, which is there."""
        return self._plugins.question_types[name]

    def part(self, cell: dict[str, Any]) -> Part | None:
        """Return what one cell of the notebook is, or None for one that no learner sees."""
        name, kind, source = cell["id"], cell["cell_type"], cell["source"]
        try:
            if kind == "markdown":
                return self._prose(name, source)
            if kind != "code" or not source.strip() or is_loader(source):
                return None
            declaration = declared(source)
            if declaration is None:
                return Code(name, source)
            if declaration.kind == "question":
                return self._question(name, declaration)
            return self._tool(name, declaration)
        except CellError as error:
            where = f"Line {error.line}: " if error.line else ""
            raise LessonError(self.file, f"{where}{error.problem}", error.remedy, name) from error
        except PictureError as error:
            raise LessonError(self.file, error.problem, error.remedy, name) from error

    def _prose(self, cell: str, source: str) -> Prose | None:
        found = split_blocks(source)
        blocks(
            "\n\n".join(found), "en", lambda src, alt: pictures.read(self.folder, src, alt).html()
        )
        return Prose(cell, found) if found else None

    def _question(self, cell: str, declaration: Declared) -> Question:
        fields = dict(declaration.fields)
        fields["id"] = self.identify(cell, fields.get("id"), required=True)
        known = self._plugins.question_types
        if declaration.name not in known:
            raise LessonError(
                self.file,
                f"There is no question type “{declaration.name}”",
                f"The types are {', '.join(sorted(known))}",
                cell,
            )
        try:
            varied, spec, key = variants.split(self.kind(declaration.name), fields)
        except QuestionError as error:
            where = f"The field “{error.field}”" if error.field else "The question"
            raise LessonError(
                self.file,
                f"{where}: {error.message}",
                f"Mend it; the reference “lesson format” tells what {declaration.name} takes",
                cell,
            ) from error
        shown = varied.pictures() if varied else [spec.picture] if spec.picture else []
        for picture in shown:
            pictures.read(self.folder, picture, spec.alt)
        return Question(cell, spec.id, declaration.name, spec, key, varied)

    def _tool(self, cell: str, declaration: Declared) -> Tool:
        fields = dict(declaration.fields)
        name = self.identify(cell, fields.pop("id", None), required=False)
        known = self._plugins.lesson_widgets
        if declaration.name not in known:
            raise LessonError(
                self.file,
                f"There is no widget “{declaration.name}”",
                f"The widgets are {', '.join(sorted(known))}",
                cell,
            )
        try:
            state = known[declaration.name].schema(**fields)
        except ValidationError as error:
            raise LessonError(self.file, *first_problem(error), cell) from error
        if isinstance(state, Pictured):
            pictures.read(self.folder, state.picture, state.alt)
        return Tool(cell, name, declaration.name, state)

    def identify(self, cell: str, given: Any, *, required: bool) -> str:
        """Return the id ``given``, if it fits and is free. Raises LessonError."""
        if given is None and required:
            raise LessonError(
                self.file, "The question has no id", "Add a line such as  id: jug", cell
            )
        name = cell if given is None else given
        if not isinstance(name, str) or not _ID.fullmatch(name) or name == "lesson":
            raise LessonError(self.file, f"The id “{str(name)[:80]}” does not fit", _ID_RULE, cell)
        if name in self._given:
            raise LessonError(
                self.file,
                f"The id “{name}” is also that of cell “{self._given[name]}”",
                "Give one of them another id: a learner's answers are kept under it",
                cell,
            )
        self._given[name] = cell
        return name
