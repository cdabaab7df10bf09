"""Begin a lesson: a folder with a notebook that passes every check, named in its course."""

import re
import tomllib
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lp_widgets.lesson.course import check_name
from lp_widgets.lesson.errors import LessonError

_LESSONS = re.compile(r"^(lessons\s*=\s*\[)(.*?)(\s*,?\s*)(\])", re.S | re.M)

TELL = """\
Say in one or two sentences what this lesson is about, and why it is worth knowing.

## The first thought

One thought a paragraph. Write numbers as {3/4} or {1.5}: each language shows them in its own \
digits.
"""
ASK = """\
%%question number
id: string
ask: A kite needs {2} pieces of string of {1.5} metres. How many metres are that?
help: Write a number, like {2.5}.
unit: metres
answer: 3
wrong:
  - answer: 3.5
    say: "{3.5} metres is {2} and {1.5} put together. Here {1.5} metres are needed twice."
right: Twice {1.5} metres are {3} metres.
otherwise: Draw both pieces of string side by side, and count the metres.
hints:
  - How long is one piece?
examples:
  - response: "3"
    mark: 1
  - response: "3.5"
    mark: 0
  - response: a lot
    mark: invalid
"""


def new_lesson(place: Path, title: str = "") -> Path:
    """Make the lesson ``…/COURSE/LESSON`` and return its notebook.

    Its course's ``course.toml`` is made, or gets the lesson at the end of its list. Raises
    LessonError when the name does not fit, or something is there already.
    """
    file = place / f"{place.name}.ipynb"
    check_name(file, "lesson", place.name)
    check_name(file, "course", place.parent.name)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise LessonError(file, "There is something already", "Choose another name")
    course = place.parent / "course.toml"
    listed = _with_lesson(course, place.name)
    place.mkdir(parents=True, exist_ok=True)
    nbformat.write(_notebook(title or _spoken(place.name)), file)
    course.write_text(listed, "utf-8")
    return file


def _notebook(title: str) -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_code_cell("%load_ext lp_widgets", id="load"),
            new_markdown_cell(TELL.strip(), id="tell"),
            new_code_cell(ASK.strip(), id="ask"),
        ],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "learning_passport": {"title": title, "minutes": 15, "license": "CC BY-SA 4.0"},
        },
    )


def _with_lesson(course: Path, name: str) -> str:
    """Return the text of ``course.toml`` with the lesson in its list, all else as it was."""
    if not course.is_file():
        return f'title = "{_spoken(course.parent.name)}"\nlocale = "en"\nlessons = ["{name}"]\n'
    text = course.read_text("utf-8")
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(course, f"It is not TOML ({error})", "Mend that line") from error
    listed = list(before.get("lessons", []))
    if name in listed:
        return text
    comma = ", " if listed else ""
    made, times = _LESSONS.subn(rf'\1\2{comma}"{name}"\4', text, count=1)
    try:
        sound = times == 1 and tomllib.loads(made) == {**before, "lessons": [*listed, name]}
    except tomllib.TOMLDecodeError:
        sound = False
    if not sound:
        raise LessonError(
            course, "Its list of lessons is written in an unusual way", f'Add "{name}" by hand'
        )
    return made


def _spoken(name: str) -> str:
    return name.replace("-", " ").capitalize()
