"""What was promised of each benchmark, in one place: the tables and the page say it from here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A figure by its name in the JSON, whether it should be ``least`` or most, and its words."""

    name: str
    value: float
    least: bool
    what: str

    @property
    def told(self) -> str:
        """The goal with its sign."""
        return f"{'≥' if self.least else '≤'} {self.value:,}"


def met(goal: Goal, value: float) -> str:
    """Return a word for whether ``value`` keeps the promise."""
    kept = value >= goal.value if goal.least else value <= goal.value
    return "kept" if kept else "not kept"


KERNEL = (
    Goal("ready_ratio", 10, True, "sooner ready than the stock kernel, one at a time"),
    Goal("cpu_ratio", 10, True, "less processor time than the stock kernel"),
    Goal("pss_ratio", 3, True, "less memory than the stock kernel, 30 at once"),
)
CLASS = (
    Goal("live_open_p95_ratio", 8, True, "sooner open: 30 live lessons, beside stock Voilà (p95)"),
    Goal("open_p95_ratio", 30, True, "sooner open: 30 built lessons, beside the same (p95)"),
    Goal("first_visit_bytes", 153_600, False, "bytes of a built lesson, first visit"),
    Goal("first_visit_requests", 12, False, "requests of a built lesson, first visit"),
    Goal("second_visit_bytes", 15_360, False, "bytes of a built lesson, second visit"),
    Goal("live_first_visit_requests", 10, False, "requests of a live lesson, first visit"),
    Goal("live_first_visit_bytes", 256_000, False, "bytes of a live lesson, first visit"),
    Goal("pss_mb_60_built", 450, False, "MB held by the whole lab, 60 with built lessons"),
    Goal("pss_mb_60_live", 2400, False, "MB held by the whole lab, 60 with live lessons"),
    Goal("ack_p95_ms", 60, False, "ms until an answer is on the disk, while 60 answer (p95)"),
    Goal("burst_per_s", 500, True, "answers a second on the disk, when 60 phones come back"),
    Goal("lost", 0, False, "acknowledged answers lost, by kill -9 and by cutting the power"),
)
AUTOGRADE = (
    Goal("ratio_nbgrader", 15, True, "sooner graded: a class's work, beside stock nbgrader"),
    Goal("ratio_otter", 5, True, "sooner graded: the same programs, beside Otter-Grader"),
)
