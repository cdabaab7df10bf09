"""What is handed to SQLite directly says the same, sees the same and fails in the same words."""

import sqlite3

import pytest
from sqlalchemy import bindparam, insert, select

from grading.records import tables
from grading.records.errors import DatabaseTrouble
from grading.records.prepared import Prepared

LABS = Prepared(select(tables.lab).where(tables.lab.c.id == bindparam("id")))
NEW_LAB = Prepared(insert(tables.lab), ["id", "created"])


def add(database, name):
    with database.write() as connection:
        return NEW_LAB.run(connection, {"id": name, "created": "now"})


def test_a_row_comes_back_by_name_and_a_change_says_how_many_rows(database):
    assert add(database, "one") == 1
    with database.read() as connection:
        (row,) = LABS.all(connection, {"id": "one"})
        assert (row.id, row.created) == ("one", "now")
        assert LABS.all(connection, {"id": "none"}) == []


def test_values_that_a_statement_holds_itself_are_given_with_it(database):
    add(database, "one")
    fixed = Prepared(select(tables.lab.c.id).where(tables.lab.c.created == "now"))
    with database.read() as connection:
        assert fixed.all(connection, {}) == [("one",)]


def test_a_glance_sees_at_once_what_was_committed_and_nothing_before(database):
    for name in ("one", "two"):
        with database.glance() as connection:
            assert LABS.all(connection, {"id": name}) == []
        with database.write() as writing:
            NEW_LAB.run(writing, {"id": name, "created": "now"})
            with database.glance() as connection:
                assert LABS.all(connection, {"id": name}) == []
        with database.glance() as connection:
            assert len(LABS.all(connection, {"id": name})) == 1


def test_a_glance_holds_nothing_up_and_ends_with_the_database(database):
    with database.glance() as connection:
        LABS.all(connection, {"id": "one"})
    database.forget_freed_pages()
    database.close()
    assert not database.path.with_name(database.path.name + "-wal").exists()


def test_what_fails_undoes_the_whole_transaction(database):
    add(database, "one")
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        NEW_LAB.run(connection, {"id": "two", "created": "now"})
        NEW_LAB.run(connection, {"id": "one", "created": "now"})
    with database.read() as connection:
        assert LABS.all(connection, {"id": "two"}) == []


def test_a_damaged_file_is_told_in_words_that_help(database, tmp_path):
    database.close()
    database.path.write_bytes(b"this is no database" * 999)
    with pytest.raises(DatabaseTrouble, match="lab doctor"), database.glance() as connection:
        LABS.all(connection, {"id": "one"})
