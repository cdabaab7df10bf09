"""A learner's page as a file for spreadsheets."""

from collections.abc import Iterator
from datetime import datetime

from tornado.web import authenticated

from hub_config.classroom.exports import TableHandler, name_of
from hub_config.classroom.handedin import HandedIn
from hub_config.classroom.learner import LearnerHandler, Portrait
from lp_widgets import locales

HEADS = ("What", "Title", "Done or points", "Of", "Tries", "Time, at least (seconds)", "Day")


class LearnerTable(LearnerHandler, TableHandler):
    """``GET desk/learner/ACCOUNT.csv``: competencies, lessons and work of one learner."""

    @authenticated
    async def get(self, account: str) -> None:
        """Send the file; 404 for who is no learner here."""
        self.admit()
        found = await self.classroom.in_thread(self.portrait, account)
        heads: list[str | int] = [self.say(each) for each in HEADS]
        self.send(name_of(found.learner), [heads, *self._rows(found)])

    def _rows(self, found: Portrait) -> Iterator[list[str | int]]:
        for part in found.parts:
            for can in part.competencies:
                yield [self.say("Competency"), can.text, can.right, can.total, "", "", ""]
            for row in part.rows:
                at = row.standing
                own: list[str | int] = [
                    at.settled,
                    at.total,
                    row.tries,
                    round(row.seconds),
                    _day(row.last),
                ]
                yield [self.say("Lesson"), at.lesson.title, *own]
        for work in found.works:
            yield [self.say("Work"), work.title, *self._points(work), "", "", _day(work.received)]

    def _points(self, work: HandedIn) -> tuple[str | int, str | int]:
        return self._written(work.score), self._written(work.max_score)

    def _written(self, points: float | None) -> str | int:
        """Return points as a number, or as this language writes a fraction; "" if there are none.

        Both are read by spreadsheets; a point where a comma is expected makes a date of it.
        """
        if points is None:
            return ""
        whole = float(points).is_integer()
        return int(points) if whole else locales.number(round(points, 2), self.locale_of_page)


def _day(when: datetime | None) -> str:
    """Return the day on this laptop's clock as ISO 8601 writes it, which spreadsheets know."""
    return when.astimezone().date().isoformat() if when else ""
