"""How the questions of a lesson do: classical item analysis, time on task, where learners stop.

Pure: what the record has is given to it (``attempts.of_class_in_lesson``), and it asks nobody.

Classical test theory: L. Crocker and J. Algina, *Introduction to Classical and Modern Test Theory*
(Holt, Rinehart and Winston, 1986), chapter 14, "Item analysis". Difficulty there is the share p of
examinees who answer an item correctly; discrimination is, among others, the point-biserial
correlation of an item with the total, corrected for the item's own part in that total
(S. Henrysson, Psychometrika 28, 1963): here with the score of the *other* items, the rest score.

A lesson is no test: learners try again and leave questions out. So an item is the *first* answer
that could be read, and the rest score is a share, of the other questions that a learner answered.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import fmean, median

PAUSE = 600.0
"""Seconds between two answers after which a learner may have done something else: not counted."""
TOGETHER = 2.0
"""Seconds between two answers below which they came together, from a phone that had no Wi-Fi."""
FEW = 30
"""With fewer learners the index of discrimination says little: see ``chance``."""

_OPEN = ("invalid", "pending")


@dataclass(frozen=True)
class Attempt:
    """One answer with its newest mark; ``received`` is the laptop's time, aware."""

    account: str
    course: str
    lesson: str
    question: str
    state: str
    received: datetime


@dataclass(frozen=True)
class Item:
    """How one question does.

    ``learners`` have a first answer that is marked; of them ``right`` have it right. ``index`` is
    the discrimination, from -1 to 1, over ``compared`` learners. ``tries`` is in all, of
    ``answered`` learners; ``typical`` the median of the tries, ``seconds`` that of the time.
    ``reached`` learners have answered this question or one behind it. None: not known.
    """

    question: str
    learners: int
    right: int
    index: float | None
    compared: int
    answered: int
    tries: int
    typical: float | None
    seconds: float | None
    reached: int

    @property
    def difficulty(self) -> float | None:
        """The share that is right at the first try, 0 to 1 (p of the theory: 1 is easiest)."""
        return self.right / self.learners if self.learners else None

    @property
    def is_backwards(self) -> bool:
        """Whether those do better here who do worse elsewhere, by more than chance explains."""
        return self.index is not None and self.index < -2 * chance(self.compared)


@dataclass(frozen=True)
class Drop:
    """Where most learners stop: ``lost`` of those who came to the question before ``question``."""

    question: str
    lost: int
    of: int


@dataclass(frozen=True)
class Analysis:
    """A lesson of a class; ``began`` have answered anything, ``finished`` have come to the end."""

    items: tuple[Item, ...]
    began: int
    finished: int
    seconds: float | None
    drop: Drop | None


def analyse(questions: Sequence[str], attempts: Iterable[Attempt]) -> Analysis:
    """Return how ``questions``, in the lesson's order, do; ``attempts`` are in order of time.

    Answers to questions that the lesson has no more are left out.
    """
    own: defaultdict[str, list[Attempt]] = defaultdict(list)
    for each in attempts:
        own[each.account].append(each)
    readable = {
        account: [each for each in those if each.state != "invalid" and each.question in questions]
        for account, those in own.items()
    }
    readable = {account: those for account, those in readable.items() if those}
    firsts = {account: first_tries(those) for account, those in readable.items()}
    times = {account: time_on_task(own[account]) for account in readable}
    reached = reaching(questions, [{each.question for each in o} for o in readable.values()])
    items = tuple(
        _item(question, firsts, readable, times, count)
        for question, count in zip(questions, reached, strict=True)
    )
    totals = [sum(each.values()) for each in times.values() if each]
    return Analysis(
        items,
        began=len(readable),
        finished=reached[-1] if reached else 0,
        seconds=median(totals) if totals else None,
        drop=drop_of(questions, reached),
    )


def first_tries(attempts: Iterable[Attempt]) -> dict[str, bool]:
    """Return, by question, whether one learner's first answer that could be read is right.

    One that still waits for its mark is left out: it is neither.
    """
    found: dict[str, Attempt] = {}
    for each in attempts:
        if each.state != "invalid":
            found.setdefault(each.question, each)
    return {q: each.state == "correct" for q, each in found.items() if each.state not in _OPEN}


