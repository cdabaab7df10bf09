"""nbgrader's gradebook in a process that grades many: opened once, each step written as a whole.

nbgrader opens its gradebook about ten times for one submission and commits after each cell. Here
whoever of nbgrader's asks for the gradebook gets one session on one connection, and what nbgrader
would commit is sent to SQLite and committed, durably, when the step is over: once when a submission
is entered, once for the marks of each notebook. Nothing of nbgrader's reads or decides differently.

SQLite has one writer at a time. Processes that grade the same course queue for it at a file lock,
from the first thing written to the commit.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grading.autograder import whole

# Seconds that SQLite waits for others, such as a person who marks by hand at the same time.
_PATIENCE = 60

_kept: "KeptGradebook | None" = None


class _Batch(Session):
    """A session that notes what it is asked to commit, and commits when its gradebook says so.

    Whatever is asked of it then finds what was noted, and nothing that was read before.
    """

    _noted = False

    def commit(self) -> None:
        """Note that what has changed is to be found by whoever asks next."""
        self._noted = True
        if self.new or self.deleted:  # A refusal is heard by who caused it.
            self._send()

    def query(self, *entities: Any, **kwargs: Any) -> Any:
        """Ask the gradebook."""
        self.deliver()
        return super().query(*entities, **kwargs)

    def deliver(self) -> None:
        """Let whatever is asked next find what was noted."""
        if self._noted:
            self._send()

    def _send(self) -> None:
        self.flush()
        self.expire_all()
        self._noted = False


class KeptGradebook:
    """The gradebook at ``db_url``, open; ``lock`` is a file that all its writers lock."""

    def __init__(self, db_url: str, lock: Path) -> None:
        self.db_url = db_url
        self.engine = create_engine(db_url, future=True, connect_args=_arguments(db_url))
        self.db = scoped_session(
            sessionmaker(class_=_Batch, autoflush=True, bind=self.engine, future=True)
        )
        self.checked: set[str] = set()
        self.found: dict[tuple[str, ...], dict[str, Any]] = {}
        """What was read for a whole notebook at once, by what and whose it is."""
        self._handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._held = False
        event.listen(self.db.session_factory, "before_flush", self._hold)

    def write(self) -> None:
        """Commit what was changed since the last time, durably, and let others write."""
        try:
            Session.commit(self.db())
        finally:
            self._let_go()

    def settle(self) -> None:
        """After a failure, commit what nbgrader would have committed before it."""
        session = self.db()
        try:
            Session.commit(session)
        except SQLAlchemyError:
            session.rollback()
        finally:
            self._let_go()

    def close(self) -> None:
        """Close it; what was not written is forgotten."""
        self._let_go()
        self.engine.dispose()
        os.close(self._handle)

    def _hold(self, *arguments: object) -> None:
        if not self._held:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            self._held = True

    def _let_go(self) -> None:
        self.found.clear()
        self.db.remove()
        if self._held:
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            self._held = False


@contextmanager
def kept(book: KeptGradebook) -> Iterator[None]:
    """Give nbgrader ``book`` in the block, wherever it opens the same gradebook; then close it."""
    global _kept
    _install()
    _kept = book
    try:
        yield
    finally:
        _kept = None
        book.close()


def _arguments(db_url: str) -> dict[str, Any]:
    return {"timeout": _PATIENCE} if db_url.startswith("sqlite") else {}


@cache
def _install() -> None:
    """Let nbgrader's Gradebook use what is kept, in this process."""
    stock_init, stock_close = Gradebook.__init__, Gradebook.close

    @wraps(stock_init)
    def init(
        self: Gradebook, db_url: str, course_id: str = "default_course", authenticator: Any = None
    ) -> None:
        book = _kept
        if book is None or book.db_url != db_url:
            stock_init(self, db_url, course_id, authenticator)
            return
        self.engine, self.db = book.engine, book.db
        self.course_id, self.authenticator = course_id, authenticator
        if course_id not in book.checked:
            self.check_course(course_id=course_id)
            book.checked.add(course_id)

    @wraps(stock_close)
    def close(self: Gradebook) -> None:
        book = _kept
        if book is None or self.engine is not book.engine:
            stock_close(self)

    Gradebook.__init__, Gradebook.close = init, close
    for name, read in whole.READERS.items():
        setattr(Gradebook, name, _at_once(getattr(Gradebook, name), name, read))


def _at_once(stock: Callable[..., Any], name: str, read: whole.Reader) -> Callable[..., Any]:
    """Return ``stock``, which looks for one cell, over a table that is read for all at once."""

    @wraps(stock)
    def find(self: Gradebook, cell: str, *place: str) -> Any:
        book = _kept
        if book is None or self.engine is not book.engine:
            return stock(self, cell, *place)
        if (name, *place) not in book.found:
            self.db().deliver()
            book.found[name, *place] = read(self.db, *place)
        found = book.found[name, *place].get(cell)
        return stock(self, cell, *place) if found is None else found

    return find
