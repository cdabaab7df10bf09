"""What is done to assignments: released, handed in, given back; JSON in, JSON out."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from grading.records import assignments, submissions
from grading.records import grades as grades_
from grading.records.assignments import Released
from grading.records.database import Database
from grading.records.grades import UnknownReceipt
from grading.roster import people
from hub_config.control.errors import OperationError
from hub_config.control.registry import operation
from hub_config.lab.folder import Folder


@operation("assignment.release")
def release(
    folder: Folder,
    database: Database,
    *,
    course: str,
    name: str,
    due: str | None = None,
) -> dict[str, Any]:
    """Let learners see an assignment; ``due`` is RFC 3339 with its offset, or None."""
    moment = datetime.fromisoformat(due) if due else None
    with database.write() as connection:
        return _released(assignments.release(connection, course, name, moment))


@operation("assignment.list", writes=False)
def list_(folder: Folder, database: Database) -> list[dict[str, Any]]:
    """Return what was released, each with how many handed in, late, and got it back."""
    with database.read() as connection:
        return [
            {**_released(each), **_counts(standing(connection, each.course, each.name))}
            for each in assignments.released(connection)
        ]


@operation("assignment.hand-ins", writes=False)
def hand_ins(folder: Folder, database: Database, *, course: str, name: str) -> list[dict[str, Any]]:
    """Return everyone's newest hand-in with the answers that it holds."""
    with database.read() as connection:
        _require(connection, course, name)
        named = {each.account: each.name for each in people.list_(connection)}
        return [
            {
                "account": each.account,
                "name": named.get(each.account, ""),
                "received": _text(each.received),
                "receipt": each.receipt,
                "locale": each.locale,
                "answers": {
                    question: {
                        "body": given.body,
                        "locale": given.locale,
                        "version": given.version,
                        "hints": given.hints,
                        "seed": given.seed,
                    }
                    for question, given in submissions.answers(connection, each).items()
                },
            }
            for each in submissions.newest_of_all(connection, course, name)
        ]


@operation("assignment.roster", writes=False)
def roster(folder: Folder, database: Database, *, course: str, name: str) -> dict[str, Any]:
    """Return an assignment and every learner with what she handed in and got back."""
    with database.read() as connection:
        return {
            **_released(_require(connection, course, name)),
            "learners": standing(connection, course, name),
        }


@operation("assignment.return")
def return_(
    folder: Folder, database: Database, *, course: str, name: str, grades: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give grades back, all or none; what was given back before in the same words stays so."""
    try:
        with database.write() as connection:
            _require(connection, course, name)
            new = sum(grades_.add(connection, each["receipt"], each) for each in grades)
    except UnknownReceipt as error:
        raise OperationError(
            f"Nobody handed in “{error}” in this lab. Nothing was given back."
        ) from error
    return {"returned": len(grades), "new": new}


def standing(connection: Connection, course: str, name: str) -> list[dict[str, Any]]:
    """Return each active learner with her newest hand-in and grade, class by class.

    Somebody who handed in and has left since is among them.
    """
    handed = {each.account: each for each in submissions.newest_of_all(connection, course, name)}
    found = []
    for person in people.list_(connection):
        if person.role != "learner" or not (person.active or person.account in handed):
            continue
        own = handed.get(person.account)
        grade = grades_.newest(connection, person.account, course, name)
        found.append(
            {
                "account": person.account,
                "name": person.name,
                "ordinal": person.ordinal,
                "class_name": person.class_name,
                "receipt": own.receipt if own else None,
                "received": _text(own.received) if own else None,
                "late_seconds": own.late if own else 0,
                "returned": _text(grade.returned) if grade else None,
                "returned_receipt": grade.receipt if grade else None,
                "score": grade.score if grade else None,
                "max_score": grade.max_score if grade else None,
            }
        )
    return found


def _counts(learners: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "learners": len(learners),
        "handed_in": sum(each["receipt"] is not None for each in learners),
        "late": sum(each["late_seconds"] > 0 for each in learners),
        "missing": sum(each["receipt"] is None for each in learners),
        "given_back": sum(
            each["receipt"] is not None and each["returned_receipt"] == each["receipt"]
            for each in learners
        ),
    }


def _require(connection: Connection, course: str, name: str) -> Released:
    found = assignments.find(connection, course, name)
    if found is None:
        raise OperationError(
            f"“{name}” of the course “{course}” is not released. First: "
            f"learning-passport assignment release {name} --course {course}"
        )
    return found


def _released(each: Released) -> dict[str, Any]:
    return {key: _text(value) for key, value in asdict(each).items()}


def _text(value: Any) -> Any:
    """Return a moment as RFC 3339 in UTC; anything else as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
