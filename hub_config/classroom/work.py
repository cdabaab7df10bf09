"""The teacher's work page: assignments, who handed in, and the three things to do with them."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, authenticated

from grading.records import assignments
from grading.roster.people import Person
from hub_config.assignments.due import read_due
from hub_config.assignments.sources import Sources
from hub_config.classroom.handlers import Handler, Refused
from hub_config.classroom.identity import TEACHERS, is_one_of
from hub_config.classroom.jobs import RUNNING
from hub_config.classroom.shelf import NotOnShelf
from hub_config.classroom.worklist import Sheet, sheet
from hub_config.control import assignments as operations
from hub_config.control.errors import OperationError
from lp_widgets.lesson import BuiltLesson

# Jobs, which take a while, and what is done at once.
ACTIONS = ("release", "autograde", "feedback")
WITHDRAW = "withdraw"
NO_DEADLINE = "This deadline could not be read. Choose a day and a time, or leave it empty."


class TeachersHandler(Handler):
    """Base of pages that learners are refused, and of which the audit log says who opened them."""

    # Whether the page shows or changes what children did.
    noted = True
    # Groups of the hub that may come in.
    open_to: tuple[str, ...] = (TEACHERS,)

    def is_noted(self, user: Any) -> bool:
        """Return whether she comes in: who is refused has seen nothing."""
        return self.noted and is_one_of(user, self.open_to)

    def admit(self) -> Person:
        """Return who asks; refuse whoever the page is not open to."""
        person = super().admit()
        if not is_one_of(self.current_user, self.open_to):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        return person

    def lesson(self, course: str, lesson: str) -> BuiltLesson:
        """Return a lesson in the teacher's language; 404 for what is none here."""
        try:
            return self.shelf.lesson(course, lesson, self.person.locale)
        except NotOnShelf as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error

    @property
    def sources(self) -> Sources:
        """The assignments that this lab could give."""
        return self.classroom.sources

    def sheet(self, course: str, name: str) -> Sheet:
        """Return where an assignment stands; 404 when there is none. Takes its time."""
        # nbgrader comes with these, so only when a teacher looks.
        from grading.autograder.collect import receipt_of
        from grading.autograder.course import CourseFolder
        from grading.autograder.results import results

        title = self.sources.title(course, name, self.locale_of_page)
        if title is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        folder = self.classroom.folder
        try:
            told = operations.roster(folder, self.database, course=course, name=name)
        except OperationError:
            return sheet(course, name, title, None)
        place = CourseFolder(self.sources.course_folder(course))
        collected = {receipt_of(each) for each in place.submitted(name).values()}
        return sheet(course, name, title, told, results(place, name), collected)


class WorkList(TeachersHandler):
    """``GET work``: every assignment with what there is to do."""

    @authenticated
    async def get(self) -> None:
        """Send one entry an assignment, course by course."""
        self.admit()
        sheets = await self.classroom.in_thread(
            lambda: [self.sheet(course, name) for course, name in self.sources.names()]
        )
        self.render("work.html", sheets=sheets, jobs=self.classroom.jobs)


class Assignment(TeachersHandler):
    """``GET work/COURSE/NAME``: one assignment and everyone's hand-in."""

    @authenticated
    async def get(self, course: str, name: str) -> None:
        """Send the page; while a job runs, it is asked for again and again."""
        self.admit()
        found = await self.classroom.in_thread(self.sheet, course, name)
        self.render(
            "assignment.html",
            sheet=found,
            job=self.classroom.jobs.newest(course),
            now=datetime.now().astimezone(),
        )

    @authenticated
    async def post(self, course: str, name: str) -> None:
        """Do what the teacher pressed: ``action`` is release, autograde, feedback or withdraw."""
        self.admit()
        action = self.get_body_argument("action", "")
        if action not in (*ACTIONS, WITHDRAW) or (course, name) not in self.sources.names():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if action == WITHDRAW:
            await self.classroom.in_writer(self._withdraw, course, name)
        else:
            self._start(course, name, action)
        self.redirect(f"{self.prefix}work/{course}/{name}", status=HTTPStatus.SEE_OTHER)

    def _withdraw(self, course: str, name: str) -> None:
        """Take it back; what is back already, from another page, stays so."""
        with self.database.write() as connection:
            assignments.withdraw(connection, course, name)

    def _start(self, course: str, name: str, action: str) -> None:
        words: list[str] = []
        if action == "release":
            words = ["--due", self._due()]
        elif action == "feedback" and self.get_body_argument("everyone", ""):
            words = ["--all"]
        self.classroom.jobs.start(course, name, action, *words)

    def _due(self) -> str:
        written = self.get_body_argument("due", "").strip()
        if not written:
            return "none"
        try:
            return read_due(written).isoformat()
        except OperationError as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, NO_DEADLINE) from error


class JobState(TeachersHandler):
    """``GET api/work/COURSE``: how far the course's job is; the page's script asks for it."""

    noted = False

    @authenticated
    async def get(self, course: str) -> None:
        """Answer with numbers alone: the words stand in the page."""
        self.admit()
        job = self.classroom.jobs.newest(course)
        told: dict[str, Any] = {"running": job is not None and job.state == RUNNING}
        if job is not None:
            told |= {"done": job.done, "total": job.total}
        self.finish(told)
