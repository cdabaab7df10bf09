"""nbgrader's Formgrader for the teacher: a service of its own that runs while somebody marks.

Nothing of nbgrader is imported here: the classroom imports this to start the service.
"""

NAME = "formgrader"
PREFIX = f"/services/{NAME}/"
CLIENT = f"service-{NAME}"
TOKEN = "formgrader-token"  # noqa: S105 (the name of the secret in the lab's folder)
COURSE = "[a-z0-9][a-z0-9_-]*"
"""What a course's folder may be called, as a pattern."""
