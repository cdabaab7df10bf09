"""Where every learner stands in every lesson: read once, and from then on only what is new."""

import threading
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from grading.records import standing
from grading.records.database import Database
from grading.records.standing import Places

_Key = tuple[str, str, str]


class Ledger:
    """What ``standing.in_all`` returns, at the price of what has changed since the last time.

    A year of a class takes SQLite a third of a second to read. Learners who are not asked for any
    more are forgotten: they may have been erased.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: set[str] = set()
        self._places: dict[_Key, Places] = {}
        self._upto = 0

    def read(self, accounts: Iterable[str]) -> Mapping[_Key, Places]:
        """Return where everybody of ``accounts``, all learners there are, stands."""
        asked = set(accounts)
        # What is read inside the lock is never older than what was read before.
        with self._lock, self._database.read() as connection:
            self._forget(self._known - asked)
            self._follow(connection)
            new = asked - self._known
            if new:
                self._places |= standing.in_all(connection, new)
                self._known |= new
            return dict(self._places)

    def _follow(self, connection: Connection) -> None:
        upto = standing.newest(connection)
        if upto == self._upto:
            return
        for (course, lesson), accounts in standing.touched(connection, self._upto).items():
            known = accounts & self._known
            found = standing.in_lesson(connection, known, course, lesson) if known else {}
            for account, places in found.items():
                self._places[account, course, lesson] = places
        self._upto = upto

    def _forget(self, accounts: set[str]) -> None:
        self._known -= accounts
        for key in [key for key in self._places if key[0] in accounts]:
            del self._places[key]
