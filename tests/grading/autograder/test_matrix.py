"""The autograder gives each type the mark that a page gives: on the examples, and on anything."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from nbformat.v4 import new_code_cell

from grading.autograder import questions as autograder
from lp_widgets import questions
from tests.grading.autograder import matrix
from tests.grading.autograder.matrix import NAME
from tests.lp_widgets.questions.examples import KEPT
from tests.lp_widgets.questions.test_robust import locales, responses

KINDS = [kind for kind in questions.BUILT_IN if kind.name not in KEPT]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which learner n gave example n of every type, and was graded."""
    return matrix.graded_course(tmp_path_factory.mktemp("matrix"), KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_example_gets_the_points_of_its_mark(course, kind):
    matrix.assert_points_of_examples(course, kind, matrix.rounds(KINDS))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(response=responses, locale=locales)
def test_classroom_and_autograder_give_one_mark(course, kind, response, locale):
    """The classroom marks with what it stored as JSON, the autograder with the author's source."""
    spec, key = matrix.asked(kind)
    stored = json.loads(json.dumps([spec.model_dump(mode="json"), key.model_dump(mode="json")]))
    told = {"response": response, "locale": locale}
    nbgrader = {"grade": True, "grade_id": spec.id, "points": spec.points}
    cell = new_code_cell(
        f"%%question {kind.name}", metadata={"nbgrader": nbgrader, autograder.OWN: told}
    )
    source = course.root / "source" / NAME / f"{NAME}.ipynb"
    autograder.mark_cell(cell, source, NAME)
    tag = autograder._keys(source, NAME, locale).locale
    expected = questions.mark(kind.name, *stored, response, tag)
    given_mark = cell.metadata[autograder.OWN]["mark"]
    if response is None:
        assert given_mark is None
        assert expected.score == 0
        return
    assert given_mark["state"] == expected.state
    assert given_mark["score"] == expected.score
    assert given_mark["feedback"] == expected.feedback
    assert float(cell.outputs[-1].data["text/plain"]) == pytest.approx(
        expected.score * spec.points, abs=1e-4
    )
