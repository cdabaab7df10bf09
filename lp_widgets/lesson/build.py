"""From a checked lesson to what is served: a page and specs for learners, keys for the server."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from lp_widgets import pictures, plugins
from lp_widgets.lesson import html, words
from lp_widgets.lesson.built import BuiltLesson
from lp_widgets.lesson.course import Course
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.frame import page_json
from lp_widgets.lesson.localize import localize
from lp_widgets.lesson.model import Checks, Code, Lesson, Prose, Question, Tool
from lp_widgets.lesson.page import render
from lp_widgets.locales import direction, normalize
from lp_widgets.pictures import PictureError
from lp_widgets.text import plain

_PACKAGE = Path(__file__).parent.parent
_IMPORT = re.compile(r"^import [^\"']*[\"']\./([\w-]+\.js)[\"']", re.M)


def build(lesson: Lesson, locale: str, course: Course | str = "") -> BuiltLesson:
    """Build ``lesson`` in ``locale``, once; the result has everything that serving it needs.

    ``course`` overrides the name that the lesson's folder gives. Raises LessonError.
    """
    if lesson.locale != normalize(locale):
        lesson = localize(lesson, locale)
    name = course.id if isinstance(course, Course) else course or lesson.course
    known = plugins.load().question_types
    public = {
        q.id: {"type": q.type, "spec": known[q.type].lean_spec(q.spec)} for q in lesson.questions
    }
    keys = {q.id: _key(lesson, q, number) for number, q in enumerate(lesson.questions, 1)}
    widgets = {
        t.id: {"name": t.name, "state": t.state.model_dump(mode="json")} for t in lesson.tools
    }
    cells = _cells(lesson)
    told: dict[str, Any] = {
        "course": name,
        "lesson": lesson.id,
        "version": _version([name, lesson.id, lesson.locale, public, widgets, cells]),
        "locale": lesson.locale,
        "live": lesson.live,
        "assignment": lesson.kind == "assignment",
        "questions": public,
        "widgets": widgets,
        "strings": words.of_scripts(lesson.locale, _views(lesson), lesson.live, lesson.kind),
    }
    shown = _picture(lesson)
    notebook = _notebook(lesson, cells, _page(lesson, told, shown))
    return BuiltLesson(
        id=lesson.id,
        kind=lesson.kind,
        course=name,
        title=plain(lesson.about.title, lesson.locale),
        locale=lesson.locale,
        direction=direction(lesson.locale),
        live=lesson.live,
        minutes=lesson.about.minutes,
        picture=shown,
        page=render(notebook),
        specs=public,
        keys=keys,
        notebook=notebook,
        version=told["version"],
        translated=lesson.translated,
        reviewed=lesson.reviewed,
        teaches=list(lesson.about.teaches),
    )


def _key(lesson: Lesson, part: Question, number: int) -> dict[str, Any]:
    """Return what the server marks with; of a question that varies, what its variants come from."""
    own = {"type": part.type, "spec": part.spec.model_dump(mode="json")}
    if part.variants is None:
        return {**own, "key": part.key.model_dump(mode="json")}
    try:
        frame = html.frame(lesson, part, number)
    except PictureError as error:
        raise LessonError(lesson.file, error.problem, error.remedy, part.cell) from error
    return {**own, "fields": dict(part.variants.source), "frame": frame}


def _version(content: Any) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _cells(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the learner's cells: ready HTML, and code that runs in a kernel of her own."""
    made = []
    number = 0
    for part in lesson.parts:
        try:
            if isinstance(part, Question):
                number += 1
                made.append(_ready("question", part.cell, html.question(lesson, part, number)))
            elif isinstance(part, Prose):
                made.append(_ready("prose", part.cell, html.prose(lesson, part)))
            elif isinstance(part, Tool):
                made.append(_ready("tool", part.cell, html.tool(lesson, part)))
            elif isinstance(part, Checks):
                made.append(_ready("prose", part.cell, html.checks(lesson, part)))
            else:
                made.append(_code(part))
        except PictureError as error:
            raise LessonError(lesson.file, error.problem, error.remedy, part.cell) from error
    return made


def _ready(kind: str, cell: str, source: str) -> dict[str, Any]:
    own = {"learning_passport": {"kind": kind}}
    return {"cell_type": "markdown", "id": cell, "metadata": own, "source": source}


def _code(part: Code) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": part.cell,
        "metadata": {},
        "source": part.source,
        "outputs": [],
        "execution_count": None,
    }


def _picture(lesson: Lesson) -> str:
    about = lesson.about
    if not about.picture:
        return ""
    return pictures.read(lesson.folder, about.picture, plain(about.alt, lesson.locale)).html()


def _page(lesson: Lesson, told: dict[str, Any], shown: str) -> dict[str, Any]:
    """Return what the template shows around the cells."""
    notes = []
    if not lesson.reviewed and lesson.translated:
        notes.append(words.say(words.DRAFTED, lesson.locale))
    if lesson.translated < 1:
        notes.append(words.say(words.IN_PART, lesson.locale))
    files = plugins.load().views
    views = _views(lesson)
    return {
        "locale": lesson.locale,
        "direction": direction(lesson.locale),
        "title": plain(lesson.about.title, lesson.locale),
        "tongue": html.tongue("lesson/title" in lesson.untranslated, lesson),
        "picture": shown,
        "live": lesson.live,
        "assignment": lesson.kind == "assignment",
        "count": len(lesson.questions),
        "words": words.of_page(lesson.locale),
        "notes": notes,
        "styles": [f"widgets/{view}.css" for view in views if f"{view}.css" in files],
        "modules": [
            *_scripts(lesson),
            *(f"widgets/{view}.js" for view in views),
        ],
        "data": page_json(told),
    }


def _views(lesson: Lesson) -> list[str]:
    """Return the names of the views that the page needs."""
    names = {q.type for q in lesson.questions} | {t.name for t in lesson.tools}
    return plugins.load().shown_by(names)


def _scripts(lesson: Lesson) -> list[str]:
    """Return the modules that this page needs beside what every page loads as one."""
    return sorted({"handin.js"} | _imported("handin.js")) if lesson.kind == "assignment" else []


def _imported(name: str) -> set[str]:
    """Return the modules that ``name`` of our static files imports, and they in turn.

    The page names them at once: a phone then fetches all in one round instead of three.
    """
    found: set[str] = set()
    waiting = [name]
    while waiting:
        path = _PACKAGE / "lesson" / "static" / waiting.pop()
        if path.is_file():
            new = set(_IMPORT.findall(path.read_text("utf-8"))) - found - {name}
            found |= new
            waiting += new
    return found


def _notebook(lesson: Lesson, cells: list[dict[str, Any]], page: dict[str, Any]) -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "learning_passport": {"page": page},
        },
        "cells": cells,
    }
