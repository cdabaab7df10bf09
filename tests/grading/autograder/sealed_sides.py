"""Both sides of a sealed test in processes of their own, without kernel and fence: a test a moment.

And the same cells in one process, as nbgrader runs them.
"""

import io
import json
import os
import socket
import sys
from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grading.autograder.sealed import learner, plan
from grading.autograder.sealed.author import Main
from grading.autograder.sealed.examine import examine
from grading.autograder.sealed.job import Job, Verdict
from grading.autograder.sealed.plan import Test
from grading.autograder.sealed.wire import Broken, Line

POINTS = 2.0
PATIENCE = 10.0


def notebook(test: str, answer: str, locked: str = "", plain: str = "") -> NotebookNode:
    """Return an author's notebook: locked cell, answer, a plain cell, and the test."""
    cells = []
    if locked:
        cells.append(_cell(locked, "given", locked=True))
    cells.append(_cell(answer, "answer", solution=True))
    if plain:
        cells.append(new_code_cell(plain))
    cells.append(_cell(test, "test", grade=True, locked=True, points=POINTS))
    return new_notebook(cells=cells)


def _cell(source: str, name: str, **told: object) -> NotebookNode:
    plain = {"grade": False, "solution": False, "locked": False, "grade_id": name}
    return new_code_cell(source, metadata={"nbgrader": {**plain, **told}})


def planned(test: str, answer: str, locked: str = "", plain: str = "") -> Test:
    """Return the plan of the test."""
    return plan.static(notebook(test, answer, locked, plain)).tests["test"]


def sealed(
    test: Test,
    program: list[str],
    *,
    recording: bool = False,
    plant: Callable[[], None] = lambda: None,
    seconds: float = PATIENCE,
) -> Verdict:
    """Run ``test`` against a process that has run ``program``; ``plant`` spoils the test's side."""
    theirs, ours = socket.socketpair()
    answering = os.fork()
    if not answering:
        ours.close()
        answer(theirs, program)
    theirs.close()
    reading, writing = os.pipe()
    examining = os.fork()
    if not examining:
        os.close(reading)
        job = Job.of(test, program, seconds=seconds, recording=recording)
        _examine(job, ours, writing, plant)
    ours.close()
    os.close(writing)
    with os.fdopen(reading) as said:
        verdict = said.read()
    os.waitpid(examining, 0)
    os.kill(answering, 9)
    os.waitpid(answering, 0)
    return Verdict(**json.loads(verdict))


def answer(end: socket.socket, program: list[str]) -> None:
    """Run ``program`` in this process, answer a test at ``end``, and end this process."""
    try:
        main = Main()
        sys.stdout = sys.stderr = io.StringIO()
        for cell in program:
            try:
                exec(cell, main.names)
            except Exception:
                continue  # As in a kernel, the next cell runs.
        learner.Learner(Line(end), main.names).serve()
    except Broken:
        pass
    finally:
        os._exit(0)


def _examine(job: Job, end: socket.socket, writing: int, plant: Callable[[], None]) -> None:
    def tell(verdict: Verdict) -> None:
        os.write(writing, json.dumps(vars(verdict)).encode())
        os._exit(0)

    try:
        plant()
        examine(job, Line(end), tell)
    finally:
        os._exit(1)


def together(cells: list[str], test: str) -> list[dict[str, object]]:
    """Return what ``test`` puts out when it runs where ``cells`` ran."""
    reading, writing = os.pipe()
    running = os.fork()
    if not running:
        try:
            main = Main()
            main.begin()
            for cell in cells:
                main.run(cell, "cell")
            main.begin()
            main.run(test, "test")
            os.write(writing, json.dumps(main.outputs).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        outputs = said.read()
    os.waitpid(running, 0)
    return list(json.loads(outputs))


def points(outputs: list[dict[str, object]]) -> float:
    """Return the points that nbgrader gives for ``outputs``."""
    from nbformat import from_dict
    from nbgrader.utils import determine_grade

    cell = _cell("", "test", grade=True, locked=True, points=POINTS)
    cell.outputs = [from_dict(each) for each in outputs]
    return float(determine_grade(cell)[0])


def scored(verdict: Verdict) -> float:
    """Return the points of a verdict."""
    return 0.0 if verdict.poison else points(verdict.outputs)
