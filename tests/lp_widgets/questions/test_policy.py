"""How many tries there are is one rule, whoever asks."""

import pytest

from lp_widgets import questions
from lp_widgets.questions import QuestionError
from lp_widgets.questions.policy import is_over

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
