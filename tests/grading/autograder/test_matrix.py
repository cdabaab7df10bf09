"""The autograder gives each type the mark that a page gives: on the examples, and on anything."""

import json
from datetime import UTC, datetime

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from nbformat.v4 import new_code_cell, new_notebook

from grading.autograder import questions as autograder
from grading.autograder.collect import Answer, HandIn, collect
from grading.autograder.course import CourseFolder, prepare
from grading.autograder.release import release
from grading.autograder.results import results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from lp_widgets import questions
from lp_widgets.cells import body
from tests.lp_widgets.questions.examples import KEPT
from tests.lp_widgets.questions.test_robust import locales, responses

NAME = "matrix"
KINDS = [kind for kind in questions.BUILT_IN if kind.name not in KEPT]
ASKED = {kind.name: kind.split(body(kind.example)) for kind in KINDS}
ROUNDS = max(len(key.examples) for _, key in ASKED.values())


def write_source(course, kinds=KINDS):
    """Write an assignment with the example of each of ``kinds``."""
    place = course / "source" / NAME
    place.mkdir(parents=True)
    cells = [new_code_cell("%load_ext lp_widgets", id="load")]
    for kind in kinds:
        spec, _ = kind.split(body(kind.example))
        told = {
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "grade_id": spec.id,
            "points": spec.points,
            "schema_version": 3,
            "cell_type": "code",
        }
        source = f"%%question {kind.name}\n{kind.example}"
        cells.append(new_code_cell(source, id=f"ask-{spec.id}", metadata={"nbgrader": told}))
        for file in kind.files:
            (place / file.name).write_bytes(file.read_bytes())
    about = {"title": "Matrix", "minutes": 10}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(
        cells=cells, metadata={"learning_passport": about, "kernelspec": kernel}
    )
    nbformat.write(notebook, place / f"{NAME}.ipynb")
    (course / "course.toml").write_text(
        f'title = "M"\nlessons = ["none"]\nassignments = ["{NAME}"]\n'
    )


def example(kind, number):
    """Return the example ``number`` of a type; the last one again when it has fewer."""
    found = ASKED[kind.name][1].examples
    return found[min(number, len(found) - 1)]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which learner n gave example n of every type, and was graded."""
    folder = tmp_path_factory.mktemp("matrix") / NAME
    folder.mkdir()
    write_source(folder)
    made: CourseFolder = prepare(
        tmp_path_factory.mktemp("courses") / NAME, lessons.read_course(folder)
    )
    now = datetime.now(UTC)
    release(made, NAME, None)
    handed = []
    for number in range(ROUNDS):
        answers = {}
        for kind in KINDS:
            each = example(kind, number)
            answers[ASKED[kind.name][0].id] = Answer(each.response, each.locale or "en", "v")
        handed.append(HandIn(f"k{number}", f"Learner {number}", now, f"r{number}", "en", answers))
    collect(made, NAME, handed)
    autograde(made, NAME)
    return made


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_example_gets_the_points_of_its_mark(course, kind):
    spec, _ = ASKED[kind.name]
    graded = {each.account: each for each in results(course, NAME)}
    for number in range(ROUNDS):
        cells = {cell.id: cell.points for cell in graded[f"k{number}"].cells}
        expected = example(kind, number).mark
        share = 0.0 if expected == "invalid" else float(questions.base.exact(expected))
        assert cells[spec.id] == pytest.approx(share * spec.points, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(response=responses, locale=locales)
def test_classroom_and_autograder_give_one_mark(course, kind, response, locale):
    """The classroom marks with what it stored as JSON, the autograder with the author's source."""
    spec, key = ASKED[kind.name]
    stored = json.loads(json.dumps([spec.model_dump(mode="json"), key.model_dump(mode="json")]))
    told = {"response": response, "locale": locale}
    nbgrader = {"grade": True, "grade_id": spec.id, "points": spec.points}
    cell = new_code_cell(
        f"%%question {kind.name}", metadata={"nbgrader": nbgrader, autograder.OWN: told}
    )
    source = course.root / "source" / NAME / f"{NAME}.ipynb"
    autograder._mark(cell, source, NAME)
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
