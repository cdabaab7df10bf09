"""Hand-ins of many qualities: the gradebook is stock nbgrader's, but where we want it otherwise."""

import json
import shutil
import sqlite3
import subprocess

import pytest

from tests.grading.autograder import equal_course
from tests.grading.autograder.equal_course import BREAKING, HAND_INS, NAME, RIGHT, hand_in
from tests.grading.autograder.nbgrader_course import PROGRAMS, STOCK, gradebook, nbgrader


def ours(course, *words, code=0):
    """Grade with our command, by two processes; return what it printed, by student."""
    command = [str(PROGRAMS / "learning-passport"), "assignment", "autograde", NAME, "--jobs", "2"]
    done = subprocess.run(
        [*command, "--course", str(course), "--json", *words],
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == code, done.stderr
    return {each["student"]: each for each in json.loads(done.stdout)}


def copy(course, folder):
    made = shutil.copytree(course, folder / "course")
    config = made / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(course), str(made)))
    return made


def marked_by_hand(course):
    """A person gives points and says something, as Formgrader would."""
    base = sqlite3.connect(course / "gradebook.db")
    with base:
        base.execute("UPDATE grade SET manual_score = 1, needs_manual_grade = 0")
        base.execute("UPDATE comment SET manual_comment = 'seen'")
    base.close()


def of(course, student):
    return [row for row in gradebook(course) if row[0] == student]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The course before anything is graded."""
    return equal_course.make(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def stock(made, tmp_path_factory):
    """Graded by stock nbgrader."""
    course = copy(made, tmp_path_factory.mktemp("stock"))
    done = nbgrader(course, "autograde", NAME, **STOCK)
    assert done.returncode == 0, done.stderr
    return course


@pytest.fixture(scope="module")
def graded(made, tmp_path_factory):
    """Graded by our command."""
    course = copy(made, tmp_path_factory.mktemp("ours"))
    return course, ours(course)


@pytest.mark.parametrize("student", [*HAND_INS, "late"])
def test_every_row_about_a_hand_in_is_that_of_stock_nbgrader(stock, graded, student):
    course, _ = graded
    expected = of(stock, student)
    assert len(expected) == 10  # 5 grades and 5 comments
    assert of(course, student) == expected


def test_late_work_loses_the_same_points(stock, graded):
    course, printed = graded
    expected = equal_course.penalties(stock)
    assert equal_course.penalties(course) == expected
    assert dict(expected)["late"] > 0
    assert printed["late"]["late_seconds"] == 86400 + 36000


def test_each_has_what_it_deserves(graded):
    """Else two equal gradebooks could be two empty ones."""
    _, printed = graded
    assert {each["status"] for each in printed.values()} == {"graded"}
    assert printed["right"]["score"] == 5
    assert printed["right"]["max_score"] == 16
    assert printed["half"]["score"] == 3
    for student in ("wrong", "syntax", "raises", "noise", "endless"):
        assert printed[student]["score"] <= 3, student


def test_marked_again_after_a_person_marked_the_same_wait_for_her(stock, graded, tmp_path):
    course, _ = graded
    both = copy(stock, tmp_path / "stock"), copy(course, tmp_path / "ours")
    for each in both:
        marked_by_hand(each)
        hand_in(each, "wrong", RIGHT)
        hand_in(each, "right", {}, equal_course.without("test-share"))
    done = nbgrader(both[0], "autograde", NAME, "--force", **STOCK)
    assert done.returncode == 0, done.stderr
    ours(both[1], "--force")
    assert gradebook(both[1]) == gradebook(both[0])
    assert any(row[6] == 1 and row[4] == 1 for row in of(both[1], "wrong") if len(row) == 8)


def test_a_renamed_and_a_missing_notebook_are_refused_alike(made, tmp_path):
    both = copy(made, tmp_path / "stock"), copy(made, tmp_path / "ours")
    for each in both:
        for student in HAND_INS:
            shutil.rmtree(each / "submitted" / student)
        renamed = hand_in(each, "renamed", RIGHT)
        renamed.rename(renamed.with_name("my own.ipynb"))
        hand_in(each, "nothing", RIGHT).unlink()
        hand_in(each, "broken", RIGHT).write_text("this is no notebook")
    nbgrader(both[0], "autograde", NAME, **STOCK)
    printed = ours(both[1], code=1)
    assert gradebook(both[1]) == gradebook(both[0])
    assert {name: each["status"] for name, each in printed.items()} == {
        **dict.fromkeys(("renamed", "nothing", "broken"), "failed"),
        "late": "graded",
    }
    assert "No notebooks found" in printed["renamed"]["error"]


@pytest.mark.parametrize("name", BREAKING)
def test_a_copied_or_split_cell_is_graded_where_stock_nbgrader_breaks(made, tmp_path, name):
    """A difference that we want (nbgrader #1083, #1941)."""
    course = copy(made, tmp_path)
    for student in HAND_INS:
        shutil.rmtree(course / "submitted" / student)
    hand_in(course, name, RIGHT, BREAKING[name])
    stock = copy(course, tmp_path / "stock")
    assert nbgrader(stock, "autograde", NAME, "--student", name, **STOCK).returncode != 0
    printed = ours(course, "--student", name)
    assert (printed[name]["status"], printed[name]["score"]) == ("graded", 5)


def test_the_process_of_one_submission_that_is_killed_costs_that_one_only(made, tmp_path):
    course = copy(made, tmp_path)
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + _KILLS)
    printed = ours(course, code=1)
    lost = {name for name, each in printed.items() if each["status"] == "failed"}
    assert lost == {"asks"}
    assert "ended from outside" in printed["asks"]["error"]
    config.write_text(config.read_text().replace(_KILLS, ""))
    again = {name: each["status"] for name, each in ours(course).items()}
    assert again == {**dict.fromkeys(printed, "unchanged"), "asks": "graded"}


# The grader's own process ends in the middle of one submission, as when memory runs out.
_KILLS = """
import os, signal
def hook(assignment, student, notebooks):
    if student == "asks":
        os.kill(os.getpid(), signal.SIGKILL)
c.Autograde.pre_convert_hook = hook
"""
