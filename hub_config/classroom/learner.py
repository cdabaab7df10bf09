"""One learner's page on the teacher's desk: what she can do, has done and handed in; for a talk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from tornado.web import HTTPError, authenticated

from grading.records import attempts, standing
from grading.records.analysis import PAUSE, Attempt, spent
from grading.records.standing import Places
from grading.roster.people import Person, find
from hub_config.classroom import handedin
from hub_config.classroom.handedin import HandedIn
from hub_config.classroom.identity import FACILITATORS, TEACHERS
from hub_config.classroom.progress import Standing, next_of, standing_of
from hub_config.classroom.shelf import Shelf, Shelved
from hub_config.classroom.work import TeachersHandler
from lp_widgets.lesson import BuiltLesson


@dataclass(frozen=True)
class Competency:
    """How much that teaches a competency is right, or waits for a mark, of ``total`` questions."""

    text: str
    right: int
    waiting: int
    total: int

    @property
    def state(self) -> str:
        """Return ``done``, ``begun`` or ``none``."""
        if self.right and self.right + self.waiting == self.total:
            return "done"
        return "begun" if self.right + self.waiting else "none"


@dataclass(frozen=True)
class Row:
    """One lesson of a learner: where she stands, tries, known seconds, when she answered last."""

    standing: Standing
    tries: int
    seconds: float
    last: datetime | None


@dataclass(frozen=True)
class Part:
    """A course as the page shows it."""

    title: str
    competencies: tuple[Competency, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Portrait:
    """All that the page shows of one learner; of nobody else."""

    learner: Person
    parts: tuple[Part, ...]
    works: tuple[HandedIn, ...]
    days: int
    tries: int
    seconds: float
    last: datetime | None

    @property
    def rows(self) -> list[Row]:
        """Return every lesson of every course."""
        return [row for part in self.parts for row in part.rows]

    @property
    def done(self) -> list[Competency]:
        """Return the competencies of which everything is right."""
        return [each for part in self.parts for each in part.competencies if each.state == "done"]

    @property
    def settled(self) -> int:
        """How many questions are done."""
        return sum(row.standing.settled for row in self.rows)

    @property
    def finished(self) -> int:
        """How many lessons have every question done."""
        each = [row.standing for row in self.rows]
        return sum(0 < one.settled == one.total for one in each)

    @property
    def next(self) -> Standing | None:
        """The lesson to go on with, as her home has it."""
        return next_of([row.standing for row in self.rows])

    @property
    def is_empty(self) -> bool:
        """Whether she has neither answered nor handed in anything."""
        return self.last is None and not self.works


class LearnerHandler(TeachersHandler):
    """Base of what the desk says of one learner."""

    open_to = (TEACHERS, FACILITATORS)

    def learner(self, connection: Connection, account: str) -> Person:
        """Return the learner; 404 for who is none, has left, or was erased."""
        found = find(connection, account)
        if found is None or not found.active or found.role != "learner":
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return found

    def portrait(self, account: str) -> Portrait:
        """Return what is known of a learner; takes its time."""
        locale = self.locale_of_page
        with self.database.read() as connection:
            learner = self.learner(connection, account)
            given = attempts.of_learner(connection, account)
            places = standing.in_all(connection, [account])
            works = handedin.of(connection, self.sources, account, locale)
        courses = self.shelf.courses(locale)
        return drawn(self.shelf, learner, courses, given, places, works)


class Learner(LearnerHandler):
    """``GET desk/learner/ACCOUNT``: a page for a talk with a child and her parents."""

    @authenticated
    async def get(self, account: str) -> None:
        """Send the page; 404 for who is no learner here."""
        self.admit()
        found = await self.classroom.in_thread(self.portrait, account)
        now = datetime.now().astimezone()
        self.render("learner.html", it=found, now=now, pause=round(PAUSE / 60))


def drawn(
    shelf: Shelf,
    learner: Person,
    courses: Iterable[Shelved],
    given: Sequence[Attempt],
    places: Mapping[tuple[str, str, str], Places],
    works: Iterable[HandedIn],
) -> Portrait:
    """Return what the page shows, from ``given`` in order of time and ``places`` of the learner."""
    times = spent([each.received for each in given])
    seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
    last: dict[tuple[str, str], datetime] = {}
    for each, known in zip(given, times, strict=True):
        seconds[each.course, each.lesson] += known or 0
        last[each.course, each.lesson] = each.received

    def row(built: BuiltLesson) -> Row:
        own = places.get((learner.account, built.course, built.id), {})
        at = (built.course, built.id)
        tries = sum(place.tries for place in own.values())
        return Row(standing_of(shelf, built, own), tries, seconds.get(at, 0), last.get(at))

    def part(shelved: Shelved) -> Part:
        can = tuple(
            _competency(name, text, shelved, learner, places)
            for name, text in shelved.competencies.items()
        )
        return Part(shelved.title, can, tuple(row(each) for each in shelved.lessons))

    return Portrait(
        learner,
        tuple(part(each) for each in courses),
        tuple(works),
        days=len({each.received.astimezone().date() for each in given}),
        tries=sum(each.state != "invalid" for each in given),
        seconds=sum(each for each in times if each is not None),
        last=given[-1].received if given else None,
    )


def _competency(
    name: str,
    text: str,
    shelved: Shelved,
    learner: Person,
    places: Mapping[tuple[str, str, str], Places],
) -> Competency:
    """Return how far a learner is in the lessons that teach a competency."""
    states: list[Any] = []
    for built in shelved.lessons:
        if name in built.teaches:
            own = places.get((learner.account, built.course, built.id), {})
            states += [own[each].state if each in own else "none" for each in built.keys]
    return Competency(text, states.count("correct"), states.count("pending"), len(states))
