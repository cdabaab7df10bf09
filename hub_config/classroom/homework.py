"""The assignments on a learner's home: what is to be handed in, what came back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from grading.records import assignments, grades, submissions
from grading.records.submissions import Submission
from grading.roster.people import Person
from hub_config.classroom.assignments import Assignments
from hub_config.classroom.shelf import NotOnShelf


@dataclass(frozen=True)
class Homework:
    """One assignment as its learner sees it; ``returned`` is true for what she handed in last."""

    course: str
    name: str
    title: str
    due: datetime | None
    over: bool
    answered: int
    total: int
    submission: Submission | None
    returned: bool


def of(connection: Connection, shelf: Assignments, person: Person) -> list[Homework]:
    """Return the released assignments, those first that are still to be handed in."""
    found = []
    for each in assignments.seen_by(connection, person.account):
        try:
            built = shelf.page(each, person.locale)
        except NotOnShelf:
            continue
        own = (person.account, each.course, each.name)
        last = submissions.latest(connection, *own)
        back = grades.newest(connection, *own)
        found.append(
            Homework(
                course=each.course,
                name=each.name,
                title=built.title,
                due=each.due,
                over=each.over(datetime.now(UTC)),
                answered=len(set(submissions.open_answers(connection, *own)) & set(built.specs)),
                total=len(built.specs),
                submission=last,
                returned=bool(back and last and back.receipt == last.receipt),
            )
        )
    return sorted(found, key=lambda each: each.submission is not None)
