"""The steps of signing in over HTTP. Names and secrets travel in POST bodies, never in an URL."""

from typing import Any

from jupyterhub.handlers.login import LoginHandler
from tornado.httputil import url_concat

from grading.roster import words
from grading.roster.classes import CODE_LENGTH
from grading.roster.pictures import PICTURES
from grading.roster.secrets import PICTURES_LENGTH, PIN_LENGTH
from hub_config.signin import pages

# How long a page with the names of a class stays good, in days.
_TICKET_DAYS = 1 / 24
_MAX_FIELD = 400


class SignIn(LoginHandler):
    """``/hub/login``: a GET shows the first step, each POST answers with the next one."""

    refusal: Any = None

    def set_default_headers(self) -> None:
        """Allow on this page its own script only; keep nothing of it in a shared phone."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", pages.CONTENT_SECURITY_POLICY)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    def get_content_type(self) -> str:
        """Say the encoding before the first byte of the page."""
        return "text/html; charset=utf-8"

    async def post(self) -> None:
        """Take one step."""
        steps = {
            "code": self._code,
            "names": self._names,
            "name": self._name,
            "secret": self._secret,
            "password": self._password,
        }
        step = steps.get(self._field("step"))
        if step is None:
            await self._show(pages.Code(), 400)
        else:
            await step()

    async def auth_to_user(self, authenticated: Any, user: Any = None) -> Any:
        """Bind a session that begins to the person's present card."""
        found = await super().auth_to_user(authenticated, user)
        if user is None:
            self.authenticator.begin_session(found)
        return found

    async def _code(self) -> None:
        got = _press(words.ascii_digits(self._field("got")), self._field("key"), CODE_LENGTH)
        if len(got) < CODE_LENGTH:
            await self._show(pages.Code(got=got))
            return
        found = self.authenticator.open_class("".join(got), self.request.remote_ip)
        if hasattr(found, "reason"):
            await self._show(pages.Code(tell=found), _status(found))
            return
        await self._show_names(found.id)

    async def _names(self) -> None:
        await self._show_names(self._class_id())

    async def _show_names(self, class_id: str | None) -> None:
        found = self.authenticator.mates(class_id) if class_id else None
        if found is None:
            await self._show(pages.Code(late=True))
            return
        entry, learners = found
        ticket = self.create_signed_value("signin-class", entry.id).decode("ascii")
        await self._show(pages.Names(group=entry, learners=learners, ticket=ticket))

    async def _name(self) -> None:
        await self._show_secret(self._field("kind"), [])

    async def _secret(self) -> None:
        kind = "pictures" if self._field("kind") == "pictures" else "pin"
        length = PICTURES_LENGTH if kind == "pictures" else PIN_LENGTH
        typed = self._field("got")
        before = typed.split() if kind == "pictures" else words.ascii_digits(typed)
        got = _press(before, self._field("key"), length)
        if len(got) < length:
            await self._show_secret(kind, got)
            return
        person = self._mate()
        if person is None:
            await self._show(pages.Code(late=True))
            return
        secret = " ".join(got) if kind == "pictures" else "".join(got)
        fields = {"kind": kind, "account": person.account, "secret": secret}
        if await self._sign_in(fields):
            return
        await self._show_secret(kind, [], self.refusal)

    async def _show_secret(self, kind: str, got: list[str], tell: Any = None) -> None:
        person = self._mate()
        if person is None:
            await self._show(pages.Code(late=True))
            return
        view = pages.Secret(
            person=person,
            ticket=self._field("ticket"),
            kind="pictures" if kind == "pictures" else "pin",  # nothing else a page may ask for
            got=got,
            tell=tell,
        )
        await self._show(view, _status(tell) if tell else 200)

    async def _password(self) -> None:
        fields = {
            "kind": "password",
            "name": self._field("name"),
            # Spaces at the ends of a password belong to it.
            "secret": self.get_body_argument("password", "", strip=False)[:_MAX_FIELD],
        }
        if not await self._sign_in(fields):
            await self._show(pages.Teacher(tell=self.refusal), _status(self.refusal))

    async def _sign_in(self, fields: dict[str, str]) -> bool:
        user = await self.login_user(fields)
        if user is None:
            return False
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))
        return True

    def _class_id(self) -> str | None:
        value = self.get_signed_cookie(
            "signin-class", self._field("ticket"), max_age_days=_TICKET_DAYS
        )
        return value.decode("ascii") if value else None

    def _mate(self) -> Any:
        """Return the learner who was touched, if she is in the class of the ticket."""
        class_id = self._class_id()
        found = self.authenticator.mates(class_id) if class_id else None
        account = self._field("account")
        learners = found[1] if found else []
        return next((one for one in learners if one.account == account), None)

    def _field(self, name: str) -> str:
        return self.get_body_argument(name, "")[:_MAX_FIELD]

    async def _show(self, view: pages.View, status: int = 200) -> None:
        self.view = view
        self.set_status(status)
        if view.seconds:
            self.set_header("Retry-After", str(view.seconds))
        self.finish(await self._render())

    def _render(self, login_error: Any = None, username: Any = None, **kwargs: Any) -> Any:
        """Draw the step; JupyterHub calls this too, for the first page and for a refused form."""
        view = getattr(self, "view", None)
        if view is None:
            teacher = self.get_query_argument("as", "") == "teacher"
            view = pages.Teacher() if teacher else pages.Code(late=bool(login_error))
        asked = pages.choose(
            self._asked_language(), self.request.headers.get("Accept-Language", "")
        )
        address = self.authenticator.login_url(self.hub.base_url)
        own = {"next": self.get_query_argument("next", "")}
        return self.render_template(
            "login.html",
            sync=kwargs.get("sync", False),
            action=url_concat(address, own),
            link=lambda **more: url_concat(address, {**own, **more}),
            xsrf=self.xsrf_token.decode("ascii"),
            asked=asked,
            **view.context(view.locale(asked)),
        )

    def _asked_language(self) -> str:
        if self.request.method == "POST":
            return self._field("lang")
        return self.get_query_argument("lang", "")[:_MAX_FIELD]


def _press(before: Any, key: str, length: int) -> list[str]:
    """Return what was entered so far with one more key (a digit, a picture or ``erase``)."""
    allowed = {*"0123456789", *PICTURES}
    got = [sign for sign in before if sign in allowed]
    if key == "erase":
        return got[:-1]
    return [*got, *([key] if key in allowed else [])][:length]


def _status(refusal: Any) -> int:
    return {"wait": 429, "busy": 503}.get(refusal.reason, 403)
