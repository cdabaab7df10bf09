"""What becomes of a response: its mark by key and policy, and what its page is told of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from grading.records.responses import History, Kept, Response, Result, Tried
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, variants
from lp_widgets.questions import TYPES, Mark, QuestionType, mark, models, policy
from lp_widgets.questions.messages import NO_TRY_LEFT
from lp_widgets.questions.policy import FREE, UNTIL_RIGHT, after_hints, is_over


def keep(
    connection: Connection,
    built: BuiltLesson,
    question: Mapping[str, Any],
    response: Response,
    history: History,
) -> Kept:
    """Keep ``response`` with its mark; ``question`` has type, spec and key. Raises Conflict.

    ``history`` is what this learner has answered in this lesson before: whoever opened more hints
    then has opened them still, whatever the response says now.
    """
    response = replace(response, hints=opened(question, response.hints))
    before = history.before(response.question)
    so_far = replace(before, hints=max(before.hints, response.hints))
    result = result_of(question, response.body, built, so_far, response.seed)
    return history.keep(connection, response, result)


def opened(question: Mapping[str, Any], told: int) -> int:
    """Return how many hints count as opened: those of ``question`` that cost something."""
    spec = question["spec"]
    costly = spec.get("hint_cost", FREE) != FREE
    return policy.opened(told, len(spec["hints"])) if costly else 0


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
        **({"hints": kept.hints} if kept.hints else {}),
    }


def result_of(
    question: Mapping[str, Any],
    body: Any,
    built: BuiltLesson,
    tried: Tried,
    seed: str | None = None,
) -> Result:
    """Mark a response after what was ``tried``; beyond the last try it is not looked at.

    ``seed`` says which variant was asked, of a question that varies.
    """
    assigned, spec = built.kind == "assignment", question["spec"]
    if not assigned and is_over(spec.get("attempts", UNTIL_RIGHT), tried.attempts):
        return Result("invalid", 0.0, message=NO_TRY_LEFT)
    asked = variants.drawn(question, seed)
    kind = TYPES.get(asked["type"])
    read = _read(kind, asked["type"], json.dumps([asked["spec"], asked["key"]]))
    given = mark(asked["type"], *read, body, built.locale)
    if assigned:
        return _unmarked(given)
    return _marked(after_hints(given, spec.get("hint_cost", FREE), tried.hints))


@lru_cache(maxsize=1024)
def _read(kind: QuestionType | None, type_name: str, spec_and_key: str) -> tuple[Any, Any]:
    """Return spec and key as their type reads them, which takes longer than to mark by them.

    ``kind`` is that type, or the one that an author has put in its place meanwhile.
    """
    return models(type_name, *json.loads(spec_and_key))


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
