"""Responses are kept once, whatever is sent twice; nothing of the record changes or goes."""

import random
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from grading.records import responses, statements
from grading.records.database import Database
from grading.records.erasure import erase
from grading.records.errors import DatabaseTrouble
from grading.records.responses import Conflict, Response, Result


def response(question="q", body="1", account="k1", **more):
    return Response(
        **{
            "id": str(uuid.uuid4()),
            "account": account,
            "course": "c",
            "lesson": "l",
            "question": question,
            "version": "v",
            "locale": "en",
            "body": body,
            **more,
        }
    )


RIGHT, WRONG, UNREADABLE = Result("correct", 1.0), Result("wrong", 0.0), Result("invalid", 0.0)
PENDING = Result("pending", 0.0)


def keep(database, *pairs):
    with database.write() as connection:
        return [responses.keep(connection, *pair) for pair in pairs]


def test_a_response_that_comes_twice_is_kept_once(database):
    one = response()
    first, second = keep(database, (one, WRONG), (one, RIGHT))
    assert first == second
    assert first.result.state == "wrong"
    assert first.attempts == 1


@pytest.mark.parametrize(
    "change",
    [
        {"body": "2"},
        {"account": "k2"},
        {"question": "other"},
        {"lesson": "other"},
        {"course": "other"},
    ],
)
def test_the_same_id_with_another_content_is_a_conflict(database, change):
    one = response()
    keep(database, (one, WRONG))
    with pytest.raises(Conflict):
        keep(database, (Response(**{**vars(one), **change}), RIGHT))
    with database.read() as connection:
        assert responses.latest(connection, "k1", "c", "l")["q"].body == "1"


def test_what_cannot_be_read_is_no_attempt_and_hides_no_answer(database):
    kept = keep(database, (response(body="1"), WRONG), (response(body="?"), UNREADABLE))
    assert kept[-1].attempts == 1
    with database.read() as connection:
        assert responses.latest(connection, "k1", "c", "l")["q"].body == "1"
        assert responses.best(connection, "k1", "c", "l")["q"].state == "wrong"


def test_the_best_mark_counts_and_the_last_answer_is_shown(database):
    keep(database, (response(body="right"), RIGHT), (response(body="wrong"), WRONG))
    with database.read() as connection:
        assert responses.best(connection, "k1", "c", "l")["q"].score == 1
        assert responses.latest(connection, "k1", "c", "l")["q"].body == "wrong"


@pytest.mark.parametrize("seed", range(5))
def test_a_history_goes_on_as_if_it_were_read_anew(database, seed):
    chance = random.Random(seed)
    results = (WRONG, UNREADABLE, RIGHT, PENDING, Result("partial", 0.5), Result("correct", 0.25))
    with database.write() as connection:
        known = responses.history(connection, "k1", "c", "l")
        for _ in range(25):
            one = response(question=chance.choice("ab"), hints=chance.randrange(3))
            kept = known.keep(connection, one, chance.choice(results[: chance.randrange(1, 7)]))
            anew = responses.history(connection, "k1", "c", "l")
            assert (known.best(), known.readable) == (anew.best(), anew.readable)
            assert known.before("a") == anew.before("a")
            assert known.keep(connection, one, WRONG) == kept == anew.keep(connection, one, RIGHT)


def test_learners_do_not_see_each_others_answers(database):
    keep(database, (response(), RIGHT), (response(account="k2"), WRONG))
    with database.read() as connection:
        assert responses.latest(connection, "k3", "c", "l") == {}
        assert responses.best(connection, "k2", "c", "l")["q"].state == "wrong"


@pytest.mark.parametrize("table", ["response", "mark", "statement"])
@pytest.mark.parametrize("change", ["UPDATE {} SET rowid = rowid + 100", "DELETE FROM {}"])
def test_no_row_of_the_record_changes_or_goes(database, table, change):
    keep(database, (response(), RIGHT))
    with database.write() as connection:
        made = statements.make("lab", "k1", "passed", "c", "l", title="L", locale="en")
        statements.append(connection, "k1", made)
    with pytest.raises(IntegrityError, match="append-only"), database.write() as connection:
        connection.execute(text(change.format(table)))


