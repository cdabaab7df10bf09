"""The deadline that a course's own gradebook has."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

_SQLITE = "sqlite:///"


def deadline(coursedir: Any) -> datetime | None:
    """Return an assignment's deadline (aware); None without one, or without a gradebook.

    ``coursedir`` is nbgrader's ``CourseDirectory``. No gradebook is made where there is none.
    """
    url: str = coursedir.db_url
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).is_file():
        return None
    with Gradebook(url, coursedir.course_id) as gradebook:
        try:
            due = gradebook.find_assignment(coursedir.assignment_id).duedate
        except MissingEntry:
            return None
    return due.replace(tzinfo=UTC) if due else None
