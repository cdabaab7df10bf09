"""The roster as JupyterHub's authenticator: who may sign in, with what, and how often to try."""

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator
from sqlalchemy import Connection
from traitlets import Unicode, default

from grading.records.database import Database
from grading.roster import classes, people, words
from grading.roster.classes import Class
from grading.roster.people import Person
from grading.roster.secrets import MAX_SECRET, Busy, Hasher, pepper
from grading.roster.throttle import Throttle
from hub_config.classroom.identity import LEARNERS
from hub_config.lab.folder import Folder
from hub_config.servers import JUPYTERLAB
from hub_config.signin import sessions
from hub_config.signin.handlers import SignIn
from hub_config.signin.signing_out import SignOut


@dataclass(frozen=True)
class Refusal:
    """Why signing in did not work: ``wrong``, ``wait`` (for ``seconds``) or ``busy``."""

    reason: str
    seconds: int = 0


class PassportAuthenticator(Authenticator):
    """Signs in whoever is active on the roster. Classes and roles are groups of the hub."""

    data = Unicode(help="The lab's folder: its database and its pepper.").tag(config=True)

    @default("manage_groups")
    def _manage_groups(self) -> bool:
        return True

    @default("auth_refresh_age")
    def _auth_refresh_age(self) -> int:
        return 15  # seconds until a person who was taken off the roster is asked to leave

    @default("auth_refresh_strict")
    def _auth_refresh_strict(self) -> bool:
        return True

    @default("any_allow_config")
    def _any_allow_config(self) -> bool:
        return True  # the roster is the allow-list: see check_allowed

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        folder = Folder(Path(self.data))
        self.database = Database(folder.database, readonly=True)
        self.throttle = Throttle()
        self._pepper = pepper(folder.root)
        self._hasher = Hasher(self._pepper)

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        """Serve our pages where JupyterHub has its own."""
        return [("/login", SignIn), ("/logout", SignOut)]

    def open_class(self, code: str, address: str) -> Class | Refusal:
        """Return the class of a typed code, or why not."""
        wait = self.throttle.attempt_code(address)
        if wait > 0:
            return Refusal("wait", math.ceil(wait))
        with self.database.read() as connection:
            found = classes.coded(connection, code)
        if found is None:
            return Refusal("wrong")
        self.throttle.succeed_code(address)
        return found

    def mates(self, class_id: str) -> tuple[Class, list[Person]] | None:
        """Return a class and its active learners, or None when it is gone."""
        with self.database.read() as connection:
            for entry in classes.list_(connection):
                if entry.id == class_id:
                    learners = people.list_(connection, entry.name, active=True)
                    return entry, learners
        return None

    async def authenticate(self, handler: Any, data: dict[str, str]) -> dict[str, Any] | None:
        """Return the account and groups of who is meant by ``kind``, ``account`` and ``secret``.

        ``kind`` is ``pin`` or ``pictures`` with a learner's account, or ``password`` with a
        teacher's name in ``name``. A refusal is left in ``handler.refusal``.
        """
        kind, secret = data["kind"], data["secret"]
        person = self._person(data)
        key = (person.account, person.changed) if person else ("nobody", _digest(data))
        address = handler.request.remote_ip
        wait = self.throttle.attempt(key, address)
        if wait > 0:
            handler.refusal = Refusal("wait", math.ceil(wait))
            return None
        account = person.account if person else ""
        with self.database.read() as connection:
            stored = people.stored(connection, account, kind)
            groups = _groups(connection, person) if person else []
        try:
            right = await self._hasher.verify_soon(stored, account, kind, secret)
        except Busy:
            handler.refusal = Refusal("busy")
            return None
        if not right or person is None:
            handler.refusal = Refusal("wrong")
            return None
        self.throttle.succeed(key, address)
        return {"name": person.account, "groups": groups}

    def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Return whether the account is active on the roster."""
        with self.database.read() as connection:
            person = people.find(connection, username)
        return person is not None and person.active

    async def refresh_user(
        self, user: Any, handler: Any = None, **kwargs: Any
    ) -> bool | dict[str, Any]:
        """Return today's groups; end the sessions of who is off the roster or has a new card."""
        with self.database.read() as connection:
            person = people.find(connection, user.name)
            groups = _groups(connection, person) if person else []
        if person is None or not person.active or not sessions.fits(user, self._pepper, person):
            sessions.end(user)
            # JupyterHub 6.1 reads this of a handler that no token ever came to, and then writes a
            # traceback where it means to ask for a new sign-in.
            if handler is not None and not hasattr(handler, "_token_authenticated"):
                handler._token_authenticated = False
            return False
        if {group.name for group in user.groups} == set(groups):
            return True
        return {"name": person.account, "groups": groups}

    def begin_session(self, user: Any) -> None:
        """Let the session that begins now be the kind that a new card ends."""
        with self.database.read() as connection:
            person = people.find(connection, user.name)
        if person is not None:
            sessions.begin(user, self._pepper, person)

    def _person(self, data: dict[str, str]) -> Person | None:
        """Return whom the form means, if the roster has such an active person."""
        with self.database.read() as connection:
            if data["kind"] == "password":
                person = people.teacher_named(connection, data["name"])
            else:
                person = people.find(connection, data["account"])
        return person if person is not None and person.active else None


def _groups(connection: Connection, person: Person) -> list[str]:
    if person.role != "learner":
        return [f"{person.duty}s"]
    more = [JUPYTERLAB] if classes.has_jupyterlab(connection, person.class_id) else []
    return [LEARNERS, f"class-{person.class_id}", *more]


def _digest(data: dict[str, str]) -> str:
    """Name somebody who is not on the roster without keeping what was typed."""
    meant = words.tidy(data.get("name") or data.get("account") or "")[:MAX_SECRET]
    return hashlib.sha256(meant.encode("utf-8", "replace")).hexdigest()[:16]
