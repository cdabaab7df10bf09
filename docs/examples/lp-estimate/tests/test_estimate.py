"""Estimates: a near guess counts, and nothing tells the number."""

import pytest

from lp_widgets import plugins, questions
from lp_widgets.cells import body

SOURCE = body(plugins.load().question_types["estimate"].example)
BEANS = questions.split("estimate", SOURCE)


def given(response: object) -> questions.Mark:
    return questions.mark("estimate", *BEANS, response)


@pytest.mark.parametrize(
    ("response", "score"), [("400", 1), ("350", 1), ("349", 0.5), ("500", 0.5), ("501", 0)]
)
def test_a_guess_is_worth_what_it_is_off(response: str, score: float) -> None:
    assert given(response).score == score


@pytest.mark.parametrize("response", [None, "", "901", "-1", "4e2", "٤٠٠", 400, 4.5, [], {}])
def test_what_no_slider_gives_is_no_try(response: object) -> None:
    assert given(response).state == "invalid"


def test_the_true_number_is_not_in_what_a_browser_gets() -> None:
    public = questions.public_spec("estimate", BEANS[0])
    assert (public["low"], public["high"]) == (0, 900)
    assert "400" not in str(public)


def test_a_number_that_the_slider_has_not_is_refused() -> None:
    with pytest.raises(questions.QuestionError, match="between 0 and 900"):
        questions.split("estimate", {**SOURCE, "answer": "1000"})
