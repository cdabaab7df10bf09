"""Answers as they are read for reckoning: whole, in order, with the newest mark, of nobody else."""

from grading.records import attempts
from tests.grading.records.test_standing import CLASS, give, mark_again, statements


def test_every_answer_comes_once_with_its_newest_mark(database):
    with database.write() as connection:
        first = give(connection, "k1", "pending", "q2")
        give(connection, "k2", "wrong", "q1")
        give(connection, "k1", "invalid", "q1")
        mark_again(connection, first, "wrong")
        mark_again(connection, first, "correct")
    with database.read() as connection:
        found = attempts.of_class_in_lesson(connection, CLASS, "c", "l")
    assert [(each.account, each.question, each.state) for each in found] == [
        ("k1", "q2", "correct"),
        ("k2", "q1", "wrong"),
        ("k1", "q1", "invalid"),
    ]
    assert all(each.received.tzinfo is not None for each in found)


def test_nobody_else_is_read(database):
    with database.write() as connection:
        give(connection, "k1", "wrong")
        give(connection, "k9", "wrong")
        give(connection, "k1", "correct", lesson="other")
    with database.read() as connection:
        room = attempts.of_class_in_lesson(connection, CLASS, "c", "l")
        one = attempts.of_learner(connection, "k1")
    assert [each.account for each in room] == ["k1"]
    assert [each.lesson for each in one] == ["l", "other"]


def test_it_is_one_statement_through_an_index(database):
    with database.write() as connection:
        give(connection, "k1", "wrong")
    with statements(database) as seen, database.read() as connection:
        attempts.of_class_in_lesson(connection, CLASS, "c", "l")
        attempts.of_learner(connection, "k1")
    assert len(seen) == 2
    with database.read() as connection:
        for statement, parameters in seen:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            told = " ".join(str(row[-1]) for row in plan)
            assert "response_of_lesson" in told and "SCAN" not in told
