"""The gallery: a course with every question type and widget that is installed, and its source."""

import inspect
import shutil
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lp_widgets.plugins import Plugins
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType

LESSONS = ("questions", "widgets")


def gallery(folder: Path, plugins: Plugins) -> Path:
    """Write the course ``folder/gallery``, two lessons as authors write them; return its folder.

    Types and widgets without an example are left out.
    """
    course = folder / "gallery"
    course.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{name}"' for name in LESSONS)
    (course / "course.toml").write_text(f'title = "Gallery"\nlessons = [{listed}]\n', "utf-8")
    _lesson(course, "questions", "Every question type", plugins.question_types.values())
    _lesson(course, "widgets", "Every widget", plugins.lesson_widgets.values())
    return course


def _lesson(
    course: Path, name: str, title: str, kinds: Iterable[QuestionType | WidgetType]
) -> None:
    place = course / name
    place.mkdir(exist_ok=True)
    magic = name.removesuffix("s")
    cells = [new_code_cell("%load_ext lp_widgets", id="load")]
    for kind in kinds:
        if not kind.example:
            continue
        source = f"%%{magic} {kind.name}\n{kind.example}"
        words = f"## {kind.name}\n\n{what(kind)}\n\n````text\n{source}````"
        # A cell's id may have no underscore at its ends, and a question's id is its own.
        own = kind.name.replace("_", "-")
        cells += [
            new_markdown_cell(words, id=f"about-{own}"),
            new_code_cell(source, id=f"show-{own}"),
        ]
        for file in kind.files:
            shutil.copyfile(file, place / file.name)
    notebook = new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "learning_passport": {"title": title, "minutes": 30, "license": "CC BY-SA 4.0"},
        },
    )
    nbformat.write(notebook, place / f"{name}.ipynb")


def what(kind: QuestionType | WidgetType) -> str:
    """Return the first line that the module of a type or widget says of itself."""
    model = kind.Spec if isinstance(kind, QuestionType) else kind.schema
    module = inspect.getmodule(model)
    said = inspect.getdoc(module) or inspect.getdoc(model) or ""
    return said.splitlines()[0] if said else ""
