"""The how-to's package, built and installed by pip, answered on all four surfaces."""

import json
import subprocess

import pytest

from lp_widgets import plugins
from lp_widgets.plugins import Plugins
from tests.docs.generated import EXAMPLE
from tests.e2e import jupyterlab, matrix
from tests.e2e.environment import add_package, add_project, beside, known_here
from tests.e2e.lab import RunningLab
from tests.e2e.test_accessibility import judge
from tests.grading.autograder import matrix as autograder

NAME = "estimate"
LEARNERS = {"Touch": "en", "Mouse": "en", "Keys": "en", "Amal": "ar", "Sara": "fr"}
ROSTER = "name,locale,class\n" + "".join(f"{name},{tag},Kite\n" for name, tag in LEARNERS.items())


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment in which the package is installed; this process knows the type as well."""
    folder = tmp_path_factory.mktemp("environment")
    own = beside(folder)
    add_project(folder, EXAMPLE)
    with known_here(own, "lp_estimate"):
        yield folder


@pytest.fixture(scope="module")
def alone(environment):
    """What is installed, with no other type."""
    return Plugins(question_types={NAME: plugins.load().question_types[NAME]})


@pytest.fixture(scope="module")
def lab(environment, alone, tmp_path_factory):
    """A lab with a course that asks the stranger's question on a built and on a live page."""
    folder = tmp_path_factory.mktemp("strangers")
    course = matrix.write_course(folder / "courses", alone)
    own = next(environment.glob("lib/python*/site-packages"))
    add_package(own, "matrix_course", matrix.HOOKS.format(course))
    running = RunningLab(folder, ROSTER, str(environment / "bin" / "learning-passport"))
    running.start()
    yield running
    running.stop()


def test_the_packages_own_test_passes_where_it_is_installed(environment):
    done = subprocess.run(
        [
            environment / "bin" / "python3",
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir=.",
            "tests",
        ],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_it_meets_the_contract_in_its_own_environment(environment):
    done = subprocess.run(
        [environment / "bin" / "learning-passport", "plugins", "test", NAME, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    (told,) = json.loads(done.stdout)
    assert [each for each in told["checks"] if each["state"] != "ok"] == []
    assert (told["name"], told["sound"], done.returncode) == (NAME, True, 0)


@pytest.mark.parametrize("how", matrix.HOW)
@pytest.mark.parametrize("lesson", [matrix.BUILT, matrix.LIVE])
def test_it_is_answered_on_a_page(lab, handset, lesson, how):
    phone = handset(how.title(), desktop=how != "touch")
    matrix.answer_on_a_page(phone, lesson, how, [NAME])


@pytest.mark.parametrize(
    ("learner", "said", "empty"),
    [
        ("Amal", "التقدير", "لم يتحرّك المؤشر بعد."),
        ("Sara", "L'estimation", "Le curseur n'a pas encore bougé."),
    ],
)
def test_it_speaks_the_learners_language_from_its_own_catalog(lab, handset, learner, said, empty):
    phone = handset(learner)
    matrix.open_lesson(phone, matrix.BUILT)
    box = matrix.question(phone.page, matrix.identity(NAME))
    assert box.get_by_role("slider").get_attribute("aria-label") == said
    matrix.check(phone.page, matrix.identity(NAME))
    assert empty in box.locator(".slip").inner_text()
    judge(phone.page)
    assert phone.overflow() <= 0


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_it_is_answered_in_jupyterlab(environment, alone, chrome, tmp_path, how):
    python = str(environment / "bin" / "python3")
    with (
        jupyterlab.jupyterlab(tmp_path, alone, python) as address,
        jupyterlab.run(chrome, address, matrix.identity(NAME)) as (page, sent),
    ):
        matrix.answer_in_jupyterlab(page, sent, how, [NAME])


def test_it_is_marked_by_the_autograder(alone, tmp_path):
    kinds = list(alone.question_types.values())
    course = autograder.graded_course(tmp_path, kinds)
    autograder.assert_points_of_examples(course, kinds[0], autograder.rounds(kinds))
