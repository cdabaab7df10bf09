"""Hints that cost something: the autograder takes off what a lesson's page takes off."""

from datetime import UTC, datetime

import nbformat
import pytest

from grading.autograder.collect import Answer, HandIn, collect
from grading.autograder.course import prepare
from grading.autograder.release import release
from grading.autograder.results import results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from tests.e2e.asking import write_course

NAME = "jugs"
JUG = """%%question number
id: jug
ask: How much water is in the jug?
answer: 1.5
points: 10
hints: [A half, and one more, and the last]
hint_cost: 20%
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded course: each learner opened as many hints as her name says."""
    folder = tmp_path_factory.mktemp("source") / "jugs"
    source = lessons.read_course(write_course(folder, "jug", JUG, ["none"], NAME))
    made = prepare(tmp_path_factory.mktemp("courses") / "jugs", source)
    release(made, NAME, None)
    given = {"k0": ("1.5", 0), "k1": ("1.5", 1), "k3": ("1.5", 3), "k9": ("1.5", 9)}
    given["kwrong"] = ("2", 2)
    handed = [
        HandIn(each, each, datetime.now(UTC), each, "en", {"jug": Answer(body, "en", "v", hints)})
        for each, (body, hints) in given.items()
    ]
    collect(made, NAME, handed)
    autograde(made, NAME)
    return made


def test_an_opened_hint_costs_its_share_of_the_points(graded):
    cells = {each.account: each.cells[0] for each in results(graded, NAME)}
    points = {account: cell.points for account, cell in cells.items()}
    assert points == {"k0": 10, "k1": 8, "k3": 4, "k9": 4, "kwrong": 0}
    assert {account: cell.state for account, cell in cells.items()} == {
        "k0": "correct", "k1": "correct", "k3": "correct", "k9": "correct", "kwrong": "wrong",
    }  # fmt: skip


def test_whoever_looks_at_the_answer_reads_how_many_were_opened(graded):
    def told(account):
        path = graded.root / "autograded" / account / NAME / f"{NAME}.ipynb"
        cell = nbformat.read(path, as_version=4).cells[0]
        return cell.outputs[0].data["text/plain"]

    assert told("k0") == "1.5"
    assert told("k1") == "1.5\nHints opened: 1. Each costs 1/5 of the points."


def test_a_submission_of_elsewhere_may_say_of_hints_what_it_wants(graded):
    path = graded.root / "submitted" / "k1" / NAME / f"{NAME}.ipynb"
    for nonsense in ("many", -3, True, [1], None):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[0].metadata.learning_passport.hints = nonsense
        nbformat.write(notebook, path)
        autograde(graded, NAME, students=["k1"], force=True)
        found = next(each for each in results(graded, NAME) if each.account == "k1")
        assert found.cells[0].points == 10
