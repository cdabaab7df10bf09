"""What the desk shows of a class, to keep or to go on with in a spreadsheet."""

from datetime import datetime
from http import HTTPStatus

from tornado.web import HTTPError, authenticated

from grading.records import standing
from grading.roster import groups
from grading.roster.classes import Class
from grading.roster.people import Person
from hub_config.classroom.heat import Cell, heat_map
from hub_config.classroom.identity import FACILITATORS, TEACHERS
from hub_config.classroom.progress import standing_of
from hub_config.classroom.tables import csv_file
from hub_config.classroom.work import TeachersHandler
from lp_widgets.lesson import BuiltLesson

STATES = {
    "correct": "Right",
    "partial": "Partly right",
    "wrong": "Not yet",
    "pending": "Waits for a mark",
    "none": "Not begun",
}

_NO_PATH = {ord(character): "-" for character in '/\\:*?"<>|'}

_Rows = list[list[str | int]]


class TableHandler(TeachersHandler):
    """Base of files for spreadsheets; ``?class=ID`` says of which class."""

    open_to = (TEACHERS, FACILITATORS)

    def wanted(self, every: list[tuple[Class, list[Person]]]) -> tuple[Class, list[Person]]:
        """Return the class that the address names, with its learners; 404 for no class here."""
        wanted = self.get_query_argument("class", "")
        for entry, people in every:
            if entry.id == wanted:
                return entry, people
        raise HTTPError(HTTPStatus.NOT_FOUND)

    def send(self, title: str, rows: _Rows) -> None:
        """Send ``rows`` as a file that is named after ``title`` and today."""
        name = f"{title} {datetime.now():%Y-%m-%d}.csv".translate(_NO_PATH)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        self.save_as(name)
        self.finish(csv_file(rows, self.locale_of_page))


def name_of(learner: Person) -> str:
    """Return what a table calls a learner, namesakes apart."""
    return f"{learner.name} ({learner.ordinal})" if learner.ordinal > 1 else learner.name


class ClassTable(TableHandler):
    """``GET desk/class.csv``: how many questions of each lesson each learner has done."""

    @authenticated
    async def get(self) -> None:
        """Send the file; 404 where there is no such class."""
        person = self.admit()
        lessons = [each for course in self.shelf.courses(person.locale) for each in course.lessons]
        self.send(*await self.classroom.in_thread(self._table, lessons))

    def _table(self, lessons: list[BuiltLesson]) -> tuple[str, _Rows]:
        with self.database.read() as connection:
            every = groups.by_class(connection)
        entry, people = self.wanted(every)
        places = self.classroom.ledger.read({each.account for _, own in every for each in own})
        rows: _Rows = []
        for learner in people:
            at = [places.get((learner.account, each.course, each.id), {}) for each in lessons]
            found = [standing_of(self.shelf, *each) for each in zip(lessons, at, strict=True)]
            rows.append([name_of(learner), *(each.settled for each in found)])
        most = self.say("{lesson} (of {n})")
        heads: list[str | int] = [self.say("Name")]
        for each in lessons:
            total = len(self.shelf.points(each))
            heads.append(most.replace("{n}", str(total)).replace("{lesson}", each.title))
        return entry.name, [heads, *rows]


class LessonTable(TableHandler):
    """``GET desk/lesson/COURSE/LESSON.csv``: a class at each question of one lesson."""

    @authenticated
    async def get(self, course: str, lesson: str) -> None:
        """Send the file; 404 for what is no lesson here, or no class."""
        self.admit()
        self.send(*await self.classroom.in_thread(self._table, self.lesson(course, lesson)))

    def _table(self, built: BuiltLesson) -> tuple[str, _Rows]:
        with self.database.read() as connection:
            entry, people = self.wanted(groups.by_class(connection))
            accounts = [each.account for each in people]
            places = standing.in_lesson(connection, accounts, built.course, built.id)
        asked = range(1, len(built.keys) + 1)
        heads: list[str | int] = [self.say("Name")]
        for sentence in ("Question {n}", "Question {n}: tries"):
            heads += [self.say(sentence).replace("{n}", str(number)) for number in asked]
        found = heat_map(list(built.keys), people, places, {})
        rows = [[name_of(learner), *self._cells(cells)] for learner, cells in found.rows]
        return f"{entry.name} – {built.title}", [heads, *rows]

    def _cells(self, cells: tuple[Cell, ...]) -> list[str | int]:
        return [*(self.say(STATES[each.state]) for each in cells), *(each.tries for each in cells)]
