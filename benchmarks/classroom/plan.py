"""How many learners, answering for how long, thinking how long, opening within what time."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

# The classes that goals are about.
CLASS = 60
BESIDE = 30
# Seconds that a class of another size answers.
SHORT = 20


@dataclass(frozen=True)
class Plan:
    """What one run measures; ``sizes`` ascend, times are in seconds."""

    sizes: Sequence[int]
    seconds: float
    think: float
    within: float

    def answering(self, size: int) -> float:
        """Return how many seconds a class of that size answers."""
        return self.seconds if size == CLASS else min(SHORT, self.seconds)


def read(words: Sequence[str] | None = None) -> Plan:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.classroom")
    parser.add_argument("--sizes", default="10,30,60,120", help="learners")
    parser.add_argument("--minutes", type=float, default=2, help=f"that {CLASS} learners answer")
    parser.add_argument("--think", type=float, default=3, help="seconds between two answers")
    parser.add_argument("--within", type=float, default=1, help="seconds within which all open")
    given = parser.parse_args(words)
    sizes = sorted({int(size) for size in given.sizes.split(",")} | {BESIDE, CLASS})
    return Plan(sizes, given.minutes * 60, given.think, given.within)
