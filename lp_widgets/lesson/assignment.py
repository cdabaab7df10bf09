"""An assignment's notebook, in nbgrader's form, as a lesson that a phone can show.

nbgrader's cell metadata (schema version 3) says what each cell is: a question that is marked, a
program with its tests, a text that a person marks. Solutions, hidden tests and mark schemes are
left behind here; of tests only the messages of their asserts stay, for feedback and translators.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lp_widgets.cells import CellError, declared, is_loader
from lp_widgets.lesson import notebook, regions
from lp_widgets.lesson.course import check_name, home_of, read_course
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.model import Checks, Code, Lesson, Part, Prose, Question
from lp_widgets.lesson.read import Reader, about, without_title
from lp_widgets.lesson.regions import RegionError
from lp_widgets.lesson.sayings import sayings

RUNNER = Code("lp-runner", "import lp_widgets\n\nlp_widgets.runner()")
"""Lets learners run their program before they hand it in."""

_CODE, _TEXT = "code", "long_text"
_FORM = "The reference “assignment format” shows the whole form"


def read_assignment(path: Path, course: str = "") -> Lesson:
    """Read and check ``…/<course>/source/<name>/<name>.ipynb``; ``course`` overrides the name.

    Its ``groups`` map a question's id to the ids of nbgrader's cells (``grade_id``) that hold its
    points: a program has those of its tests. Raises LessonError naming file, cell and remedy.
    """
    file = Path(path)
    course = course or file.parents[2].name
    check_name(file, "assignment", file.stem)
    check_name(file, "course", course)
    raw = notebook.load(file)
    told = about(file, raw["metadata"])
    reader = _AssignmentReader(file)
    parts = without_title(tuple(reader.parts(raw["cells"])), told.title)
    if not reader.groups:
        raise LessonError(file, "There is nothing in it to hand in", _FORM)
    if any(isinstance(part, Question) and part.type == _CODE for part in parts):
        parts = (RUNNER, *parts)
    home = file.parents[2] if (file.parents[2] / "course.toml").is_file() else home_of(course)
    locale = read_course(home).locale if home else "en"
    return Lesson(
        *(file, course, told, parts, locale, locale),
        kind="assignment",
        groups=dict(reader.groups),
        sayings=dict(reader.sayings),
    )


class _AssignmentReader(Reader):
    """Reads the cells of an assignment one after another."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.groups: dict[str, tuple[str, ...]] = {}
        self.sayings: dict[str, tuple[str, ...]] = {}
        self._points: dict[str, int] = {}
        self._program = ""

    def parts(self, cells: list[dict[str, Any]]) -> Iterator[Part]:
        """Yield what a learner sees of ``cells``."""
        found: list[Part] = []
        for cell in cells:
            try:
                found += self._of(cell, found)
            except RegionError as error:
                raise self._wrong(cell, str(error), "Mend these two lines") from error
        for part in found:
            if isinstance(part, Question) and part.type == _CODE:
                yield self._with_points(part)
            else:
                yield part

    def _of(self, cell: dict[str, Any], before: list[Part]) -> list[Part]:
        told = cell["metadata"].get("nbgrader") or {}
        source, code = cell["source"], cell["cell_type"] == "code"
        if told.get("task"):
            raise self._wrong(cell, "A task cell cannot be answered on a phone", _FORM)
        if code and self._declares(cell):
            return [self._checked(cell, told)]
        if told.get("solution"):
            if told.get("grade") or not code:
                return [self._written(cell, told, before)]
            return [self._programmed(cell, told, before)]
        if told.get("grade"):
            return self._tested(cell, told, before)
        if code and is_loader(source):
            return []
        part = self.part(cell)
        return [] if part is None else [part]

    def _declares(self, cell: dict[str, Any]) -> bool:
        try:
            found = declared(cell["source"])
        except CellError:
            return True  # Reading it says what is wrong, and where.
        return found is not None and found.kind == "question"

    def _checked(self, cell: dict[str, Any], told: dict[str, Any]) -> Question:
        """A question that is marked by its key; nbgrader's metadata must say the same of it."""
        part = self.part(cell)
        assert isinstance(part, Question)
        if part.type in (_CODE, _TEXT):
            raise self._wrong(
                cell,
                f"A question of the type “{part.type}” cannot be marked by a key",
                "Use nbgrader's own cell for it: a solution with tests, or a manually graded text",
            )
        if not told.get("grade") or told.get("solution"):
            raise self._wrong(
                cell,
                f"The question “{part.id}” is no cell of “Autograder tests” to nbgrader",
                "Choose that in Create Assignment, with the question's id and points",
            )
        for field, wanted in (("grade_id", part.id), ("points", part.spec.points)):
            if told.get(field) != wanted:
                raise self._wrong(
                    cell,
                    f"nbgrader's {field} is {told.get(field)!r}, the question's is {wanted!r}",
                    "Write the same at both places",
                )
        self.groups[part.id] = (part.id,)
        return part

    def _programmed(
        self, cell: dict[str, Any], told: dict[str, Any], before: list[Part]
    ) -> Question:
        name = self._name(cell, told)
        self._program = name
        self.groups[name], self._points[name] = (), 0
        fields = {"starter": regions.starter(cell["source"])}
        return self._made(cell, _CODE, name, fields, before)

    def _tested(self, cell: dict[str, Any], told: dict[str, Any], before: list[Part]) -> list[Part]:
        if cell["cell_type"] != "code" or not self._program:
            raise self._wrong(
                cell,
                "It gives points for nothing that a learner could answer",
                "Put it behind the program that it tests",
            )
        name = self._name(cell, told)
        self.groups[self._program] += (name,)
        self._points[self._program] += self._worth(cell, told)
        self.sayings[name] = sayings(cell["source"])
        shown = regions.visible(cell["source"])
        if not _says_something(shown):
            return []
        last = before[-1] if before else None
        if isinstance(last, Checks):
            before.pop()
            return [replace(last, source=f"{last.source}\n\n{shown}")]
        return [Checks(cell["id"], self._program, shown)]

    def _written(self, cell: dict[str, Any], told: dict[str, Any], before: list[Part]) -> Question:
        name = self._name(cell, told)
        points = self._worth(cell, told)
        regions.check_scheme(cell["source"])
        self.groups[name] = (name,)
        return self._made(cell, _TEXT, name, {"points": str(points)}, before)

    def _made(
        self,
        cell: dict[str, Any],
        kind: str,
        name: str,
        fields: dict[str, str],
        before: list[Part],
    ) -> Question:
        """A question out of nbgrader's own cells: the paragraph before it is what it asks."""
        last = before.pop() if before and isinstance(before[-1], Prose) else None
        if last is None or not isinstance(last, Prose):
            raise self._wrong(
                cell,
                "There is no text before it",
                "Put a Markdown cell before it whose last paragraph says what to do",
            )
        if last.blocks[:-1]:
            before.append(Prose(last.cell, last.blocks[:-1]))
        spec, key = self.kind(kind).split({"id": name, "ask": last.blocks[-1], **fields})
        return Question(cell["id"], name, kind, spec, key)

    def _with_points(self, part: Question) -> Question:
        if not self.groups[part.id]:
            raise LessonError(
                self.file,
                f"The program “{part.id}” has no tests",
                "Put a cell of “Autograder tests” behind it",
                part.cell,
            )
        points = {"points": self._points[part.id]}
        return replace(part, spec=part.spec.model_copy(update=points))

    def _name(self, cell: dict[str, Any], told: dict[str, Any]) -> str:
        return self.identify(cell["id"], told.get("grade_id"), required=True)

    def _worth(self, cell: dict[str, Any], told: dict[str, Any]) -> int:
        points = told.get("points")
        if not isinstance(points, int | float) or points != int(points) or points < 0:
            raise self._wrong(cell, f"Its points are {points!r}", "Give it whole points, 0 or more")
        return int(points)

    def _wrong(self, cell: dict[str, Any], problem: str, remedy: str) -> LessonError:
        return LessonError(self.file, problem, remedy, cell["id"])


def _says_something(source: str) -> bool:
    return any(line.strip() and not line.strip().startswith("#") for line in source.split("\n"))
