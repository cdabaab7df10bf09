"""How many tries there are, and what hints cost, is one rule, whoever asks."""

from dataclasses import replace

import pytest

from lp_widgets import questions
from lp_widgets.questions import Mark, QuestionError
from lp_widgets.questions.policy import after_hints, is_over, opened

ASKED = {"id": "jug", "ask": "How much?", "answer": "1.5"}


@pytest.mark.parametrize(
    ("written", "used", "over"),
    [
        ("until right", 1000, False),
        ("once", 0, False),
        ("once", 1, True),
        ("3", 2, False),
        ("3", 3, True),
        (3, 4, True),
    ],
)
def test_tries_end_where_the_author_says(written, used, over):
    spec, _ = questions.split("number", {**ASKED, "attempts": written})
    assert is_over(spec.attempts, used) is over


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "100", "twice", "", "01"])
def test_what_is_no_number_of_tries_is_refused_by_name(written):
    with pytest.raises(QuestionError) as refused:
        questions.split("number", {**ASKED, "attempts": written})
    assert refused.value.field == "attempts"


def test_what_goes_without_saying_is_not_sent():
    kind = questions.TYPES["number"]
    spec, _ = kind.split(ASKED)
    assert kind.public_spec(spec)["attempts"] == "until right"
    assert "attempts" not in kind.lean_spec(spec)
    spec, _ = kind.split({**ASKED, "attempts": "once"})
    assert kind.lean_spec(spec)["attempts"] == "1"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("10%", "1/10"),
        ("12.5 %", "1/8"),
        ("0.1", "1/10"),
        ("1/3", "1/3"),
        ("100%", "1"),
        ("0%", ""),
        ("0", ""),
        (0, ""),
    ],
)
def test_what_a_hint_costs_is_a_share(written, kept):
    spec, _ = questions.split("number", {**ASKED, "hints": ["h"], "hint_cost": written})
    assert spec.hint_cost == kept
    assert type(spec).model_validate(spec.model_dump()) == spec


@pytest.mark.parametrize("written", ["2", "101%", "-10%", "ten", "%", "10%%", True, ["1"]])
def test_what_is_no_share_is_refused_by_name(written):
    with pytest.raises(QuestionError) as refused:
        questions.split("number", {**ASKED, "hints": ["h"], "hint_cost": written})
    assert refused.value.field == "hint_cost"


def test_a_price_needs_something_to_buy():
    with pytest.raises(QuestionError, match="there are no “hints”"):
        questions.split("number", {**ASKED, "hint_cost": "10%"})


def test_hints_that_cost_nothing_say_nothing_of_it_on_the_wire():
    kind = questions.TYPES["number"]
    spec, _ = kind.split({**ASKED, "hints": ["h"], "hint_cost": "0%"})
    assert "hint_cost" not in kind.lean_spec(spec)
    spec, _ = kind.split({**ASKED, "hints": ["h"], "hint_cost": "10%"})
    assert kind.lean_spec(spec)["hint_cost"] == "1/10"


@pytest.mark.parametrize(
    ("score", "cost", "count", "left"),
    [
        (1, "1/10", 0, 1),
        (1, "1/10", 1, 0.9),
        (1, "1/10", 9, 0.1),
        (0.5, "1/10", 1, 0.45),
        (1, "1/3", 3, 0),
        (1, "1/2", 3, 0),
        (1, "1", 1, 0),
        (0, "1/2", 1, 0),
        (1, "", 9, 1),
        (1, "1/10", -1, 1),
    ],
)
def test_an_opened_hint_lowers_the_score_and_never_the_state(score, cost, count, left):
    earned = Mark.graded(score, "so it is")
    assert after_hints(earned, cost, count) == replace(earned, score=left)


@pytest.mark.parametrize("mark", [Mark.invalid("?"), Mark.pending()])
def test_where_there_is_no_score_nothing_is_taken(mark):
    assert after_hints(mark, "1/2", 1) == mark


@pytest.mark.parametrize(
    ("told", "count"), [(1, 1), (0, 0), (7, 2), (-1, 0), (True, 0), ("1", 0), (None, 0), (1.5, 0)]
)
def test_only_a_number_of_hints_that_are_there_counts_as_opened(told, count):
    assert opened(told, 2) == count
