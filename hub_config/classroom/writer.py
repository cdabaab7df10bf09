"""The one thread that writes: what came while it wrote goes to the disk together, next."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from grading.records.database import Database
from grading.records.prepared import Prepared

# So many share one commit at most: the first of them waits for the last.
MOST = 64
_BEGIN, _UNDO, _END = map(Prepared, map(text, ("SAVEPOINT one", "ROLLBACK TO one", "RELEASE one")))
_Work = tuple[Callable[..., Any], tuple[Any, ...]]


class Writer:
    """Runs what writes ``database``, in order, in one thread off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: list[tuple[_Work, asyncio.Future[Any]]] = []
        self._keeping: asyncio.Task[None] | None = None

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run what opens its own transactions, or none."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def keep(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function(connection, *args)`` in a transaction; return when it is on the disk.

        Others may share the transaction (group commit). What raises is undone alone; when the
        database itself fails, everyone who shared the transaction hears of it.
        """
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(((function, args), done))
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep_all())
        return await done

    def close(self) -> None:
        """End the thread when it has done what it was given."""
        self._thread.shutdown()

    async def _keep_all(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:MOST]
                del self._waiting[:MOST]
                try:
                    came = await self.run(self._together, [work for work, _ in batch])
                except Exception as error:
                    came = [error] * len(batch)
                for (_, done), each in zip(batch, came, strict=True):
                    if done.cancelled():
                        continue  # Its phone is gone; what it sent is kept all the same.
                    if isinstance(each, Exception):
                        done.set_exception(each)
                    else:
                        done.set_result(each)
        finally:
            self._keeping = None

    def _together(self, batch: list[_Work]) -> list[Any]:
        """Do ``batch`` in one transaction; return what each returned or raised."""
        with self._database.write() as connection:
            return [_alone(connection, function, args) for function, args in batch]


def _alone(connection: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    _BEGIN.run(connection)
    try:
        came = function(connection, *args)
    except (DatabaseError, sqlite3.DatabaseError):
        raise  # SQLite may have ended the whole transaction by itself: nothing of it is kept.
    except Exception as error:
        _UNDO.run(connection)
        came = error
    _END.run(connection)
    return came
