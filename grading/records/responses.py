"""Responses and their marks: kept once each, whatever a phone sends twice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from grading.records import tables
from grading.records.prepared import Prepared
from grading.records.standing import marked, of_lesson

# One learner's response to one question; longer ones are no answer to anything we ask.
MAX_BODY = 64 * 1024


@dataclass(frozen=True)
class Response:
    """What a learner gave to one question of one built lesson, as it arrived.

    ``hints`` is how many hints her page says were opened by then.
    """

    id: str
    account: str
    course: str
    lesson: str
    question: str
    version: str
    locale: str
    body: Any
    seed: str | None = None
    hints: int = 0


@dataclass(frozen=True)
class Result:
    """The mark of one response, as it is kept and shown: ``score`` is 0 to 1."""

    state: str
    score: float
    feedback: str = ""
    message: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A response with its mark, as the learner's page shows it again.

    ``hints`` is the greatest number of hints that the learner has ever opened at the question.
    """

    id: str
    question: str
    body: Any
    attempts: int
    result: Result
    hints: int = 0


@dataclass(frozen=True)
class Tried:
    """What a learner has done at a question so far: readable responses, hints opened."""

    attempts: int = 0
    hints: int = 0


class Conflict(Exception):
    """The same response id came with another content, to another question, or from another."""


def now() -> str:
    """Return this moment as RFC 3339 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class History:
    """What one learner has done in one lesson so far; it goes on with what is kept through it.

    ``rows`` are question, state and score of her responses, in the order in which each of these
    came last, how many there are of it, and the most hints of any. So there are few of them however
    often she has answered, and who has answered much waits hardly longer for a mark.
    """

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._attempts: dict[str, int] = {}
        self._hints: dict[str, int] = {}
        self._best: dict[str, tuple[bool, float, str]] = {}
        self._right: set[str] = set()
        for row in rows:
            self._add(*row)

    @property
    def readable(self) -> set[str]:
        """The questions that have a readable answer."""
        return {question for question, attempts in self._attempts.items() if attempts}

    def before(self, question: str) -> Tried:
        """Return what was done at a question before."""
        return Tried(self._attempts.get(question, 0), self._hints.get(question, 0))

    def keep(self, connection: Connection, response: Response, result: Result) -> Kept:
        """Store ``response`` and its mark unless they are there already; return what is stored.

        Raises Conflict when the id belongs to a different response.
        """
        body = json.dumps(response.body, ensure_ascii=True, allow_nan=False)
        if _is_new(connection, response, body):
            _mark(connection, response.id, result)
            self._add(response.question, result.state, result.score, 1, response.hints)
        else:
            result = _given_before(connection, response, body)
        done = self.before(response.question)
        return Kept(
            response.id, response.question, json.loads(body), done.attempts, result, done.hints
        )

    def best(self) -> dict[str, Result]:
        """Return, by question id, state and score of her best mark; unreadable is worst.

        Its state is ``correct`` when any answer was: with hints that cost something, a right
        answer may be worth less than a partly right one before it.
        """
        return {
            question: Result("correct" if question in self._right else state, score)
            for question, (_, score, state) in self._best.items()
        }

    def _add(self, question: str, state: str, score: float, times: int, hints: int) -> None:
        is_readable = state != "invalid"
        self._attempts[question] = self._attempts.get(question, 0) + times * is_readable
        self._hints[question] = max(self._hints.get(question, 0), hints)
        best = self._best.get(question)
        if best is None or (is_readable, score) >= best[:2]:
            self._best[question] = (is_readable, score, state)
        if state == "correct":
            self._right.add(question)


def history(connection: Connection, account: str, course: str, lesson: str) -> History:
    """Read what a learner has done in a lesson."""
    return History(_DONE.all(connection, _place(account, course, lesson)))


def keep(connection: Connection, response: Response, result: Result) -> Kept:
    """Store one response and its mark, as ``History.keep``."""
    known = history(connection, response.account, response.course, response.lesson)
    return known.keep(connection, response, result)


def latest(connection: Connection, account: str, course: str, lesson: str) -> dict[str, Kept]:
    """Return, by question id, a learner's last response in a lesson and its newest mark."""
    rows = connection.execute(_SHOWN, _place(account, course, lesson)).all()
    found: dict[str, Row[Any]] = {}
    for row in rows:
        if row.state != "invalid" or row.question not in found:
            found[row.question] = row
    known = History((row.question, row.state, row.score, 1, row.hints) for row in rows)
    return {
        question: Kept(
            row.id,
            question,
            json.loads(row.body),
            known.before(question).attempts,
            Result(row.state, row.score, **json.loads(row.result)),
            known.before(question).hints,
        )
        for question, row in found.items()
    }


