"""Submissions: what a learner handed in, with the server's time and a receipt. None is replaced."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from grading.records import assignments, responses, statements, tables
from grading.records.assignments import Files, Released, moment
from grading.records.lab import lab_id
from grading.records.responses import Conflict

# Without letters and digits that a child's handwriting confuses: B8, I1L, O0, S5, Z2.
_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"


@dataclass(frozen=True)
class Submission:
    """One hand-in; ``responses`` maps a question to a response's id.

    ``late`` is in seconds after the learner's deadline as it is now: nbgrader's gradebook counts
    so too. ``files`` are those that came along from nbgrader; empty for answers of a page.
    """

    id: str
    account: str
    course: str
    assignment: str
    receipt: str
    received: datetime
    late: int
    locale: str
    responses: Mapping[str, str]
    files: Files = field(default_factory=dict)


class NotReleased(LookupError):
    """There is no such assignment for learners."""


class Closed(Exception):
    """The deadline is over and this learner's work is in: what was handed in stays."""

    def __init__(self, kept: Submission) -> None:
        super().__init__(kept.receipt)
        self.kept = kept


def hand_in(
    connection: Connection,
    *,
    id: str,
    account: str,
    course: str,
    assignment: str,
    locale: str,
    title: str = "",
    files: Files | None = None,
) -> Submission:
    """Keep what ``account`` has answered so far as handed in now; an ``id`` counts once.

    ``files`` come along with it; their content is on the disk already. Until the learner's
    deadline she may hand in again and again. Who has not handed in by then still may, once, and
    is late. Raises NotReleased, Closed, and Conflict when the id is another's.
    """
    known = by_id(connection, id)
    if known is not None:
        place = (known.account, known.course, known.assignment)
        if place != (account, course, assignment):
            raise Conflict(id)
        return known
    released = require_open(connection, account, course, assignment)
    made = _made(connection, id, account, released, locale, files)
    _state(connection, made, title or assignment)
    return made


def require_open(connection: Connection, account: str, course: str, assignment: str) -> Released:
    """Return the assignment if ``account`` may hand it in now; raises NotReleased or Closed."""
    released = assignments.find_for(connection, account, course, assignment)
    if released is None:
        raise NotReleased(assignment)
    before = latest(connection, account, course, assignment)
    if before is not None and released.over(moment(responses.now())):
        raise Closed(before)
    return released


def latest(connection: Connection, account: str, course: str, assignment: str) -> Submission | None:
    """Return what ``account`` handed in last, which is what counts."""
    table = tables.submission.c
    place = (table.account == account) & (table.course == course) & (table.assignment == assignment)
    return _by(connection, place)


def of_account(connection: Connection, account: str) -> list[Submission]:
    """Return everything that ``account`` handed in, in the order in which it came."""
    table = tables.submission
    query = select(table).where(table.c.account == account).order_by(table.c.seq)
    return [_of(connection, row) for row in connection.execute(query)]


def all_of(connection: Connection, course: str, assignment: str) -> list[Submission]:
    """Return every hand-in of everybody for an assignment, in the order in which these came."""
    table = tables.submission
    query = (
        select(table)
        .where(table.c.course == course, table.c.assignment == assignment)
        .order_by(table.c.seq)
    )
    return [_of(connection, row) for row in connection.execute(query)]


def newest_of_all(connection: Connection, course: str, assignment: str) -> list[Submission]:
    """Return everyone's last submission, in the order in which these came."""
    table = tables.submission.c
    newest = (
        select(func.max(table.seq))
        .where(table.course == course, table.assignment == assignment)
        .group_by(table.account)
    )
    query = select(tables.submission).where(table.seq.in_(newest)).order_by(table.seq)
    return [_of(connection, row) for row in connection.execute(query)]


def by_id(connection: Connection, id: str) -> Submission | None:
    """Return the submission with this id, or None."""
    return _by(connection, tables.submission.c.id == id)


def by_receipt(connection: Connection, receipt: str) -> Submission | None:
    """Return the submission with this receipt, or None."""
    return _by(connection, tables.submission.c.receipt == receipt)


@dataclass(frozen=True)
class Given:
    """A response as it was handed in; ``hints`` were opened before it was given.

    ``seed`` says which variant of the question was asked, if it varies.
    """

    id: str
    body: Any
    locale: str
    version: str
    hints: int = 0
    seed: str | None = None


def answers(connection: Connection, submission: Submission) -> dict[str, Given]:
    """Return the responses of ``submission`` by question."""
    ids = list(submission.responses.values())
    hints = responses.hints(connection, ids)
    query = select(tables.response).where(tables.response.c.id.in_(ids))
    found = {row.id: row for row in connection.execute(query)}
    return {
        question: Given(
            row.id, json.loads(row.body), row.locale, row.version, hints[row.id], row.seed
        )
        for question, own in submission.responses.items()
        if (row := found.get(own)) is not None
    }


def open_answers(
    connection: Connection, account: str, course: str, assignment: str
) -> dict[str, str]:
    """Return by question the id of the last readable response: what handing in would hand in."""
    last = responses.latest(connection, account, course, assignment)
    return {question: each.id for question, each in last.items() if each.result.state != "invalid"}


def _made(
    connection: Connection,
    id: str,
    account: str,
    released: Released,
    locale: str,
    files: Files | None,
) -> Submission:
    course, name = released.course, released.name
    received = responses.now()
    values = {
        "id": id,
        "account": account,
        "course": course,
        "assignment": name,
        "receipt": _receipt(connection),
        "received": received,
        "late": released.late(moment(received)),
        "locale": locale,
        "responses": json.dumps(open_answers(connection, account, course, name)),
        "files": assignments.written(files) if files is not None else None,
    }
    connection.execute(insert(tables.submission).values(**values))
    made = _by(connection, tables.submission.c.id == id)
    assert made is not None
    return made


def _receipt(connection: Connection) -> str:
    """Return a new receipt such as ``K7F-3QX``: 25**6 of them, so another one is soon found."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(6))
        receipt = f"{letters[:3]}-{letters[3:]}"
        if by_receipt(connection, receipt) is None:
            return receipt


def _state(connection: Connection, made: Submission, title: str) -> None:
    body = statements.make(
        lab_id(connection),
        made.account,
        "submitted",
        made.course,
        made.assignment,
        title=title,
        locale=made.locale,
        kind=statements.ASSIGNMENT_TYPE,
        occasion=made.id,
    )
    statements.append(connection, made.account, body)


def _by(connection: Connection, condition: Any) -> Submission | None:
    query = (
        select(tables.submission).where(condition).order_by(tables.submission.c.seq.desc()).limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _of(connection, row) if row else None


def _of(connection: Connection, row: Row[Any]) -> Submission:
    received = moment(row.received)
    released = assignments.find(connection, row.course, row.assignment, row.account)
    return Submission(
        row.id,
        row.account,
        row.course,
        row.assignment,
        row.receipt,
        received,
        released.late(received) if released else row.late,
        row.locale,
        json.loads(row.responses),
        assignments.read_files(row.files),
    )
