"""The charts and tables of docs/explanation/performance.md, from runs that are kept beside it.

``python -m benchmarks.chart [NAMES] [-- ARGUMENTS]`` measures what is named of kernels, classroom
and autograde (its last line is kept as JSON), then writes charts and tables anew; without a name it
only writes them.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import page
from benchmarks.bars import Pair, Panel, chart

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "performance.md"
KEPT = PAGE.parent / "performance"
NAMES = ("kernels", "classroom", "autograde")
SOON, LESS = ("sooner", "later"), ("less", "more")


def measure(name: str, arguments: Sequence[str] = ()) -> None:
    """Run a benchmark, show what it says, and keep its last line."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            print(line, end="", flush=True)
            said.append(line)
    if running.returncode != 0:
        raise SystemExit(f"benchmarks.{name} failed; what was kept stays as it was")
    found = json.dumps(json.loads(said[-1]), indent=1, ensure_ascii=False)
    (KEPT / f"{name}.json").write_text(found + "\n", "utf-8")


def kept() -> dict[str, Any]:
    """Return the runs that are kept."""
    return {name: json.loads((KEPT / f"{name}.json").read_text("utf-8")) for name in NAMES}


def kernels(run: dict[str, Any]) -> str:
    """Return the chart of ``benchmarks.kernels``."""

    def pair(label: str, figure: str, unit: str) -> Pair:
        return Pair(label, run[figure]["stock"], run[figure]["ours"], unit)

    soon = [
        pair("one alone", "ready_ms", "ms"),
        pair(f"{run['at_once']} at once, all", "at_once_s", "s"),
    ]
    panels = [
        Panel("Until a kernel is ready", SOON, soon),
        Panel("Processor time of a kernel", LESS, [pair("one alone", "cpu_ms", "ms")]),
        Panel("Memory of a kernel", LESS, [pair(f"of {run['at_once']}", "pss_mib", "MiB")]),
    ]
    under = f"ipywidgets, numpy and matplotlib imported. {page.hardware(run)}"
    return chart("A kernel, beside the stock kernel", under, panels)


def classroom(run: dict[str, Any]) -> str:
    """Return the chart of ``benchmarks.classroom``."""
    both = [(n, run["stock"][n], run["live"][n]) for n in run["live"] if n in run["stock"]]
    opened = [
        Pair(f"{size} learners", stock["p95_s"], live["p95_s"], "s")
        for size, stock, live in both
        if stock["open"] == live["open"] == int(size)
    ]
    held = [
        Pair(f"{size} learners", *(side["held_mb"]["megabytes"] for side in sides), "MB")
        for size, *sides in both
    ]
    panels = [
        Panel("Until a live lesson is open, when all open it at once (p95)", SOON, opened, True),
        Panel("Memory of the whole lab, and of a stock Voilà alone", LESS, held, True),
    ]
    return chart("A class, beside stock Voilà", page.hardware(run), panels)


def autograde(run: dict[str, Any]) -> str:
    """Return the chart of ``benchmarks.autograde``."""
    each = run["submission_ms"]
    pairs = [
        Pair(name, each[name], each["ours"], "ms")
        for name in ("stock nbgrader", "otter run")
        if each[name] is not None
    ]
    heading = f"One submission of {run['learners']}, from the command to its end"
    return chart("A class's work, graded", page.hardware(run), [Panel(heading, SOON, pairs, True)])


def texts() -> dict[Path, str]:
    """Return every file that is written from the kept runs, as it should be."""
    runs = kept()
    draw = {"kernels": kernels, "classroom": classroom, "autograde": autograde}
    charts = {KEPT / f"{name}.svg": make(runs[name]) for name, make in draw.items()}
    return {**charts, PAGE: page.filled(PAGE.read_text("utf-8"), runs)}


def main(words: Sequence[str]) -> None:
    """Measure what is named, and write."""
    names = list(words)
    more = names[names.index("--") + 1 :] if "--" in names else []
    for name in names[: names.index("--")] if "--" in names else names:
        if name not in NAMES:
            raise SystemExit(f"{name}: there are {', '.join(NAMES)}")
        measure(name, more)
    for path, text in texts().items():
        path.write_text(text, "utf-8")
        print(f"wrote {path.relative_to(PAGE.parent.parent.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
