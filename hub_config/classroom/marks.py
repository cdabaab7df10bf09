"""What becomes of a response: its mark by key and policy, and what its page is told of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from grading.records import responses
from grading.records.responses import Kept, Response, Result
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson
from lp_widgets.questions import Mark, mark
from lp_widgets.questions.messages import NO_TRY_LEFT
from lp_widgets.questions.policy import UNTIL_RIGHT, is_over


def keep(
    connection: Connection, built: BuiltLesson, question: Mapping[str, Any], response: Response
) -> Kept:
    """Keep ``response`` with its mark; ``question`` has type, spec and key. Raises Conflict."""
    used = responses.tried(connection, response) or 0
    return responses.keep(connection, response, result_of(question, response.body, built, used))


def shown(kept: Kept, built: BuiltLesson) -> Mapping[str, Any]:
    """Return what a page is told of a kept response and its mark, in the page's own language."""
    result = (_hidden(kept) if built.kind == "assignment" else kept).result
    message = result.message
    if message:
        translated = locales.catalog(built.locale, "interface-questions").gettext(message)
        message = translated.format(**result.values) if result.values else translated
    return {
        "id": kept.id,
        "question": kept.question,
        "response": kept.body,
        "state": result.state,
        "score": result.score,
        "feedback": result.feedback,
        "message": message,
        "parts": dict(result.parts),
        "attempts": kept.attempts,
    }


def result_of(question: Mapping[str, Any], body: Any, built: BuiltLesson, used: int) -> Result:
    """Mark a response after ``used`` tries; beyond the last try it is not looked at."""
    assigned = built.kind == "assignment"
    if not assigned and is_over(question["spec"].get("attempts", UNTIL_RIGHT), used):
        return Result("invalid", 0.0, message=NO_TRY_LEFT)
    given = mark(question["type"], question["spec"], question["key"], body, built.locale)
    return _unmarked(given) if assigned else _marked(given)


def _marked(given: Mark) -> Result:
    return Result(
        state=given.state,
        score=given.score,
        feedback=given.feedback,
        message=given.message,
        values=dict(given.values),
        parts=dict(given.parts),
    )


def _unmarked(given: Mark) -> Result:
    """Return what is told of an assignment's answer: that it can be read; nothing of the key."""
    if given.state == "invalid":
        return Result("invalid", 0.0, message=given.message, values=dict(given.values))
    return Result("pending", 0.0)


def _hidden(kept: Kept) -> Kept:
    """Return an assignment's answer as its page shows it, whatever its mark has become since."""
    if kept.result.state == "invalid":
        return kept
    return replace(kept, result=Result("pending", 0.0))
