"""Marking and giving back are killed at any step: run again, both come to the same end."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grading.autograder.course import CourseFolder
from grading.autograder.results import results
from grading.records.database import Database
from hub_config.lab.folder import Folder
from tests.e2e.lab import PROGRAM
from tests.grading.autograder.nbgrader_course import gradebook
from tests.hub_config.handing_in import COURSE, NAME, RIGHT, WRONG, hand_in
from tests.hub_config.test_assignment_cli import made

# The command, which kills itself without a word before the Nth thing that it does to a disk; with
# N = 0 it lives, and says how many there were.
DIE_AT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy.engine.default import DefaultDialect

moment, done = int(sys.argv[1]), 0

def counted(stock):
    def does(*args, **kwargs):
        global done
        done += 1
        if done == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return stock(*args, **kwargs)
    return does

for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "replace"),
                    (DefaultDialect, "do_commit"), (DefaultDialect, "do_execute")):
    setattr(owner, name, counted(getattr(owner, name)))

from hub_config.cli import main
main(sys.argv[2:], standalone_mode=False)
print("did", done)
"""
GIVEN = {"Lina": RIGHT, "Amal": WRONG, "Sara": {"sum": "5"}}
COMMANDS = {"autograde": ("autograde", NAME), "feedback": ("feedback", NAME, "--all")}


def command(folder, what, moment=0):
    """Run a command that dies at ``moment``; return how many things it did, or None: it died."""
    words = ["assignment", *COMMANDS[what], "--data", str(folder.root)]
    ran = subprocess.run(
        [sys.executable, "-c", DIE_AT, str(moment), *words],
        capture_output=True,
        text=True,
        timeout=200,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode in (0, -signal.SIGKILL), ran.stderr
    return None if ran.returncode else int(ran.stdout.split()[-1])


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A lab that does not run: by command the folder in which it is to be run."""
    handed_in, accounts = made(tmp_path_factory.mktemp("before") / "data")
    words = ("assignment", "release", NAME, "--data", str(handed_in.root))
    subprocess.run([PROGRAM, *words], check=True, capture_output=True, timeout=200)
    for name, given in GIVEN.items():
        hand_in(handed_in, accounts[name], given)
    marked = copy(handed_in, tmp_path_factory.mktemp("marked"))
    steps = {"autograde": command(marked, "autograde")}
    back = copy(marked, tmp_path_factory.mktemp("back"))
    steps["feedback"] = command(back, "feedback")
    return {"autograde": handed_in, "feedback": marked}, steps, everything(back)


def copy(folder, place):
    shutil.copytree(folder.root, place / "data")
    return Folder(place / "data")


def everything(folder):
    """Return what gradebook, results and record say, without the moment at which they say it."""
    course = CourseFolder(folder.courses / COURSE)
    base = Database(folder.database, readonly=True)
    try:
        with base.read() as connection:
            ask = connection.exec_driver_sql
            record = {
                "grades": ask("SELECT id, submission_id, score, max_score, body FROM grade").all(),
                "marks": ask("SELECT response_id, score, state, result FROM mark").all(),
                "submissions": ask("SELECT id, receipt, received, late FROM submission").all(),
                "statements": [
                    {**json.loads(body), "timestamp": "", "stored": ""}
                    for (body,) in ask("SELECT body FROM statement").all()
                ],
            }
    finally:
        base.close()
    return {
        "gradebook": gradebook(course.root),
        "results": sorted(results(course, NAME), key=lambda each: each.account),
        **{key: sorted(found, key=repr) for key, found in record.items()},
    }


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("what", COMMANDS)
def test_a_killed_command_that_is_run_again_comes_to_the_same_end(before, tmp_path, what, share):
    folders, steps, wanted = before
    folder = copy(folders[what], tmp_path)
    assert command(folder, what, max(1, int(steps[what] * share))) is None
    for each in COMMANDS if what == "autograde" else ["feedback"]:
        command(folder, each)
    assert everything(folder) == wanted


def test_the_record_of_an_undisturbed_run_says_each_thing_once(before):
    _, steps, wanted = before
    assert min(steps.values()) > 20
    assert len(wanted["grades"]) == len(wanted["results"]) == len(GIVEN)
    verbs = [each["verb"]["display"]["en"] for each in wanted["statements"]]
    assert (verbs.count("submitted"), verbs.count("graded")) == (len(GIVEN), len(GIVEN))
    assert {each.score for each in wanted["results"]} == {3, 1, 0}
