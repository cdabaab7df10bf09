"""One question of every type, to be answered on every surface."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from lp_widgets import plugins, questions
from lp_widgets.cells import body
from lp_widgets.lesson.gallery import gallery
from lp_widgets.plugins import Plugins
from tests.e2e.browser import check, question, ready, state
from tests.e2e.ways import way

NAMES = [kind.name for kind in questions.BUILT_IN]
BUILT, LIVE = "built", "live"
SECRET = "Zwirbelquark"
"""The accepted answer of one more question: a word that occurs nowhere else."""
_CANARY = f"""%%question short_text
id: canary
ask: What is the word?
accepted: [{SECRET}]
"""
HOW = ("touch", "mouse", "keys")
HOOKS = """
from pathlib import Path

from lp_widgets.hookspecs import hookimpl


@hookimpl
def courses():
    return [Path("{}")]
"""
"""A package that brings the course, to be filled with its folder."""


def write_course(folder: Path, found: Plugins | None = None) -> Path:
    """Write the course ``folder/matrix``: the gallery's questions without their sources, twice.

    The lesson ``built`` has nothing else in it, and ``live`` a cell that asks for a kernel.
    """
    shown = gallery(folder, found or plugins.load()) / "questions"
    course = folder / "matrix"
    for name in (BUILT, LIVE):
        (course / name).mkdir(parents=True)
        for file in shown.iterdir():
            if file.suffix != ".ipynb":
                (course / name / file.name).write_bytes(file.read_bytes())
        notebook = nbformat.read(shown / "questions.ipynb", 4)
        notebook.cells = [each for each in notebook.cells if each.cell_type == "code"]
        notebook.cells.append(new_code_cell(_CANARY, id="canary"))
        cards = f"%%widget flashcards\n{plugins.load().lesson_widgets['flashcards'].example}"
        notebook.cells.append(new_code_cell(cards, id="pile"))
        if name == LIVE:
            run = "import lp_widgets\n\nlp_widgets.runner()"
            notebook.cells.insert(1, new_code_cell(run, id="run"))
        nbformat.write(notebook, course / name / f"{name}.ipynb")
    (course / "course.toml").write_text(
        f'title = "Matrix"\nlessons = ["{BUILT}", "{LIVE}"]\n', "utf-8"
    )
    return course


def identity(name: str) -> str:
    """Return the id of the example of a type."""
    found: str = body(questions.TYPES[name].example)["id"]
    return found


def examples(name: str) -> Iterator[tuple[Any, questions.Mark]]:
    """Yield what an example's author foresaw and its mark, as far as a view can send it."""
    spec, key = questions.split(name, body(questions.TYPES[name].example))
    for example in key.examples:
        expected = questions.mark(name, spec, key, example.response)
        if expected.state != "invalid":
            yield example.response, expected


def give(name: str, box: Any, response: Any, how: str) -> None:
    """Put ``response`` into the question ``box`` by touch, by mouse or by keys."""
    if how == "keys":
        way(name).by_keys(box, response)
    else:
        tap = (lambda place: place.tap()) if how == "touch" else (lambda place: place.click())
        way(name).by_pointer(box, response, tap)


def same(name: str, sent: Any, response: Any) -> bool:
    """Say whether two responses are one: sets have no order, and a hand is not exact."""
    if questions.TYPES[name].response_shape.startswith("set"):
        return sorted(sent) == sorted(response)
    compare = getattr(way(name), "same", None)
    return bool(sent == response or (compare and compare(sent, response)))


def open_lesson(handset: Any, lesson: str) -> list[Any]:
    """Open a lesson of the matrix; return what its page sends from now on."""
    sent: list[Any] = []
    handset.page.on(
        "request",
        lambda r: r.url.endswith("api/responses") and sent.append(json.loads(r.post_data)),
    )
    handset.page.goto(f"{handset.classroom}lesson/matrix/{lesson}")
    ready(handset.page)
    return sent


def answer_on_a_page(phone: Any, lesson: str, how: str, names: Iterable[str]) -> None:
    """Give every example of these types on a page; it sends each, shows its mark, and keeps it."""
    sent = open_lesson(phone, lesson)
    last = {}
    for name in names:
        asked = identity(name)
        for response, expected in examples(name):
            give(name, question(phone.page, asked), response, how)
            check(phone.page, asked)
            state(phone.page, asked, expected.state)
            assert same(name, sent[-1]["response"], response), (name, sent[-1])
            last[asked] = expected.state
    assert phone.overflow() <= 0
    phone.page.reload()
    ready(phone.page)
    for asked, shown in last.items():
        state(phone.page, asked, shown)


def answer_in_jupyterlab(page: Any, sent: list[Any], how: str, names: Iterable[str]) -> None:
    """Give every example of these types in a notebook; the author's kernel marks each."""
    for name in names:
        asked = identity(name)
        for response, expected in examples(name):
            give(name, question(page, asked), response, how)
            check(page, asked)
            state(page, asked, expected.state)
            assert same(name, sent[-1], response), (name, sent[-1])
