"""What came back: a learner's work, question by question, with points and words; to print too."""

import math
from base64 import b64encode
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from markupsafe import Markup
from tornado.web import HTTPError, authenticated

from grading.records import grades, submissions
from grading.records.grades import Grade
from hub_config.classroom import authored
from hub_config.classroom.handlers import Handler
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson, variants
from lp_widgets.questions import drawn
from lp_widgets.questions.readable import readable

# More notches than these are no picture any more.
MOST_NOTCHES = 10
_TYPED = ("code", "long_text")


@dataclass(frozen=True)
class Back:
    """One question of a returned work, ready for the page.

    ``ask`` and ``lines`` are safe HTML, ``drawing`` is SVG in base64.
    """

    number: int
    ask: Markup
    lines: tuple[Markup, ...]
    program: str
    text: str
    drawing: str
    state: str
    said: Markup
    comment: str
    points: float
    most: float
    hints: int = 0

    @property
    def notches(self) -> tuple[int, int] | None:
        """How many notches are full and how many there are; None for odd or many points."""
        whole = float(self.points).is_integer() and float(self.most).is_integer()
        if not whole or not 0 < self.most <= MOST_NOTCHES:
            return None
        return int(self.points), int(self.most)

    @property
    def share(self) -> int:
        """How many hundredths of its points the answer has, rounded down."""
        return math.floor(100 * self.points / self.most) if self.most else 100


class Feedback(Handler):
    """``GET feedback/COURSE/NAME``: a learner's own work as it came back, in her language."""

    @authenticated
    async def get(self, course: str, name: str) -> None:
        """Send the page; 404 as long as nothing came back."""
        person = self.admit()
        built = self.work_or_404(course, name)
        with self.database.read() as connection:
            grade = grades.newest(connection, person.account, course, name)
            if grade is None or built.kind != "assignment":
                raise HTTPError(HTTPStatus.NOT_FOUND)
            given = submissions.answers(connection, grade.submission)
        own = partial(self.classroom.seeds.of, person.account, built)
        backs = [
            _back(n, built, question, grade, given.get(question), own(question))
            for n, question in enumerate(built.specs, 1)
        ]
        self.render("feedback.html", built=built, grade=grade, backs=backs)


def _back(
    number: int, built: BuiltLesson, question: str, grade: Grade, given: Any, seed: str | None
) -> Back:
    kind = built.specs[question]["type"]
    spec = variants.public(built, question, (given and given.seed) or seed)
    told = grade.questions.get(question, {})
    body = given.body if given else None
    lines = readable(spec, body, kind)
    drawing = drawn(kind, spec, body)
    typed = "\n".join(lines) if kind in _TYPED else ""
    return Back(
        number=number,
        ask=authored.html(spec["ask"], built.locale),
        lines=()
        if kind in _TYPED
        else tuple(authored.line(kind, spec, each, built.locale) for each in lines),
        program=typed if kind == "code" else "",
        text=typed if kind == "long_text" else "",
        drawing=b64encode(drawing.encode()).decode(),
        state="none" if body is None else str(told.get("state") or "pending"),
        said=_said(told, built.locale),
        comment=str(told.get("comment") or ""),
        points=float(told.get("points") or 0),
        most=float(told.get("max_points") or spec.get("points", 1)),
        hints=given.hints if given else 0,
    )


def _said(told: Any, locale: str) -> Markup:
    """What the marker and the author say to the answer, in the learner's language."""
    message = str(told.get("message") or "")
    if message:
        message = locales.catalog(locale, "interface-questions").gettext(message)
        message = message.format(**told["values"]) if told.get("values") else message
    spoken = [Markup("{}").format(message)] if message else []
    if told.get("feedback"):
        spoken.append(authored.html(str(told["feedback"]), locale))
    return Markup(" ").join(spoken)
