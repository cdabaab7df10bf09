"""A test that runs apart from the program that it tests gives that program nothing it did not earn.

All forgers are graded in one go between honest learners, by the road that a teacher takes.
"""

import pytest
from nbgrader.api import Gradebook

from grading.autograder.sealed import record
from tests.hostile.sealed_table import FORGERS
from tests.hostile.sealed_task import ALL, RIGHT, WRONG, task
from tests.hostile.submissions import HIDDEN, SOLUTION, TASK, Course

pytestmark = pytest.mark.timeout(1800)

HONEST = {"a-right": (RIGHT, ALL), "z-right": (RIGHT, ALL), "z-wrong": (WRONG, 0.0)}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course after one run over everything."""
    made = Course.make(tmp_path_factory.mktemp("sealed"), tmp_path_factory.mktemp("k"), task())
    for student, (answer, _) in HONEST.items():
        made.hand_in(student, answer)
    for each in FORGERS:
        made.hand_in(each.name, each.answer)
    made.autograde()
    return made


def points(course, student):
    """Return a learner's points by test."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", "hostile") as gradebook:
        found = gradebook.find_submission_notebook("task", TASK, student)
        return {each.name: each.score for each in found.grades if each.score}


@pytest.mark.parametrize("forger", FORGERS, ids=str)
def test_a_forger_gets_no_more_than_is_earned_and_the_teacher_is_told(course, forger):
    (seen,) = record.read(course.root, TASK, forger.name)

    assert sum(points(course, forger.name).values()) == forger.points, points(course, forger.name)
    assert (seen.sealed_points, seen.unsealed_points) == (ALL, 0)
    assert not forger.flagged or seen.tampered
    assert not [each for each in ("got", HIDDEN, SOLUTION) if each in course.said(forger.name)]


@pytest.mark.parametrize("student", HONEST)
def test_an_honest_learner_among_them_gets_what_she_earned_and_no_flag(course, student):
    (seen,) = record.read(course.root, TASK, student)

    assert sum(points(course, student).values()) == HONEST[student][1]
    assert seen.tampered == ()


def test_nobody_was_left_out(course):
    assert course.refused == {}
