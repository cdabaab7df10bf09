"""Otter-Grader on the same programs with the same tests, in an environment of its own."""

import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from benchmarks.autograde.course import IMPORTS, KERNEL, TASKS, programs

VERSION = "7.0.0"
_PLACE = Path(tempfile.gettempdir()) / f"learning-passport-otter-{VERSION}-{os.getuid()}"


@dataclass(frozen=True)
class Run:
    """Seconds of each submission, and the points that each one got."""

    seconds: list[float]
    points: list[float]


def installed() -> Path | None:
    """Return the folder of Otter's programs, installed when it is not there; None if pip fails."""
    programs_there = _PLACE / "bin"
    if not (programs_there / "otter").exists():
        print(f"installing otter-grader {VERSION} into {_PLACE}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(_PLACE)], check=True)
        pip = [str(programs_there / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, f"otter-grader=={VERSION}", "ipykernel"], check=False)
        if done.returncode != 0:
            return None
    return programs_there


def grade(otter: Path, learners: range) -> Run:
    """Run ``otter run`` on the work of each of ``learners``, one after the other as it does."""
    seconds, points = [], []
    with tempfile.TemporaryDirectory(prefix="otter-") as made:
        folder = Path(made)
        _write_tests(folder / "tests")
        _otter(otter, folder, "generate", "-t", "tests", "-o", "grader.zip", "--no-environment")
        for number in learners:
            work = f"learner-{number:03}.ipynb"
            nbformat.write(_notebook(programs(number)), folder / work)
            out = folder / f"out-{number}"
            out.mkdir()
            began = time.perf_counter()
            _otter(otter, folder, "run", "-a", "grader.zip", "-o", out.name, "--no-logo", work)
            seconds.append(time.perf_counter() - began)
            told = json.loads((out / "results.json").read_text("utf-8"))["tests"]
            points.append(sum(each.get("score", 0) or 0 for each in told))
    return Run(seconds, points)


def _otter(otter: Path, folder: Path, *words: str) -> None:
    environment = {**os.environ, "PATH": f"{otter}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(otter / "otter"), *words], cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise SystemExit(f"otter {words[0]} failed:\n{done.stderr}")


def _notebook(answers: dict[str, str]) -> nbformat.NotebookNode:
    """Return a submission as Otter's own tools lay it out: a check after each answer."""
    cells = [
        new_code_cell("import otter\ngrader = otter.Notebook()"),
        new_code_cell(IMPORTS),
    ]
    for task in TASKS:
        cells += [
            new_markdown_cell(f"## {task.name}\n{task.asked}"),
            new_code_cell(answers[task.name]),
            new_code_cell(f"grader.check({task.name!r})"),
        ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _write_tests(folder: Path) -> None:
    folder.mkdir()
    for task in TASKS:
        cases = [
            {"code": _doctest(task.seen), "hidden": False, "locked": False},
            {"code": _doctest(task.hidden), "hidden": True, "locked": False},
        ]
        suite = {"type": "doctest", "scored": True, "setup": "", "teardown": "", "cases": cases}
        test = {"name": task.name, "points": task.points, "all_or_nothing": True, "suites": [suite]}
        (folder / f"{task.name}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n")


def _doctest(code: str) -> str:
    """Write statements as they would be typed, which is how Otter reads a test."""
    lines = code.splitlines()
    typed = []
    for statement in ast.parse(code).body:
        first, *more = lines[statement.lineno - 1 : statement.end_lineno]
        typed += [f">>> {first}", *(f"... {line}" for line in more)]
    return "\n".join(typed)
