"""The marker: its own samples, whatever a browser may send, and the same on every surface."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from nbformat.v4 import new_code_cell

from grading.autograder.questions import OWN, mark_cell
from hub_config.conformance import lesson as lessons
from hub_config.conformance.lesson import Lesson, built, nbgrader
from hub_config.conformance.outcome import Check, Unmet
from hub_config.conformance.patience import TooSlow, within
from hub_config.conformance.source import made
from lp_widgets import questions
from lp_widgets.questions import Mark, QuestionType
from lp_widgets.widgets.question_widget import QuestionWidget


def _nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


_SECONDS = 5
HOSTILE: dict[str, Any] = {
    "no number": float("nan"),
    "a number without end": float("inf"),
    "a number of 400 digits": 10**400,
    "ten million letters": "9" * 10_000_000,
    "lists in lists, 500 deep": _nested(500),
    "half a letter": "\ud800",
    "signs that turn the text": "\u202e1\u0000\u001b[2J",
    "a list of nothing": [None] * 1000,
    "an object": {"": {"": ""}},
    "true": True,
    "a power": "9**9**9**9",
    "something of everything": [1, "a", None, {"b": [2.5]}],
}


def checks(kind: QuestionType, lesson: Lesson) -> Iterator[Check]:
    """Yield the checks of how ``kind`` marks."""
    yield "Its samples get the states that they should", lambda: _samples(kind)
    yield "Nothing that a browser may send makes its marker fail", lambda: _hostile(kind)
    yield "The same response gets the same mark again", lambda: _again(kind)
    yield "A lesson gives the same marks", lambda: _in_a_lesson(kind, lesson)
    yield (
        "JupyterLab gives the same marks, and its page has no key",
        lambda: _in_jupyterlab(kind, lesson),
    )
    if lesson.source.exists():
        yield "The autograder gives the same marks", lambda: _in_the_autograder(kind, lesson)


def given(kind: QuestionType) -> list[Any]:
    """Return every response that the type or its example's author made up, each once."""
    spec, key = made(kind)
    found = [sample.response for sample in kind.generate(spec, key)]
    found += [example.response for example in key.examples if not example.locale]
    return list({json.dumps(each, sort_keys=True): each for each in found}.values())


def expected(kind: QuestionType, response: Any) -> Mark:
    """Return the mark of a response."""
    return questions.mark(kind.name, *made(kind), response)


def _samples(kind: QuestionType) -> None:
    spec, key = made(kind)
    samples = kind.generate(spec, key)
    for sample in samples:
        found = _direct(kind, spec, key, sample.response)
        if found.state != sample.state:
            raise Unmet(
                f"mark says {found.state} to {_short(sample.response)}, and generate says"
                f" {sample.state}. Mend one of them."
            )
    states = {sample.state for sample in samples}
    wanted = {"invalid"} if "pending" in states else {"correct", "wrong", "invalid"}
    if wanted - states:
        missing = ", ".join(sorted(wanted - states))
        raise Unmet(f"Let generate return a sample for each state; there is none for: {missing}.")


def _hostile(kind: QuestionType) -> None:
    spec, key = made(kind)
    for what, response in HOSTILE.items():
        found = _direct(kind, spec, key, response, what)
        json.dumps(found.as_dict(), allow_nan=False).encode()
        found.message.format(**found.values)


def _direct(kind: QuestionType, spec: Any, key: Any, response: Any, what: str = "") -> Mark:
    """Ask the type's own marker, without the net that a lab spreads below it."""
    try:
        with within(_SECONDS):
            found = kind.mark(spec, key, response, "en")
    except TooSlow as error:
        raise Unmet(
            f"mark takes more than {_SECONDS} seconds for {what or _short(response)}. Look at the"
            " length of a response before anything else."
        ) from error
    except Exception as error:
        raise Unmet(
            f"mark raises {type(error).__name__} for {what or _short(response)}. Return"
            " Mark.invalid(…) for whatever cannot be read."
        ) from error
    if not isinstance(found, Mark):
        raise Unmet(f"mark returns {found!r} for {what or _short(response)}, which is no Mark.")
    return found


def _again(kind: QuestionType) -> None:
    for response in given(kind):
        if expected(kind, response) != expected(kind, response):
            raise Unmet(f"{_short(response)} got two marks. A marker draws and asks for nothing.")


def _in_a_lesson(kind: QuestionType, lesson: Lesson) -> None:
    stored = json.loads(json.dumps(built(lesson).keys[lesson.asked]))
    for response in given(kind):
        found = questions.mark(stored["type"], stored["spec"], stored["key"], response)
        _same(kind, response, "A lesson", found.state, found.score)


def _in_jupyterlab(kind: QuestionType, lesson: Lesson) -> None:
    source = lessons.body(kind.example)
    with contextlib.chdir(lesson.course / lessons.LESSON):  # its pictures are looked for here
        widget = QuestionWidget.of(kind.name, source)
    told: list[Any] = []
    widget.send = told.append
    for response in given(kind):
        widget._receive(widget, {"check": response}, [])
        _same(kind, response, "JupyterLab", told[-1]["mark"]["state"])
    sent = json.dumps(
        {name: each for name, each in widget.get_state().items() if name in ("spec", "sheet")}
    )
    _, key = made(kind)
    for message in questions.texts(key):
        if message.kind == "text" and json.dumps(message.text)[1:-1] in sent:
            raise Unmet(f"The notebook's page gets “{message.path}” of the key.")


def _in_the_autograder(kind: QuestionType, lesson: Lesson) -> None:
    spec, _ = made(kind)
    for response in given(kind):
        if response is None:
            continue  # Nothing was handed in: there is nothing to mark.
        noted = {"nbgrader": nbgrader(spec), OWN: {"response": response, "locale": "en"}}
        cell = new_code_cell(f"%%question {kind.name}", metadata=noted)
        mark_cell(cell, lesson.source, lessons.COURSE)
        found = cell.metadata[OWN]["mark"]
        _same(kind, response, "The autograder", found["state"], found["score"])


def _same(
    kind: QuestionType, response: Any, where: str, state: str, score: float | None = None
) -> None:
    wanted = expected(kind, response)
    if state != wanted.state or score not in (None, wanted.score):
        raise Unmet(
            f"{where} says {state} to {_short(response)}, and mark says {wanted.state}. A marker"
            " must not depend on where it runs: spec and key come back from JSON."
        )


def _short(response: Any) -> str:
    written = repr(response)
    return written if len(written) <= 60 else f"{written[:57]}…"
