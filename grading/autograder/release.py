"""Releasing: nbgrader's own steps make the learners' copy; the gradebook learns the deadline."""

from datetime import UTC, datetime

from grading.autograder.course import CourseFolder
from grading.autograder.errors import GradingError
from grading.autograder.log import heard


def release(course: CourseFolder, name: str, due: datetime | None) -> None:
    """Write ``release/NAME`` and the gradebook's entry; ``due`` is aware, None is no deadline.

    Released again, changes of the source come through as far as nbgrader lets them: cells with
    points cannot come or go once there are submissions. Raises GradingError.
    """
    from nbgrader.converters import GenerateAssignment, NbGraderException

    app = course.nbgrader(name)
    converter = GenerateAssignment(coursedir=app.coursedir, parent=app)
    converter.force = True
    with course.lock(), heard(app.log) as said:
        try:
            converter.start()
        except (NbGraderException, SystemExit) as error:
            raise GradingError(
                f"“{name}” cannot be released: {said.reason() or error}. "
                f"Its source is {course.source(name)}."
            ) from error
        deadline = due.astimezone(UTC).replace(tzinfo=None) if due else None
        with course.gradebook() as gradebook:
            gradebook.update_or_create_assignment(name, duedate=deadline)
