"""What is done to assignments: released, handed in, given back; JSON in, JSON out."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from grading.autograder.collect import RECEIPT
from grading.exchange.manifest import as_json, check_manifest
from grading.exchange.store import Store
from grading.records import assignments, submissions
from grading.records import feedback as feedback_
from grading.records import grades as grades_
from grading.records.assignments import Files, Released
from grading.records.database import Database
from grading.records.grades import UnknownReceipt
from grading.records.submissions import Submission
from grading.roster import groups, people
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
    to: list[str] | None = None,
) -> dict[str, Any]:
    """Let learners see an assignment; ``due`` is RFC 3339 with its offset, or None.

    ``to`` names classes and groups; an empty list is everybody, None is who sees it already. The
    learners' copy in the course's release/ is kept for those who work on it in nbgrader.
    """
    moment = datetime.fromisoformat(due) if due else None
    files = _copy_of(folder, course, name)
    with database.write() as connection:
        parts = None if to is None else {groups.part(connection, each) for each in to}
        made = assignments.release(connection, course, name, moment, files, parts)
        return _seen(connection, made)


@operation("assignment.withdraw")
def withdraw(folder: Folder, database: Database, *, course: str, name: str) -> None:
    """Take a released assignment back; what was handed in is kept."""
    with database.write() as connection:
        _require(connection, course, name)
        assignments.withdraw(connection, course, name)


@operation("assignment.extend")
def extend(
    folder: Folder,
    database: Database,
    *,
    course: str,
    name: str,
    accounts: list[str],
    until: str | None,
) -> list[dict[str, Any]]:
    """Give learners a later deadline (RFC 3339 with its offset); None takes it away."""
    moment = datetime.fromisoformat(until) if until else None
    with database.write() as connection:
        released = _require(connection, course, name)
        if moment is not None and (released.due is None or moment <= released.due):
            due = "none" if released.due is None else f"{released.due.astimezone():%Y-%m-%d %H:%M}"
            raise OperationError(
                f"The deadline of “{name}” is {due}: an extension must be later. "
                "`assignment release --due` sets another deadline for everybody."
            )
        told = []
        for account in accounts:
            person = people.require(connection, account)
            assignments.extend(connection, account, course, name, moment)
            told.append({"account": account, "name": person.name, "until": _text(moment)})
    return told


@operation("assignment.list", writes=False, noted=False)
def list_(folder: Folder, database: Database) -> list[dict[str, Any]]:
    """Return what was released, each with how many handed in, late, and got it back."""
    with database.read() as connection:
        return [
            {**_seen(connection, each), **_counts(standing(connection, each.course, each.name))}
            for each in assignments.released(connection)
        ]


@operation("assignment.hand-ins", writes=False)
def hand_ins(
    folder: Folder, database: Database, *, course: str, name: str, which: str = "newest"
) -> list[dict[str, Any]]:
    """Return everyone's hand-ins with the answers that they hold.

    ``which`` is ``newest`` (one a learner), ``in-time`` (one a learner: her last before the
    deadline if there is one) or ``all``.
    """
    with database.read() as connection:
        released = _require(connection, course, name)
        named = {each.account: each.name for each in people.list_(connection)}
        found = submissions.all_of(connection, course, name)
        return [
            {
                "account": each.account,
                "name": named.get(each.account, ""),
                "received": _text(each.received),
                "receipt": each.receipt,
                "late_seconds": each.late,
                "extension_seconds": _extension(connection, released, each.account),
                "locale": each.locale,
                "files": as_json(each.files),
                "feedback": feedback_.as_json(feedback_.of(connection, each.id)),
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
            for each in _chosen(found, which)
        ]


@operation("assignment.roster", writes=False)
def roster(folder: Folder, database: Database, *, course: str, name: str) -> dict[str, Any]:
    """Return an assignment and every learner with what she handed in and got back."""
    with database.read() as connection:
        return {
            **_seen(connection, _require(connection, course, name)),
            "learners": standing(connection, course, name),
        }


@operation("assignment.return")
def return_(
    folder: Folder, database: Database, *, course: str, name: str, grades: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give grades back, all or none; what was given back before in the same words stays so.

    nbgrader's feedback pages in the course's feedback/ go along to who handed in from nbgrader.
    """
    try:
        with database.write() as connection:
            _require(connection, course, name)
            new = sum(grades_.add(connection, each["receipt"], each) for each in grades)
            for each in grades:
                _give_pages(folder, connection, each["receipt"])
    except UnknownReceipt as error:
        raise OperationError(
            f"Nobody handed in “{error}” in this lab. Nothing was given back."
        ) from error
    return {"returned": len(grades), "new": new}


def standing(connection: Connection, course: str, name: str) -> list[dict[str, Any]]:
    """Return each active learner with her newest hand-in and grade, class by class.

    Somebody who handed in and has left since is among them; who does not see it is not.
    """
    handed = {each.account: each for each in submissions.newest_of_all(connection, course, name)}
    meant = assignments.audience(connection, course, name)
    found = []
    for person in people.list_(connection):
        if person.role != "learner":
            continue
        if person.account not in handed and not (
            person.active
            and (not meant or meant & (groups.parts_of(connection, person.account) or set()))
        ):
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
                "files": bool(own and own.files),
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


def _copy_of(folder: Folder, course: str, name: str) -> Files:
    """Keep the files of a course's release/NAME; return their list, empty without any.

    Raises UploadRefused when learners could not fetch them.
    """
    place = folder.courses / course / "release" / name
    store = Store(folder.files)
    files = {
        path.relative_to(place).as_posix(): store.add(path)
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    return check_manifest(as_json(files)) if files else files


def _give_pages(folder: Folder, connection: Connection, receipt: str) -> None:
    """Keep the pages that were written of a hand-in, one for each notebook in it."""
    own = submissions.by_receipt(connection, receipt)
    assert own is not None  # its grade was just added
    place = folder.courses / own.course / "feedback" / own.account / own.assignment
    for path in own.files:
        page = place / f"{path.removesuffix('.ipynb')}.html"
        if path.endswith(".ipynb") and "/" not in path and page.is_file():
            # A page of an earlier hand-in may still lie there: nbgrader takes the receipt along.
            if (place / RECEIPT).read_text("utf-8").strip() != receipt:
                continue
            digest, size = Store(folder.files).add(page)
            feedback_.add(connection, receipt, page.name, digest, size)


def _chosen(found: list[Submission], which: str) -> Iterable[Submission]:
    if which == "all":
        return found
    chosen: dict[str, Submission] = {}
    for each in found:
        known = chosen.get(each.account)
        # Of what came late only the first counts, and only when nothing came in time.
        if which == "in-time" and known is not None and each.late > 0 and known.late == 0:
            continue
        chosen[each.account] = each
    return sorted(chosen.values(), key=lambda each: each.received)


def _extension(connection: Connection, released: Released, account: str) -> int:
    own = assignments.extension(connection, account, released.course, released.name)
    if own is None or released.due is None:
        return 0
    return max(0, int((own - released.due).total_seconds()))


def _seen(connection: Connection, each: Released) -> dict[str, Any]:
    """Return what was released, and to whom; an empty list is everybody."""
    meant = assignments.audience(connection, each.course, each.name)
    told = {key: _text(value) for key, value in asdict(each).items() if key != "files"}
    return {**told, "to": groups.called(connection, meant)}


def _text(value: Any) -> Any:
    """Return a moment as RFC 3339 in UTC; anything else as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
