"""The response journey under a tracer: keep responses as the classroom does, say each when kept.

``python -m tests.grading.records.journey DATABASE COUNT [PRAGMA]``. PRAGMA plants a fault.
"""

import os
import sys
import uuid
from pathlib import Path

from sqlalchemy import event

from grading.records import responses, statements
from grading.records.database import Database
from grading.records.responses import Response, Result


def main(path: Path, count: int, pragma: str | None = None) -> None:
    database = Database(path)
    if pragma:
        event.listen(database._engine, "connect", lambda c, _: c.execute(f"PRAGMA {pragma}"))
    database.upgrade()
    os.write(1, b"ready\n")
    for number in range(count):
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
        with database.write() as connection:
            responses.keep(connection, response, Result("correct", 1.0))
            best = responses.best(connection, "k1", "c", "l")
            for verb, result in statements.events({"q0": 1, "q1": 1, "q2": 1}, best).items():
                body = statements.make(
                    "lab", "k1", verb, "c", "l", title="L", locale="en", result=result or None
                )
                statements.append(connection, "k1", body)
        os.write(1, f"ack {response.id}\n".encode())
    os._exit(0)  # no tidy close: the power does not ask


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
