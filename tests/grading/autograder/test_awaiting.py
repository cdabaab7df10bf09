"""An answer that a person marks waits for her, whatever a machine could say of it."""

from datetime import UTC, datetime

import nbformat
import pytest

from grading.autograder.collect import Answer, HandIn, collect
from grading.autograder.course import prepare
from grading.autograder.release import release
from grading.autograder.results import results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from lp_widgets import questions
from tests.grading.autograder.matrix import NAME, write_source

DRAWN = {"lines": "M500 250L500 500", "words": "<b>a stick</b>"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A graded course: ``k1`` drew, ``k2`` sent what is no drawing, ``k3`` sent nothing."""
    folder = tmp_path_factory.mktemp("draw") / NAME
    folder.mkdir()
    write_source(folder, [questions.TYPES["draw"], questions.TYPES["true_false"]])
    made = prepare(tmp_path_factory.mktemp("courses") / NAME, lessons.read_course(folder))
    release(made, NAME, None)
    bodies = {"k1": DRAWN, "k2": {"lines": "M0 0<script>"}, "k3": None}
    now = datetime.now(UTC)
    handed = [
        HandIn(who, who, now, who, "en", {"shadow": Answer(body, "en", "v")} if body else {})
        for who, body in bodies.items()
    ]
    collect(made, NAME, handed)
    autograde(made, NAME)
    return made


def drawing(course, account):
    """Return the result of one learner's drawing."""
    work = next(each for each in results(course, NAME) if each.account == account)
    return work, next(cell for cell in work.cells if cell.id == "shadow")


def test_a_drawing_waits_and_its_marker_sees_it(course):
    work, cell = drawing(course, "k1")
    assert work.needs_manual
    assert (cell.needs_manual, cell.points, cell.state) == (True, 0, "pending")
    graded = nbformat.read(course.root / "autograded" / "k1" / NAME / f"{NAME}.ipynb", 4)
    outputs = next(each.outputs for each in graded.cells if "%%question draw" in each.source)
    shown = [data for each in outputs for data in each.data.items()]
    assert ("text/plain", "<b>a stick</b>") in shown
    pictures = [svg for kind, svg in shown if kind == "image/svg+xml"]
    assert len(pictures) == 1
    assert 'd="M500 250L500 500"' in pictures[0]


@pytest.mark.parametrize("account", ["k2", "k3"])
def test_what_is_no_drawing_waits_for_nobody(course, account):
    work, cell = drawing(course, account)
    assert not work.needs_manual
    assert (cell.needs_manual, cell.points) == (False, 0)


def test_a_persons_points_stay_and_are_looked_at_again_when_it_is_graded_again(course):
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("shadow", NAME, NAME, "k1")
        grade.manual_score, grade.needs_manual_grade = 1, False
        gradebook.db.commit()
    work, cell = drawing(course, "k1")
    assert (work.needs_manual, cell.points, cell.state) == (False, 1, "correct")
    autograde(course, NAME, force=True)
    work, cell = drawing(course, "k1")
    assert (work.needs_manual, cell.points) == (True, 1)
