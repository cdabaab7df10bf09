"""What a class knows of its answers: made in which phone, sent how often, acknowledged or not."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One response as a phone made it; its ``id`` is the phone's own."""

    id: str
    account: str
    lesson: str
    question: str
    response: Any


class Ledger:
    """Filled by all phones of one class, and held against the lab's record at the end."""

    def __init__(self) -> None:
        self.made: dict[str, Answer] = {}
        self.sent: Counter[str] = Counter()
        self.acknowledged: Counter[str] = Counter()
        self.refused: dict[str, int] = {}
        """Status by answer, where the class refused one for good."""
        self.hand_ins: dict[str, str] = {}
        """Account by hand-in, by the phone's own id for it."""
        self.receipts: dict[str, set[str]] = defaultdict(set)
        """The receipts that came for a hand-in: one, however often it was sent."""
        self.waits: list[float] = []
        """Seconds from sending to acknowledgement, of answers that went through at once."""
        self.statuses: Counter[str] = Counter()
        """How often which status came from what: ``200 answer``, ``0 page``…"""
        self.deeds: Counter[str] = Counter()
        """What the learners did, and what came of the programs they ran."""
        self.surprises: list[str] = []
        """What no learner should ever meet, however she behaves."""

    def make(self, answer: Answer) -> None:
        """Note an answer before it leaves the phone for the first time."""
        self.made[answer.id] = answer

    def waiting(self) -> list[str]:
        """Return the answers that the class has neither acknowledged nor refused."""
        return [i for i in self.made if i not in self.acknowledged and i not in self.refused]
