"""What an author wrote about each graded cell, for the page of who marks it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from hub_config.classroom import authored
from lp_widgets import lesson as lessons
from lp_widgets.lesson import Lesson, LessonError, regions


@dataclass(frozen=True)
class Guide:
    """What is asked in a ``cell`` (safe HTML), its number, and how the author would mark it."""

    cell: str
    number: int = 0
    ask: Markup = field(default_factory=Markup)
    scheme: str = ""


def guides(source: Path, course: str, locale: str) -> dict[str, Guide]:
    """Return the guides of an assignment by cell, in its order; empty when it cannot be read."""
    try:
        lesson = lessons.read_assignment(source, course=course)
        cells = json.loads(source.read_text("utf-8"))["cells"]
    except (LessonError, OSError, ValueError):
        return {}
    schemes = dict(_schemes(cells))
    return {each.cell: each for each in _guides(lesson, schemes, locale)}


def _guides(lesson: Lesson, schemes: dict[str, str], locale: str) -> Iterator[Guide]:
    for number, question in enumerate(lessons.localize(lesson, locale).questions, 1):
        ask = authored.html(question.spec.ask, locale)
        scheme = schemes.get(question.id) or str(question.key.right)
        for cell in lesson.groups.get(question.id, ()):
            yield Guide(cell, number, ask, schemes.get(cell) or scheme)


def _schemes(cells: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        told = cell.get("metadata", {}).get("nbgrader", {})
        source = cell.get("source", "")
        if told.get("grade_id"):
            yield told["grade_id"], regions.guide("".join(source))
