"""Where a class stands: the same as learner by learner, in one statement, through an index."""

import json
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from grading.records import responses, standing, tables
from grading.records.database import Database
from grading.records.responses import Response, Result
from grading.records.standing import Place, Stuck

CLASS = ("k1", "k2", "k3")
MARKS = {
    "correct": Result("correct", 1.0),
    "cheap": Result("correct", 0.25),  # right, after hints that cost something
    "partial": Result("partial", 0.5, feedback="half of it"),
    "wrong": Result("wrong", 0.0, feedback="that forgets the remainder"),
    "invalid": Result("invalid", 0.0),
    "pending": Result("pending", 0.0),
}


def give(connection, account, mark, question="q", lesson="l", **more):
    """Keep one answer that is marked so; return its id."""
    one = Response(
        str(uuid.uuid4()),
        account,
        "c",
        lesson,
        question,
        "v",
        more.pop("locale", "en"),
        "5",
        **more,
    )
    responses.keep(connection, one, MARKS[mark])
    return one.id


def mark_again(connection, response, mark):
    """Add a newer mark, as a person or the autograder does."""
    result = MARKS[mark]
    body = {"feedback": result.feedback, "message": "", "values": {}, "parts": {}}
    connection.execute(
        insert(tables.mark).values(
            response_id=response,
            score=result.score,
            state=result.state,
            result=json.dumps(body),
            marked=responses.now(),
        )
    )


@contextmanager
def statements(database):
    """Collect every statement that reads."""
    seen = []

    def note(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(database._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database._engine, "before_cursor_execute", note)


ANSWER = st.tuples(
    st.sampled_from(CLASS),
    st.sampled_from(["l", "other"]),
    st.sampled_from(["q1", "q2"]),
    st.sampled_from(sorted(MARKS)),
    st.none() | st.sampled_from(sorted(MARKS)),
)
"""Of whom, where, how it is marked, and how it is marked again, if it is."""


def give_all(database, answers):
    """Keep such answers."""
    with database.write() as connection:
        for account, lesson, question, mark, again in answers:
            kept = give(connection, account, mark, question, lesson)
            if again:
                mark_again(connection, kept, again)


@settings(deadline=None, max_examples=40)
@given(answers=st.lists(ANSWER, max_size=25))
def test_the_class_stands_where_each_of_its_learners_does(tmp_path_factory, answers):
    database = Database(tmp_path_factory.mktemp("standing") / "classroom.sqlite")
    database.upgrade()
    try:
        give_all(database, answers)
        with database.read() as connection:
            found = standing.in_all(connection, CLASS)
            for account in CLASS:
                for lesson in ("l", "other"):
                    best = responses.best(connection, account, "c", lesson)
                    last = responses.latest(connection, account, "c", lesson)
                    wanted = {q: Place(r.state, last[q].attempts) for q, r in best.items()}
                    assert found.get((account, "c", lesson), {}) == wanted
                    one = standing.in_lesson(connection, CLASS, "c", lesson)
                    assert one.get(account, {}) == wanted
    finally:
        database.close()


def test_other_classes_and_other_lessons_are_left_out(database):
    with database.write() as connection:
        give(connection, "k1", "wrong")
        give(connection, "k9", "wrong")
        give(connection, "k1", "wrong", lesson="other")
    with database.read() as connection:
        assert standing.in_lesson(connection, CLASS, "c", "l") == {"k1": {"q": Place("wrong", 1)}}
        assert [each.account for each in standing.slips(connection, CLASS, "c", "l")] == ["k1"]
        assert standing.in_lesson(connection, [], "c", "l") == {}
        assert standing.slips(connection, CLASS, "other", "l") == []


def test_slips_are_read_answers_that_are_not_right_as_they_are_marked_now(database):
    with database.write() as connection:
        for mark in MARKS:
            give(connection, "k1", mark, locale="ar", seed="s")
        mark_again(connection, give(connection, "k2", "wrong"), "correct")
        mark_again(connection, give(connection, "k3", "pending"), "wrong")
    with database.read() as connection:
        found = standing.slips(connection, CLASS, "c", "l")
    told = [(each.account, each.feedback) for each in found]
    remainder = "that forgets the remainder"
    assert told == [("k1", "half of it"), ("k1", remainder), ("k3", remainder)]
    assert (found[0].locale, found[0].seed, found[0].body) == ("ar", "s", "5")


@pytest.mark.parametrize(
    "marks, tries",
    [
        (["wrong"] * 2, None),
        (["wrong"] * 3, 3),
        (["partial", "wrong", "invalid", "wrong", "wrong"], 4),
        (["wrong", "wrong", "correct", "wrong"], None),
        (["wrong", "wrong", "wrong", "pending"], None),
        (["correct", "wrong", "wrong", "partial"], 3),
    ],
)
def test_three_in_a_row_at_one_question_is_stuck(database, marks, tries):
    with database.write() as connection:
        for number, mark in enumerate(marks):
            give(connection, "k1", mark)
            give(connection, "k2", "wrong", question=f"q{number}")  # one each: never stuck
        give(connection, "k1", "correct", question="later")
    with database.read() as connection:
        found = standing.since(connection, datetime.now(UTC) - timedelta(minutes=1))
    assert found["k1"].stuck == ((Stuck("c", "l", "q", tries),) if tries else ())
    assert found["k2"].stuck == ()
    assert (found["k1"].question, found["k1"].state) == ("later", "correct")


def test_a_day_begins_when_it_is_said_to_in_any_time_zone(database):
    with database.write() as connection:
        give(connection, "k1", "correct")
    with database.read() as connection:
        kept = standing.since(connection, datetime.now(UTC) - timedelta(hours=1))
        received = kept["k1"].received
        assert received.tzinfo is not None
        for hours in (-11, 0, 5.75, 14):
            there = received.astimezone(timezone(timedelta(hours=hours)))
            assert set(standing.since(connection, there)) == {"k1"}
            assert standing.since(connection, there + timedelta(milliseconds=1)) == {}


def test_a_whole_class_costs_one_statement_that_reads_no_more_than_it_must(database):
    accounts = [f"k{number:02}" for number in range(60)]
    with database.write() as connection:
        for account in accounts:
            give(connection, account, "wrong")
    moment = datetime.now(UTC) - timedelta(hours=1)
    asked = {
        "in_lesson": lambda connection: standing.in_lesson(connection, accounts, "c", "l"),
        "in_all": lambda connection: standing.in_all(connection, accounts),
        "slips": lambda connection: standing.slips(connection, accounts, "c", "l"),
        "since": lambda connection: standing.since(connection, moment),
    }
    with database.read() as connection:
        for name, ask in asked.items():
            with statements(database) as seen:
                assert len(ask(connection)) == 60
            assert len(seen) == 1, name
            (statement, parameters), *_ = seen
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step == "SCAN response"], (name, steps)


def test_the_record_of_an_older_version_gets_the_index(database):
    with database.write() as connection:
        for undo in (
            "DROP INDEX response_received",
            "DROP TABLE audit",
            "ALTER TABLE person DROP COLUMN duty",
            "ALTER TABLE class DROP COLUMN jupyterlab",
        ):
            connection.execute(text(undo))
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
        give(connection, "k1", "correct")
    database.upgrade()
    with database.read() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'"))
        assert "response_received" in set(names.scalars())
        assert set(standing.since(connection, datetime.now(UTC) - timedelta(hours=1))) == {"k1"}
