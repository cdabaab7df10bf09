"""What all of the classroom's handlers share: who asks, what a page may load, how it is refused."""

import html
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from grading.records import assignments, audit
from grading.records.database import Database
from grading.records.errors import DatabaseTrouble
from grading.roster.people import Person, find
from hub_config.classroom.shelf import NotOnShelf, Shelf
from hub_config.classroom.statics import Statics
from lp_widgets import locales
from lp_widgets.lesson import BuiltLesson

# A page loads our own files and nothing else; no page of ours may be framed.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self' {websocket}; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Refused(HTTPError):
    """A request that is answered with a sentence for the person, in her language."""

    def __init__(self, status: int, sentence: str, **more: Any) -> None:
        super().__init__(status, sentence.replace("%", "%%"))
        self.sentence = sentence
        self.more = more  # what a program needs to know besides; plain data


class Handler(JupyterHandler):
    """Base of pages and API calls: signed in through the hub, on the roster, nothing cached."""

    auth_resource = "classroom"
    # What JupyterHandler gives at run time and the type checker cannot see.
    person: Person

    async def prepare(self) -> None:  # type: ignore[override]
        """Find out who asks, and note in the audit log whom ``is_noted`` says, before she sees it.

        Nothing is changed that could not be noted; with a full disk one can still look.
        """
        going_on = super().prepare()
        if going_on is not None:
            await going_on
        user = self.current_user
        if user is None or not self.is_noted(user):
            return
        did, what = self._asked_for()
        looks = self.request.method in ("GET", "HEAD")
        if looks and not self.classroom.looks.is_new(user.username, what):
            return
        try:
            await self.classroom.in_writer(self.note, user.username, did, what)
        except DatabaseTrouble:
            if not looks:
                raise
            self.log.error("The disk is full or broken: a look at the desk is not noted")

    def is_noted(self, user: Any) -> bool:
        """Return whether the audit log keeps that ``user`` asked."""
        return False

    def _asked_for(self) -> tuple[str, str]:
        """Return method and form's action, and the path in this service, with the class if any."""
        action = self.get_body_argument("action", "") if self.request.method == "POST" else ""
        path = self.request.path.removeprefix(self.prefix)
        group = self.get_query_argument("class", "")
        return f"{self.request.method} {action}".strip(), path + (
            f"?class={group}" if group else ""
        )

    def note(self, who: str, did: str, what: str) -> None:
        """Add to the audit log; to be run by the writer."""
        with self.database.write() as connection:
            audit.note(connection, who, did, what)

    @property
    def classroom(self) -> Any:
        """The running service."""
        return self.settings["classroom"]

    @property
    def database(self) -> Database:
        """The lab's database."""
        return self.classroom.database

    @property
    def shelf(self) -> Shelf:
        """The lessons that this lab has."""
        return self.classroom.shelf

    def work(self, course: str, name: str, locale: str) -> BuiltLesson:
        """Return a lesson, or an assignment that who asks may see. Raises NotOnShelf."""
        try:
            return self.shelf.lesson(course, name, locale)
        except NotOnShelf:
            with self.database.read() as connection:
                account = self.person.account
                released = assignments.find_for(connection, account, course, name)
            if released is None:
                raise
            found: BuiltLesson = self.classroom.assignments.page(released, locale)
            return found

    def work_or_404(self, course: str, name: str) -> BuiltLesson:
        """Return ``work`` in the language of who asks; 404 for what is not on her shelf."""
        try:
            return self.work(course, name, self.person.locale)
        except NotOnShelf as error:
            raise HTTPError(HTTPStatus.NOT_FOUND) from error

    @property
    def statics(self) -> Statics:
        """Scripts and style."""
        return self.classroom.statics

    @property
    def prefix(self) -> str:
        """The service's path, with a slash at its end."""
        return self.classroom.prefix

    @property
    def static_prefix(self) -> str:
        """Where this version's scripts and style are."""
        return f"{self.prefix}static/{self.statics.version}"

    def set_default_headers(self) -> None:
        """Forbid foreign content, framing, guessing of types, and copies on a shared phone."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")

    @property
    def content_security_policy(self) -> str:
        """The Content-Security-Policy of this response."""
        return PAGE_POLICY.format(websocket=f"ws://{self.request.host} wss://{self.request.host}")

    @property
    def entered(self) -> Any:
        """Who was let in; None where nobody was, or at a place that asks nobody who they are."""
        return vars(self).get("_current_user")

    def admit(self) -> Person:
        """Return who asks; refuses anyone who is no longer on the roster."""
        with self.database.glance() as connection:
            person = find(connection, self.current_user.username)
        if person is None or not person.active:
            self.classroom.identity_provider.hub_auth.clear_cookie(self)
            raise Refused(HTTPStatus.FORBIDDEN, "This name is not on the class list any more.")
        self.person = person
        return person

    def note_presence(self, course: str = "", lesson: str = "") -> None:
        """Let the desk know that who asks is here, at a lesson or between lessons."""
        if self.classroom.presence.saw(self.person.account, course, lesson):
            self.classroom.watchers.changed()

    @property
    def locale_of_page(self) -> str:
        """The learner's language, if we have it; the source language otherwise."""
        person = getattr(self, "person", None)
        return person.locale if person else locales.SOURCE_LOCALE

    def say(self, sentence: str) -> str:
        """Translate a sentence of the classroom's own."""
        return locales.catalog(self.locale_of_page, "interface-classroom").gettext(sentence)

    def save_as(self, name: str) -> None:
        """Have what is sent saved as a file called ``name``, and never shown as a page."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, '')}")

    def render(self, name: str, **values: Any) -> None:  # type: ignore[override]
        """Send the classroom's template ``name``."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(self.classroom.template(name, self, **values))

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Call a full or broken disk what it is: later (503), so that a phone keeps its answer."""
        if isinstance(kwargs.get("exc_info", (None, None, None))[1], DatabaseTrouble):
            status_code = HTTPStatus.SERVICE_UNAVAILABLE
        super().send_error(status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer a refusal with one sentence: JSON for the API, a small page for a person."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        sentence = self._sentence(status_code, error)
        if "/api/" in self.request.path:
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps({"message": self.say(sentence), **getattr(error, "more", {})}))
            return
        try:
            self.render("message.html", title=self.say(sentence), status=status_code)
            self.finish()
        except Exception:
            self.log.exception("the message page itself could not be made")
            self.finish(f"<!doctype html><title>{html.escape(sentence)}</title>")

    @staticmethod
    def _sentence(status: int, error: BaseException | None) -> str:
        if isinstance(error, Refused):
            return error.sentence
        if isinstance(error, DatabaseTrouble):
            return "The laptop cannot keep answers just now. Please tell your teacher."
        if status == HTTPStatus.NOT_FOUND:
            return "There is nothing at this place."
        if status == HTTPStatus.FORBIDDEN:
            return "This place is not open to you."
        return "Something did not work on the laptop. Please try again in a moment."

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log our own faults; a refusal is no fault, and its path may name a learner's work.

        Neither is a phone that left before its page was whole.
        """
        if not isinstance(value, HTTPError | StreamClosedError):
            super().log_exception(typ, value, tb)


class NotHere(Handler):
    """Everything that is not in the list of routes."""

    def prepare(self) -> None:  # type: ignore[override]
        """Refuse before anything else is looked at."""
        raise HTTPError(HTTPStatus.NOT_FOUND)
