"""The teacher's desk: today, who has done what, a lesson's heat map; and that it stays so."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection
from tornado.iostream import StreamClosedError
from tornado.web import authenticated

from grading.records import standing
from grading.records.standing import Day, Places, Slip
from grading.roster import groups
from grading.roster.classes import Class
from grading.roster.people import Person
from hub_config.classroom import authored, panels
from hub_config.classroom.api import SIGN_IN
from hub_config.classroom.handlers import Refused
from hub_config.classroom.heat import HeatMap, at_question, heat_map
from hub_config.classroom.identity import FACILITATORS, TEACHERS
from hub_config.classroom.misconceptions import Misconception, misconceptions
from hub_config.classroom.presence import Sight
from hub_config.classroom.progress import Standing, standing_of
from hub_config.classroom.shelf import NotOnShelf
from hub_config.classroom.today import Spot, Today, midnight, sight_of, today
from hub_config.classroom.work import TeachersHandler
from hub_config.servers import sandbox
from lp_widgets.lesson import BuiltLesson, variants

HEARTBEAT = 15
"""Seconds after which a line that has nothing to say shows that it is there."""
MOST = 600
"""Seconds after which a line ends and the page asks anew, so that whoever may not is refused."""
AGAIN = 2000
"""Milliseconds after which a page asks anew."""

_Group = tuple[Class, list[Person]]


@dataclass(frozen=True)
class Seen:
    """What the service knows of everybody's whereabouts, beside the record."""

    now: datetime
    sights: Mapping[str, Sight]
    open_pages: frozenset[str]

    def is_here(self, account: str, sight: Sight | None) -> bool:
        """Return whether an account last seen at ``sight`` is here."""
        return account in self.open_pages or (sight is not None and sight.is_fresh(self.now))


class DeskHandler(TeachersHandler):
    """Base of the desk's pages: classes to choose from, and parts that stay as things are.

    ``?part=live`` asks for those parts alone.
    """

    open_to = (TEACHERS, FACILITATORS)

    @property
    def is_part(self) -> bool:
        """Whether no more is asked for than what may have changed."""
        return self.get_query_argument("part", "") == "live"

    def seen(self) -> Seen:
        """Return who was seen where; asked on the event loop."""
        open_pages = frozenset(self.classroom.kernel_manager.watching())
        return Seen(datetime.now(UTC), self.classroom.presence.sights(), open_pages)

    def chosen(self, connection: Connection) -> tuple[list[_Group], Class | None]:
        """Return all classes and the one that the address names (``?class=ID``), if it does."""
        every = groups.by_class(connection)
        wanted = self.get_query_argument("class", "")
        return every, next((entry for entry, _ in every if entry.id == wanted), None)

    @staticmethod
    def one(every: list[_Group], one: Class | None) -> tuple[Class | None, list[Person]]:
        """Return the chosen class, else the first one that has learners."""
        fits = [each for each in every if (each[0] == one if one else each[1])]
        return fits[0] if fits else (None, [])

    def find(self, course: str, lesson: str, question: str) -> Spot | None:
        """Return the spot of a question, or of the lesson or assignment around it."""
        try:
            built = self.shelf.lesson(course, lesson, self.locale_of_page)
        except NotOnShelf:
            title = self.sources.title(course, lesson, self.locale_of_page)
            return Spot(title) if title else None
        numbers = {name: number for number, name in enumerate(built.keys, 1)}
        return Spot(built.title, f"desk/lesson/{course}/{lesson}", numbers.get(question))


class Desk(DeskHandler):
    """``GET desk``: today, and where each learner of each class stands."""

    @authenticated
    async def get(self) -> None:
        """Send today and one table a class; refuse learners."""
        person = self.admit()
        sign, seen = self.classroom.watchers.sign, self.seen()
        lessons = [each for course in self.shelf.courses(person.locale) for each in course.lessons]
        told = await self.classroom.in_thread(self._told, seen, lessons)
        told |= {"sign": sign, "lessons": lessons}
        if self.is_part:
            self.render("desk-live.html", **told)
            return
        given = self.classroom.plugins.desk_panels.values()
        names = [entry.name for entry, _ in told["shown"]]
        added = {name: await panels.shown(given, name, person.locale) for name in names}
        fenced = not await asyncio.to_thread(sandbox.problem)
        self.render("desk.html", panels=added, fenced=fenced, **told)

    def _told(self, seen: Seen, lessons: list[BuiltLesson]) -> dict[str, Any]:
        with self.database.read() as connection:
            every, one = self.chosen(connection)
            shown = [each for each in every if one is None or each[0] == one]
            people = list({each.account: each for _, own in shown for each in own}.values())
            days = standing.since(connection, midnight(seen.now))
            at = self._at(connection, people, days, seen)
        found: Today = today(people, days, seen.sights, seen.open_pages, seen.now, at, self.find)
        places = self.classroom.ledger.read({each.account for _, own in every for each in own})
        return {
            "every": every,
            "one": one,
            "shown": shown,
            "today": found,
            "now": seen.now,
            "classes": self._tables(shown, lessons, places),
        }

    def _at(
        self, connection: Connection, people: list[Person], days: Mapping[str, Day], seen: Seen
    ) -> dict[str, str]:
        """Return the question that each learner seems to be at; one statement a lesson in use."""
        found = {}
        accounts = [each.account for each in people]
        for course in self.shelf.courses(self.locale_of_page):
            for built in course.lessons:
                here = _here(built, accounts, days, seen)
                if not here:
                    continue
                places = standing.in_lesson(connection, here, built.course, built.id)
                for account, last in here.items():
                    at = at_question(list(built.keys), places.get(account, {}), last)
                    found[account] = at or ""
        return found

    def _tables(
        self,
        shown: list[_Group],
        lessons: list[BuiltLesson],
        places: Mapping[tuple[str, str, str], Places],
    ) -> list[Any]:
        """Return each class with its learners, and where each of them stands in each lesson."""

        def row(account: str) -> list[Standing]:
            own = [(each, places.get((account, each.course, each.id), {})) for each in lessons]
            return [standing_of(self.shelf, built, found) for built, found in own]

        return [(entry, [(each, row(each.account)) for each in own]) for entry, own in shown]


