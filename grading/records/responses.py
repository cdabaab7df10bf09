"""Responses and their marks: kept once each, whatever a phone sends twice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select

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


def keep(connection: Connection, response: Response, result: Result) -> Kept:
    """Store ``response`` and its mark unless they are there already; return what is stored.

    Raises Conflict when the id belongs to a different response.
    """
    body = json.dumps(response.body, ensure_ascii=True, allow_nan=False)
    known = connection.execute(
        select(tables.response).where(tables.response.c.id == response.id)
    ).one_or_none()
    if known is None:
        _add(connection, response, body, result)
    elif (known.account, known.course, known.lesson, known.question, known.body) != (
        response.account,
        response.course,
        response.lesson,
        response.question,
        body,
    ):
        raise Conflict(response.id)
    rows = _at_question(connection, response)
    row = next(row for row in rows if row.id == response.id)
    return _kept(row, _tried(rows)[response.question])


def latest(connection: Connection, account: str, course: str, lesson: str) -> dict[str, Kept]:
    """Return, by question id, the last response of a learner in a lesson and its newest mark."""
    found = {}
    rows = _marked(connection, account, course, lesson)
    for row in rows:
        if row.state != "invalid" or row.question not in found:
            found[row.question] = row
    done = _tried(rows)
    return {question: _kept(row, done[question]) for question, row in found.items()}


def best(connection: Connection, account: str, course: str, lesson: str) -> dict[str, Result]:
    """Return, by question id, a learner's best mark; a readable answer beats an unreadable one.

    Its state is ``correct`` when any answer was: with hints that cost something, a right answer
    may be worth less than a partly right one before it.
    """
    found: dict[str, Result] = {}
    for row in _marked(connection, account, course, lesson):
        new = _result(row)
        old = found.get(row.question, new)
        better = new if _rank(new) >= _rank(old) else old
        right = "correct" in (old.state, new.state)
        found[row.question] = replace(better, state="correct") if right else better
    return found


def _rank(result: Result) -> tuple[bool, float]:
    return result.state != "invalid", result.score


def tried(connection: Connection, response: Response) -> Tried | None:
    """Return what was done at its question before ``response``; None when it is kept already."""
    known = select(tables.response.c.seq).where(tables.response.c.id == response.id)
    if connection.execute(known).first():
        return None
    return _tried(_at_question(connection, response)).get(response.question, Tried())


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


def _add(connection: Connection, response: Response, body: str, result: Result) -> None:
    moment = now()
    connection.execute(
        insert(tables.response).values(
            id=response.id,
            account=response.account,
            course=response.course,
            lesson=response.lesson,
            question=response.question,
            version=response.version,
            locale=response.locale,
            seed=response.seed,
            body=body,
            received=moment,
            hints=response.hints,
        )
    )
    connection.execute(
        insert(tables.mark).values(
            response_id=response.id,
            score=result.score,
            state=result.state,
            result=json.dumps(
                {
                    "feedback": result.feedback,
                    "message": result.message,
                    "values": dict(result.values),
                    "parts": dict(result.parts),
                }
            ),
            marked=moment,
        )
    )


def _marked(connection: Connection, account: str, course: str, lesson: str) -> list[Row[Any]]:
    """Every response of a learner in a lesson, oldest first, each with its newest mark."""
    given = {"account": account, "course": course, "lesson": lesson}
    return list(connection.execute(_MARKED, given).all())


def _at_question(connection: Connection, response: Response) -> list[Row[Any]]:
    """Every response of the same learner to the same question, as ``_marked``."""
    names = ("account", "course", "lesson", "question")
    given = {name: getattr(response, name) for name in names}
    return list(connection.execute(_MARKED_AT_QUESTION, given).all())


def _made_once() -> Select[Any]:
    """Return the statement of ``_marked``: making it takes longer than running it."""
    table, same = tables.response.c, tables.mark.alias().c
    newest = (
        select(func.max(same.seq))
        .where(same.response_id == table.id)
        .correlate(tables.response)
        .scalar_subquery()
    )
    return (
        select(tables.response, tables.mark.c.state, tables.mark.c.score, tables.mark.c.result)
        .join(tables.mark, tables.mark.c.response_id == table.id)
        .where(
            tables.mark.c.seq == newest,
            *(table[name] == bindparam(name) for name in ("account", "course", "lesson")),
        )
        .order_by(table.seq)
    )


_MARKED = _made_once()
_MARKED_AT_QUESTION = _MARKED.where(tables.response.c.question == bindparam("question"))


def _result(row: Row[Any]) -> Result:
    return Result(state=row.state, score=row.score, **json.loads(row.result))


def _tried(rows: Iterable[Row[Any]]) -> dict[str, Tried]:
    done: dict[str, Tried] = {}
    for row in rows:
        before = done.get(row.question, Tried())
        done[row.question] = Tried(
            before.attempts + (row.state != "invalid"), max(before.hints, row.hints)
        )
    return done


def _kept(row: Row[Any], done: Tried) -> Kept:
    body = json.loads(row.body)
    return Kept(row.id, row.question, body, done.attempts, _result(row), done.hints)
