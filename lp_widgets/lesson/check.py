"""Check a lesson or a course before learners meet it: every finding names file, cell and remedy."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from lp_widgets.lesson import notebook
from lp_widgets.lesson.assignment import read_assignment
from lp_widgets.lesson.competencies import out_of_reach
from lp_widgets.lesson.course import Course, read_course, source_of
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.model import About, Part
from lp_widgets.lesson.read import Reader, about, read
from lp_widgets.lesson.rules import RULES, Draft, Level


@dataclass(frozen=True)
class Finding:
    """One thing to mend."""

    level: Level
    rule: str
    file: Path
    cell: str
    problem: str
    remedy: str

    def as_dict(self) -> dict[str, str]:
        """Return plain JSON values."""
        return {**asdict(self), "file": str(self.file)}


def check(path: Path) -> list[Finding]:
    """Return what is to be mended in a notebook, a lesson's folder or a course, in its order."""
    path = Path(path)
    if path.is_dir() and (path / "course.toml").is_file():
        return list(_course(path))
    file = source_of(path) if path.is_dir() else path
    assigned = file.parent.parent.name == "source"
    return list(_notebook(file, assigned=assigned))


def _course(folder: Path) -> Iterator[Finding]:
    try:
        course = read_course(folder)
    except LessonError as error:
        yield _trouble(error)
        return
    for name in course.lessons:
        yield from _notebook(course.notebook(name))
    for name in course.assignments:
        yield from _notebook(course.assignment_notebook(name), assigned=True)
    yield from _unlisted(course)
    for file, problem, remedy in out_of_reach(course, dict(_told(course))):
        yield Finding("advice", "competencies", file, "", problem, remedy)


def _told(course: Course) -> Iterator[tuple[Path, About]]:
    """What each lesson says of itself; one that cannot be read is named by the rules for it."""
    for name in course.lessons:
        file = course.notebook(name)
        with suppress(LessonError):
            yield file, about(file, notebook.load(file)["metadata"])


def _unlisted(course: Course) -> Iterator[Finding]:
    """A lesson that lies in the folder and is not named: nobody will see it."""
    for place in sorted(course.folder.iterdir()):
        if place.is_dir() and source_of(place).is_file() and place.name not in course.lessons:
            yield Finding(
                "advice",
                "unlisted",
                course.folder / "course.toml",
                "",
                f"The lesson “{place.name}” lies in the folder and is not in the list of lessons",
                f'Add "{place.name}" to lessons, or move its folder away',
            )


def _notebook(file: Path, *, assigned: bool = False) -> Iterator[Finding]:
    try:
        draft = _assignment(file) if assigned else _draft(file)
    except LessonError as error:
        yield _trouble(error)
        return
    for rule in RULES:
        for level, cell, problem, remedy in rule(draft):
            yield Finding(level, rule.__name__, file, cell, problem, remedy)


def _trouble(error: LessonError) -> Finding:
    return Finding("error", "readable", error.file, error.cell, error.problem, error.remedy)


def _draft(file: Path) -> Draft:
    """Read cell by cell, so that one run names everything that an author has to mend."""
    raw = notebook.load(file)
    reader = Reader(file)
    parts: list[Part] = []
    troubles: list[LessonError] = []
    for cell in raw["cells"]:
        try:
            part = reader.part(cell)
        except LessonError as error:
            troubles.append(error)
            continue
        if part is not None:
            parts.append(part)
    lesson, own = None, [error.cell for error in troubles]
    try:
        lesson = read(file)
    except LessonError as error:
        if error.cell not in own:
            troubles.insert(0, error)
    return Draft(file, tuple(parts), tuple(troubles), lesson, lesson.locale if lesson else "en")


def _assignment(file: Path) -> Draft:
    lesson = read_assignment(file)
    return Draft(file, lesson.parts, (), lesson, lesson.locale)
