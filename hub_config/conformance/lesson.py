"""A course with nothing in it but the example: read, built and served as an author's preview."""

import asyncio
import contextlib
import json
import shutil
import threading
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from hub_config.preview.server import Preview
from lp_widgets import lesson as lessons
from lp_widgets.cells import CellError, body
from lp_widgets.lesson import BuiltLesson, LessonError
from lp_widgets.questions import QuestionError, QuestionType
from lp_widgets.widgets.widget_type import WidgetType

COURSE, LESSON, WORK = "plugin-test", "example", "work"
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NotSound(Exception):
    """The example cannot stand in a lesson; the text says why."""


@dataclass(frozen=True)
class Lesson:
    """The example on disk: as a lesson, and for a question type as an assignment."""

    course: Path
    asked: str
    """The question's id; empty for a widget."""

    @property
    def source(self) -> Path:
        """The assignment as its author wrote it."""
        return self.course / "source" / WORK / f"{WORK}.ipynb"


def write(folder: Path, kind: QuestionType | WidgetType) -> Lesson:
    """Write the course below ``folder``. Raises NotSound when no page comes of it."""
    course = folder / COURSE
    made = Lesson(course, "")
    told = f'title = "Plugin test"\nlessons = ["{LESSON}"]\n'
    try:
        if isinstance(kind, QuestionType):
            cell = new_code_cell(f"%%question {kind.name}\n{kind.example}", id="example")
            spec, key = kind.split(body(kind.example))
            made = Lesson(course, spec.id)
            # What no key can mark is no question of an assignment: it is nbgrader's own cell there.
            if all(sample.state != "pending" for sample in kind.generate(spec, key)):
                told += f'assignments = ["{WORK}"]\n'
                cell.metadata["nbgrader"] = nbgrader(spec)
                _notebook(made.source, kind, cell)
        else:
            cell = new_code_cell(f"%%widget {kind.name}\n{kind.example}", id="example")
        _notebook(course / LESSON / f"{LESSON}.ipynb", kind, cell)
        (course / "course.toml").write_text(told, "utf-8")
        built(made)
    except LessonError as error:
        raise NotSound(f"{error.problem}. {error.remedy}.") from error
    except (CellError, QuestionError) as error:
        raise NotSound(str(error)) from error
    return made


def built(lesson: Lesson, locale: str = "en") -> BuiltLesson:
    """Return the lesson's page and keys. Raises LessonError."""
    read = lessons.read(lesson.course / LESSON / f"{LESSON}.ipynb")
    return lessons.build(lessons.localize(read, locale), locale)


def nbgrader(spec: Any) -> dict[str, Any]:
    """Return what nbgrader notes on a question's cell in an assignment."""
    return {
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": spec.id,
        "points": spec.points,
        "schema_version": 3,
        "cell_type": "code",
    }


def _notebook(path: Path, kind: QuestionType | WidgetType, cell: Any) -> None:
    path.parent.mkdir(parents=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(
        cells=[new_code_cell("%load_ext lp_widgets", id="load"), cell],
        metadata={
            "kernelspec": kernel,
            "learning_passport": {"title": "Plugin test", "minutes": 5},
        },
    )
    nbformat.write(notebook, path)
    for file in kind.files:
        shutil.copyfile(file, path.parent / file.name)


class Served:
    """The lesson at an address of this computer, marked as the lab marks it."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "Served":
        self._thread.start()
        if not self._ready.wait(60):
            raise TimeoutError("The page is not served after a minute")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(30)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.preview = Preview(self.lesson.course)

        def ready(address: str) -> None:
            self.address = address
            self._ready.set()

        self._task = asyncio.ensure_future(self.preview.run(0, ready))
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def page(self, locale: str = "en") -> str:
        """Return the address of the lesson in ``locale``."""
        return f"{self.address}{locale}/lesson/{LESSON}"

    def answer(self, response: Any, locale: str = "en") -> dict[str, Any]:
        """Send a response as a page does; return what the page is told."""
        sent = {
            "id": str(uuid.uuid4()),
            "account": "preview",
            "course": COURSE,
            "lesson": LESSON,
            "question": self.lesson.asked,
            "version": "1",
            "locale": locale,
            "response": response,
        }
        request = urllib.request.Request(  # noqa: S310 (an address of our own)
            f"{self.address}api/responses",
            json.dumps(sent).encode(),
            {"Content-Type": "application/json"},
        )
        with _NO_PROXY.open(request, timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def forget(self) -> None:
        """Take back every answer."""
        self.preview.kept.clear()
