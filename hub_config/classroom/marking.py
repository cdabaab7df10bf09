"""The teacher's way to nbgrader's Formgrader, which this starts when it does not run."""

from http import HTTPStatus

from tornado.web import HTTPError, authenticated

from hub_config.classroom.handlers import Refused
from hub_config.classroom.work import TeachersHandler
from hub_config.formgrader import COURSE, PREFIX
from hub_config.formgrader.doorkeeper import DoesNotStart

ROUTE = rf"grading/(?P<course>{COURSE})(?:/(?P<assignment>[\w-]+))?"


class Grading(TeachersHandler):
    """``GET grading/COURSE[/ASSIGNMENT][?next=…]``: marking by hand, for teachers."""

    @authenticated
    async def get(self, course: str, assignment: str | None = None) -> None:
        """Start Formgrader if need be, and lead there; ``next`` is a page of this course in it."""
        self.admit()
        if not (self.classroom.folder.courses / course).is_dir():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        try:
            await self.classroom.doorkeeper.wake()
        except DoesNotStart as error:
            self.log.error("Formgrader does not start: %s", error)
            sentence = "Marking by hand does not start on this laptop. Its log says why."
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, sentence) from error
        own = f"{PREFIX}{course}/"
        asked = self.get_query_argument("next", "")
        if not asked.startswith(own):
            asked = f"{own}formgrader/gradebook" + (f"/{assignment}" if assignment else "")
        self.redirect(asked)
