"""Marks the questions of a submission by the same ``mark`` as in lessons, never by running.

The response stands in the submission; the key comes from the course's own source, in the language
in which the learner answered. The mark becomes the cell's output, as nbgrader reads points.
"""

from functools import lru_cache
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grading.autograder.errors import GradingError
from grading.autograder.finished import OWN
from grading.autograder.hide_keys import shown
from lp_widgets import lesson as lessons
from lp_widgets.lesson import Lesson, LessonError
from lp_widgets.questions import Mark, drawn, mark, policy
from lp_widgets.questions.readable import readable

NO_ANSWER = "No answer."
HINTS = "Hints opened: {count}. Each costs {cost} of the points."


def mark_cell(cell: NotebookNode, source: Path, course: str) -> None:
    """Mark one question cell by the key in ``source``. Raises GradingError."""
    name = cell.metadata.nbgrader.get("grade_id", "")
    given = cell.metadata.get(OWN) or {}
    given = given if isinstance(given, dict) else {}
    locale = given.get("locale") if isinstance(given.get("locale"), str) else ""
    question = next(
        (q for q in _keys(source, course, locale or "").questions if q.id == name), None
    )
    if question is None:
        raise GradingError(f"{source}: there is no question “{name}” in it any more")
    if question.variants is not None and isinstance(given.get("seed"), str):
        kind, question = question.variants.kind, question.drawn(given["seed"])
        cell.source = shown(kind, question.spec)  # what this learner was asked
    response, spec = given.get("response"), question.spec
    hints = policy.opened(given.get("hints"), len(spec.hints)) if spec.hint_cost else 0
    if response is None:
        done = Mark.invalid("")
    else:
        tag = _keys(source, course, locale or "").locale
        done = mark(question.type, spec, question.key, response, tag)
        done = policy.after_hints(done, spec.hint_cost, hints)
    points = round(done.score * float(cell.metadata.nbgrader["points"]), 4)
    public = spec.model_dump(mode="json")
    lines = readable(public, response, question.type) or [NO_ANSWER]
    if hints:
        lines = [*lines, HINTS.format(count=hints, cost=spec.hint_cost)]
    written = {"text/plain": "\n".join(lines)[:4000]}
    drawing = drawn(question.type, public, response)
    cell.outputs = [
        new_output("display_data", data=written),
        *([new_output("display_data", data={"image/svg+xml": drawing})] if drawing else []),
        new_output("execute_result", data={"text/plain": str(points)}),
    ]
    told = done.as_dict()
    kept = {key: told[key] for key in ("state", "score", "feedback", "message", "values")}
    cell.metadata[OWN] = {**given, "mark": kept if response is not None else None}


def _keys(source: Path, course: str, locale: str) -> Lesson:
    try:
        return _read(source, source.stat().st_mtime_ns, course, locale)
    except (LessonError, OSError) as error:
        raise GradingError(f"The questions cannot be marked: {error}") from error


@lru_cache(maxsize=32)
def _read(source: Path, changed: int, course: str, locale: str) -> Lesson:
    """Return the source with its keys, in ``locale`` when it is one; read anew when it changed."""
    found = lessons.read_assignment(source, course=course)
    try:
        return lessons.localize(found, locale) if locale else found
    except ValueError:
        return found  # No language tag: a submission may say what it wants.
