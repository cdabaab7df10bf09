"""Those who write at the same instant share a commit, and nothing else."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import OperationalError

from grading.records.database import Database
from grading.records.errors import DatabaseTrouble
from grading.roster.tables import class_
from hub_config.classroom.writer import MOST, Writer


@pytest.fixture
def database(tmp_path):
    made = Database(tmp_path / "classroom.sqlite")
    made.upgrade()
    yield made
    made.close()


def add(connection, name, trouble=None):
    connection.execute(insert(class_).values(id=name, name=name, code=name))
    if trouble is not None:
        raise trouble
    return name


def names(database):
    with database.read() as connection:
        return set(connection.execute(select(class_.c.id)).scalars())


def at_once(database, *calls):
    """Keep every ``(name, trouble)`` in one instant; return outcomes, and how many commits."""
    commits = []
    event.listen(database._engine, "commit", commits.append)

    async def all_of_them():
        writer = Writer(database)
        done = await asyncio.gather(
            *(writer.keep(add, *call) for call in calls), return_exceptions=True
        )
        writer.close()
        return done

    return asyncio.run(all_of_them()), len(commits)


def test_what_comes_at_the_same_instant_shares_one_commit(database):
    wanted = [f"c{number}" for number in range(MOST)]
    came, commits = at_once(database, *((name,) for name in wanted))
    assert came == wanted and commits == 1
    assert names(database) == set(wanted)


def test_more_than_share_a_commit_are_kept_by_the_next(database):
    wanted = [f"c{number}" for number in range(2 * MOST + 1)]
    came, commits = at_once(database, *((name,) for name in wanted))
    assert came == wanted and commits == 3
    assert names(database) == set(wanted)


def test_what_is_refused_is_undone_alone(database):
    refusal = ValueError("unreadable")
    came, _ = at_once(database, ("a",), ("b", refusal), ("c",))
    assert came == ["a", refusal, "c"]
    assert names(database) == {"a", "c"}


@pytest.mark.parametrize(
    "full",
    [
        OperationalError("INSERT", {}, Exception("database or disk is full")),
        sqlite3.OperationalError("database or disk is full"),
    ],
)
def test_when_the_database_fails_everyone_hears_of_it_and_nothing_is_kept(database, full):
    came, _ = at_once(database, ("a",), ("b", full))
    assert [type(each) for each in came] == [DatabaseTrouble, DatabaseTrouble]
    assert names(database) == set()
    assert at_once(database, ("a",))[0] == ["a"]


def test_an_answer_waits_until_its_commit(database):
    kept_by_others = []
    event.listen(database._engine, "commit", lambda _: kept_by_others.append(names(database)))
    at_once(database, ("a",))
    assert kept_by_others == [set()] and names(database) == {"a"}
