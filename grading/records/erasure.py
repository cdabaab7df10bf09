"""Forgetting a learner: the one way in which rows leave the record."""

from sqlalchemy import Connection, delete, insert, select

from grading.records import tables
from grading.records.responses import now


def erase(connection: Connection, account: str) -> int:
    """Delete everything that is recorded of ``account``; return how many rows went.

    The append-only triggers let go only of an account that stands in ``erasure``. Call
    ``Database.forget_freed_pages`` after the transaction so that no page keeps what was there.
    """
    if not connection.execute(
        select(tables.erasure).where(tables.erasure.c.account == account)
    ).first():
        connection.execute(insert(tables.erasure).values(account=account, erased=now()))
    own = select(tables.response.c.id).where(tables.response.c.account == account)
    gone = 0
    for statement in (
        delete(tables.grade).where(tables.grade.c.account == account),
        delete(tables.feedback).where(tables.feedback.c.account == account),
        delete(tables.extension).where(tables.extension.c.account == account),
        delete(tables.submission).where(tables.submission.c.account == account),
        delete(tables.mark).where(tables.mark.c.response_id.in_(own)),
        delete(tables.response).where(tables.response.c.account == account),
        delete(tables.review).where(tables.review.c.account == account),
        delete(tables.statement).where(tables.statement.c.account == account),
    ):
        gone += connection.execute(statement).rowcount
    return gone
