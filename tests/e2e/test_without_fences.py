"""A machine that cannot fence files: no program runs, and the lesson is there all the same."""

import json
import sys

import pytest

from tests.e2e.lab import PROGRAM, RunningLab
from tests.e2e.test_attacks import CLASSROOM, a_question, answer

# Takes Landlock away, as an older Linux would, for the program that it then becomes.
POORER = """
import os, sys
from grading.kernels import seccomp, system
from grading.kernels.syscall_table import numbers
number = numbers(system.machine())["landlock_create_ruleset"]
system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
refuse = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | 38)]
seccomp.load([*refuse, (0x06, 0, 0, 0x7FFF0000)])
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="module")
def poorer_lab(tmp_path_factory):
    """A lab on a machine without Landlock."""
    folder = tmp_path_factory.mktemp("poorer")
    program = folder / "learning-passport"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.argv[:1] = ['', {PROGRAM!r}]\n{POORER}"
    )
    program.chmod(0o755)
    running = RunningLab(folder, program=str(program))
    running.start()
    yield running
    running.stop()


def test_a_live_lesson_shows_its_text_and_questions_and_says_why(poorer_lab):
    visitor = poorer_lab.sign_in("Lina")
    status, _, body = visitor.get(CLASSROOM + "lesson/first-steps/first-program")
    page = body.decode()
    assert status == 200
    assert "Programs cannot run just now." in page
    assert page.count("data-question=") == 8
    assert "A computer follows instructions" in page or "instructions" in page
    assert not list((poorer_lab.data / "run" / "kernels").iterdir())


def test_its_questions_are_answered_and_marked(poorer_lab):
    visitor = poorer_lab.sign_in("Lina")
    question, key = a_question(poorer_lab, "first-program")
    given = answer(question, key["key"]["answer"], lesson="first-program")
    status, body = visitor.post_json(CLASSROOM + "api/responses", given)
    assert (status, body["state"]) == (200, "correct")


def test_the_doctor_says_so(poorer_lab):
    done = poorer_lab.run("lab", "doctor", "--json", check=False)
    found = {each["about"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found["fences"]["state"] == "bad"
    assert "Landlock" in found["fences"]["remedy"]