def discrimination(scores: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return the correlation of an item's scores with the rest scores of the same learners.

    With scores 0 and 1 it is the corrected point-biserial. None where either is the same for all.

    By hand, five learners: the item is right for three, ``1 1 1 0 0``, and they have ``3 2 2 1 2``
    of the other questions right. Mean of the rest scores where it is right: 7/3, where it is wrong:
    3/2; their standard deviation, of all five: √(2/5); p = 3/5, q = 2/5. So
    r = (7/3 - 3/2) / √(2/5) · √(3/5 · 2/5) = 0.645.
    """
    if len(scores) < 2:
        return None
    x, y = fmean(scores), fmean(rest)
    across = math.fsum((a - x) ** 2 for a in scores)
    down = math.fsum((b - y) ** 2 for b in rest)
    if across < _NOTHING or down < _NOTHING:
        return None
    together = math.fsum((a - x) * (b - y) for a, b in zip(scores, rest, strict=True))
    return max(-1.0, min(1.0, together / math.sqrt(across * down)))


def chance(learners: int) -> float:
    """Return by how much chance alone moves the index: its standard error where there is nothing.

    That is 1/√(n - 1): 0.30 for 12 learners, 0.19 for 30.
    """
    return 1 / math.sqrt(learners - 1) if learners > 1 else math.inf


def spent(moments: Sequence[datetime]) -> list[float | None]:
    """Return, for each answer of one learner, the seconds since the one before; None: not known.

    Not known is that of the first, of one after a gap above ``PAUSE``, and of answers that came
    ``TOGETHER``. By hand: at 9:00:00, 9:03:00, 9:03:01, 9:30:00 the times are unknown, 180 s,
    unknown, unknown.
    """
    gaps = [(later - one).total_seconds() for one, later in pairwise(moments)]
    known = [gap if TOGETHER <= gap <= PAUSE else None for gap in gaps]
    return [None, *known] if moments else []


def time_on_task(attempts: Sequence[Attempt]) -> dict[str, float]:
    """Return, by question, the known seconds of one learner that lead to an answer to it."""
    found: defaultdict[str, float] = defaultdict(float)
    for each, seconds in zip(attempts, spent([e.received for e in attempts]), strict=True):
        if seconds is not None:
            found[each.question] += seconds
    return dict(found)


def reaching(questions: Sequence[str], answered: Iterable[set[str]]) -> list[int]:
    """Return how many learners have come to each question: answered it, or one behind it.

    By hand: of four learners the farthest answers are to questions 1, 3, 3 and 2 of three. All
    four have come to the first, three to the second, two to the third: ``4 3 2``.
    """
    farthest = [
        max((n for n, q in enumerate(questions) if q in own), default=-1) for own in answered
    ]
    return [sum(place >= n for place in farthest) for n in range(len(questions))]


def drop_of(questions: Sequence[str], reached: Sequence[int]) -> Drop | None:
    """Return before which question most learners have stopped, the first such; None: nowhere."""
    losses = [before - after for before, after in pairwise(reached)]
    lost = max(losses, default=0)
    if lost == 0:
        return None
    place = losses.index(lost)
    return Drop(questions[place + 1], lost, reached[place])


_NOTHING = 1e-12


def _item(
    question: str,
    firsts: Mapping[str, Mapping[str, bool]],
    readable: Mapping[str, Sequence[Attempt]],
    times: Mapping[str, Mapping[str, float]],
    reached: int,
) -> Item:
    marked = [own for own in firsts.values() if question in own]
    compared = [own for own in marked if len(own) > 1]
    rest = [(sum(own.values()) - own[question]) / (len(own) - 1) for own in compared]
    counts = [sum(each.question == question for each in own) for own in readable.values()]
    tries = [count for count in counts if count]
    seconds = [own[question] for own in times.values() if question in own]
    return Item(
        question=question,
        learners=len(marked),
        right=sum(own[question] for own in marked),
        index=discrimination([float(own[question]) for own in compared], rest),
        compared=len(compared),
        answered=len(tries),
        tries=sum(tries),
        typical=median(tries) if tries else None,
        seconds=median(seconds) if seconds else None,
        reached=reached,
    )
