"""Today at a glance: who is here and on what, who may need the teacher, who has not started."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from grading.records.standing import Day
from grading.roster.people import Person
from hub_config.classroom.presence import Sight


@dataclass(frozen=True)
class Spot:
    """A place in the learners' work: its title, its address in the desk, its question's number.

    ``href`` is empty for what has no page in the desk, ``number`` is None where it is not known.
    """

    title: str
    href: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Here:
    """A learner who is here; ``spot`` is None at home, between lessons."""

    learner: Person
    spot: Spot | None


@dataclass(frozen=True)
class Need:
    """A learner whose last ``tries`` answers to one question were not right."""

    learner: Person
    spot: Spot
    tries: int


@dataclass(frozen=True)
class Today:
    """What the desk shows of the day; everybody is here, away, or has worked and left."""

    here: tuple[Here, ...]
    needs: tuple[Need, ...]
    away: tuple[Person, ...]

    @property
    def rooms(self) -> list[tuple[Spot | None, list[Here]]]:
        """Return who is here lesson by lesson; who is between lessons comes last."""
        found: dict[str, tuple[Spot | None, list[Here]]] = {}
        for each in self.here:
            title = each.spot.title if each.spot else ""
            found.setdefault(title, (each.spot, []))[1].append(each)
        return [found[title] for title in sorted(found, key=lambda title: (not title, title))]


Find = Callable[[str, str, str], Spot | None]
"""Finds the spot of course, lesson and question; None for a lesson that is not there any more."""


def midnight(now: datetime) -> datetime:
    """Return when the day of ``now`` began by this laptop's clock."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def sight_of(account: str, days: Mapping[str, Day], sights: Mapping[str, Sight]) -> Sight | None:
    """Return when and where a learner was last heard of.

    What the service saw since it started holds her answers as well; before that there is the
    record. Times are not compared: the laptop's clock may have been set meanwhile.
    """
    day = days.get(account)
    answered = Sight(day.received, day.course, day.lesson) if day else None
    return sights.get(account) or answered


def today(
    people: Iterable[Person],
    days: Mapping[str, Day],
    sights: Mapping[str, Sight],
    open_pages: Collection[str],
    now: datetime,
    at: Mapping[str, str],
    find: Find,
) -> Today:
    """Sort the learners of a class.

    ``open_pages`` are accounts with a line to the service; ``at`` has the question that each
    seems to be at, where that is known.
    """
    here, needs, away = [], [], []
    for learner in people:
        day = days.get(learner.account)
        sight = sight_of(learner.account, days, sights)
        if learner.account in open_pages or (sight is not None and sight.is_fresh(now)):
            lesson = sight if sight is not None and sight.lesson else None
            question = at.get(learner.account, "")
            spot = find(lesson.course, lesson.lesson, question) if lesson else None
            here.append(Here(learner, spot))
        elif day is None:
            away.append(learner)
        for each in day.stuck if day else ():
            spot = find(each.course, each.lesson, each.question)
            if spot is not None:
                needs.append(Need(learner, spot, each.tries))
    needs.sort(key=lambda need: -need.tries)
    return Today(tuple(here), tuple(needs), tuple(away))
