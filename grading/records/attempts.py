"""Every answer with its newest mark, in order of time: of a class in one lesson, or of one learner.

One statement each; what follows from them is reckoned in ``analysis``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam

from grading.records import tables
from grading.records.analysis import Attempt
from grading.records.standing import marked, of_class, of_lesson


def of_class_in_lesson(
    connection: Connection, accounts: Iterable[str], course: str, lesson: str
) -> list[Attempt]:
    """Return what these learners answered in a lesson."""
    given = {"accounts": list(accounts), "course": course, "lesson": lesson}
    return _read(connection, _OF_LESSON, given)


def of_learner(connection: Connection, account: str) -> list[Attempt]:
    """Return what one learner has ever answered."""
    return _read(connection, _OF_LEARNER, {"account": account})


def _read(connection: Connection, statement: Any, given: dict[str, Any]) -> list[Attempt]:
    # SQLite would read the whole table to have them in order, whatever index there is.
    rows = sorted(connection.execute(statement, given).all(), key=lambda row: row.seq)
    return [
        Attempt(
            row.account,
            row.course,
            row.lesson,
            row.question,
            row.state,
            datetime.fromisoformat(row.received),
        )
        for row in rows
    ]


_COLUMNS = (
    *(tables.response.c[name] for name in ("seq", "account", "course", "lesson", "question")),
    tables.mark.c.state,
    tables.response.c.received,
)
# Made once: making a statement takes longer than running it.
_OF_LESSON = marked(*_COLUMNS).where(of_class(), *of_lesson())
_OF_LEARNER = marked(*_COLUMNS).where(tables.response.c.account == bindparam("account"))
