"""Statements that are run with every answer: put into words once, and handed to SQLite as they are.

SQLAlchemy takes several times as long to hand a statement over as SQLite takes to run it.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """One statement of SQLAlchemy's; ``columns`` are those that an ``insert`` fills.

    Values go and come as SQLite keeps them (text, numbers, None; a truth is 0 or 1), and a list
    cannot be given. What SQLite says against it is raised as ``sqlite3`` raises it.
    """

    def __init__(self, statement: ClauseElement, columns: Iterable[str] | None = None) -> None:
        keys = None if columns is None else list(columns)
        compiled = statement.compile(dialect=_DIALECT, column_keys=keys)
        self._words = str(compiled)
        self._own = {name: value for name, value in compiled.params.items() if value is not None}
        names = [column.key for column in getattr(statement, "selected_columns", ())]
        self._row: Any = namedtuple("_Row", names)  # type: ignore[misc]

    def all(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        """Return the rows, as named tuples."""
        return [self._row._make(row) for row in self._run(connection, given)]

    def run(self, connection: Connection, given: Mapping[str, Any] | None = None) -> int:
        """Run what changes something; return how many rows it changed."""
        return int(self._run(connection, given or {}).rowcount)

    def _run(self, connection: Connection, given: Mapping[str, Any]) -> Any:
        driver: Any = connection.connection.driver_connection
        return driver.execute(self._words, {**self._own, **given})
