"""The teacher's marking pages: which questions want a person, and one question's answers."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from tornado.web import HTTPError, authenticated

from grading.roster import people
from hub_config.classroom.handlers import Refused
from hub_config.classroom.jobs import RUNNING
from hub_config.classroom.marking_guide import Guide, guides
from hub_config.classroom.work import TeachersHandler

if TYPE_CHECKING:
    from grading.autograder.by_hand import Answer, Given

MOST_BUTTONS = 10  # a question with more points has a field in place of buttons
MOST_COMMENT = 4000
MOST_CHIPS = 8
NO_POINTS = "Points are a number from 0 to the most that this question gives."
TOO_LONG = "This comment is too long to be read on a phone. Please shorten it."
LATER = "This was not saved: the work is being marked just now. Please save again in a moment."
GONE = "This work is not there any more. Somebody collected it anew."


@dataclass(frozen=True)
class Last:
    """The last mark that a teacher gave: what was there before, and the stamp of what is now."""

    place: tuple[str, str, str]
    grade: str
    stamp: str
    before: "Given"
    waited: bool


class MarkingHandler(TeachersHandler):
    """Base of the two pages: they read nbgrader's gradebook in a thread."""

    async def gradebook(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run ``function`` of ``grading.autograder.by_hand`` off the event loop.

        Raises 404 for what is not there and a refusal for a gradebook that cannot be written.
        """

        def run() -> Any:
            # nbgrader comes with it, so only when a teacher looks.
            from nbgrader.api import MissingEntry

            from grading.autograder import by_hand

            try:
                return function(by_hand, *args)
            except MissingEntry as error:
                raise Refused(HTTPStatus.NOT_FOUND, GONE) from error
            except by_hand.Busy as error:
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, LATER) from error

        return await self.classroom.in_thread(run)

    def guides(self, course: str, name: str) -> dict[str, Guide]:
        """Return by cell what the author wrote; 404 when there is no such assignment."""
        source = self.sources.notebook(course, name)
        if source is None:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        return guides(source, course, self.locale_of_page)

    def course_folder(self, course: str) -> Any:
        """Return nbgrader's course folder."""
        from grading.autograder.course import CourseFolder

        return CourseFolder(self.sources.course_folder(course))

    def is_marking(self, course: str) -> bool:
        """Return whether a job of ``course`` runs."""
        job = self.classroom.jobs.newest(course)
        return job is not None and bool(job.state == RUNNING)

    def has_gradebook(self, course: str) -> bool:
        """Return whether anything of ``course`` was marked yet."""
        return (self.sources.course_folder(course) / "gradebook.db").is_file()


class Questions(MarkingHandler):
    """``GET work/COURSE/NAME/mark``: the questions, those that want a person first."""

    @authenticated
    async def get(self, course: str, name: str) -> None:
        """Send the list."""
        self.admit()
        told = await self.classroom.in_thread(self.guides, course, name)
        found = []
        if self.has_gradebook(course):
            found = await self.gradebook(
                lambda by_hand: by_hand.questions(self.course_folder(course), name)
            )
        order = {cell: n for n, cell in enumerate(told)}
        found.sort(key=lambda each: (not each.waiting, order.get(each.cell, len(order))))
        self.render(
            "mark-list.html",
            course=course,
            work=name,
            title=self.sources.title(course, name, self.locale_of_page),
            asked=[(each, told.get(each.cell, Guide(each.cell))) for each in found],
            busy=self.is_marking(course),
            address=quote,
        )


class Question(MarkingHandler):
    """``GET`` and ``POST work/COURSE/NAME/mark/CELL``: one answer after another."""

    @authenticated
    async def get(self, course: str, name: str, cell: str) -> None:
        """Send one answer: ``at`` says whose; ``names`` shows names."""
        self.admit()
        await self._show(course, name, cell, self.get_query_argument("at", ""))

    @authenticated
    async def post(self, course: str, name: str, cell: str) -> None:
        """Save what the form says, or undo the last mark; then show the next answer."""
        self.admit()
        await self.classroom.in_thread(self.guides, course, name)
        if self.get_body_argument("action", "save") == "undo":
            await self._undo(course, name, cell)
            return
        grade, stamp = self.get_body_argument("grade", ""), self.get_body_argument("stamp", "")
        if not self.has_gradebook(course):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        answers = await self._answers(course, name, cell)
        at = next((n for n, each in enumerate(answers) if each.id == grade), None)
        if at is None:
            raise Refused(HTTPStatus.NOT_FOUND, GONE)
        given = self._given(answers[at].most)
        whose = f"{self.request.path.removeprefix(self.prefix)} {answers[at].account}"
        await self.classroom.in_writer(self.note, self.person.account, "mark", whose)
        if not await self._save(course, name, cell, grade, stamp, given):
            return
        after = [*answers[at + 1 :], *answers[:at]]
        waiting = next((each for each in after if each.waits and each.work is not None), None)
        going = waiting.id if waiting else answers[min(at + 1, len(answers) - 1)].id
        self._go(going, saved=grade)

    async def _save(
        self,
        course: str,
        name: str,
        cell: str,
        grade: str,
        stamp: str,
        given: "Given",
        *,
        waits: bool = False,
    ) -> bool:
        """Save; False when somebody else was there before, which the page then shows."""

        def keep(by_hand: Any) -> Any:
            groups = self._groups(course, name)
            try:
                folder = self.course_folder(course)
                return by_hand.save(folder, grade, stamp, given, groups, waits=waits)
            except by_hand.Changed as changed:
                return changed

        done = await self.gradebook(keep)
        if isinstance(done, Exception):
            self.set_status(HTTPStatus.CONFLICT)
            await self._show(course, name, cell, grade, typed=given)
            return False
        before, waited, fresh = done
        place = (course, name, cell)
        self.classroom.last_marks[self.person.account] = Last(place, grade, fresh, before, waited)
        return True

    async def _undo(self, course: str, name: str, cell: str) -> None:
        last = self.classroom.last_marks.pop(self.person.account, None)
        if last is None or last.place != (course, name, cell):
            raise Refused(HTTPStatus.NOT_FOUND, GONE)
        place = (course, name, cell, last.grade, last.stamp)
        if await self._save(*place, last.before, waits=last.waited):
            self.classroom.last_marks.pop(self.person.account, None)
            self._go(last.grade)

    def _go(self, grade: str, saved: str = "") -> None:
        asked = {"at": grade, **({"saved": saved} if saved else {})}
        if self.get_query_argument("names", ""):
            asked["names"] = "1"
        self.redirect(f"{self.request.path}?{urlencode(asked)}", status=HTTPStatus.SEE_OTHER)

    def _groups(self, course: str, name: str) -> dict[str, str]:
        from grading.autograder.results import groups_of, lesson_of

        return groups_of(lesson_of(self.course_folder(course), name))

    async def _answers(self, course: str, name: str, cell: str) -> "list[Answer]":
        """Return the answers in the page's order: by name, or shuffled in one and the same way."""

        def read(by_hand: Any) -> "list[Answer]":
            folder = self.course_folder(course)
            found: list[Answer] = by_hand.answers(folder, name, cell, self._groups(course, name))
            return found

        found: list[Answer] = await self.gradebook(read)
        if not found:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        if self.get_query_argument("names", ""):
            called = self._names()
            return sorted(found, key=lambda each: (called.get(each.account, ""), each.account))
        return sorted(found, key=lambda each: _shuffled(cell, each.account))

    def _names(self) -> dict[str, str]:
        with self.database.read() as connection:
            return people.names(connection)

    async def _show(
        self, course: str, name: str, cell: str, grade: str, typed: "Given | None" = None
    ) -> None:
        told = await self.classroom.in_thread(self.guides, course, name)
        if not self.has_gradebook(course):
            raise HTTPError(HTTPStatus.NOT_FOUND)
        found = await self._answers(course, name, cell)
        first = next((n for n, each in enumerate(found) if each.waits and each.work), 0)
        at = next((n for n, each in enumerate(found) if each.id == grade), first)
        answer = found[at]

        def bank(by_hand: Any) -> list[str]:
            folder, groups = self.course_folder(course), self._groups(course, name)
            said: list[str] = by_hand.comments(folder, name, cell, groups)
            return said

        names = bool(self.get_query_argument("names", ""))
        last = self.classroom.last_marks.get(self.person.account)
        self.render(
            "mark-one.html",
            course=course,
            work=name,
            cell=cell,
            title=self.sources.title(course, name, self.locale_of_page),
            guide=told.get(cell, Guide(cell)),
            answer=answer,
            typed=typed,
            given=typed or answer.given,
            at=at,
            count=len(found),
            waiting=sum(each.waits for each in found),
            before=found[at - 1].id if at else "",
            after=found[at + 1].id if at + 1 < len(found) else "",
            called=self._names().get(answer.account, answer.account) if names else "",
            names=names,
            here=f"{self.prefix}work/{course}/{name}/mark/{quote(cell)}",
            buttons=_buttons(answer.most),
            chips=(await self.gradebook(bank))[:MOST_CHIPS],
            saved=bool(self.get_query_argument("saved", "")),
            undo=last is not None and last.place == (course, name, cell),
            busy=self.is_marking(course),
        )

    def _given(self, most: float) -> "Given":
        """Return what was typed. Raises a refusal for what is no mark."""
        from grading.autograder.by_hand import Given

        picked = self.get_body_argument("points", "")
        points = _number(self.get_body_argument("other", "").strip() or picked)
        extra = _number(self.get_body_argument("extra", ""))
        if points is not None and points > most:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, NO_POINTS)
        said = [self.get_body_argument("comment", "").replace("\r\n", "\n").strip()]
        said += self.get_body_arguments("bank")
        comment = "\n".join(dict.fromkeys(filter(None, said)))
        if len(comment) > MOST_COMMENT:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, TOO_LONG)
        return Given(points, extra or None, comment)


def _number(written: str) -> float | None:
    """Return what was typed, in the digits of any script. Raises a refusal for what is none."""
    written = written.strip().replace(",", ".").replace("٫", ".")
    if not written:
        return None
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, NO_POINTS)
    return value


def _buttons(most: float) -> list[int]:
    """Return the points that have a button each; none when there are too many."""
    return list(range(int(most) + 1)) if most <= MOST_BUTTONS else []


def _shuffled(cell: str, account: str) -> str:
    return hashlib.sha256(f"{cell}\0{account}".encode()).hexdigest()
