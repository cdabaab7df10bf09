"""Feedback as files: what nbgrader wrote for a hand-in, as it went back to its learner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from grading.records import responses, submissions, tables
from grading.records.assignments import moment
from grading.records.grades import UnknownReceipt


@dataclass(frozen=True)
class Page:
    """One file that went back: ``sha256`` and ``size`` (bytes) of its content."""

    sha256: str
    size: int
    returned: datetime


def add(connection: Connection, receipt: str, path: str, sha256: str, size: int) -> bool:
    """Give a file back for the hand-in ``receipt``; False when the last one is the same.

    What went back before is kept. Raises UnknownReceipt.
    """
    own = submissions.by_receipt(connection, receipt)
    if own is None:
        raise UnknownReceipt(receipt)
    last = of(connection, own.id).get(path)
    if last is not None and last.sha256 == sha256:
        return False
    connection.execute(
        insert(tables.feedback).values(
            submission_id=own.id,
            account=own.account,
            path=path,
            sha256=sha256,
            size=size,
            returned=responses.now(),
        )
    )
    return True


def of(connection: Connection, submission: str) -> Mapping[str, Page]:
    """Return by path the files that last went back for the hand-in with the id ``submission``."""
    table = tables.feedback
    query = select(table).where(table.c.submission_id == submission).order_by(table.c.seq)
    return {
        row.path: Page(row.sha256, row.size, moment(row.returned))
        for row in connection.execute(query)
    }


def as_json(pages: Mapping[str, Page]) -> dict[str, dict[str, Any]]:
    """Return ``pages`` as the API writes them."""
    return {
        path: {"sha256": each.sha256, "size": each.size, "returned": each.returned.isoformat()}
        for path, each in pages.items()
    }
