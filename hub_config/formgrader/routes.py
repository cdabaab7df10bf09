"""The closed list of what Formgrader answers: nbgrader's handlers, each behind our guard.

Left out, and therefore not there: what hands out and collects through nbgrader's shared folder
and what makes assignments, deadlines, people and feedback. The classroom does these, and two
roads to one thing would lead apart. Left out too is ``?path=`` of nbgrader's first page, which
runs the ``nbgrader_config.py`` of any folder that an address names.
"""

from typing import Any

from nbgrader.server_extensions.formgrader import apihandlers as api
from nbgrader.server_extensions.formgrader import handlers as pages
from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler

from hub_config.formgrader.handlers import (
    Autograde,
    Guarded,
    Navigation,
    Start,
    Submission,
    SubmissionFiles,
)

_NAME = "([^/]+)"


def _guarded(handler: type, *methods: str) -> type[Any]:
    """Return ``handler`` behind the guard, answering ``methods`` only."""
    return type(handler.__name__, (Guarded, handler), {"SUPPORTED_METHODS": methods})


def _page(handler: type) -> type[Any]:
    return _guarded(handler, "GET")


ROUTES: list[tuple[str, type[Any]]] = [
    (r"(?:formgrader/?)?", Start),
    (r"formgrader/manage_assignments/?", _page(pages.ManageAssignmentsHandler)),
    (rf"formgrader/manage_submissions/{_NAME}/?", _page(pages.ManageSubmissionsHandler)),
    (r"formgrader/gradebook/?", _page(pages.GradebookAssignmentsHandler)),
    (rf"formgrader/gradebook/{_NAME}/?", _page(pages.GradebookNotebooksHandler)),
    (
        rf"formgrader/gradebook/{_NAME}/{_NAME}/?",
        _page(pages.GradebookNotebookSubmissionsHandler),
    ),
    (r"formgrader/manage_students/?", _page(pages.ManageStudentsHandler)),
    (rf"formgrader/manage_students/{_NAME}/?", _page(pages.ManageStudentsAssignmentsHandler)),
    (
        rf"formgrader/manage_students/{_NAME}/{_NAME}/?",
        _page(pages.ManageStudentNotebookSubmissionsHandler),
    ),
    (rf"formgrader/submissions/{_NAME}/?", Submission),
    (
        r"formgrader/submissions/(?P<submission_id>[^/]+)/"
        r"(?P<action>next_incorrect|prev_incorrect|next|prev)/?",
        Navigation,
    ),
    (r"formgrader/submissions/(.*)", SubmissionFiles),
    (r"formgrader/api/status", _page(api.StatusHandler)),
    (r"formgrader/api/assignments", _page(api.AssignmentCollectionHandler)),
    (rf"formgrader/api/assignment/{_NAME}", _page(api.AssignmentHandler)),
    (rf"formgrader/api/notebooks/{_NAME}", _page(api.NotebookCollectionHandler)),
    (rf"formgrader/api/submissions/{_NAME}", _page(api.SubmissionCollectionHandler)),
    (rf"formgrader/api/submission/{_NAME}/{_NAME}", _page(api.SubmissionHandler)),
    (rf"formgrader/api/submission/{_NAME}/{_NAME}/autograde", Autograde),
    (
        rf"formgrader/api/submitted_notebooks/{_NAME}/{_NAME}",
        _page(api.SubmittedNotebookCollectionHandler),
    ),
    (
        rf"formgrader/api/submitted_notebook/{_NAME}/flag",
        _guarded(api.FlagSubmissionHandler, "POST"),
    ),
    (r"formgrader/api/grades", _page(api.GradeCollectionHandler)),
    (rf"formgrader/api/grade/{_NAME}", _guarded(api.GradeHandler, "GET", "PUT")),
    (r"formgrader/api/comments", _page(api.CommentCollectionHandler)),
    (rf"formgrader/api/comment/{_NAME}", _guarded(api.CommentHandler, "GET", "PUT")),
    (r"formgrader/api/students", _page(api.StudentCollectionHandler)),
    (rf"formgrader/api/student/{_NAME}", _page(api.StudentHandler)),
    (
        rf"formgrader/api/student_submissions/{_NAME}",
        _page(api.StudentSubmissionCollectionHandler),
    ),
    (
        rf"formgrader/api/student_notebook_submissions/{_NAME}/{_NAME}",
        _page(api.StudentNotebookSubmissionCollectionHandler),
    ),
    (r"assignments/validate", _guarded(ValidateAssignmentHandler, "POST")),
]
