"""What one learner handed in, as her teacher sees it: when, and what came back for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from grading.records import grades, submissions
from hub_config.assignments.sources import Sources


@dataclass(frozen=True)
class HandedIn:
    """The last hand-in of one assignment; points are None while nothing came back for it.

    ``comments`` are what the teacher wrote to the answers.
    """

    course: str
    name: str
    title: str
    received: datetime
    late: bool
    score: float | None
    max_score: float | None
    comments: tuple[str, ...] = ()


def of(connection: Connection, sources: Sources, account: str, locale: str) -> list[HandedIn]:
    """Return what ``account`` handed in last for each assignment, in the order of time."""
    newest = {
        (each.course, each.assignment): each for each in submissions.of_account(connection, account)
    }
    found = []
    for (course, name), last in newest.items():
        grade = grades.newest(connection, account, course, name)
        # What came back for an older hand-in says nothing of this one.
        back = grade if grade is not None and grade.receipt == last.receipt else None
        told = back.questions.values() if back else ()
        found.append(
            HandedIn(
                course=course,
                name=name,
                title=sources.title(course, name, locale) or name,
                received=last.received,
                late=last.late > 0,
                score=back.score if back else None,
                max_score=back.max_score if back else None,
                comments=tuple(str(each["comment"]) for each in told if each.get("comment")),
            )
        )
    return sorted(found, key=lambda each: each.received)