def best(connection: Connection, account: str, course: str, lesson: str) -> dict[str, Result]:
    """Return ``History.best`` of a learner in a lesson."""
    return history(connection, account, course, lesson).best()


def hints(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return, by id, the most hints that had been opened when a response had been given."""
    table, before = tables.response.c, tables.response.alias().c
    query = (
        select(table.id, func.max(before.hints))
        .where(
            table.id.in_(list(ids)),
            before.account == table.account,
            before.course == table.course,
            before.lesson == table.lesson,
            before.question == table.question,
            before.seq <= table.seq,
        )
        .group_by(table.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _is_new(connection: Connection, response: Response, body: str) -> bool:
    """Store ``response`` unless its id is there already; return whether it was not."""
    row = {
        "id": response.id,
        "account": response.account,
        "course": response.course,
        "lesson": response.lesson,
        "question": response.question,
        "version": response.version,
        "locale": response.locale,
        "seed": response.seed,
        "body": body,
        "received": now(),
        "hints": response.hints,
    }
    return _NEW_RESPONSE.run(connection, row) == 1


def _mark(connection: Connection, response_id: str, result: Result) -> None:
    words = {
        "feedback": result.feedback,
        "message": result.message,
        "values": dict(result.values),
        "parts": dict(result.parts),
    }
    row = {
        "response_id": response_id,
        "score": result.score,
        "state": result.state,
        "result": json.dumps(words),
        "marked": now(),
    }
    _NEW_MARK.run(connection, row)


def _given_before(connection: Connection, response: Response, body: str) -> Result:
    """Return the newest mark of what came again; raises Conflict when something else came."""
    row = connection.execute(_SAME, {"id": response.id}).one()
    same = (response.account, response.course, response.lesson, response.question, body)
    if tuple(row[:5]) != same:
        raise Conflict(response.id)
    return Result(row.state, row.score, **json.loads(row.result))


def _place(account: str, course: str, lesson: str) -> dict[str, str]:
    return {"account": account, "course": course, "lesson": lesson}


_GIVEN, _MARK = tables.response.c, tables.mark.c
_OWN = (_GIVEN.account == bindparam("account"), *of_lesson())
# Made once: making a statement takes longer than running it.
_KIND = (_GIVEN.question, _MARK.state, _MARK.score)
_DONE = Prepared(
    marked(*_KIND, func.count().label("times"), func.max(_GIVEN.hints).label("hints"))
    .where(*_OWN)
    .group_by(*_KIND)
    .order_by(func.max(_GIVEN.seq))
)
_SHOWN = (
    marked(
        *(_GIVEN[name] for name in ("id", "question", "body", "hints")),
        *(_MARK[name] for name in ("state", "score", "result")),
    )
    .where(*_OWN)
    .order_by(_GIVEN.seq)
)
_SAME = marked(
    *(_GIVEN[name] for name in ("account", "course", "lesson", "question", "body")),
    *(_MARK[name] for name in ("state", "score", "result")),
).where(_GIVEN.id == bindparam("id"))
_NEW_RESPONSE = Prepared(
    insert(tables.response).on_conflict_do_nothing(index_elements=["id"]),
    tables.without_seq(tables.response),
)
_NEW_MARK = Prepared(insert(tables.mark), tables.without_seq(tables.mark))
