"""Where the seconds of one submission go: the grader of one process with a clock in it.

``python -m benchmarks.autograde.stages COURSE`` grades the course again and prints, as JSON,
milliseconds a submission by stage. Stages within others are taken out of those.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades
from nbgrader.preprocessors.overwritecells import OverwriteCells

from benchmarks.autograde.course import NAME
from grading.autograder import grader
from grading.autograder.course import CourseFolder
from grading.autograder.execute import FencedExecute
from grading.autograder.gradebook import KeptGradebook
from grading.autograder.kernel import GradingKernel
from grading.autograder.markers import Marker
from grading.autograder.run import autograde

ENTER, READ, MARKS = "entering it", "author's cells put back", "marks"
START, RUN, END = "program: start", "program: its cells", "program: end"
COMMIT, REST = "durable commits", "notebook files, checks, nbgrader's own steps"
STAGES = (
    (GradingKernel, "__enter__", START),
    (FencedExecute, "_run_cells", RUN),
    (GradingKernel, "__exit__", END),
    (grader._Converter, "init_assignment", ENTER),
    (OverwriteCells, "preprocess", READ),
    (SaveAutoGrades, "preprocess", MARKS),
    (AssignLatePenalties, "preprocess", MARKS),
    (KeptGradebook, "write", COMMIT),
    (Marker, "write", COMMIT),
    (grader.Grader, "grade", REST),
)


class Clock:
    """Adds up the seconds of stages, each less those within it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._open: list[float] = []

    def measured(self, stock: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Return ``stock`` with a clock around it."""

        @wraps(stock)
        def call(*args: Any, **kwargs: Any) -> Any:
            self._open.append(0.0)
            began = time.perf_counter()
            try:
                return stock(*args, **kwargs)
            finally:
                took = time.perf_counter() - began
                self.seconds[stage] += took - self._open.pop()
                if self._open:
                    self._open[-1] += took

        return call


def main(root: Path) -> None:
    """Grade the course at ``root`` twice, the second time with a clock, and print."""
    course = CourseFolder(root)
    autograde(course, NAME, force=True)  # What is loaded once is loaded now.
    clock = Clock()
    for owner, name, stage in STAGES:
        setattr(owner, name, clock.measured(getattr(owner, name), stage))
    count = len(autograde(course, NAME, force=True))
    print(json.dumps({name: 1000 * took / count for name, took in clock.seconds.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