class Lesson(DeskHandler):
    """``GET desk/lesson/COURSE/LESSON``: one class at each question of one lesson."""

    @authenticated
    async def get(self, course: str, lesson: str) -> None:
        """Send the heat map and what went wrong; 404 for what is no lesson here."""
        self.admit()
        built = self.lesson(course, lesson)
        sign, seen = self.classroom.watchers.sign, self.seen()
        told = await self.classroom.in_thread(self._told, built, seen)
        page = "lesson-heat.html" if self.is_part else "lesson-map.html"
        self.render(page, sign=sign, built=built, **told)

    def _told(self, built: BuiltLesson, seen: Seen) -> dict[str, Any]:
        with self.database.read() as connection:
            every, one = self.chosen(connection)
            entry, people = self.one(every, one)
            accounts = [each.account for each in people]
            places = standing.in_lesson(connection, accounts, built.course, built.id)
            slips: list[Slip] = standing.slips(connection, accounts, built.course, built.id)
            days = standing.since(connection, midnight(seen.now))
        here = _here(built, accounts, days, seen)
        found: HeatMap = heat_map(list(built.keys), people, places, here)
        wrong: list[Misconception] = misconceptions(self.shelf, built, slips, people, places)
        return {
            "every": every,
            "one": entry,
            "map": found,
            "wrong": wrong,
            "pending": any(c.state == "pending" for _, cells in found.rows for c in cells),
            "questions": [asked(built, each) for each in built.keys],
        }


def asked(built: BuiltLesson, question: str) -> Any:
    """Return what a question asks as HTML; None where each learner is asked another thing."""
    if variants.varies(built, question):
        return None
    return authored.html(built.specs[question]["spec"]["ask"], built.locale)


def _here(
    built: BuiltLesson, accounts: Iterable[str], days: Mapping[str, Day], seen: Seen
) -> dict[str, str]:
    """Return who is in a lesson now, with the question that each answered last, or ""."""
    found = {}
    for account in accounts:
        sight, day = sight_of(account, days, seen.sights), days.get(account)
        place = (sight.course, sight.lesson) if sight else ("", "")
        if place == (built.course, built.id) and seen.is_here(account, sight):
            same = day is not None and (day.course, day.lesson) == place
            found[account] = day.question if day and same else ""
    return found


class Events(TeachersHandler):
    """``GET api/desk/events``: a line (Server-Sent Events) that says when to look anew.

    It carries a sign that differs when something has changed, and nothing of anybody.
    """

    noted = False
    open_to = (TEACHERS, FACILITATORS)

    @authenticated
    async def get(self) -> None:
        """Stay, until the browser leaves, the service stops, or it has been long enough."""
        self.admit()
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.write(f"retry: {AGAIN}\n\n")
        watchers = self.classroom.watchers
        with watchers.watching() as self._watcher:
            called = True
            while not self._watcher.gone and self.request.request_time() < MOST:
                self.write(f"data: {watchers.sign}\n\n" if called else ": here\n\n")
                try:
                    await self.flush()
                except StreamClosedError:
                    return
                called = await self._watcher.wait(HEARTBEAT)

    def on_connection_close(self) -> None:
        """End the line of a browser that has left."""
        watcher = getattr(self, "_watcher", None)
        if watcher is not None:
            watcher.leave()
        super().on_connection_close()

    def get_login_url(self) -> str:
        """Refuse instead of redirecting: a script asks here, not a person."""
        raise Refused(HTTPStatus.FORBIDDEN, SIGN_IN)
