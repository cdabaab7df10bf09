"""How the questions of a lesson do: the worked examples, and what holds whatever is answered."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.records import analysis
from grading.records.analysis import Attempt, Drop, analyse, discrimination, spent

NINE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
QUESTIONS = ("q1", "q2", "q3")


def attempt(account, question, state, seconds=0.0):
    return Attempt(account, "c", "l", question, state, NINE + timedelta(seconds=seconds))


ATTEMPTS = st.lists(
    st.builds(
        attempt,
        st.sampled_from(["amal", "lina", "noor", "sara"]),
        st.sampled_from([*QUESTIONS, "gone"]),
        st.sampled_from(["correct", "partial", "wrong", "invalid", "pending"]),
        st.floats(0, 4000),
    ),
    max_size=40,
).map(lambda those: sorted(those, key=lambda each: each.received))
SCORES = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=2, max_size=30)


def test_the_first_try_counts_and_later_ones_are_tries():
    found = analyse(
        QUESTIONS,
        [
            attempt("amal", "q1", "invalid"),
            attempt("amal", "q1", "wrong"),
            attempt("amal", "q1", "correct"),
            attempt("lina", "q1", "correct"),
            attempt("noor", "q1", "partial"),
            attempt("sara", "q1", "pending"),
        ],
    )
    first = found.items[0]
    assert (first.learners, first.right) == (3, 1)
    assert first.difficulty == pytest.approx(1 / 3)
    assert (first.answered, first.tries, first.typical) == (4, 5, 1)
    assert (found.began, found.finished) == (4, 0)


def test_the_index_of_the_example_by_hand():
    assert discrimination([1, 1, 1, 0, 0], [3, 2, 2, 1, 2]) == pytest.approx(
        (7 / 3 - 3 / 2) / math.sqrt(2 / 5) * math.sqrt(3 / 5 * 2 / 5)
    )
    assert discrimination([1, 1, 1, 0, 0], [3, 2, 2, 1, 2]) == pytest.approx(0.645, abs=5e-4)


def test_the_rest_score_leaves_the_question_itself_out():
    """By hand: q1 is right for amal and lina; of the two other questions amal has 2, lina 1, noor
    0 and sara 1 right. Means 3/4 and 1/4 of two, deviation √2/4: r = 1/2 / (√2/4) · 1/2 = √2/2.
    """
    right = {"amal": "q1 q2 q3", "lina": "q1 q2", "noor": "", "sara": "q2"}
    found = analyse(
        QUESTIONS,
        [
            attempt(name, each, "correct" if each in own else "wrong")
            for name, own in right.items()
            for each in QUESTIONS
        ],
    )
    assert found.items[0].index == pytest.approx(math.sqrt(2) / 2)
    assert found.items[0].compared == 4


def test_nothing_is_told_apart_where_all_are_the_same():
    assert discrimination([], []) is None
    assert discrimination([1], [3]) is None
    assert discrimination([1, 1, 1], [0, 1, 2]) is None
    assert discrimination([0, 1, 1], [0.1 + 0.2, 0.3, 0.3]) is None


def test_chance_is_as_large_as_it_is_said_to_be():
    assert analysis.chance(12) == pytest.approx(0.30, abs=5e-3)
    assert analysis.chance(30) == pytest.approx(0.19, abs=5e-3)
    assert analysis.chance(1) == math.inf


def test_a_question_is_backwards_only_beyond_chance():
    def classful(size):
        good = [attempt(f"g{n}", q, "correct") for n in range(size) for q in QUESTIONS[1:]]
        bad = [attempt(f"b{n}", q, "wrong") for n in range(size) for q in QUESTIONS[1:]]
        good += [attempt(f"g{n}", "q1", "wrong") for n in range(size)]
        bad += [attempt(f"b{n}", "q1", "correct") for n in range(size)]
        return analyse(QUESTIONS, [*good, *bad]).items[0]

    assert classful(2).index == pytest.approx(-1)
    assert not classful(2).is_backwards
    assert classful(8).is_backwards


def test_the_times_of_the_example_by_hand():
    moments = [NINE + timedelta(seconds=each) for each in (0, 180, 181, 1800)]
    assert spent(moments) == [None, 180.0, None, None]
    assert spent([]) == []


def test_the_reaching_of_the_example_by_hand():
    answered = [{"q1"}, {"q3"}, {"q1", "q3"}, {"q2"}]
    assert analysis.reaching(QUESTIONS, answered) == [4, 3, 2]
    assert analysis.drop_of(QUESTIONS, [4, 3, 2]) == Drop("q2", 1, 4)
    assert analysis.drop_of(QUESTIONS, [4, 3, 1]) == Drop("q3", 2, 3)
    assert analysis.drop_of(QUESTIONS, [4, 4, 4]) is None
    assert analysis.drop_of((), []) is None


def test_a_lesson_that_nobody_began_says_so():
    found = analyse(
        QUESTIONS, [attempt("amal", "gone", "correct"), attempt("lina", "q1", "invalid")]
    )
    assert (found.began, found.finished, found.seconds, found.drop) == (0, 0, None, None)
    for item in found.items:
        assert (item.difficulty, item.index, item.typical, item.seconds) == (None,) * 4
    assert analyse((), []).items == ()


@given(SCORES)
def test_the_index_is_the_point_biserial_of_the_books(pairs):
    scores, rest = [float(one) for one, _ in pairs], [float(other) for _, other in pairs]
    found = discrimination(scores, rest)
    n, mean = len(rest), sum(rest) / len(rest)
    deviation = math.sqrt(sum((each - mean) ** 2 for each in rest) / n)
    p = sum(scores) / n
    if p in (0, 1) or deviation == 0:
        assert found is None
        return
    right = [b for a, b in zip(scores, rest, strict=True) if a]
    wrong = [b for a, b in zip(scores, rest, strict=True) if not a]
    books = (sum(right) / len(right) - sum(wrong) / len(wrong)) / deviation * math.sqrt(p * (1 - p))
    assert found == pytest.approx(books, abs=1e-9)
    assert -1 <= found <= 1


@given(SCORES)
def test_the_index_turns_round_with_the_answers_and_not_with_the_order(pairs):
    scores, rest = [float(one) for one, _ in pairs], [float(other) for _, other in pairs]
    found = discrimination(scores, rest)
    turned = discrimination([1 - each for each in scores], rest)
    backwards = discrimination(scores[::-1], rest[::-1])
    if found is None:
        assert turned is None and backwards is None
    else:
        assert turned == pytest.approx(-found) and backwards == pytest.approx(found)


@given(ATTEMPTS)
def test_what_holds_whatever_is_answered(attempts):
    found = analyse(QUESTIONS, attempts)
    reached = [each.reached for each in found.items]
    assert all(one >= later for one, later in pairwise(reached))
    assert (found.began, found.finished) == (reached[0], reached[-1])
    assert sum(one - later for one, later in pairwise(reached)) == found.began - found.finished
    if found.drop is not None:
        assert 0 < found.drop.lost <= found.drop.of <= found.began
    for item in found.items:
        assert 0 <= item.right <= item.learners <= item.answered <= item.reached
        assert item.answered <= item.tries
        assert item.difficulty is None or 0 <= item.difficulty <= 1
        assert item.index is None or -1 <= item.index <= 1
        assert item.compared <= item.learners


@given(ATTEMPTS)
def test_who_answers_first_does_not_matter_to_anybody_else(attempts):
    """The sort is stable: each learner's own answers stay in their order."""
    shuffled = sorted(attempts, key=lambda each: each.account)
    one, other = analyse(QUESTIONS, attempts), analyse(QUESTIONS, shuffled)
    for a, b in zip(one.items, other.items, strict=True):
        assert (a.right, a.learners, a.tries, a.reached) == (
            b.right,
            b.learners,
            b.tries,
            b.reached,
        )
        assert a.index == pytest.approx(b.index)
        assert a.seconds == pytest.approx(b.seconds)


@given(st.lists(st.floats(0, 1e6), max_size=30).map(sorted))
def test_no_more_time_is_counted_than_there_was(seconds):
    moments = [NINE + timedelta(seconds=each) for each in seconds]
    found = spent(moments)
    assert len(found) == len(moments)
    counted = [each for each in found if each is not None]
    assert all(analysis.TOGETHER <= each <= analysis.PAUSE for each in counted)
    if moments:
        assert sum(counted) <= (moments[-1] - moments[0]).total_seconds() + 1e-3
