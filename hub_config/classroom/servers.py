"""The switch on the desk: whether a class may work in JupyterLab."""

from http import HTTPStatus

from tornado.web import HTTPError, authenticated

from grading.roster import classes
from grading.roster.errors import RosterError
from hub_config.classroom.work import TeachersHandler


class JupyterLab(TeachersHandler):
    """``POST desk/jupyterlab``: let the class ``class`` use it (``action`` is allow or end)."""

    @authenticated
    async def post(self) -> None:
        """Keep it and go back to the desk; 404 for no class of this lab."""
        self.admit()
        name = self.get_body_argument("class", "")
        allowed = self.get_body_argument("action", "") == "allow"
        try:
            await self.classroom.in_writer(self._keep, name, allowed)
        except RosterError as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error
        self.redirect(f"{self.prefix}desk#own")

    def _keep(self, name: str, allowed: bool) -> None:
        with self.database.write() as connection:
            classes.allow_jupyterlab(connection, name, allowed)
