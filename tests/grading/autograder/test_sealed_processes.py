"""A test's process can call the learner's program, tell its verdict, and do nothing else."""

import os
import select
import signal
import socket
from contextlib import closing
from functools import partial

import pytest

from grading.autograder import warm
from grading.autograder.sealed.job import TOO_LONG, Job
from grading.autograder.sealed.processes import Examiner
from tests.grading.autograder.sealed_sides import answer


@pytest.fixture(scope="module")
def template():
    """What tests' processes are forked from."""
    return warm.TESTS.template(None)


@pytest.fixture
def examiner(template):
    """What runs the tests of one submission."""
    with closing(Examiner(template)) as made:
        yield made


@pytest.fixture
def examined(examiner):
    """Return a function that runs one test of the submission."""
    return partial(examine, examiner)


def examine(examiner, source, program="def f(n): return n", seconds=10.0, **more):
    """Return the verdict of the test ``source`` on ``program``."""
    theirs, ours = socket.socketpair()
    answering = os.fork()
    if not answering:
        ours.close()
        answer(theirs, [program])
    theirs.close()
    try:
        job = Job("t", source, (program,), fetched=("f",), seconds=seconds, **more)
        examination = examiner.begin(job, ours)
        select.select([examination], [], [], seconds + 5)
        return examination.verdict()
    finally:
        os.kill(answering, signal.SIGKILL)
        os.waitpid(answering, 0)


def errors(verdict):
    return [each["ename"] for each in verdict.outputs if each["output_type"] == "error"]


def test_a_test_calls_the_program_and_tells_what_came_of_it(examined):
    verdict = examined("assert f(3) == 3\nprint('so')\nf(2) / 4")

    assert verdict.poison == ""
    assert [each["output_type"] for each in verdict.outputs] == ["stream", "execute_result"]
    assert verdict.outputs[1]["data"] == {"text/plain": "0.5"}
    assert verdict.questions == 3  # its names, and two calls


def test_an_error_shows_where_it_arose_in_test_and_program(examined):
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
def test_whatever_ran_there_it_reaches_nothing(examined, attempt):
    """What the rule lets through and what it does not: behind the rule stands a fence."""
    verdict = examined(f"try:\n    {attempt}\nexcept OSError:\n    print('refused')")

    assert [each.get("text") for each in verdict.outputs] == ["refused\n"]


@pytest.mark.parametrize(
    "endless",
    ["while True: pass", "try:\n    while True: pass\nexcept BaseException:\n    pass", "f(1)"],
)
def test_a_test_without_end_is_no_points(examined, endless):
    verdict = examined(endless, "def f(n):\n    while True: pass", seconds=1.0)

    assert verdict.poison == TOO_LONG


def test_a_test_that_cannot_be_interrupted_is_ended(examined):
    verdict = examined("sum(range(10 ** 15))", seconds=1.0)

    assert verdict.poison


@pytest.mark.parametrize("greedy", ["bytearray(1 << 40)", "[0] * (1 << 34)", "'x' * (1 << 33)"])
def test_memory_has_a_bound(examined, greedy):
    assert errors(examined(greedy)) == ["MemoryError"]


def test_a_process_that_ends_says_nothing_and_that_is_no_points(examined):
    assert "without a verdict" in examined("import os\nos._exit(0)").poison


def test_a_program_that_ends_is_no_points_whatever_the_test_catches(examined):
    verdict = examined("try:\n    f(1)\nexcept:\n    pass", "import os\ndef f(n): os._exit(0)")

    assert verdict.poison.startswith("Broken")


def test_one_test_leaves_nothing_to_the_next(examined):
    examined("import builtins, random\nbuiltins.left = random.left = 1")

    assert errors(examined("left")) == ["NameError"]
    assert errors(examined("import random\nrandom.left")) == ["AttributeError"]


WHOSE = "import os\nprint(os.getpid())"


def process(verdict):
    """Return the number of the process that a test which says so has run in."""
    return int(verdict.outputs[0]["text"])


def test_the_tests_of_a_submission_run_in_one_process_while_all_goes_well(examined):
    first = process(examined(WHOSE))

    assert errors(examined("assert f(3) == 3\nkept = f")) == []
    assert process(examined(WHOSE)) == first
    assert errors(examined("kept")) == ["NameError"]


def test_a_test_of_another_submission_never_runs_in_the_same_process(examined, template):
    with closing(Examiner(template)) as other:
        assert process(examine(other, WHOSE)) != process(examined(WHOSE))


@pytest.mark.parametrize(
    "leaving",
    [
        "assert f(3) == 4",
        "print('e', file=__import__('sys').stderr)",
        "import os\nos._exit(0)",
        "import builtins\nbuiltins.left = 1",
        "import random\nrandom.random = lambda: 4",
        "import math\nmath.pi = 3",
        "import os\nos.environ['LEFT'] = '1'",
        "import sys\nsys.setrecursionlimit(900)",
        "import sys\nsys.path.append('/left')",
        "import decimal\ndecimal.getcontext().prec = 3",
        "import numpy\nnumpy.seterr(all='raise')",
        "import warnings\nwarnings.simplefilter('ignore')",
        "import threading, time\nthreading.Thread(target=time.sleep, args=[9], daemon=1).start()",
    ],
)
def test_after_one_that_went_wrong_or_left_something_comes_a_fresh_process(examined, leaving):
    first = process(examined(WHOSE))
    examined(leaving, modules=("math",))

    assert process(examined(WHOSE)) != first


def test_a_program_that_breaks_the_rules_has_seen_the_last_of_that_process(examined):
    first = process(examined(WHOSE))
    examined("f(1)", "import os\ndef f(n): os._exit(0)")

    assert process(examined(WHOSE)) != first


def test_chance_starts_anew_in_each_test(examined):
    draw = "import random, numpy\nprint(random.random(), numpy.random.random())"
    examined("import random, numpy\nrandom.seed(7)\nnumpy.random.seed(7)")
    drawn = [examined(draw).outputs[0]["text"].split() for _ in range(2)]

    assert len({*drawn[0], *drawn[1]}) == 4


def test_a_seed_is_handed_on_in_a_later_test_too(examined):
    program = "import random\ndef f(n): return random.random()"
    seeded = "import random\nrandom.seed(7)\nmine = random.Random(7).random()\nassert f(0) == mine"

    assert [errors(examined(seeded, program)) for _ in range(2)] == [[], []]


def test_the_program_is_found_by_inspect_in_each_test(examined):
    told = "import inspect\nassert inspect.getsource(f) == {!r}"
    programs = ("def f(n): return 'first'", "def f(n): return 'second'")

    assert [errors(examined(told.format(each), each)) for each in programs] == [[], []]
