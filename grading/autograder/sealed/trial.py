"""Finds out whether a test may be called sealed: it has to score alike in the kernel and apart.

The author's model answer, what is released to learners, and old submissions where there are some,
are each graded both ways, each in a kernel and a folder of its own. The model answer also says
where objects are asked (``contract``).
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, ClearSolutions
from nbgrader.utils import determine_grade
from traitlets.config import Config

from grading.autograder import warm
from grading.autograder.sealed import plan as plans
from grading.autograder.sealed.check import suspicion
from grading.autograder.sealed.job import Verdict
from grading.autograder.sealed.plan import Plan, Test
from grading.kernels import FenceMissing

_COMPARE = "Compare plain data: an attribute, or what a method returns, not the object itself."
_PLAIN = "Let the test call functions with plain data, and look at what they return."


@dataclass(frozen=True)
class _Graded:
    points: dict[str, float]
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Trial:
    """Where notebooks are tried: ``folder`` holds the files beside the source."""

    config: Config
    folder: Path
    hidden: tuple[str, ...] = ()
    """Folders that no kernel may read."""

    def plan(self, source: NotebookNode, submissions: Iterable[NotebookNode] = ()) -> Plan:
        """Return the plan of ``source``, in which a test is sealed only if that was tried.

        Raises FenceMissing, and KernelError where nothing can be run.
        """
        plan = plans.static(source)
        if not plan.sealed_points:
            return plan
        stub = self._stub(source)
        for each in (warm.KERNELS, warm.TESTS):
            each.template(self.folder)  # made once, for all threads
        with ThreadPoolExecutor() as pool:  # Who begins to grade waits for this.
            model = pool.submit(self._grade, source, None)
            released = pool.submit(self._grade, stub, None) if stub is not None else None
            recorded = self._grade(source, plan, recording=True)
            plan = _agreed(plan, "The model answer", model.result(), recorded, recorded=True)
            if stub is not None and released is not None and plan.sealed_points:
                apart = self._grade(stub, plan)
                plan = _agreed(plan, "What is released", released.result(), apart)
        given = [_restored(each, source) for each in submissions]
        return _agreed_by_most(plan, [self._both_ways(each, plan) for each in given])

    def _both_ways(self, notebook: NotebookNode, plan: Plan) -> "tuple[_Graded, _Graded]":
        return self._grade(notebook, None), self._grade(notebook, plan)

    def _grade(self, notebook: NotebookNode, plan: Plan | None, recording: bool = False) -> _Graded:
        from grading.autograder.execute import FencedExecute  # It uses what uses this.

        copy = deepcopy(notebook)
        ClearOutput(config=self.config).preprocess(copy, {})
        execute = FencedExecute(config=self.config)
        execute.plan, execute.recording, execute.hidden = plan, recording, self.hidden
        execute.source = self.folder
        execute.preprocess(copy, {"metadata": {"path": str(self.folder)}})
        points = {name: float(determine_grade(cell)[0]) for name, cell in _tests(copy)}
        return _Graded(points, execute.verdicts)

    def _stub(self, source: NotebookNode) -> NotebookNode | None:
        """Return what learners get to start from; None when nbgrader cannot make it."""
        copy = deepcopy(source)
        try:
            return ClearSolutions(config=self.config).preprocess(copy, {})[0]
        except (RuntimeError, ValueError):
            return None  # Releasing fails in the same way, and says why.


def untried(plan: Plan, error: Exception) -> Plan:
    """Return ``plan`` with no test sealed, since they could not be tried. Raises FenceMissing."""
    if isinstance(error, FenceMissing):
        raise error
    why = f"It could not be tried: {error}"
    hint = "Run the source notebook from its first cell to its last, and mend what fails."
    return Plan({name: test.unsealed(why, hint) for name, test in plan.tests.items()})


def _restored(submission: NotebookNode, source: NotebookNode) -> NotebookNode:
    """Return ``submission`` with the author's own text in each cell that learners do not write."""
    authors = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    }
    made = deepcopy(submission)
    for cell in made.cells:
        own = authors.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if own is not None:
            cell.source, cell.metadata = own.source, deepcopy(own.metadata)
    return made


def _tests(notebook: NotebookNode) -> list[tuple[str, NotebookNode]]:
    """Return the autograded code cells of a notebook by name."""
    found = []
    for cell in notebook.cells:
        told = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and told.get("grade") and not told.get("solution"):
            found.append((told.get("grade_id"), cell))
    return found


def _agreed(plan: Plan, who: str, inside: _Graded, apart: _Graded, recorded: bool = False) -> Plan:
    """Return ``plan`` with only those tests sealed that gave ``who`` the same points both ways."""
    tests = dict(plan.tests)
    for name, test in plan.tests.items():
        if not test.sealed or name not in inside.points:
            continue
        if _differs(name, inside, apart):
            tests[name] = _different(test, who, inside, apart)
        elif recorded and inside.points[name] == 0 and test.points:
            tests[name] = test.unsealed(
                "The model answer gets no points in it.", "Mend the test or the model answer."
            )
        elif recorded:
            verdict = apart.verdicts[name]
            tests[name] = replace(test, places=tuple(verdict.places), shows=verdict.shows)
    return Plan(tests)


def _agreed_by_most(plan: Plan, graded: list[tuple[_Graded, _Graded]]) -> Plan:
    """Return ``plan`` with only those tests sealed that most submissions agree on.

    One that gets points in the kernel alone may be a forgery, so it is only told.
    """
    tests = dict(plan.tests)
    for name, test in plan.tests.items():
        tried = [each for each in graded if test.sealed and name in each[0].points]
        counted = [each for each in tried if max(each[0].points[name], each[1].points[name])]
        other = [each for each in counted if _differs(name, *each)]
        if len(other) * 2 > len(counted) and any(_unexplained(name, *each) for each in other):
            tests[name] = _different(test, f"{len(other)} of {len(counted)} submissions", *other[0])
        elif other:
            said = f"{len(other)} of {len(counted)} submissions that get points in it get others "
            said += "sealed than in the kernel: look at them."
            tests[name] = replace(test, warnings=(*test.warnings, said))
    return Plan(tests)


def _differs(name: str, inside: _Graded, apart: _Graded) -> bool:
    return abs(inside.points[name] - apart.points[name]) > 1e-9


def _unexplained(name: str, inside: _Graded, apart: _Graded) -> bool:
    """Return whether a difference comes of no object that was not asked for a verdict."""
    return not suspicion(apart.verdicts.get(name, Verdict()))


def _different(test: Test, who: str, inside: _Graded, apart: _Graded) -> Test:
    verdict = apart.verdicts.get(test.name, Verdict(poison="it was not run"))
    errors = [each["evalue"] for each in verdict.outputs if each["output_type"] == "error"]
    said = verdict.poison or (verdict.refused or errors or [""])[0]
    here, there = inside.points[test.name], apart.points[test.name]
    verb = "get" if who.endswith("s") else "gets"
    why = f"{who} {verb} {here:g} points in the kernel and {there:g} sealed"
    why += f" ({said[:200]})." if said else "."
    return test.unsealed(why, _COMPARE if verdict.refused else _PLAIN)
