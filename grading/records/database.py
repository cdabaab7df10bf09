"""The classroom's one SQLite database: a commit has reached the disk when it returns."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from grading.records.errors import DatabaseTrouble

metadata = MetaData()

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The classroom's database file.

    One process at a time opens it for writing (it holds the lab's lock); any other opens it with
    ``readonly=True``. SQLite 3.7.0 to 3.51.2 can lose commits when two connections checkpoint a
    WAL file at the same instant, so a reader here can neither write nor checkpoint.
    """

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        self._writing = threading.Lock()
        self._engine = _engine(path, readonly)
        self._glancing = threading.Lock()
        self._glance: Connection | None = None

    def upgrade(self) -> None:
        """Bring the schema to this program's version; a newer file is refused untouched."""
        from alembic import command  # half a second that reading alone need not wait
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.write() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise DatabaseTrouble(
                    f"{self.path} was written by a newer Learning Passport than this one. "
                    "Nothing was changed. Install the newer version, then start again."
                ) from error
        self.path.chmod(0o600)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that may write; it is on disk when the block ends without error."""
        with self._writing, _explained(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one transaction that sees a single moment of the database."""
        with _explained(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """Lend a connection for one prepared statement that reads.

        It sees what was committed last, as any single statement does. A transaction around it
        would take ten times as long, and at every request.
        """
        with self._glancing, _explained(self.path):
            if self._glance is None:
                self._glance = self._engine.connect()
            yield self._glance

    def forget_freed_pages(self) -> None:
        """Rewrite the file without freed pages and empty the WAL: what was erased is gone."""
        with self._writing, _explained(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        """Copy a consistent moment of the database into ``target`` while the lab runs."""
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with sqlite3.connect(target) as copy:
                driver.backup(copy)
            copy.close()
        target.chmod(0o600)

    def check(self) -> list[str]:
        """Return SQLite's own complaints about the file; an empty list means that it is sound."""
        with self.read() as connection:
            found = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        return [] if found == ["ok"] else [str(line) for line in found]

    def close(self) -> None:
        """Close every connection; the last writer's close also empties the WAL."""
        with self._glancing:
            if self._glance is not None:
                self._glance.close()
                self._glance = None
        self._engine.dispose()


def _engine(path: Path, readonly: bool) -> Engine:
    mode = "ro" if readonly else "rwc"
    engine = create_engine(
        f"sqlite:///file:{path}?mode={mode}&uri=true",
        connect_args={"check_same_thread": False, "timeout": 10},
        poolclass=QueuePool,
        pool_size=4,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that writes are IMMEDIATE
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=10000")
        if not readonly:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")

    return engine


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's words for a full or broken disk into a sentence that helps."""
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(error.orig if isinstance(error, DatabaseError) else error)
        if "full" in reason:
            raise DatabaseTrouble(
                f"The disk that holds {path} is full. Nothing was changed. Free some space; "
                "answers wait in the phones and arrive by themselves."
            ) from error
        if "I/O" in reason or "malformed" in reason or "not a database" in reason:
            raise DatabaseTrouble(
                f"{path} cannot be read or written ({reason}). Stop the lab, copy the folder to "
                "another disk, and run `learning-passport lab doctor`."
            ) from error
        raise
