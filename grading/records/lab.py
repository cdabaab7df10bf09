"""The lab's own name in statements: a random UUID, made once."""

import uuid

from sqlalchemy import Connection, insert, select

from grading.records import tables
from grading.records.responses import now


def lab_id(connection: Connection) -> str:
    """Return this lab's id; the first call makes it."""
    known = connection.execute(select(tables.lab.c.id)).scalar()
    if known is None:
        known = str(uuid.uuid4())
        connection.execute(insert(tables.lab).values(id=known, created=now()))
    return known
