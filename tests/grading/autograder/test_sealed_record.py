"""What a teacher is told beside the marks: what was sealed, and what looks tampered with."""

import json
import subprocess

import nbformat
import pytest

from grading.autograder import results
from grading.autograder.course import CourseFolder
from grading.autograder.sealed import record
from grading.autograder.sealed.record import Seen
from grading.autograder.sealed.signs import signs
from tests.grading.autograder.nbgrader_course import PROGRAMS
from tests.hostile.forgeries import FORGERIES
from tests.hostile.submissions import ALL, RIGHT, TASK, Course, cell

EQUAL = FORGERIES["equal to everything"]


def command(course, *words):
    done = subprocess.run(
        [PROGRAMS / "learning-passport", "assignment", "autograde", TASK, *words],
        cwd=course.root.parent,
        capture_output=True,
        text=True,
        timeout=250,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one honest learner and one forger, graded by the command."""
    made = Course.make(tmp_path_factory.mktemp("c"), tmp_path_factory.mktemp("k"))
    made.hand_in("hawa", RIGHT)
    made.hand_in("forger", EQUAL)
    made.said = command(made, "--course", str(made.root)).stderr
    return made


def test_the_command_names_what_looks_tampered_with_and_why(course):
    printed = command(course, "--course", str(course.root), "--json").stdout
    told = {each["student"]: each for each in json.loads(printed)}

    assert "forger looks tampered with: It gave an object in place of data" in course.said
    assert "hawa" not in course.said
    assert told["hawa"]["tampered"] == []
    assert any("equal to everything" in each for each in told["forger"]["tampered"])
    assert {(each["sealed_points"], each["unsealed_points"]) for each in told.values()} == {
        (ALL, 0)
    }


def test_results_carry_it_and_forgetting_a_learner_takes_it_away(course):
    folder = CourseFolder(course.root)
    found = {each.account: each for each in results.results(folder, TASK)}

    assert (found["hawa"].tampered, found["hawa"].unsealed_points) == ((), 0)
    assert found["forger"].tampered

    results.forget(course.root.parent, "forger")

    assert record.read(course.root, TASK, "forger") == []
    assert record.read(course.root, TASK, "hawa") != []
    assert not list((course.root / ".learning-passport").rglob("*forger*"))


def test_a_test_that_was_changed_since_its_release_runs_in_the_kernel_and_that_is_told(course):
    """What is graded is the test that was released, and it is not the one that was tried."""
    source = course.root / "source" / TASK / "task.ipynb"
    notebook = nbformat.read(source, as_version=4)
    cell(notebook, "hard").source = "assert square(5) == 25"
    nbformat.write(notebook, source)

    said = command(course, "--course", str(course.root), "--force", "--student", "hawa").stderr

    (seen,) = record.read(course.root, TASK, "hawa")
    assert (seen.sealed_points, seen.unsealed_points) == (2, 3)
    assert course.scores()["hawa"] == ALL
    assert "3 points come from tests that are not sealed" in said


def test_what_was_seen_is_read_again_as_it_was_written(tmp_path):
    seen = Seen("task", 3.0, 1.5, ("It ends.",))

    record.write(tmp_path, TASK, "حواء", seen)

    assert record.read(tmp_path, TASK, "حواء") == [seen]
    assert record.read(tmp_path, TASK, "hawa") == []


def test_signs_are_what_the_author_does_not_say_too():
    program = ["import gc\ngc.collect()", "open('/proc/self/maps')", "def broken(:"]

    assert len(signs(program)) == 2
    assert signs(program, ["import gc"]) == ["looks at other processes (/proc/)"]
    assert signs(["(" * 50_000, "x" * 300_000, "\0"]) == ["is longer than anybody reads"]
