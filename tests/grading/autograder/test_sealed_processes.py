"""A test's process can call the learner's program, tell its verdict, and do nothing else."""

import os
import select
import signal
import socket

import pytest

from grading.autograder.sealed.examine import TOO_LONG, Job
from grading.autograder.sealed.processes import Examination
from tests.grading.autograder.sealed_sides import answer


def examined(source, program="def f(n): return n", seconds=10.0):
    """Return the verdict of the test ``source`` on ``program``."""
    theirs, ours = socket.socketpair()
    answering = os.fork()
    if not answering:
        ours.close()
        answer(theirs, [program])
    theirs.close()
    try:
        examination = Examination(Job("t", source, fetched=("f",), seconds=seconds), ours)
        select.select([examination], [], [], seconds + 5)
        return examination.verdict()
    finally:
        os.kill(answering, signal.SIGKILL)
        os.waitpid(answering, 0)


def errors(verdict):
    return [each["ename"] for each in verdict.outputs if each["output_type"] == "error"]


def test_a_test_calls_the_program_and_tells_what_came_of_it():
    verdict = examined("assert f(3) == 3\nprint('so')\nf(2) / 4")

    assert verdict.poison == ""
    assert [each["output_type"] for each in verdict.outputs] == ["stream", "execute_result"]
    assert verdict.outputs[1]["data"] == {"text/plain": "0.5"}
    assert verdict.questions == 3  # its names, and two calls


def test_an_error_shows_where_it_arose_in_test_and_program():
    (error,) = examined("f(0)", "def f(n):\n    return 1 / n").outputs
    shown = "\n".join(error["traceback"])

    assert error["ename"] == "ZeroDivisionError"
    assert "    f(0)" in shown and "In the answer" in shown
    assert "autograder/sealed" not in shown


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/tmp/left', 'w')",
        "open('/proc/self/environ')",
        "__import__('os').listdir('/root')",
        "__import__('os').fork()",
        "__import__('os').execv('/bin/sh', ['sh'])",
        "__import__('os').kill(1, 9)",
        "__import__('os').kill(__import__('os').getppid(), 9)",
        "__import__('socket').socket()",
        "__import__('socket').socket(__import__('socket').AF_UNIX)",
        "__import__('subprocess').run(['true'])",
    ],
)
def test_whatever_ran_there_it_reaches_nothing(attempt):
    """What the rule lets through and what it does not: behind the rule stands a fence."""
    verdict = examined(f"try:\n    {attempt}\nexcept OSError:\n    print('refused')")

    assert [each.get("text") for each in verdict.outputs] == ["refused\n"]


@pytest.mark.parametrize(
    "endless",
    ["while True: pass", "try:\n    while True: pass\nexcept BaseException:\n    pass", "f(1)"],
)
def test_a_test_without_end_is_no_points(endless):
    verdict = examined(endless, "def f(n):\n    while True: pass", seconds=1.0)

    assert verdict.poison == TOO_LONG


def test_a_test_that_cannot_be_interrupted_is_ended():
    verdict = examined("sum(range(10 ** 15))", seconds=1.0)

    assert verdict.poison


@pytest.mark.parametrize("greedy", ["bytearray(1 << 40)", "[0] * (1 << 34)", "'x' * (1 << 33)"])
def test_memory_has_a_bound(greedy):
    assert errors(examined(greedy)) == ["MemoryError"]


def test_a_process_that_ends_says_nothing_and_that_is_no_points():
    assert "without a verdict" in examined("import os\nos._exit(0)").poison


def test_a_program_that_ends_is_no_points_whatever_the_test_catches():
    verdict = examined("try:\n    f(1)\nexcept:\n    pass", "import os\ndef f(n): os._exit(0)")

    assert verdict.poison.startswith("Broken")


def test_one_test_leaves_nothing_to_the_next():
    examined("import builtins, random\nbuiltins.left = random.left = 1")

    assert errors(examined("left")) == ["NameError"]
    assert errors(examined("import random\nrandom.left")) == ["AttributeError"]
