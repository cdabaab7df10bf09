"""Released assignments: which the class can see, and until when they may be handed in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from grading.records import tables
from grading.records.responses import now
from grading.roster import groups

Files = Mapping[str, tuple[str, int]]
"""Path to SHA-256 (64 hexadecimal digits) and size in bytes."""


@dataclass(frozen=True)
class Released:
    """An assignment that learners see. Times are aware; ``due`` is None without a deadline.

    ``files`` is the learners' copy, for those who work on it in nbgrader.
    """

    course: str
    name: str
    released: datetime
    due: datetime | None
    returned: datetime | None
    files: Files = field(default_factory=dict)

    def late(self, moment: datetime) -> int:
        """Return how many seconds after the deadline ``moment`` is, 0 when it is in time."""
        return max(0, int((moment - self.due).total_seconds())) if self.due else 0

    def over(self, moment: datetime) -> bool:
        """Return whether the deadline is over at ``moment``."""
        return self.due is not None and moment > self.due


def release(
    connection: Connection,
    course: str,
    name: str,
    due: datetime | None,
    files: Files | None = None,
    parts: Iterable[str] | None = None,
) -> Released:
    """Let learners see an assignment, or give one that they see another deadline.

    ``due`` is aware. ``parts`` are classes and groups by id: who sees it; nothing is everybody.
    ``files`` and ``parts`` that are None stay as they were. Released again, it counts as released
    now: its page is read anew.
    """
    values = {"released": now(), "due": _text(due)}
    if files is not None:
        values["files"] = written(files)
    if parts is not None:
        _set_audience(connection, course, name, parts)
    if find(connection, course, name) is None:
        connection.execute(insert(tables.assignment).values(course=course, name=name, **values))
    else:
        connection.execute(update(tables.assignment).where(_one(course, name)).values(**values))
    found = find(connection, course, name)
    assert found is not None
    return found


def find(
    connection: Connection, course: str, name: str, account: str | None = None
) -> Released | None:
    """Return the released assignment ``name``, or None.

    With ``account``, ``due`` is the deadline of that learner.
    """
    row = connection.execute(select(tables.assignment).where(_one(course, name))).one_or_none()
    found = _of(row) if row else None
    if found is None or account is None:
        return found
    own = extension(connection, account, course, name)
    return replace(found, due=own) if own is not None else found


def seen_by(connection: Connection, account: str) -> list[Released]:
    """Return what ``account`` may see, each with this learner's deadline, first released first.

    Work that was released to a class or a group is seen by who is in it, and by teachers.
    """
    own = groups.parts_of(connection, account)
    found = []
    for each in released(connection):
        meant = audience(connection, each.course, each.name)
        if own is None or not meant or meant & own:
            mine = find(connection, each.course, each.name, account)
            assert mine is not None
            found.append(mine)
    return found


def find_for(connection: Connection, account: str, course: str, name: str) -> Released | None:
    """Return a released assignment if ``account`` may see it, with this learner's deadline."""
    found = find(connection, course, name, account)
    if found is None:
        return None
    meant = audience(connection, course, name)
    own = groups.parts_of(connection, account) if meant else None
    return found if own is None or meant & own else None


def audience(connection: Connection, course: str, name: str) -> set[str]:
    """Return the ids of the classes and groups that see an assignment; empty is everybody."""
    table = tables.audience.c
    query = select(table.part).where(table.course == course, table.assignment == name)
    return set(connection.execute(query).scalars())


def withdraw(connection: Connection, course: str, name: str) -> bool:
    """Take an assignment back: learners see it no more, what they handed in stays."""
    _set_audience(connection, course, name, ())
    done = connection.execute(delete(tables.assignment).where(_one(course, name)))
    return done.rowcount == 1


def extend(
    connection: Connection, account: str, course: str, name: str, due: datetime | None
) -> None:
    """Give one learner a deadline of her own; ``due`` is aware, None takes it away."""
    connection.execute(delete(tables.extension).where(_own(account, course, name)))
    if due is not None:
        connection.execute(
            insert(tables.extension).values(
                account=account, course=course, assignment=name, due=_text(due)
            )
        )


def extension(connection: Connection, account: str, course: str, name: str) -> datetime | None:
    """Return the deadline that ``account`` alone has, or None."""
    query = select(tables.extension.c.due).where(_own(account, course, name))
    due = connection.execute(query).scalar()
    return moment(due) if due else None


def written(files: Files) -> str:
    """Return ``files`` as the database keeps them."""
    return json.dumps({path: list(each) for path, each in files.items()}, ensure_ascii=False)


def read_files(text: str | None) -> Files:
    """Return what ``written`` wrote."""
    return {path: (each[0], each[1]) for path, each in json.loads(text or "{}").items()}


def released(connection: Connection) -> list[Released]:
    """Return every released assignment, the first released first."""
    query = select(tables.assignment).order_by(tables.assignment.c.released)
    return [_of(row) for row in connection.execute(query)]


def given_back(connection: Connection, course: str, name: str) -> None:
    """Note that grades go back; the first time counts."""
    found = find(connection, course, name)
    if found is not None and found.returned is None:
        connection.execute(
            update(tables.assignment).where(_one(course, name)).values(returned=now())
        )


def moment(text: str) -> datetime:
    """Return the aware datetime of an RFC 3339 text from the database."""
    return datetime.fromisoformat(text)


def _set_audience(connection: Connection, course: str, name: str, parts: Iterable[str]) -> None:
    table = tables.audience
    connection.execute(delete(table).where(table.c.course == course, table.c.assignment == name))
    for part in sorted(set(parts)):
        connection.execute(insert(table).values(course=course, assignment=name, part=part))


def _own(account: str, course: str, name: str):  # type: ignore[no-untyped-def]  # as below
    table = tables.extension.c
    return (table.account == account) & (table.course == course) & (table.assignment == name)


def _one(course: str, name: str):  # type: ignore[no-untyped-def]  # SQLAlchemy's own element
    return (tables.assignment.c.course == course) & (tables.assignment.c.name == name)


def _of(row: Row) -> Released:  # type: ignore[type-arg]
    return Released(
        row.course,
        row.name,
        moment(row.released),
        moment(row.due) if row.due else None,
        moment(row.returned) if row.returned else None,
        read_files(row.files),
    )


def _text(due: datetime | None) -> str | None:
    if due is None:
        return None
    written = due.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")