def test_an_erased_learner_is_gone_and_nobody_else(database):
    keep(database, (response(body="canary-one"), RIGHT), (response(account="k2"), RIGHT))
    with database.write() as connection:
        assert erase(connection, "k1") == 2
    database.forget_freed_pages()
    with database.read() as connection:
        assert responses.latest(connection, "k1", "c", "l") == {}
        assert responses.latest(connection, "k2", "c", "l")
    for path in database.path.parent.iterdir():
        assert b"canary-one" not in path.read_bytes()


def test_a_transaction_that_fails_leaves_nothing(database):
    with pytest.raises(RuntimeError), database.write() as connection:
        responses.keep(connection, response(), RIGHT)
        raise RuntimeError
    with database.read() as connection:
        assert responses.latest(connection, "k1", "c", "l") == {}


def test_the_database_keeps_its_promises(database):
    with database.write() as connection:
        settings_ = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings_ == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_a_reader_cannot_write(database, tmp_path):
    reader = Database(database.path, readonly=True)
    with pytest.raises(Exception, match="readonly"), reader.write() as connection:
        connection.execute(text("INSERT INTO erasure VALUES ('k', 'now')"))
    reader.close()


POINTS = {"a": 1.0, "b": 2.0, "c": 1.0}


@pytest.mark.parametrize(
    ("best", "verbs"),
    [
        ({}, set()),
        ({"a": UNREADABLE}, set()),
        ({"a": WRONG}, {"attempted"}),
        ({"a": RIGHT, "b": RIGHT}, {"attempted"}),
        ({"a": WRONG, "b": WRONG, "c": WRONG}, {"attempted", "completed"}),
        ({"a": RIGHT, "b": RIGHT, "c": RIGHT}, {"attempted", "completed", "passed"}),
        ({"a": WRONG, "b": RIGHT, "c": RIGHT}, {"attempted", "completed"}),
        ({"a": RIGHT, "b": RIGHT, "c": PENDING}, {"attempted", "completed", "passed"}),
        ({"a": RIGHT, "b": RIGHT, "c": UNREADABLE}, {"attempted"}),
    ],
)
def test_what_a_lessons_marks_say(best, verbs):
    assert set(statements.events(POINTS, best)) == verbs


def test_a_statement_is_xapi_and_names_nobody():
    body = statements.make(
        "lab-1", "k7f3", "passed", "course", "lesson", title="دورة الماء", locale="ar",
        result={"success": True, "score": {"scaled": 0.9}},
    )  # fmt: skip
    assert uuid.UUID(body["id"]).version == 5
    assert body["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": "https://lab-1.lab.invalid", "name": "k7f3"},
    }
    assert body["verb"]["id"] == "http://adlnet.gov/expapi/verbs/passed"
    assert body["version"] == "1.0.0"
    assert body["object"]["definition"]["name"] == {"ar": "دورة الماء"}
    assert body["timestamp"].endswith("Z") and body["stored"] == body["timestamp"]


def test_a_statement_is_stated_once_though_it_is_made_again(database):
    with database.write() as connection:
        for _ in range(3):
            made = statements.make("lab", "k1", "passed", "c", "l", title="L", locale="en")
            statements.append(connection, "k1", made)
        assert len(list(statements.read(connection))) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(body=json_values)
def test_any_json_comes_back_as_it_went_in(tmp_path_factory, body):
    database = Database(tmp_path_factory.mktemp("json") / "classroom.sqlite")
    database.upgrade()
    try:
        (kept,) = keep(database, (response(body=body), WRONG))
        if body == body and float("inf") != body:
            assert kept.body == body
    except ValueError:
        assert "inf" in repr(body)  # JSON has no infinity (RFC 8259)
    finally:
        database.close()


def test_a_database_of_a_newer_program_is_refused_untouched(database):
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTrouble, match="newer Learning Passport"):
        database.upgrade()
    with database.read() as connection:
        assert connection.execute(text("SELECT * FROM alembic_version")).scalar() == "9999"
