"""What is handed in is kept once with a receipt; what is given back is kept, and stated, once."""

import re
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from grading.records import assignments, grades, responses, statements, submissions
from grading.records.erasure import erase
from grading.records.responses import Conflict, Response, Result
from grading.records.submissions import Closed, NotReleased

LONG_AGO, SOON = (datetime.now(UTC) + timedelta(hours=each) for each in (-1, 1))


@pytest.fixture
def database(database):
    """The record with one assignment."""
    with database.write() as connection:
        assignments.release(connection, "c", "rain", None)
    return database


def answer(database, question, body, account="k1", state="pending"):
    one = Response(str(uuid.uuid4()), account, "c", "rain", question, "v", "ar", body)
    with database.write() as connection:
        responses.keep(connection, one, Result(state, 0.0))
    return one.id


def hand_in(database, account="k1", id="", name="rain"):
    with database.write() as connection:
        return submissions.hand_in(
            connection,
            id=id or str(uuid.uuid4()),
            account=account,
            course="c",
            assignment=name,
            locale="ar",
            title="Rain",
        )


def grade(receipt, points=2.0, comment="", state="correct"):
    told = {"points": points, "max_points": 2.0, "state": state, "comment": comment}
    more = {"feedback": "", "message": "", "values": {}}
    return {
        "receipt": receipt,
        "score": points,
        "max_score": 2.0,
        "late_seconds": 0,
        "questions": {"jug": {**told, **more}},
    }


def give_back(database, *bodies):
    with database.write() as connection:
        return [grades.add(connection, each["receipt"], each) for each in bodies]


def stated(database, account="k1"):
    with database.read() as connection:
        return [each["verb"]["display"]["en"] for each in statements.read(connection, account)]


def test_a_submission_holds_the_last_readable_answer_to_each_question(database):
    answer(database, "jug", "1")
    last = answer(database, "jug", "2")
    answer(database, "jug", "??", state="invalid")
    answer(database, "other", "??", state="invalid")
    made = hand_in(database)
    later = answer(database, "jug", "3")
    with database.read() as connection:
        given = submissions.Given(last, "2", "ar", "v")
        assert submissions.answers(connection, made) == {"jug": given}
    with database.read() as connection:
        again = submissions.open_answers(connection, "k1", "c", "rain")
    assert again == {"jug": later}


def test_the_same_hand_in_twice_is_one_with_one_receipt(database):
    id = str(uuid.uuid4())
    first, second = hand_in(database, id=id), hand_in(database, id=id)
    assert first == second
    assert re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{3}", first.receipt)
    assert stated(database) == ["submitted"]


def test_an_id_of_somebody_else_is_a_conflict(database):
    id = hand_in(database).id
    with pytest.raises(Conflict):
        hand_in(database, account="k2", id=id)


def test_what_is_not_released_cannot_be_handed_in(database):
    with pytest.raises(NotReleased):
        hand_in(database, name="later")


def test_until_the_deadline_one_hands_in_again_and_the_last_counts(database):
    with database.write() as connection:
        assignments.release(connection, "c", "rain", SOON)
    first, second, other = hand_in(database), hand_in(database), hand_in(database, "k2")
    assert len({first.receipt, second.receipt, other.receipt}) == 3
    with database.read() as connection:
        assert submissions.latest(connection, "k1", "c", "rain") == second
        assert submissions.newest_of_all(connection, "c", "rain") == [second, other]
    assert first.late == second.late == 0


def test_after_the_deadline_the_first_is_late_and_a_second_is_refused(database):
    with database.write() as connection:
        assignments.release(connection, "c", "rain", LONG_AGO)
    late = hand_in(database)
    assert 3600 <= late.late < 7200
    with pytest.raises(Closed) as refused:
        hand_in(database)
    assert refused.value.kept == late
    assert hand_in(database, id=late.id) == late


def test_a_grade_comes_back_with_marks_and_one_statement(database):
    own = answer(database, "jug", "2")
    receipt = hand_in(database).receipt
    assert give_back(database, grade(receipt, 1.0, state="partial")) == [True]
    with database.read() as connection:
        found = grades.newest(connection, "k1", "c", "rain")
        kept = responses.latest(connection, "k1", "c", "rain")["jug"]
        released = assignments.find(connection, "c", "rain")
        last = list(statements.read(connection, "k1"))[-1]
    assert (found.receipt, found.score, found.max_score) == (receipt, 1.0, 2.0)
    assert found.questions["jug"]["state"] == "partial"
    assert (kept.id, kept.result.state, kept.result.score) == (own, "partial", 0.5)
    assert released.returned is not None
    assert last["result"]["score"] == {"scaled": 0.5, "raw": 1.0, "min": 0, "max": 2.0}
    assert last["object"]["definition"]["name"] == {"ar": "Rain"}
    assert last["verb"]["id"] == "http://adlnet.gov/expapi/verbs/scored"


def test_the_same_grade_again_is_nothing_new_and_another_one_is(database):
    receipt = hand_in(database).receipt
    first, other = grade(receipt), grade(receipt, 1.0, "Look again")
    assert give_back(database, first, first) == [True, False]
    assert give_back(database, other, first) == [True, True]
    assert stated(database) == ["submitted", "graded", "graded", "graded"]


def test_a_grade_of_an_earlier_submission_does_not_hide_a_newer_one(database):
    old, new = hand_in(database), hand_in(database)
    give_back(database, grade(new.receipt), grade(old.receipt, 0.0))
    with database.read() as connection:
        assert grades.newest(connection, "k1", "c", "rain").receipt == new.receipt


def test_a_grade_for_an_unknown_receipt_is_refused(database):
    with pytest.raises(grades.UnknownReceipt):
        give_back(database, grade("AAA-AAA"))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE submission SET late = 0",
        "DELETE FROM submission",
        "UPDATE grade SET score = 2",
        "DELETE FROM grade",
    ],
)
def test_submissions_and_grades_are_never_changed(database, attack):
    give_back(database, grade(hand_in(database).receipt, 0.0))
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text(attack))


def test_erasing_a_learner_takes_submissions_and_grades_and_nobody_elses(database):
    answer(database, "jug", "2")
    give_back(
        database,
        grade(hand_in(database).receipt),
        grade(hand_in(database, "k2").receipt),
    )
    with database.write() as connection:
        erase(connection, "k1")
    with database.read() as connection:
        assert [each.account for each in submissions.newest_of_all(connection, "c", "rain")] == [
            "k2"
        ]
        assert grades.newest(connection, "k1", "c", "rain") is None
        assert grades.newest(connection, "k2", "c", "rain") is not None
        assert list(statements.read(connection, "k1")) == []


def test_thirty_who_hand_in_at_once_get_thirty_receipts(database):
    made = []
    threads = [
        threading.Thread(target=lambda n=n: made.append(hand_in(database, f"k{n}")))
        for n in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.receipt for each in made}) == 30
