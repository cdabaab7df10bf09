"""A lesson in numbers: how each of its questions does in a class, to look at, print and keep."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tornado.web import authenticated

from grading.records import attempts
from grading.records.analysis import FEW, PAUSE, Analysis, Item, analyse, chance
from grading.roster import groups
from hub_config.classroom.desk import DeskHandler, asked
from hub_config.classroom.exports import TableHandler
from hub_config.classroom.plots import Scale, bars, ceiling, curve
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, variants
from lp_widgets.text import plain

HARD = 0.3
"""A question that a smaller share than this has right at the first try is shown first."""
ENOUGH = 5
"""So many learners must have answered it for that."""
MOST_HARD = 3


@dataclass(frozen=True)
class Reason:
    """Why to look at a question: ``kind`` is drop, backwards or hard; ``n`` of ``of`` learners."""

    kind: str
    n: int
    of: int


@dataclass(frozen=True)
class Finding:
    """A question to look at first, what it asks, and why."""

    number: int
    ask: Any
    reasons: tuple[Reason, ...]


class LessonAnalysis(DeskHandler):
    """``GET desk/lesson/COURSE/LESSON/analysis``: the questions of a lesson, for one class."""

    @authenticated
    async def get(self, course: str, lesson: str) -> None:
        """Send the page; 404 for what is no lesson here."""
        self.admit()
        built = self.lesson(course, lesson)
        told = await self.classroom.in_thread(self._told, built)
        self.render("analysis.html", built=built, pause=round(PAUSE / 60), few=FEW, **told)

    def _told(self, built: BuiltLesson) -> dict[str, Any]:
        with self.database.read() as connection:
            every, one = self.chosen(connection)
            entry, people = self.one(every, one)
            accounts = [each.account for each in people]
            given = attempts.of_class_in_lesson(connection, accounts, built.course, built.id)
        found = analyse(list(built.keys), given)
        questions = [asked(built, each) for each in built.keys]
        compared = max((each.compared for each in found.items), default=0)
        return {
            "every": every,
            "one": entry,
            "people": people,
            "found": found,
            "questions": questions,
            "drop": found.drop and list(built.keys).index(found.drop.question) + 1,
            "findings": findings(found, questions),
            "chance": chance(compared) if compared > 1 else None,
            "compared": compared,
            **_plots(found, rtl=locales.direction(self.locale_of_page) == "rtl"),
        }


class AnalysisTable(TableHandler):
    """``GET desk/lesson/COURSE/LESSON/analysis.csv``: the same numbers; nobody's name in them."""

    @authenticated
    async def get(self, course: str, lesson: str) -> None:
        """Send the file; 404 for what is no lesson here, or no class."""
        self.admit()
        self.send(*await self.classroom.in_thread(self._table, self.lesson(course, lesson)))

    def _table(self, built: BuiltLesson) -> tuple[str, list[list[str | int]]]:
        with self.database.read() as connection:
            entry, people = self.wanted(groups.by_class(connection))
            accounts = [each.account for each in people]
            given = attempts.of_class_in_lesson(connection, accounts, built.course, built.id)
        heads = [self.say(title) for title, _ in COLUMNS]
        rows: list[list[str | int]] = [[self.say("Question"), self.say("What is asked"), *heads]]
        for number, item in enumerate(analyse(list(built.keys), given).items, 1):
            rows.append([number, _ask(built, item.question), *(get(item) for _, get in COLUMNS)])
        title = self.say("Questions in numbers")
        return f"{entry.name} – {built.title} – {title}", rows


def _whole(value: float | None, of: int = 1) -> str | int:
    """Return a number without a fraction, which every spreadsheet reads alike; "" if not known."""
    return "" if value is None else round(value * of)


COLUMNS: tuple[tuple[str, Callable[[Item], str | int]], ...] = (
    ("Learners with a mark", lambda item: item.learners),
    ("Right at the first try", lambda item: item.right),
    ("Right at the first try (%)", lambda item: _whole(item.difficulty, 100)),
    ("Tells apart (from −100 to 100)", lambda item: _whole(item.index, 100)),
    ("Learners who answered", lambda item: item.answered),
    ("Tries in all", lambda item: item.tries),
    ("Time in the middle (seconds)", lambda item: _whole(item.seconds)),
    ("Learners who came this far", lambda item: item.reached),
)
"""Title and value of each column of the file."""


def findings(found: Analysis, questions: list[Any]) -> list[Finding]:
    """Return what a teacher looks at first: where they stop, what turns round, what is hard."""
    why: defaultdict[str, list[Reason]] = defaultdict(list)
    if found.drop is not None:
        why[found.drop.question].append(Reason("drop", found.drop.lost, found.drop.of))
    for item in found.items:
        if item.is_backwards:
            why[item.question].append(Reason("backwards", item.right, item.learners))
    hard = [
        (item.difficulty, number, item)
        for number, item in enumerate(found.items)
        if item.learners >= ENOUGH and item.difficulty is not None and item.difficulty < HARD
    ]
    for _, _, item in sorted(hard)[:MOST_HARD]:
        why[item.question].append(Reason("hard", item.right, item.learners))
    order = [item.question for item in found.items]
    return [
        Finding(order.index(question) + 1, questions[order.index(question)], tuple(reasons))
        for question, reasons in why.items()
    ]


def _plots(found: Analysis, *, rtl: bool) -> dict[str, Any]:
    items = found.items
    longest = ceiling(max((each.seconds or 0 for each in items), default=0))
    return {
        "right": bars([i.difficulty for i in items], Scale(0, 1, rtl), (0, 0.5, 1)),
        "apart": bars([i.index for i in items], Scale(-1, 1, rtl), (-1, 0, 1)),
        "times_plot": bars([i.seconds for i in items], Scale(0, longest, rtl, 74), (0, longest)),
        "longest": longest,
        "reached": curve([i.reached for i in items], found.began, rtl=rtl),
    }


def _ask(built: BuiltLesson, question: str) -> str:
    """Return what is asked as plain text; "" where each learner is asked another thing."""
    if variants.varies(built, question):
        return ""
    return plain(built.specs[question]["spec"]["ask"], built.locale)
