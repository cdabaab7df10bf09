"""The response journey under a tracer: keep responses as the classroom does, say each when kept.

``python -m tests.grading.records.journey DATABASE COUNT TOGETHER [PRAGMA]``: TOGETHER learners
answer at the same instant, so that their answers share a transaction. PRAGMA plants a fault.
"""

import asyncio
import os
import sys
import uuid
from pathlib import Path

from sqlalchemy import Connection, event

from grading.records import responses, statements
from grading.records.database import Database
from grading.records.responses import Response, Result
from hub_config.classroom.writer import Writer


async def main(path: Path, count: int, together: int, pragma: str | None = None) -> None:
    database = Database(path)
    if pragma:
        event.listen(database._engine, "connect", lambda c, _: c.execute(f"PRAGMA {pragma}"))
    database.upgrade()
    os.write(1, b"ready\n")
    writer = Writer(database)
    for first in range(0, count, together):
        numbers = range(first, min(first + together, count))
        await asyncio.gather(*(answer(writer, number) for number in numbers))
    os._exit(0)  # no tidy close: the power does not ask


async def answer(writer: Writer, number: int) -> None:
    response = Response(
        id=str(uuid.UUID(int=number + 1)),
        account="k1",
        course="c",
        lesson="l",
        question=f"q{number % 3}",
        version="v",
        locale="en",
        body="x" * (number * 700 % 5000),
    )
    await writer.keep(keep, response)
    os.write(1, f"ack {response.id}\n".encode())


def keep(connection: Connection, response: Response) -> None:
    responses.keep(connection, response, Result("correct", 1.0))
    best = responses.best(connection, "k1", "c", "l")
    for verb, result in statements.events({"q0": 1, "q1": 1, "q2": 1}, best).items():
        body = statements.make(
            "lab", "k1", verb, "c", "l", title="L", locale="en", result=result or None
        )
        statements.append(connection, "k1", body)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *map(int, sys.argv[2:4]), *sys.argv[4:]))
