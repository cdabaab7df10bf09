"""A learner's own variant gets the same mark from the autograder as on her page."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from grading.autograder import questions as autograder
from grading.autograder.hide_keys import public
from hub_config.classroom import marks
from hub_config.classroom.marks import Tried
from lp_widgets import lesson as lessons
from lp_widgets.lesson import variants
from tests.e2e.asking import write_course

NAME = "drawn"
BASKETS = """%%question number
id: baskets
ask: "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
vary: {a: 2..9, b: 11..99, name: [Dima, Chen]}
answer: "{= a*b}"
points: 10
wrong:
  - answer: "{= a+b}"
    say: CANARY {= a+b}
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source") / "drawn"
    return write_course(folder, "baskets", BASKETS, ["lesson"], NAME)


@pytest.fixture(scope="module")
def built(course):
    return lessons.build(lessons.read(course / "lesson" / "lesson.ipynb"), "en")


def graded(course, **told):
    nbgrader = {"grade": True, "grade_id": "baskets", "points": 10}
    metadata = {"nbgrader": nbgrader, autograder.OWN: told}
    cell = new_code_cell(public(BASKETS), metadata=metadata)
    autograder.mark_cell(cell, course / "source" / NAME / f"{NAME}.ipynb", NAME)
    return cell


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.text(max_size=40), shift=st.integers(-2, 2), sums=st.booleans())
def test_classroom_and_autograder_draw_and_mark_alike(course, built, seed, shift, sums):
    asked = variants.drawn(built.keys["baskets"], seed)
    a, b = (int(n) for n in re.findall(r"\{(\d+)\}", asked["spec"]["ask"]))
    response = str((a + b if sums else a * b) + shift)
    page = marks.result_of(built.keys["baskets"], response, built, Tried(), seed)
    cell = graded(course, response=response, locale="en", seed=seed)
    mark = cell.metadata[autograder.OWN]["mark"]
    assert (mark["state"], mark["score"], mark["feedback"]) == (
        page.state, page.score, page.feedback,
    )  # fmt: skip
    assert page.state == ("correct" if int(response) == a * b else "wrong")
    assert asked["spec"]["ask"] in cell.source
    assert "CANARY" not in cell.source


@pytest.mark.parametrize("seed", [None, 3, ["x"], {}])
def test_a_submission_of_elsewhere_without_a_seed_is_marked_as_what_it_shows(course, seed):
    cell = graded(course, response="1", locale="en", seed=seed)
    numbers = re.findall(r"\{(\d+)\}", cell.source)
    right = str(int(numbers[0]) * int(numbers[1]))
    assert graded(course, response=right, locale="en", seed=seed).outputs[-1].data == {
        "text/plain": "10.0"
    }


def test_what_is_released_is_one_variant_without_its_key():
    shown = public(BASKETS)
    assert "baskets of {" in shown
    assert all(secret not in shown for secret in ("CANARY", "{=", "answer", "vary"))
