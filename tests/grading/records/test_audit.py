"""The audit log: rows are added, found again, and never changed."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from grading.records import audit, tables


def test_entries_come_back_newest_first_page_by_page(database):
    with database.write() as connection:
        for number in range(5):
            audit.note(connection, "t1", "GET", f"desk/learner/k{number}")
    with database.read() as connection:
        first = audit.read(connection, most=2)
        assert [each.what for each in first] == ["desk/learner/k4", "desk/learner/k3"]
        rest = audit.read(connection, before=first[-1].seq)
        assert [each.what[-2:] for each in rest] == ["k2", "k1", "k0"]
        assert first[0].at.tzinfo is not None


def test_what_is_about_somebody_is_found_and_what_she_did_herself(database):
    with database.write() as connection:
        audit.note(connection, "t1", "GET", "desk/learner/k7")
        audit.note(connection, "laptop:lab", "roster.reset-pin", "k7")
        audit.note(connection, "k7", "GET", "desk")
        audit.note(connection, "t1", "GET", "desk/learner/k_")
    with database.read() as connection:
        assert len(audit.read(connection, about="k7")) == 3
        assert len(audit.read(connection, about="k_")) == 1, "no wildcard"


@pytest.mark.parametrize("change", [update(tables.audit).values(who="x"), delete(tables.audit)])
def test_no_row_changes_or_goes(database, change):
    with database.write() as connection:
        audit.note(connection, "t1", "GET", "desk")
    with pytest.raises(DatabaseError, match="append-only"), database.write() as connection:
        connection.execute(change)


def test_what_is_too_long_is_cut_and_noted_all_the_same(database):
    with database.write() as connection:
        audit.note(connection, "t1", "assignment.extend", "k1 " * 1000)
    with database.read() as connection:
        assert len(audit.read(connection)[0].what) == audit.LONGEST
