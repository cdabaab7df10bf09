"""What happened, as xAPI 1.0.3 statements: who (a random account name) did what, when."""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from grading.records import tables
from grading.records.prepared import Prepared
from grading.records.responses import Result, now

VERBS = {
    "attempted": "http://adlnet.gov/expapi/verbs/attempted",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "submitted": "http://activitystrea.ms/schema/1.0/submit",
    "graded": "http://adlnet.gov/expapi/verbs/scored",
}
LESSON_TYPE = "http://adlnet.gov/expapi/activities/lesson"
ASSIGNMENT_TYPE = "http://adlnet.gov/expapi/activities/assessment"
# The share of a lesson's points from which on it counts as passed.
PASS_SHARE = 0.8
# Names, not addresses: RFC 2606 keeps ".invalid" from ever being somebody's host.
_ACTIVITIES = "https://learning-passport.invalid/courses"
_NEW = Prepared(
    insert(tables.statement).on_conflict_do_nothing(index_elements=["id"]),
    tables.without_seq(tables.statement),
)
_SPACE = uuid.UUID("6f0f8a0e-6a0c-4f9c-9b53-0c7f1f6f1f5e")


def activity(course: str, lesson: str) -> str:
    """Return the IRI that names a lesson in every lab's statements."""
    return f"{_ACTIVITIES}/{course}/{lesson}"


def make(
    lab: str,
    account: str,
    verb: str,
    course: str,
    lesson: str,
    *,
    title: str,
    locale: str,
    result: Mapping[str, Any] | None = None,
    kind: str = LESSON_TYPE,
    occasion: str = "",
) -> dict[str, Any]:
    """Return one statement (xAPI 1.0.3, section 2.4), stamped with the server's clock.

    Its id follows from lab, account, verb, lesson and ``occasion`` (which submission, which
    grade): what happened once is stated once, also when a crash makes us say it again.
    """
    moment = now()
    name = "/".join([lab, account, verb, course, lesson, *([occasion] if occasion else [])])
    body: dict[str, Any] = {
        "id": str(uuid.uuid5(_SPACE, name)),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": f"https://{lab}.lab.invalid", "name": account},
        },
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": activity(course, lesson),
            "definition": {"type": kind, "name": {locale: title}},
        },
        "context": {"platform": "Learning Passport for Jupyter", "language": locale},
        "timestamp": moment,
        "stored": moment,
        "version": "1.0.0",
    }
    if result is not None:
        body["result"] = dict(result)
    return body


def append(connection: Connection, account: str, body: Mapping[str, Any]) -> bool:
    """Add a statement; return False when it stands there already."""
    row = {
        "id": body["id"],
        "account": account,
        "stored": body["stored"],
        "body": json.dumps(body, ensure_ascii=False),
    }
    return _NEW.run(connection, row) == 1


def read(connection: Connection, account: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the stored statements in the order of their arrival."""
    query = select(tables.statement.c.body).order_by(tables.statement.c.seq)
    if account is not None:
        query = query.where(tables.statement.c.account == account)
    for body in connection.execute(query).scalars():
        yield json.loads(body)


def events(points: Mapping[str, float], best: Mapping[str, Result]) -> dict[str, dict[str, Any]]:
    """Return what a learner's best marks say of a lesson: verb -> xAPI ``result``.

    ``points`` gives every question of the lesson its weight. A lesson is completed when each
    question has a readable answer, passed when the marked ones reach PASS_SHARE of their points;
    answers that a person still has to mark count for completion only.
    """
    readable = {q: r for q, r in best.items() if q in points and r.state != "invalid"}
    if not readable:
        return {}
    found: dict[str, dict[str, Any]] = {"attempted": {}}
    if len(readable) < len(points):
        return found
    marked = {q: r for q, r in readable.items() if r.state != "pending"}
    weight = sum(points[q] for q in marked)
    scaled = sum(points[q] * r.score for q, r in marked.items()) / weight if weight else 1.0
    score = {"score": {"scaled": round(scaled, 4), "min": 0, "max": 1}}
    found["completed"] = {"completion": True, **score}
    if scaled >= PASS_SHARE:
        found["passed"] = {"success": True, "completion": True, **score}
    return found
