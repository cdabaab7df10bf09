"""The tables of docs/explanation/performance.md, written from the runs that are kept."""

import re
from collections.abc import Sequence
from typing import Any

from benchmarks.goals import AUTOGRADE, CLASS, KERNEL, Goal, met


def filled(text: str, runs: dict[str, Any]) -> str:
    """Return the page with every written part made anew. Raises ValueError when one is missing."""
    made = {
        "promises": promises(runs),
        "growth": growth(runs["classroom"]),
        "answers": answers(runs["classroom"]),
        "visits": visits(runs["classroom"]),
        "breaking": "\n".join(f"- {each}" for each in runs["classroom"]["breaking"]),
        "floors": floors(runs["classroom"]),
        "grading": grading(runs["autograde"]),
    }
    for name, section in made.items():
        mark = rf"(<!-- written from a run: {name} -->\n\n).*?(<!-- end -->)"
        text, times = re.subn(mark, lambda m, s=section: f"{m[1]}{s}\n\n{m[2]}", text, flags=re.S)
        if times != 1:
            raise ValueError(f"the page has no place for “{name}”")
    return text


def hardware(run: dict[str, Any]) -> str:
    """Return on what machine a run was made, in a few words."""
    on = run["machine"]
    name = re.sub(r"\((R|TM)\)|\bCPU\b|\bProcessor\b|@.*", "", on["processor"])
    return f"{on['cpus']} cores of {' '.join(name.split())}, {on['memory_gb']} GB"


def machine(run: dict[str, Any]) -> str:
    """Return on what machine a run was made, with what, and how busy it was before."""
    on = run["machine"]
    return (
        f"{hardware(run)}, {on['system']}, Python {on['python']}, "
        f"load {on['load_at_start']} at the start"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def promises(runs: dict[str, Any]) -> str:
    """Return every goal with its figure."""

    def row(goal: Goal, run: dict[str, Any]) -> list[str]:
        value = run[goal.name]
        return [f"`{goal.name}`", goal.what, goal.told, f"**{value:,}**", met(goal, value)]

    rows = [row(goal, runs["kernels"]) for goal in KERNEL]
    rows += [row(goal, runs["classroom"]) for goal in CLASS]
    rows += [row(g, runs["autograde"]) for g in AUTOGRADE if runs["autograde"][g.name] is not None]
    on = "\n\n".join(
        f"{what}: {machine(runs[name])}."
        for what, name in (("Kernels", "kernels"), ("Class", "classroom"), ("Grading", "autograde"))
    )
    return _table(["figure", "", "goal", "measured", ""], rows) + "\n\n" + on


def growth(run: dict[str, Any]) -> str:
    """Return how opening and memory grow with the class."""

    def opened(side: str, size: str) -> str:
        each = run[side].get(size)
        if each is None or each["p95_s"] is None:
            return "–"
        told = f"{each['median_s']:.2f} / {each['p95_s']:.2f}"
        never = each["asked"] - each["open"]
        return f"{told}, {never} never" if never else told

    def held(side: str, size: str) -> str:
        each = run[side].get(size)
        return f"{each['held_mb']['megabytes']:,.0f}" if each else "–"

    return _table(
        ["learners", "built", "plain file server", "live", "stock Voilà", "MB: built, live, stock"],
        [
            [
                size,
                *(opened(side, size) for side in ("built", "plain", "live", "stock")),
                ", ".join(held(side, size) for side in ("built", "live", "stock")),
            ]
            for size in run["live"]
        ],
    )


def answers(run: dict[str, Any]) -> str:
    """Return how soon answers are acknowledged."""

    def told(each: dict[str, Any] | None) -> str:
        return f"{each['ack_median_ms']} / {each['ack_p95_ms']}" if each else "–"

    return _table(
        ["learners", "built lesson, ms", "with programs, ms", "when all phones come back"],
        [
            [
                size,
                told(each),
                told(run["live_answers"].get(size)),
                f"{burst['per_s']:.0f} a second",
            ]
            for (size, each), burst in zip(
                run["answers"].items(), run["bursts"].values(), strict=True
            )
        ],
    )


def visits(run: dict[str, Any]) -> str:
    """Return what visits weigh in a browser."""
    names = {
        "built": "built lesson, first visit",
        "built_again": "built lesson, second visit",
        "live": "live lesson, first visit",
        "live_again": "live lesson, second visit",
        "stock": "stock Voilà, the same notebook",
    }
    return _table(
        ["visit", "requests", "bytes"],
        [[told, *(f"{run['visits'][n][k]:,}" for k in ("requests", "bytes"))]
         for n, told in names.items()],
    )  # fmt: skip


def floors(run: dict[str, Any]) -> str:
    """Return what the machine needs for each alone."""
    return _table(["alone", "ms"], [[name, took] for name, took in run["floors_ms"].items()])


def grading(run: dict[str, Any]) -> str:
    """Return where the time of one submission goes."""
    rows = [[name, f"{share:.0%}"] for name, share in run["stage_share"].items()]
    told = (
        f"{run['learners']} submissions, {run['jobs']} processes: "
        f"{run['submission_ms']['ours']:.0f} ms each, starting included. Starting, and seeing that "
        f"all is graded already, takes {run['startup_s']} s; confined programs alone take "
        f"{run['floor_ms']:.0f} ms each (the floor)."
    )
    return _table(["stage of one submission", "share"], rows) + "\n\n" + told
