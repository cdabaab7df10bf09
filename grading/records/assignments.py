"""Released assignments: which the class can see, and until when they may be handed in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, insert, select, update

from grading.records import tables
from grading.records.responses import now


@dataclass(frozen=True)
class Released:
    """An assignment that learners see. Times are aware; ``due`` is None without a deadline."""

    course: str
    name: str
    released: datetime
    due: datetime | None
    returned: datetime | None

    def late(self, moment: datetime) -> int:
        """Return how many seconds after the deadline ``moment`` is, 0 when it is in time."""
        return max(0, int((moment - self.due).total_seconds())) if self.due else 0

    def over(self, moment: datetime) -> bool:
        """Return whether the deadline is over at ``moment``."""
        return self.due is not None and moment > self.due


def release(connection: Connection, course: str, name: str, due: datetime | None) -> Released:
    """Let learners see an assignment, or give one that they see another deadline.

    ``due`` is aware. Released again, it counts as released now: its page is read anew.
    """
    values = {"released": now(), "due": _text(due)}
    if find(connection, course, name) is None:
        connection.execute(insert(tables.assignment).values(course=course, name=name, **values))
    else:
        connection.execute(update(tables.assignment).where(_one(course, name)).values(**values))
    found = find(connection, course, name)
    assert found is not None
    return found


def find(connection: Connection, course: str, name: str) -> Released | None:
    """Return the released assignment ``name``, or None."""
    row = connection.execute(select(tables.assignment).where(_one(course, name))).one_or_none()
    return _of(row) if row else None


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


def _one(course: str, name: str):  # type: ignore[no-untyped-def]  # SQLAlchemy's own element
    return (tables.assignment.c.course == course) & (tables.assignment.c.name == name)


def _of(row: Row) -> Released:  # type: ignore[type-arg]
    return Released(
        row.course,
        row.name,
        moment(row.released),
        moment(row.due) if row.due else None,
        moment(row.returned) if row.returned else None,
    )


def _text(due: datetime | None) -> str | None:
    if due is None:
        return None
    written = due.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")
