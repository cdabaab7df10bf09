"""Cards come back when FSRS says so: later each time, at once after a lapse, to their learner."""

from datetime import UTC, datetime, timedelta

from grading.records import reviews
from grading.records.erasure import erase

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


def rate(database, rating, at=NOON, account="k1", card=0):
    with database.write() as connection:
        return reviews.keep(connection, account, "c", "l", "pile", card, rating, at)


def waits(database, at=NOON, account="k1", lesson="l"):
    with database.read() as connection:
        return reviews.waits(connection, account, "c", lesson, at)


def test_a_card_that_goes_well_rests_longer_each_time(database):
    at, rests = NOON, []
    for _ in range(4):
        due = rate(database, GOOD, at)
        rests.append(due - at)
        at = due
    assert rests == sorted(rests)
    assert rests[0] >= timedelta(days=1)
    assert rests[-1] > timedelta(days=20)


def test_the_better_it_went_the_longer_it_rests(database):
    dues = [rate(database, rating, card=rating) for rating in (HARD, GOOD, EASY)]
    assert dues == sorted(set(dues))


def test_a_card_to_see_again_is_due_at_once_and_remembered_worse(database):
    first = rate(database, GOOD)
    lapsed = rate(database, AGAIN, first)
    assert lapsed == first
    assert waits(database, first) == {}
    after = rate(database, GOOD, first + timedelta(minutes=5))
    assert after - first < rate(database, GOOD, first, card=1) - first + timedelta(days=1)


def test_what_still_rests_is_told_in_seconds_and_to_its_learner_alone(database):
    due = rate(database, GOOD, card=7)
    assert waits(database) == {"pile": {7: int((due - NOON).total_seconds())}}
    assert waits(database, due - timedelta(seconds=9)) == {"pile": {7: 9}}
    assert waits(database, due) == {}
    assert waits(database, account="k2") == waits(database, lesson="other") == {}


def test_where_a_card_stands_is_kept_once_and_goes_with_its_learner(database):
    for day in range(5):
        rate(database, GOOD, NOON + timedelta(days=day))
        rate(database, GOOD, NOON, account="k2")
    with database.write() as connection:
        assert erase(connection, "k1") == 1
    assert waits(database) == {}
    assert waits(database, account="k2") != {}
