"""Grades: what goes back to a learner for a submission, in points and words, by question."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from grading.records import assignments, responses, statements, submissions, tables
from grading.records.assignments import moment
from grading.records.lab import lab_id
from grading.records.submissions import Submission

_SPACE = uuid.UUID("2b6f0cc9-04d1-4a0a-8f5e-0d6a1f5f9a37")
_MARKED = ("feedback", "message", "values")


class UnknownReceipt(LookupError):
    """No submission of this lab has this receipt."""


@dataclass(frozen=True)
class Grade:
    """What went back: ``score`` of ``max_score`` points.

    ``questions`` maps a question's id to ``{"points", "max_points", "state", "comment",
    "feedback", "message", "values"}``.
    """

    receipt: str
    returned: datetime
    score: float
    max_score: float
    questions: Mapping[str, Mapping[str, Any]]
    submission: Submission


def add(connection: Connection, receipt: str, body: Mapping[str, Any]) -> bool:
    """Give back a grade; False when the last one of this submission says the same.

    The marks of the submission's responses and the statement come with it. Raises UnknownReceipt.
    """
    own = submissions.by_receipt(connection, receipt)
    if own is None:
        raise UnknownReceipt(receipt)
    written = json.dumps(dict(body), sort_keys=True, ensure_ascii=False)
    last = _last(connection, own)
    if last is not None and last.body == written:
        return False
    returned = responses.now()
    # A mark that is taken back and given again is another grade: hence the count.
    name = f"{own.id}/{last.seq if last else 0}/{written}"
    id = str(uuid.uuid5(_SPACE, name))
    connection.execute(
        insert(tables.grade).values(
            id=id,
            submission_id=own.id,
            account=own.account,
            score=body["score"],
            max_score=body["max_score"],
            body=written,
            returned=returned,
        )
    )
    _mark(connection, own, body["questions"], returned)
    _state(connection, own, body, id)
    assignments.given_back(connection, own.course, own.assignment)
    return True


def newest(connection: Connection, account: str, course: str, assignment: str) -> Grade | None:
    """Return the last grade that ``account`` got back for an assignment, or None."""
    table, own = tables.grade.c, tables.submission.c
    query = (
        select(tables.grade)
        .join(tables.submission, own.id == table.submission_id)
        .where(own.account == account, own.course == course, own.assignment == assignment)
        .order_by(own.seq.desc(), table.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _of(connection, row) if row else None


def _last(connection: Connection, own: Submission) -> Row[Any] | None:
    query = (
        select(tables.grade)
        .where(tables.grade.c.submission_id == own.id)
        .order_by(tables.grade.c.seq.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _mark(
    connection: Connection, own: Submission, questions: Mapping[str, Any], marked: str
) -> None:
    """Add the marks of the responses that were handed in: the ``pending`` ones stay before them."""
    for question, response in own.responses.items():
        told = questions.get(question)
        if told is None:
            continue
        share = told["points"] / told["max_points"] if told["max_points"] else 0.0
        said = {name: told.get(name) or ({} if name == "values" else "") for name in _MARKED}
        connection.execute(
            insert(tables.mark).values(
                response_id=response,
                score=min(1.0, max(0.0, share)),
                state=told["state"],
                result=json.dumps({**said, "parts": {}}),
                marked=marked,
            )
        )


def _state(connection: Connection, own: Submission, body: Mapping[str, Any], grade: str) -> None:
    score, most = float(body["score"]), float(body["max_score"])
    scaled = min(1.0, max(0.0, score / most)) if most else 0.0
    statement = statements.make(
        lab_id(connection),
        own.account,
        "graded",
        own.course,
        own.assignment,
        title=_title(connection, own),
        locale=own.locale,
        result={"score": {"scaled": round(scaled, 4), "raw": score, "min": 0, "max": most}},
        kind=statements.ASSIGNMENT_TYPE,
        occasion=grade,
    )
    statements.append(connection, own.account, statement)


def _title(connection: Connection, own: Submission) -> str:
    """Return what the assignment was called when it was handed in."""
    activity = statements.activity(own.course, own.assignment)
    for each in statements.read(connection, own.account):
        if each["object"]["id"] == activity:
            return str(next(iter(each["object"]["definition"]["name"].values())))
    return own.assignment


def _of(connection: Connection, row: Row[Any]) -> Grade:
    body = json.loads(row.body)
    own = submissions.by_receipt(connection, body["receipt"])
    assert own is not None
    return Grade(
        own.receipt, moment(row.returned), row.score, row.max_score, body["questions"], own
    )
