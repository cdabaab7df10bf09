"""What a sealed test costs beside one in the learner's kernel, and how much can be sealed.

``python -m benchmarks.sealed [COURSE]``

Prints a table, and JSON on its last line. COURSE is a course folder whose assignments count too,
beside those of this project and nbgrader's quickstart course. Kernels are forked and fenced as in
grading; a test's process is forked from its own warmed one.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grading.autograder.course import CourseFolder
from grading.autograder.execute import FencedExecute
from grading.autograder.sealed import plan as plans
from grading.autograder.sealed.plan import Plan
from grading.autograder.sealed.planning import plan_of

ROOT = Path(__file__).parents[1]
OURS = ROOT / "notebooks"
ROUNDS = 3
TESTS = 10
CALLS = {
    "a number": "f(1)",
    "a list of 1000, the same": "f(held)",
    "a list of 1000, a new one": "f(list(held))",
    "an array of 800 kB, new": "f(np.zeros(100_000))",
    "a new object and its method": "C().m()",
    "a callback": "g(lambda n: n)",
}
_LEARNER = """import numpy as np
def f(x): return x
def g(call): return call(1)
class C:
    def m(self): return 1
"""
_HEAD = "import numpy as np\nheld = list(range(1000))\n"


def main() -> None:
    """Measure, and print."""
    folder = Path(tempfile.mkdtemp(prefix="sealed-"))
    config = Config()
    config.FencedKernelManager.folder = str(folder / "k")
    figures: dict[str, object] = {}
    print(f"{'one call that passes':34} {'ms':>8}")
    for name, call in CALLS.items():
        times = 1000
        some = _timed(config, [f"{_HEAD}for _ in range({times}): {call}"])
        none = _timed(config, [_HEAD])
        figures[f"ms {name}"] = each = round((some - none) / times * 1000, 3)
        print(f"{name:34} {each:8.2f}")
    tests = [f"assert f({n}) == {n}\nassert f([{n}]) == [{n}]" for n in range(TESTS)]
    apart, beside = _timed(config, tests), _timed(config, tests, sealed=False)
    nothing = _timed(config, [], sealed=False)
    print(f"\n{TESTS} small tests in a notebook{'':10} {'s':>5}")
    print(f"{'without tests':34} {nothing:8.3f}\n{'in the kernel':34} {beside:8.3f}")
    print(f"{'sealed':34} {apart:8.3f}\n")
    figures["ms a test sealed"] = round((apart - nothing) / TESTS * 1000, 2)
    figures["ms a test in the kernel"] = round((beside - nothing) / TESTS * 1000, 2)
    sealed = points = 0.0
    for source, root in _sources(folder):
        plan = plan_of(source, root, _of(root))
        sealed, points = sealed + plan.sealed_points, points + plan.points
        print(
            f"{root.name}/{source.stem:24} {plan.sealed_points:g} of {plan.points:g} points sealed"
        )
    figures["sealed_points_share"] = round(sealed / points, 4) if points else 1.0
    print(json.dumps(figures))


def _timed(config: Config, tests: list[str], sealed: bool = True) -> float:
    """Return the median of the seconds that a notebook takes, its kernel's start included."""
    notebook = _notebook(tests)
    plan = plans.static(notebook) if sealed else Plan()
    taken = []
    for _ in range(ROUNDS + 1):
        execute = FencedExecute(config=config)
        execute.plan, execute.recording = plan, sealed
        begin = time.perf_counter()
        execute.preprocess(notebook, {})
        taken.append(time.perf_counter() - begin)
        failed = [each for cell in notebook.cells for each in cell.outputs if "ename" in each]
        assert not failed, failed
    return median(taken[1:])  # The first one starts what the others are forked from.


def _notebook(tests: list[str]) -> NotebookNode:
    made = [_cell(_LEARNER, "answer", solution=True)]
    made += [_cell(each, f"t{n}", grade=True, locked=True) for n, each in enumerate(tests)]
    return new_notebook(cells=made)


def _cell(source: str, name: str, **told: object) -> NotebookNode:
    plain = {"grade": False, "solution": False, "locked": False, "grade_id": name, "points": 1}
    return new_code_cell(source, metadata={"nbgrader": {**plain, **told}})


def _sources(folder: Path) -> list[tuple[Path, Path]]:
    """Return the notebooks to count, each with its course folder, in copies of their own."""
    nbgrader = Path(sys.executable).with_name("nbgrader")
    subprocess.run(
        [nbgrader, "quickstart", "quickstart"], cwd=folder, check=True, capture_output=True
    )
    roots = [folder / "quickstart"]
    given = [*OURS.glob("*"), *map(Path, sys.argv[1:])]
    for course in (each for each in given if (each / "source").is_dir()):
        copied = folder / course.name
        subprocess.run(["cp", "-r", course.absolute(), copied], check=True)
        roots.append(copied)
    return [(path, root) for root in roots for path in sorted(root.glob("source/*/*.ipynb"))]


def _of(root: Path) -> Config:
    return CourseFolder(root).nbgrader().config


if __name__ == "__main__":
    main()
