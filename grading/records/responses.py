"""Responses and their marks: kept once each, whatever a phone sends twice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from grading.records import tables

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
    """All that one learner has answered in one lesson, read once: ``rows`` are oldest first."""

    def __init__(self, rows: Iterable["Row[Any] | _Given"]) -> None:
        self._rows = {row.id: row for row in rows}

    @property
    def readable(self) -> set[str]:
        """The questions that have a readable answer."""
        return {row.question for row in self._rows.values() if row.state != "invalid"}

    def before(self, response: Response) -> Tried:
        """Return what was done at its question before ``response``; nothing if it is kept."""
        if response.id in self._rows:
            return Tried()
        return self._tried().get(response.question, Tried())

    def keep(self, connection: Connection, response: Response, result: Result) -> Kept:
        """Store ``response`` and its mark unless they are there already; return what is stored.

        Raises Conflict when the id belongs to a different response.
        """
        body = json.dumps(response.body, ensure_ascii=True, allow_nan=False)
        known = self._rows.get(response.id)
        if known is None:
            known = self._rows[response.id] = _add(connection, response, body, result)
        elif (known.question, known.body) != (response.question, body):
            raise Conflict(response.id)
        return _kept(known, self._tried()[response.question])

    def best(self) -> dict[str, Result]:
        """Return, by question id, her best mark; a readable answer beats an unreadable one.

        Its state is ``correct`` when any answer was: with hints that cost something, a right
        answer may be worth less than a partly right one before it.
        """
        found: dict[str, Row[Any] | _Given] = {}
        right = set()
        for row in self._rows.values():
            if row.state == "correct":
                right.add(row.question)
            if row.question not in found or _rank(row) >= _rank(found[row.question]):
                found[row.question] = row
        return {
            question: replace(_result(row), state="correct") if question in right else _result(row)
            for question, row in found.items()
        }

    def latest(self) -> dict[str, Kept]:
        """Return, by question id, her last response and its newest mark."""
        found: dict[str, Row[Any] | _Given] = {}
        for row in self._rows.values():
            if row.state != "invalid" or row.question not in found:
                found[row.question] = row
        done = self._tried()
        return {question: _kept(row, done[question]) for question, row in found.items()}

    def _tried(self) -> dict[str, Tried]:
        done: dict[str, Tried] = {}
        for row in self._rows.values():
            before = done.get(row.question, Tried())
            done[row.question] = Tried(
                before.attempts + (row.state != "invalid"), max(before.hints, row.hints)
            )
        return done


def history(connection: Connection, account: str, course: str, lesson: str) -> History:
    """Read all that a learner has answered in a lesson."""
    given = {"account": account, "course": course, "lesson": lesson}
    return History(connection.execute(_MARKED, given).all())


def keep(connection: Connection, response: Response, result: Result) -> Kept:
    """Store one response and its mark, as ``History.keep``."""
    known = history(connection, response.account, response.course, response.lesson)
    return known.keep(connection, response, result)


def latest(connection: Connection, account: str, course: str, lesson: str) -> dict[str, Kept]:
    """Return ``History.latest`` of a learner in a lesson."""
    return history(connection, account, course, lesson).latest()


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


def _add(connection: Connection, response: Response, body: str, result: Result) -> "_Given":
    moment = now()
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
        "received": moment,
        "hints": response.hints,
    }
    if connection.execute(_NEW_RESPONSE, row).rowcount != 1:
        raise Conflict(response.id)
    words = json.dumps(
        {
            "feedback": result.feedback,
            "message": result.message,
            "values": dict(result.values),
            "parts": dict(result.parts),
        }
    )
    given = _Given(
        response.id, response.question, body, response.hints, result.state, result.score, words
    )
    mark = {"response_id": given.id, "score": given.score, "state": given.state, "result": words}
    connection.execute(_NEW_MARK, {**mark, "marked": moment})
    return given


@dataclass(frozen=True)
class _Given:
    """A response that was just stored, as ``_MARKED`` would tell it."""

    id: str
    question: str
    body: str
    hints: int
    state: str
    score: float
    result: str


def _made_once() -> Select[Any]:
    """Return the statement of ``history``, which takes longer to make than to run.

    Each response comes with its newest mark.
    """
    table, same = tables.response.c, tables.mark.alias().c
    newest = (
        select(func.max(same.seq))
        .where(same.response_id == table.id)
        .correlate(tables.response)
        .scalar_subquery()
    )
    return (
        select(
            *(table[name] for name in ("id", "question", "body", "hints")),
            *(tables.mark.c[name] for name in ("state", "score", "result")),
        )
        .join(tables.mark, tables.mark.c.response_id == table.id)
        .where(
            tables.mark.c.seq == newest,
            *(table[name] == bindparam(name) for name in ("account", "course", "lesson")),
        )
        .order_by(table.seq)
    )


_MARKED = _made_once()
_NEW_RESPONSE = insert(tables.response).on_conflict_do_nothing(index_elements=["id"])
_NEW_MARK = insert(tables.mark)


def _rank(row: "Row[Any] | _Given") -> tuple[bool, float]:
    return row.state != "invalid", row.score


def _result(row: "Row[Any] | _Given") -> Result:
    return Result(state=row.state, score=row.score, **json.loads(row.result))


def _kept(row: "Row[Any] | _Given", done: Tried) -> Kept:
    body = json.loads(row.body)
    return Kept(row.id, row.question, body, done.attempts, _result(row), done.hints)
