"""A class's work graded by stock nbgrader, by Otter-Grader and by ours, in one run.

Most of the work is right, as in a class; nobody's loops for ever, for that would measure a limit.
All sides start from nothing and are timed from the command to its end, ours with all that ships:
every fence, and a gradebook that is on the disk. The gradebooks have to be equal, or there is no
figure. ``python -m benchmarks.autograde [--learners 60] [--otter 12] [--runs 3]``
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks import figures
from benchmarks.autograde import course, otter, stages
from benchmarks.goals import AUTOGRADE, met
from grading.autograder.execute import FencedExecute
from tests.grading.autograder.nbgrader_course import PROGRAMS, STOCK, gradebook, nbgrader

JOBS = len(os.sched_getaffinity(0))
_OPEN = "\nc.FencedExecute.sealed = False\n"


def main() -> None:
    """Measure all sides and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--learners", type=int, default=60)
    asked.add_argument("--otter", type=int, default=12, help="how many of them Otter grades")
    asked.add_argument("--runs", type=int, default=3, help="how often ours is run")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="autograde-") as folder:
        _measure(Path(folder), wanted.learners, wanted.otter, wanted.runs)


def _measure(folder: Path, learners: int, by_otter: int, runs: int) -> None:
    first = course.make(folder / "made", learners)
    stock_course = course.copy(first, folder / "stock")
    stock = _stock(stock_course)
    ours, startup = [], []
    for number in range(runs):
        copy = course.copy(first, folder / f"ours-{number}")
        ours.append(_ours(copy))
        if gradebook(copy) != gradebook(stock_course):
            raise SystemExit("the gradebooks differ, so there is nothing to compare")
        startup.append(_ours(copy))  # All is graded: what is left is starting and looking.
    took = figures.median(ours)
    others = otter.installed()
    otters = otter.grade(others, range(min(by_otter, learners))) if others else None
    by_stage = _stages(copy)
    floor = float(_python("floor", copy, str(JOBS)))
    each = {
        "stock nbgrader": stock / learners,
        "otter run": figures.median(otters.seconds) if otters else None,
        "ours": took / learners,
    }
    figures.table(
        ("grader", f"a submission, ms ({learners})", "times ours"),
        [
            (name, f"{1000 * cost:.0f}", f"{cost * learners / took:.1f}")
            for name, cost in each.items()
            if cost is not None
        ],
    )
    total = sum(by_stage.values())
    figures.table(
        ("stage, in one process", "ms", "share"),
        [(name, f"{ms:.1f}", f"{ms / total:.0%}") for name, ms in by_stage.items()],
    )
    print(f"starting, and seeing that all is graded: {figures.median(startup):.2f} s")
    print(f"floor, confined programs alone in {JOBS} processes: {1000 * floor:.0f} ms each\n")
    found = {
        "learners": learners,
        "jobs": JOBS,
        "ratio_nbgrader": round(stock / took, 1),
        "ratio_otter": round(each["otter run"] / each["ours"], 1) if otters else None,
        "sealed_points_share": _sealed_share(copy),
        "unsealed_ratio": _unsealed_ratio(first, folder, stock),
        "submission_ms": {n: round(1000 * c, 1) if c else None for n, c in each.items()},
        "startup_s": round(figures.median(startup), 2),
        "stage_share": {name: round(ms / total, 3) for name, ms in by_stage.items()},
        "floor_ms": round(1000 * floor, 1),
        "otter_learners": len(otters.seconds) if otters else 0,
    }
    for goal in AUTOGRADE:
        if found[goal.name] is not None:
            print(f"{goal.name} {found[goal.name]} ({goal.told}): {met(goal, found[goal.name])}")
    figures.finish("autograde", found)


def _stock(root: Path) -> float:
    began = time.perf_counter()
    done = nbgrader(root, "autograde", course.NAME, **STOCK)
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"stock nbgrader failed:\n{done.stderr}")
    return took


def _ours(root: Path) -> float:
    command = [str(PROGRAMS / "learning-passport"), "assignment", "autograde", course.NAME]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--course", str(root), "--json"], capture_output=True, text=True
    )
    took = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"ours failed:\n{done.stderr}")
    return took


def _stages(root: Path) -> dict[str, float]:
    found = json.loads(_python("stages", root))
    order = dict.fromkeys(name for _, _, name in stages.STAGES)
    return {name: found[name] for name in order}


def _python(module: str, *words: object) -> str:
    command = [sys.executable, "-m", f"benchmarks.autograde.{module}", *map(str, words)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _sealed_share(root: Path) -> float | None:
    """Return which part of all points was sealed; None while no seal is there to ask."""
    if find_spec("grading.autograder.sealed") is None:
        return None
    from grading.autograder.sealed import record

    seen = [
        each
        for folder in sorted(root.glob(f"submitted/*/{course.NAME}"))
        for each in record.read(root, course.NAME, folder.parent.name)
    ]
    points = sum(each.sealed_points + each.unsealed_points for each in seen)
    return round(sum(each.sealed_points for each in seen) / points, 3) if points else None


def _unsealed_ratio(first: Path, folder: Path, stock: float) -> float | None:
    """Return the ratio with the seals off; None while there are none to switch off."""
    if not FencedExecute.class_traits().get("sealed"):
        return None
    copy = course.copy(first, folder / "unsealed")
    config = copy / "nbgrader_config.py"
    config.write_text(config.read_text() + _OPEN)
    return round(stock / _ours(copy), 1)


if __name__ == "__main__":
    main()
