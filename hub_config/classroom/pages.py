"""The learner's home, signing out, and the files that pages load."""

import asyncio
from http import HTTPStatus
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError, authenticated

from grading.roster import classes, people
from hub_config.classroom import homework, panels
from hub_config.classroom.handlers import Handler
from hub_config.classroom.identity import FACILITATORS, KEEPERS, TEACHERS, is_one_of
from hub_config.classroom.progress import next_of, standing
from hub_config.servers import sandbox
from lp_widgets import locales


class Home(Handler):
    """``GET /``: what is next, what is done; a teacher is led to the desk."""

    @authenticated
    async def get(self) -> None:
        """Send the home of the person who signed in."""
        person = self.admit()
        for place, groups in (("desk", (TEACHERS, FACILITATORS)), ("machine", (KEEPERS,))):
            if is_one_of(self.current_user, groups):
                self.redirect(self.prefix + place)
                return
        self.note_presence()
        with self.database.read() as connection:
            courses = [
                (
                    shelved,
                    [
                        standing(connection, self.shelf, person.account, each)
                        for each in shelved.lessons
                    ],
                )
                for shelved in self.shelf.courses(person.locale)
            ]
            works = homework.of(connection, self.classroom.assignments, person)
            jupyterlab = classes.has_jupyterlab(connection, person.class_id)
        fenced = jupyterlab and not await asyncio.to_thread(sandbox.problem)
        every = [each for _, standings in courses for each in standings]
        added = await panels.shown(
            self.classroom.plugins.home_panels.values(), person.account, person.locale
        )
        self.render(
            "home.html",
            courses=courses,
            next=next_of(every),
            standings=every,
            works=works,
            jupyterlab=jupyterlab,
            fenced=fenced,
            panels=added,
        )


class Language(Handler):
    """``POST language``: change one's own language; it stays so on every phone."""

    @authenticated
    async def post(self) -> None:
        """Keep the chosen locale, if we have it, and go back home."""
        person = self.admit()
        chosen = self.get_body_argument("locale", "")
        if chosen in locales.available():

            def keep() -> None:
                with self.database.write() as connection:
                    people.set_locale(connection, person.account, chosen)

            await self.classroom.in_writer(keep)
        self.redirect(self.prefix)


class SignOut(Handler):
    """``GET signout``: end her kernels and this service's session, then the hub's."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Leave nothing behind on a shared phone."""
        user = self.current_user
        if user is not None:
            self.classroom.presence.left(user.username)
            self.classroom.watchers.changed()
            await self.classroom.kernel_manager.end_all_of(user.username)
            hub_auth = self.classroom.identity_provider.hub_auth
            hub_auth.cache.clear()  # the token is revoked at the hub; forget that it was good
            hub_auth.clear_cookie(self)
        self.clear_cookie("_xsrf", path=self.prefix)
        self.redirect("/hub/logout")


class Health(Handler):
    """``GET health``: the service answers; said to anybody, and nothing more."""

    def prepare(self) -> None:  # type: ignore[override]
        """Ask nobody who they are."""

    def get(self) -> None:
        """Answer."""
        self.finish("ok")


class Static(Handler):
    """``GET static/VERSION/NAME``: public files of the program itself, cached for ever."""

    def prepare(self) -> None:  # type: ignore[override]
        """Ask nobody who they are: the files are the same for all and tell nothing."""

    def get(self, version: str, name: str) -> Any:
        """Send a file by its exact name; there are no paths here that could lead elsewhere."""
        if version != self.statics.version or name not in self.statics:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        asset = self.statics[name]
        self.set_header("Content-Type", asset.content_type)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(asset.packed)
        else:
            self.finish(asset.plain)
