"""Who is here, and on which lesson: known from what browsers ask for, and kept nowhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HERE = timedelta(minutes=5)
"""Who answered or opened something in this time is here."""


@dataclass(frozen=True)
class Sight:
    """When a learner was last heard of, and at which lesson; both names are empty at home."""

    when: datetime
    course: str = ""
    lesson: str = ""

    def is_fresh(self, now: datetime) -> bool:
        """Return whether this says that she is here; a clock may have been set back since."""
        return abs(now - self.when) < HERE


class Presence:
    """The last sight of everybody since the service started."""

    def __init__(self) -> None:
        self._seen: dict[str, Sight] = {}

    def saw(self, account: str, course: str = "", lesson: str = "") -> bool:
        """Note that a learner asked for something; return whether she came or moved."""
        new, old = Sight(datetime.now(UTC), course, lesson), self._seen.get(account)
        self._seen[account] = new
        return old is None or not old.is_fresh(new.when) or _place(old) != _place(new)

    def left(self, account: str) -> None:
        """Forget a learner who signed out."""
        self._seen.pop(account, None)

    def sights(self) -> dict[str, Sight]:
        """Return the last sight of each account."""
        return dict(self._seen)


def _place(sight: Sight) -> tuple[str, str]:
    return sight.course, sight.lesson
