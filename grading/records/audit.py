"""The audit log: who looked at children's work, or changed it; rows are added and never changed.

It names nobody: people stand in it as accounts, which say nothing once somebody is erased, and
whoever works at the laptop itself as ``laptop:`` and the name of that user there.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from grading.records import tables
from grading.records.responses import now

LONGEST = 255
"""Characters that are kept of what somebody did, and of what it was about."""


@dataclass(frozen=True)
class Entry:
    """One row: at that aware moment ``who`` ``did`` something to ``what``."""

    seq: int
    at: datetime
    who: str
    did: str
    what: str


def note(connection: Connection, who: str, did: str, what: str = "") -> None:
    """Add a row; call it before what it speaks of happens, so that nothing happens without."""
    row = {"at": now(), "who": who[:LONGEST], "did": did[:LONGEST], "what": what[:LONGEST]}
    connection.execute(_NEW, row)


def read(
    connection: Connection, *, about: str = "", before: int | None = None, most: int | None = None
) -> list[Entry]:
    """Return entries, the newest first.

    ``about`` leaves those that name this text (an account, an assignment) or are by that account;
    ``before`` those older than this ``seq``.
    """
    table = tables.audit.c
    query = select(tables.audit).order_by(table.seq.desc()).limit(most)
    if about:
        query = query.where(table.what.contains(about, autoescape=True) | (table.who == about))
    if before is not None:
        query = query.where(table.seq < before)
    return [
        Entry(row.seq, datetime.fromisoformat(row.at), row.who, row.did, row.what)
        for row in connection.execute(query)
    ]


_NEW = insert(tables.audit)
