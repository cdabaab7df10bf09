"""A class opens a lesson within one second and then answers, at our lab and at stock Voilà.

``python -m benchmarks.classroom [--sizes 10,30,60,120] [--minutes 2] [--think 3] [--within 1]``

What each figure means is said where it is measured: ``opening``, ``answering``, ``losing``,
``weight``, ``floors``; memory is counted as ``benchmarks.held`` says.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.classroom import answering, floors, losing, opening, report, weight
from benchmarks.classroom.answering import Answers
from benchmarks.classroom.opening import Openings
from benchmarks.classroom.plan import CLASS, Plan, read
from benchmarks.classroom.school import LIVE, Crowd, School, crowd, school
from benchmarks.held import Held, of_tree


@dataclass
class Measured:
    """All that one run finds, by the number of learners."""

    idle: Held
    floors: dict[str, list[float]]
    weights: weight.Weights | None = None
    built: dict[int, Openings] = field(default_factory=dict)
    live: dict[int, Openings] = field(default_factory=dict)
    stock: dict[int, Openings] = field(default_factory=dict)
    plain: dict[int, Openings] = field(default_factory=dict)
    answers: dict[int, Answers] = field(default_factory=dict)
    live_answers: dict[int, Answers] = field(default_factory=dict)
    bursts: dict[int, Answers] = field(default_factory=dict)
    first_live: float = 0.0
    killed: losing.Loss | None = None
    cut: losing.Loss | None = None


def with_built_lessons(found: Measured, running: School, phones: Crowd, plan: Plan) -> None:
    """Let ever larger classes open a lesson without programs, and answer."""
    opening.built(running, phones, 1, 0)
    for size in plan.sizes:
        say(f"{size} learners: a built lesson")
        found.built[size] = opening.built(running, phones, size, plan.within)
        found.answers[size] = answering.steadily(running, phones, size, plan, live=False)
        found.bursts[size] = answering.burst(running, phones, size)


def with_live_lessons(found: Measured, running: School, phones: Crowd, plan: Plan) -> None:
    """Let ever larger classes open a lesson with programs, run them, and answer."""
    found.first_live = opening.live(running, phones, 1, 0).p95
    phones("hang_up", count=1)
    for size in plan.sizes:
        say(f"{size} learners: a live lesson")
        found.live[size] = opening.live(running, phones, size, plan.within)
        if not found.live[size].failed:
            answers = answering.steadily(running, phones, size, plan, live=True)
            found.live_answers[size] = answers
        phones("hang_up", count=size)


def measure(plan: Plan) -> Measured:
    """Measure both sides on this machine, one after the other."""
    with (
        tempfile.TemporaryDirectory(prefix="lp-class-") as folder,
        crowd() as phones,
        school(max(plan.sizes), Path(folder)) as running,
    ):
        idle = of_tree(running.pid)
        found = Measured(idle, floors.all_floors(Path(folder)))
        phones("meet", phones=running.phones())
        with_built_lessons(found, running, phones, plan)
        with_live_lessons(found, running, phones, plan)
        say("pages in a browser")
        found.weights = weight.weights(running)
        say("killing the service while a class answers")
        found.killed = losing.by_killing(running, phones, min(CLASS, max(plan.sizes)))
        found.cut = losing.by_power_cuts()
        for size in plan.sizes:
            say(f"{size} learners: a file server, and stock Voilà")
            found.plain[size] = opening.plain(running, phones, size, plan.within)
            found.stock[size] = opening.stock(running.notebook(LIVE), phones, size, plan.within)
    return found


def say(what: str) -> None:
    """Tell who waits what is being measured."""
    print(f"… {what}", flush=True)


if __name__ == "__main__":
    asked = read()
    report.tell(measure(asked), asked)
