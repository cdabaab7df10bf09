"""What the desk says of a lesson's questions and of one learner, from what the record has."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.records import assignments, grades, submissions
from grading.records.analysis import Attempt, analyse
from grading.records.standing import Place
from hub_config.assignments.sources import Sources
from hub_config.classroom import handedin
from hub_config.classroom.analytics import findings
from hub_config.classroom.learner import drawn
from hub_config.classroom.moments import duration
from hub_config.classroom.plots import Scale, bars, ceiling, curve
from hub_config.lab.folder import Folder
from lp_widgets import plugins
from tests.hub_config.test_desk_rooms import person

NINE = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
QUESTIONS = ["q1", "q2", "q3", "q4"]
COURSE, WORK = "first-steps", "rain-barrel"


def attempt(account, question, state, minutes=0.0, lesson="l"):
    return Attempt(account, "c", lesson, question, state, NINE + timedelta(minutes=minutes))


# -- where to look first ----------------------------------------------------------------------


def first(attempts):
    told = findings(analyse(QUESTIONS, attempts), [each.upper() for each in QUESTIONS])
    return [(each.number, each.ask, [why.kind for why in each.reasons]) for each in told]


def test_one_question_is_named_once_with_all_that_there_is_to_say():
    """Six come to the first question, five to the second; who stays answers the last one, too."""
    stay = [f"k{n}" for n in range(5)]
    told = [attempt(each, "q1", "correct") for each in (*stay, "gone")]
    told += [attempt(each, "q2", "wrong") for each in stay]
    told += [attempt(each, "q4", "correct") for each in stay]
    assert first(told) == [(2, "Q2", ["drop", "hard"])]


def test_a_question_that_few_have_tried_is_not_called_hard():
    assert first([attempt(each, "q4", "wrong") for each in "abcd"]) == []
    assert first([attempt(each, "q4", "wrong") for each in "abcde"]) == [(4, "Q4", ["hard"])]


def test_no_more_than_three_are_called_hard_the_hardest_first():
    wrong_of = {"q1": 8, "q2": 10, "q3": 9, "q4": 10}
    given_ = [
        attempt(f"k{n}", question, "wrong" if n < wrong else "correct")
        for question, wrong in wrong_of.items()
        for n in range(10)
    ]
    assert [number for number, _, _ in first(given_)] == [2, 4, 3]


# -- plots ------------------------------------------------------------------------------------


@given(st.lists(st.none() | st.floats(-1, 1), max_size=30), st.booleans())
def test_every_bar_lies_in_its_plot_and_mirrors(values, rtl):
    plot = bars(values, Scale(-1, 1, rtl), (-1, 0, 1))
    mirrored = bars(values, Scale(-1, 1, not rtl), (-1, 0, 1))
    assert len(plot.bars) == len(values)
    for bar, other in zip(plot.bars, mirrored.bars, strict=True):
        assert bar.x >= 0 and bar.x + bar.width <= 100 and 0 < bar.y < plot.height
        assert other.x == pytest.approx(100 - bar.x - bar.width, abs=0.01)
        assert bar.below == (bar.value is not None and bar.value < 0)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40), st.booleans())
def test_the_steps_of_a_curve_fill_its_width_and_few_are_named(values, rtl):
    plot = curve(values, max(values), rtl=rtl)
    assert sum(each.width for each in plot.steps) == pytest.approx(100, abs=0.1)
    assert all(0 <= each.y <= plot.base for each in plot.steps)
    assert sum(each.named for each in plot.steps) <= 11
    order = [each.x for each in plot.steps]
    assert order == sorted(order, reverse=rtl)


def test_an_axis_ends_at_a_round_time():
    assert [ceiling(each) for each in (0, 9, 11, 61, 3599, 4000)] == [10, 10, 30, 120, 3600, 4000]


# -- times ------------------------------------------------------------------------------------


def test_a_time_is_said_in_words_and_digits_of_the_language():
    assert duration(45, "en") == "45 seconds"
    assert duration(4800, "en") == "1 hour and 20 minutes"
    assert duration(3600, "en") == "1 hour"
    assert duration(600, "ar") == "١٠ دقائق"
    assert duration(600, "fr", "short") == "10\xa0min"


# -- one learner ------------------------------------------------------------------------------


def lesson(name, *teaches):
    spec = {"spec": {"points": 1}}
    keys = dict.fromkeys(("q1", "q2"), spec)
    return SimpleNamespace(course="c", id=name, title=name, keys=keys, teaches=teaches)


SHELF = SimpleNamespace(points=lambda built: dict.fromkeys(built.keys, 1.0))
COURSES = [
    SimpleNamespace(
        title="Course",
        lessons=(lesson("one", "share"), lesson("two", "share", "draw"), lesson("three", "draw")),
        competencies={"share": "Share", "draw": "Draw", "fly": "Fly"},
    )
]


def portrait(places, given_=()):
    own = {("amal", "c", name): there for name, there in places.items()}
    return drawn(SHELF, person("amal"), COURSES, given_, own, ())


def test_a_competency_is_all_that_teaches_it():
    right, open_, waits = Place("correct", 1), Place("wrong", 2), Place("pending", 1)
    found = portrait({"one": {"q1": right, "q2": right}, "two": {"q1": open_, "q2": waits}})
    share, draw, fly = found.parts[0].competencies
    assert (share.right, share.waiting, share.total, share.state) == (2, 1, 4, "begun")
    assert (draw.right, draw.waiting, draw.total, draw.state) == (0, 1, 4, "begun")
    assert (fly.total, fly.state) == (0, "none")
    assert found.done == [] and found.finished == 1 and found.settled == 3
    whole = {"q1": right, "q2": waits}
    found = portrait(dict.fromkeys(("one", "two", "three"), whole))
    assert [each.text for each in found.done] == ["Share", "Draw"]
    assert found.next is None


def test_a_question_that_the_lesson_has_no_more_counts_for_nothing():
    found = portrait({"one": {"gone": Place("correct", 1)}})
    assert found.parts[0].competencies[0].right == 0
    assert found.settled == 0


def test_time_goes_to_the_lesson_to_whose_answer_it_led():
    given_ = [
        attempt("amal", "q1", "wrong", 0, "one"),
        attempt("amal", "q1", "invalid", 2, "one"),
        attempt("amal", "q1", "correct", 5, "two"),
        attempt("amal", "q2", "correct", 60, "two"),
    ]
    found = portrait({"one": {"q1": Place("wrong", 1)}}, given_)
    assert [row.seconds for row in found.rows] == [120, 180, 0]
    assert (found.seconds, found.tries, found.days) == (300, 3, 1)
    assert found.last == NINE + timedelta(minutes=60)
    assert not found.is_empty
    assert portrait({}).is_empty


def hand_in(connection):
    more = {"course": COURSE, "assignment": WORK, "locale": "en"}
    return submissions.hand_in(connection, id=str(uuid.uuid4()), account="k1", **more)


def give_back(connection, receipt, score, comment=""):
    told = {"points": score, "max_points": 8, "state": "partial", "comment": comment}
    body = {"receipt": receipt, "score": score, "max_score": 8, "questions": {"lid": told}}
    grades.add(connection, receipt, body)


def test_what_came_back_belongs_to_what_was_handed_in_last(database, tmp_path):
    sources = Sources(Folder(tmp_path), plugins.load().courses)
    with database.write() as connection:
        assignments.release(connection, COURSE, WORK, None)
        first_one = hand_in(connection)
        give_back(connection, first_one.receipt, 6.5, "Leaves, too.")
        (told,) = handedin.of(connection, sources, "k1", "en")
        assert (told.title, told.score, told.max_score) == ("Water for the garden", 6.5, 8)
        assert told.comments == ("Leaves, too.",) and not told.late
        hand_in(connection)
        (told,) = handedin.of(connection, sources, "k1", "en")
        assert (told.score, told.comments) == (None, ())
        assert handedin.of(connection, sources, "k2", "en") == []
