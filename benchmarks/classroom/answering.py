"""How soon a response is acknowledged while a class answers, and how many fit into a second.

An acknowledgement means that the response, its mark and what follows from it are on the disk.
"""

from dataclasses import dataclass
from typing import Any

from benchmarks import figures
from benchmarks.classroom.plan import Plan
from benchmarks.classroom.school import BUILT, LIVE, Crowd, School
from benchmarks.held import cpu_seconds

# What waits in a phone that was away for part of a lesson.
WAITING = 20


@dataclass(frozen=True)
class Answers:
    """What ``learners`` saw: seconds until each acknowledgement, and until each drawing.

    ``busy`` is how much of one core the lab, and the phones' process beside it, used.
    """

    learners: int
    ack: list[float]
    run: list[float]
    per_s: float
    busy: tuple[float, float]

    @property
    def row(self) -> list[object]:
        """Return a row for the table, in milliseconds."""
        lab, phones = self.busy
        acked, ran = ([each * 1000 for each in took] for took in (self.ack, self.run))
        return [
            self.learners,
            f"{self.per_s:.0f}",
            figures.both(acked, 1),
            f"{max(acked):.0f}",
            figures.both(ran, 1) if ran else "-",
            f"{lab:.0%}, {phones:.0%}",
            f"{lab / self.per_s * 1000:.1f}",
        ]

    def figures(self) -> dict[str, Any]:
        """Return what goes into the JSON."""
        return {
            "learners": self.learners,
            "answers": len(self.ack),
            "per_s": round(self.per_s, 1),
            "ack_median_ms": round(figures.median(self.ack) * 1000, 1),
            "ack_p95_ms": round(figures.p95(self.ack) * 1000, 1),
            **({"run_p95_ms": round(figures.p95(self.run) * 1000, 1)} if self.run else {}),
            "lab_cores": round(self.busy[0], 2),
        }


def steadily(school: School, crowd: Crowd, count: int, plan: Plan, live: bool) -> Answers:
    """Let ``count`` learners answer for some seconds; with kernels, each runs programs too."""
    seconds = plan.answering(count)
    before = cpu_seconds(school.pid), crowd("cpu_seconds")
    took = crowd(
        "answer",
        count=count,
        seconds=seconds,
        think=plan.think,
        responses=school.responses(LIVE if live else BUILT),
        runs=live,
    )
    after = cpu_seconds(school.pid), crowd("cpu_seconds")
    lab, phones = ((new - old) / seconds for old, new in zip(before, after, strict=True))
    return Answers(count, took["ack"], took["run"], len(took["ack"]) / seconds, (lab, phones))


def burst(school: School, crowd: Crowd, count: int) -> Answers:
    """Let all phones come back from a time without Wi-Fi in the same instant."""
    before = cpu_seconds(school.pid), crowd("cpu_seconds")
    done = crowd("burst", count=count, each=WAITING, responses=school.responses(BUILT))
    after = cpu_seconds(school.pid), crowd("cpu_seconds")
    took, seconds = done["took"], done["seconds"]
    lab, phones = ((new - old) / seconds for old, new in zip(before, after, strict=True))
    return Answers(count, took, [], len(took) / seconds, (lab, phones))
