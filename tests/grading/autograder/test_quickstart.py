"""nbgrader's own example course: our command gives the gradebook that stock nbgrader gives."""

import json
import shutil
import subprocess

import pytest

from tests.grading.autograder import nbgrader_course
from tests.grading.autograder.nbgrader_course import PROGRAMS, STOCK, gradebook, nbgrader


def ours(course, *words):
    command = [str(PROGRAMS / "learning-passport"), "assignment", "autograde", "ps1"]
    done = subprocess.run(
        [*command, "--course", str(course), "--json", *words],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course twice: graded by stock nbgrader, and by our command with what it printed."""
    stock = nbgrader_course.make(tmp_path_factory.mktemp("stock"))
    course = tmp_path_factory.mktemp("ours") / "course"
    shutil.copytree(stock, course)
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(stock), str(course)))
    done = nbgrader(stock, "autograde", "ps1", **STOCK)
    assert done.returncode == 0, done.stderr
    return stock, course, ours(course)


def test_the_gradebook_is_that_of_stock_nbgrader(graded):
    stock, course, _ = graded
    expected = gradebook(stock)
    assert len(expected) > 100
    assert gradebook(course) == expected


def test_what_is_printed_is_what_the_gradebook_says(graded):
    _, _, printed = graded
    by_student = {each["student"]: each for each in printed}
    assert {each["status"] for each in printed} == {"graded"}
    assert by_student["right"]["score"] == 3
    assert by_student["right"]["max_score"] == 13
    assert by_student["right"]["needs_manual"] is True
    assert by_student["wrong"]["score"] < 1
    assert by_student["edited-test"]["score"] < 1
    assert by_student["noise"]["late_seconds"] == 0  # nobody set a deadline


def test_graded_again_nothing_changes_and_nothing_is_run_again(graded):
    _, course, _ = graded
    before = gradebook(course)
    assert {each["status"] for each in ours(course)} == {"unchanged"}
    assert gradebook(course) == before


def test_one_student_can_be_graded_anew(graded):
    _, course, _ = graded
    before = gradebook(course)
    (one,) = ours(course, "--force", "--student", "right")
    assert (one["student"], one["status"]) == ("right", "graded")
    assert gradebook(course) == before
