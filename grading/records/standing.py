"""Where a class stands: at each question, in which slips, and today; one statement for all."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from grading.records import tables

STUCK = 3
"""So many answers in a row that are not right, and the learner may need the teacher."""


@dataclass(frozen=True)
class Place:
    """A learner at one question: the best state so far, and how many answers could be read.

    ``state`` is ``correct`` once any answer was, as in ``responses.best``.
    """

    state: str
    tries: int


Places = dict[str, Place]
"""A learner's places in one lesson, by question."""


@dataclass(frozen=True)
class Slip:
    """An answer that was read and not right, with what its learner was told.

    ``feedback`` is the author's text in ``locale``, the language in which ``body`` was given.
    """

    account: str
    question: str
    locale: str
    seed: str | None
    body: Any
    feedback: str


@dataclass(frozen=True)
class Stuck:
    """A question at which the last ``tries`` answers of a learner were all not right."""

    course: str
    lesson: str
    question: str
    tries: int


@dataclass(frozen=True)
class Day:
    """What a learner has done since a moment: the last answer, and where she is stuck."""

    course: str
    lesson: str
    question: str
    state: str
    received: datetime
    stuck: tuple[Stuck, ...] = ()


def in_lesson(
    connection: Connection, accounts: Iterable[str], course: str, lesson: str
) -> dict[str, Places]:
    """Return, by account, where each learner stands in a lesson; who never answered is left out."""
    given = {"accounts": list(accounts), "course": course, "lesson": lesson}
    found: defaultdict[str, Places] = defaultdict(dict)
    for row in connection.execute(_IN_LESSON, given):
        found[row.account][row.question] = Place(row.state, row.tries)
    return dict(found)


def in_all(connection: Connection, accounts: Iterable[str]) -> dict[tuple[str, str, str], Places]:
    """Return the same for every lesson, by account, course and lesson."""
    found: defaultdict[tuple[str, str, str], Places] = defaultdict(dict)
    for row in connection.execute(_IN_ALL, {"accounts": list(accounts)}):
        place = (row.account, row.course, row.lesson)
        found[place][row.question] = Place(row.state, row.tries)
    return dict(found)


def newest(connection: Connection) -> int:
    """Return how far the record of marks goes: what is marked later lies behind it."""
    return int(connection.execute(_NEWEST).scalar() or 0)


def touched(connection: Connection, after: int) -> dict[tuple[str, str], set[str]]:
    """Return, by course and lesson, the accounts of whom something was marked ``after`` that."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in connection.execute(_TOUCHED, {"after": after}):
        found[row.course, row.lesson].add(row.account)
    return dict(found)


def slips(connection: Connection, accounts: Iterable[str], course: str, lesson: str) -> list[Slip]:
    """Return every answer of these learners in a lesson that was not right, oldest first."""
    given = {"accounts": list(accounts), "course": course, "lesson": lesson}
    return [
        Slip(
            account=row.account,
            question=row.question,
            locale=row.locale,
            seed=row.seed,
            body=json.loads(row.body),
            feedback=json.loads(row.result)["feedback"],
        )
        for row in connection.execute(_SLIPS, given)
    ]


def since(connection: Connection, moment: datetime) -> dict[str, Day]:
    """Return, by account, what everybody who has answered since the aware ``moment`` has done."""
    last: dict[str, Any] = {}
    in_a_row: defaultdict[str, dict[tuple[str, str, str], int]] = defaultdict(dict)
    rows = connection.execute(_SINCE, {"moment": _written(moment)}).all()
    # SQLite would read the whole table to have them in order, whatever index there is.
    for row in sorted(rows, key=lambda row: row.seq):
        last[row.account] = row
        if row.state == "invalid":
            continue
        question, counts = (row.course, row.lesson, row.question), in_a_row[row.account]
        counts[question] = counts.get(question, 0) + 1 if row.state in _NOT_RIGHT else 0
    return {
        account: Day(
            course=row.course,
            lesson=row.lesson,
            question=row.question,
            state=row.state,
            received=datetime.fromisoformat(row.received),
            stuck=tuple(
                Stuck(*question, tries)
                for question, tries in in_a_row[account].items()
                if tries >= STUCK
            ),
        )
        for account, row in last.items()
    }


_NOT_RIGHT = ("wrong", "partial")


def _written(moment: datetime) -> str:
    """Write a moment as the record does: it is compared as text."""
    own = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return own.replace("+00:00", "Z")


def marked(*columns: Any) -> Select[Any]:
    """Return the statement for responses, each with its newest mark, and these columns of both."""
    same = tables.mark.alias().c
    newest = (
        select(func.max(same.seq))
        .where(same.response_id == tables.response.c.id)
        .correlate(tables.response)
        .scalar_subquery()
    )
    return (
        select(*columns)
        .join_from(tables.response, tables.mark, tables.mark.c.response_id == tables.response.c.id)
        .where(tables.mark.c.seq == newest)
    )


def of_class() -> ColumnElement[bool]:
    """Return the condition: of the learners ``accounts``."""
    return tables.response.c.account.in_(bindparam("accounts", expanding=True))


def of_lesson() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions: in the lesson ``lesson`` of ``course``."""
    given = tables.response.c
    return given.course == bindparam("course"), given.lesson == bindparam("lesson")


def _best(*those: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for one row a learner and question: the best state, the tries."""
    given, mark = tables.response.c, tables.mark.c
    question = (given.account, given.course, given.lesson, given.question)
    tries = func.count().filter(mark.state != "invalid").over(partition_by=question)
    rank = func.row_number().over(
        partition_by=question,
        order_by=(
            (mark.state == "correct").desc(),
            (mark.state != "invalid").desc(),
            mark.score.desc(),
            given.seq.desc(),
        ),
    )
    each = marked(*question, mark.state, tries.label("tries"), rank.label("rank")).where(*those)
    ranked = each.subquery().c
    columns = (ranked.account, ranked.course, ranked.lesson, ranked.question)
    return select(*columns, ranked.state, ranked.tries).where(ranked.rank == 1)


# Made once: making a statement takes longer than running it.
_IN_LESSON = _best(of_class(), *of_lesson())
_IN_ALL = _best(of_class())
_NEWEST = select(func.max(tables.mark.c.seq))
_TOUCHED = (
    select(*(tables.response.c[name] for name in ("account", "course", "lesson")))
    .join_from(tables.mark, tables.response, tables.mark.c.response_id == tables.response.c.id)
    .where(tables.mark.c.seq > bindparam("after"))
    .distinct()
)
_SLIPS = (
    marked(
        *(tables.response.c[name] for name in ("account", "question", "locale", "seed", "body")),
        tables.mark.c.result,
    )
    .where(of_class(), *of_lesson(), tables.mark.c.state.in_(_NOT_RIGHT))
    .order_by(tables.response.c.seq)
)
_SINCE = marked(
    *(tables.response.c[n] for n in ("seq", "account", "course", "lesson", "question", "received")),
    tables.mark.c.state,
).where(tables.response.c.received >= bindparam("moment"))
