"""The author's words to a program that a test found wrong, in the language of its learner."""

from collections.abc import Mapping

from nbformat import NotebookNode

from lp_widgets import lesson as lessons
from lp_widgets.lesson import Lesson, LessonError

Words = Mapping[tuple[str, str], str]
"""By test cell (``grade_id``) and message of its author's, what a learner reads."""


def words(lesson: Lesson, locale: str) -> Words:
    """Return what the tests of ``lesson`` can say in ``locale``, or as they were written."""
    try:
        local = lessons.localize(lesson, locale) if locale else lesson
    except (LessonError, ValueError):
        local = lesson
    return {
        (cell, written): said
        for cell, texts in lesson.sayings.items()
        for written, said in zip(texts, local.sayings[cell], strict=True)
    }


def said(cell: NotebookNode | None, name: str, found: Words) -> str:
    """Return what the author says to the failed test ``cell``; "" when it passed or broke off.

    An error is a learner's to raise: only what the author wrote into this very cell is said.
    """
    for output in cell.get("outputs", []) if cell else []:
        if output.output_type == "error":
            return found.get((name, str(output.get("evalue", ""))), "")
    return ""
