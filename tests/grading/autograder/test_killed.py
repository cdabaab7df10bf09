"""Collecting and grading are killed in the middle and started again: nothing lost or doubled."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from grading.autograder.collect import collect
from grading.autograder.course import CourseFolder, prepare
from grading.autograder.release import release
from grading.autograder.results import results
from grading.autograder.run import autograde
from lp_widgets import lesson as lessons
from tests.grading.autograder.nbgrader_course import PROGRAMS, gradebook
from tests.grading.autograder.test_pipeline import DUE, GIVEN, NAME, SHIPPED, hand_in

# The work of another process, which ends itself without a word at the Nth time that it writes
# durably, moves a folder or tells the gradebook.
DIE_AT = """
import os, signal, sys
from pathlib import Path
import sqlalchemy.orm

left = int(sys.argv[2])

def counted(stock):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return stock(*args, **kwargs)
    return call

os.fsync = counted(os.fsync)
Path.rename = counted(Path.rename)
Path.replace = counted(Path.replace)
sqlalchemy.orm.Session.commit = counted(sqlalchemy.orm.Session.commit)

from grading.autograder.course import CourseFolder
from tests.grading.autograder import test_killed

getattr(test_killed, sys.argv[3])(CourseFolder(Path(sys.argv[1])))
"""


def collect_all(course):
    """Collect everybody's work, the newer of two hand-ins."""
    collect(course, NAME, [hand_in(each, given, f"{each}-2") for each, given in GIVEN.items()])


def grade_all(course):
    """Grade whatever lies there."""
    autograde(course, NAME)


def killed(course, program, *words):
    """Run ``program`` on a course in a process of its own; return whether it killed itself."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(course.root), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=200,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A released course in which everybody had handed in once before."""
    made = prepare(tmp_path_factory.mktemp("first") / "first-steps", lessons.read_course(SHIPPED))
    release(made, NAME, DUE)
    collect(made, NAME, [hand_in(each, {}, f"{each}-1") for each in GIVEN])
    return made


@pytest.fixture(scope="module")
def undisturbed(released, tmp_path_factory):
    """The same course, collected and graded without a fault."""
    made = copy(released, tmp_path_factory.mktemp("calm"))
    collect_all(made)
    grade_all(made)
    return made


def copy(course, folder):
    shutil.copytree(course.root, folder / "first-steps")
    return CourseFolder(folder / "first-steps")


def submissions(course):
    return {
        str(path.relative_to(course.root)): path.read_bytes()
        for path in sorted((course.root / "submitted").rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("moment", [1, 2, 4, 5, 6, 8, 11, 15])
def test_a_killed_collecting_goes_on(released, undisturbed, tmp_path, moment):
    course = copy(released, tmp_path)
    assert killed(course, DIE_AT, moment, "collect_all")
    for path in course.root.glob(f"submitted/*/{NAME}"):
        assert sorted(each.name for each in path.iterdir()) == [
            f"{NAME}.ipynb",
            "submission_secret.txt",
            "timestamp.txt",
        ]
    collect_all(course)
    assert submissions(course) == submissions(undisturbed)
    assert [each.name for each in course.own.glob("collect-*")] == []


@pytest.mark.parametrize("moment", [1, 3, 7, 9, 14, 19, 22])
def test_a_killed_grading_goes_on(released, undisturbed, tmp_path, moment):
    course = copy(released, tmp_path)
    collect_all(course)
    assert killed(course, DIE_AT, moment, "grade_all")
    grade_all(course)
    assert gradebook(course.root) == gradebook(undisturbed.root)
    assert {(each.account, each.receipt, each.score) for each in results(course, NAME)} == {
        (each.account, each.receipt, each.score) for each in results(undisturbed, NAME)
    }
    assert len(results(course, NAME)) == len(GIVEN)


# The same, when it is about to run a learner's program: nbgrader has written the submission once.
DIE_BEFORE_RUNNING = """
import os, signal, sys
from pathlib import Path
from grading.autograder.execute import FencedExecute

FencedExecute.preprocess = lambda *args, **more: os.kill(os.getpid(), signal.SIGKILL)

from grading.autograder.course import CourseFolder
from tests.grading.autograder import test_killed

test_killed.grade_all(CourseFolder(Path(sys.argv[1])))
"""


def test_a_grading_that_was_cut_off_gives_nobody_a_result(released, tmp_path):
    """Neither for a first hand-in, nor the marks of the one before for a second."""
    course = copy(released, tmp_path)
    assert killed(course, DIE_BEFORE_RUNNING)
    assert results(course, NAME) == []
    grade_all(course)
    before = {each.receipt for each in results(course, NAME)}
    collect_all(course)
    assert killed(course, DIE_BEFORE_RUNNING)
    left = {each.receipt for each in results(course, NAME)}
    assert len(left) == len(GIVEN) - 1 and left < before


def test_what_was_cleared_away_is_graded_again(released, tmp_path):
    course = copy(released, tmp_path)
    grade_all(course)
    shutil.rmtree(course.root / "autograded" / "kright")
    with course.gradebook() as gradebook:
        gradebook.remove_submission(NAME, "khalf")
    (course.root / "autograded" / "kodd" / NAME / f"{NAME}.ipynb").write_text("half of a no")
    assert {each.account for each in results(course, NAME)} == {"kempty"}
    found = {each.student: each.status for each in autograde(course, NAME)}
    again = ("kright", "khalf", "kodd")
    assert found == {**dict.fromkeys(again, "graded"), "kempty": "unchanged"}
    assert {each.account for each in results(course, NAME)} == set(GIVEN)


# The second hand-in is never done with: both of two processes are at work when the end comes.
STUCK = """
import time
from pathlib import Path
def hook(assignment, student, notebooks):
    if student != "kempty":
        Path(c.CourseDirectory.root, student).touch()
        time.sleep(600)
c.Autograde.pre_convert_hook = hook
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "ctrl-c"])
def test_several_processes_end_with_the_one_that_started_them(
    released, undisturbed, tmp_path, number
):
    course = copy(released, tmp_path)
    collect_all(course)
    config = course.root / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(f"{before}\nc.CourseDirectory.root = {str(course.root)!r}\n{STUCK}")
    command = [str(PROGRAMS / "learning-passport"), "assignment", "autograde", NAME]
    running = psutil.Popen(
        [*command, "--course", str(course.root), "--jobs", "2"], stderr=subprocess.DEVNULL
    )
    while len(list(course.root.glob("k*"))) < 2:
        assert running.poll() is None
        time.sleep(0.05)
    started = running.children(recursive=True)
    assert len(started) >= 3  # two that grade, and what programs are forked from
    running.send_signal(number)
    assert running.wait(60) != 0
    _, left = psutil.wait_procs(started, timeout=60)
    assert left == []
    config.write_text(before)
    grade_all(course)
    assert gradebook(course.root) == gradebook(undisturbed.root)
