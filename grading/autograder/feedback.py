"""Feedback pages: nbgrader's own, of one learner's graded work, for who works in nbgrader."""

from grading.autograder.course import CourseFolder
from grading.autograder.log import heard


def generate(course: CourseFolder, name: str, student: str) -> str:
    """Write ``feedback/STUDENT/NAME``; return why that was not possible, or nothing.

    The caller holds the course's lock.
    """
    from nbgrader.converters import GenerateFeedback, NbGraderException

    app = course.nbgrader(name, student)
    converter = GenerateFeedback(coursedir=app.coursedir, parent=app)
    converter.force = True
    with heard(app.log) as said:
        try:
            converter.start()
        except (NbGraderException, SystemExit) as error:
            return said.reason() or str(error) or "nbgrader says no reason"
    return ""
