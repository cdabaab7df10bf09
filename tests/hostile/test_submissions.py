"""Each hostile submission does no harm and gets no points, and the honest ones are graded fairly.

All of them are graded in one go between honest ones, as in a class; each test looks at one.
"""

import os
import socket
from pathlib import Path

import pytest

from grading.autograder.execute import FencedExecute
from grading.kernels import FencedKernelManager
from tests.hostile.forgeries import FORGERIES
from tests.hostile.submissions import ALL, CANARIES, RIGHT, TASK, TOKEN, WORK, WRONG, Course
from tests.hostile.submissions_table import SUBMISSIONS

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(900)

HONEST = {"a-right": (RIGHT, ALL), "z-right": (RIGHT, ALL), "z-wrong": (WRONG, 2.0)}
"""Before and after all others: answers and their points."""


@pytest.fixture(scope="module")
def listening():
    """A port of this machine at which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def token():
    """Grade in a process that holds a secret in its environment, as a hub's service does."""
    os.environ["JUPYTERHUB_API_TOKEN"] = TOKEN
    yield
    del os.environ["JUPYTERHUB_API_TOKEN"]


@pytest.fixture(scope="module")
def kernels(tmp_path_factory):
    """Where kernels have their folders."""
    return tmp_path_factory.mktemp("k")


@pytest.fixture(scope="module")
def course(tmp_path_factory, listening, token, kernels):
    """The course after one run over everything."""
    made = _handed_in(tmp_path_factory.mktemp("fenced"), kernels, listening, SUBMISSIONS)
    for name, answer in FORGERIES.items():
        made.hand_in(_student(name), answer)
    made.autograde()
    return made


@pytest.fixture(scope="module")
def unsealed(tmp_path_factory, kernels):
    """The forgeries where their tests run beside them."""
    made = Course.make(tmp_path_factory.mktemp("unsealed"), kernels)
    with (made.root / "nbgrader_config.py").open("a") as config:
        config.write("c.FencedExecute.sealed = False\n")
    for name, answer in FORGERIES.items():
        made.hand_in(_student(name), answer)
    made.autograde()
    return made


@pytest.fixture(scope="module")
def stock(tmp_path_factory, listening, token, kernels):
    """The same without the fence, for submissions that may be let to do their harm."""
    harmless = [each for each in SUBMISSIONS if each.stock]
    made = _handed_in(tmp_path_factory.mktemp("stock"), kernels, listening, harmless)
    made.nbgrader("autograde", TASK, JUPYTER_NO_CONFIG="1", JUPYTERHUB_API_TOKEN=TOKEN)
    return made


def _handed_in(place, kernels, port, submissions):
    course = Course.make(place, kernels)
    course.port = port
    for student, (answer, _) in HONEST.items():
        course.hand_in(student, f"{answer}  # {WORK}")
    for each in submissions:
        course.hand_in(each.name, each.answer, each.change)
    return course


def _student(name):
    return "forger-" + "-".join(name.replace("'", "").split())


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=str)
def test_a_hostile_submission_does_no_harm_and_gets_no_points(course, submission):
    scores = course.scores()

    assert not submission.harmed(course)
    assert scores.get(submission.name) == submission.points
    if submission.points is not None:
        said = course.said(submission.name)
        assert "got" not in said
        assert not [each for each in CANARIES if each in said]
        assert course.graded(submission.name).stat().st_size < 3_000_000


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_learner_among_them_gets_what_she_earned(course, student):
    assert course.scores()[student] == HONEST[student][1]


def test_what_is_refused_says_why_and_the_rest_is_graded(course):
    assert set(course.refused) == {each.name for each in SUBMISSIONS if each.points is None}
    for name in ("link-to-gradebook", "link-to-solutions", "pipe"):
        assert "is a link or no file" in course.refused[name]


def test_nothing_of_a_kernel_is_left(course, kernels):
    assert list(kernels.iterdir()) == []


@pytest.mark.parametrize("submission", [each for each in SUBMISSIONS if each.stock], ids=str)
def test_without_the_fence_it_does_its_harm(stock, submission):
    """Else its test above would prove nothing."""
    assert "got" in stock.said(submission.name) or submission.harmed(stock)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_gets_nothing_from_tests_that_are_sealed(course, name):
    assert course.scores()[_student(name)] == 0


@pytest.mark.parametrize("name", FORGERIES)
def test_it_gets_all_points_where_sealing_is_off_as_the_docs_say(unsealed, name):
    assert unsealed.scores()[_student(name)] == ALL


def test_the_docs_list_these_forgeries_and_no_others():
    page = (ROOT / "docs" / "explanation" / "grading.md").read_text("utf-8")
    rows = page.partition("| forgery |")[2].partition("\n\n")[0].splitlines()[2:]

    assert [row.split(" | ")[0].strip("| ") for row in rows] == list(FORGERIES)


def test_the_docs_say_the_limits_that_hold():
    page = (ROOT / "docs" / "explanation" / "grading.md").read_text("utf-8")
    limits, kernel = FencedExecute(), FencedKernelManager()

    assert f"| one cell | {limits.timeout} seconds |" in page
    assert f"| all cells of a notebook | {limits.notebook_timeout} seconds |" in page
    assert f"| output of one cell | {limits.cell_output >> 20} MiB |" in page
    assert f"| output of a notebook | {limits.notebook_output >> 20} MiB |" in page
    assert f"| memory, files | {kernel.memory >> 20} MiB, {kernel.disk >> 20} MiB |" in page
