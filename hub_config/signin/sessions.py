"""Ending the open sessions of a person who got a new card, was taken off or was erased.

JupyterHub finds the user of a session by ``cookie_id``. Ours follows from the person's ``changed``
counter: when that counts up, no older cookie fits any more, also after a restart of the hub and
without a second list of sessions.
"""

import hashlib
import hmac
from typing import Any

from jupyterhub.orm import new_token

from grading.roster.people import Person


def cookie_id(pepper: bytes, person: Person) -> str:
    """Return the value that today's sessions of ``person`` carry (64 hexadecimal digits)."""
    message = f"session\0{person.account}\0{person.changed}".encode()
    return hmac.new(pepper, message, hashlib.sha256).hexdigest()


def fits(user: Any, pepper: bytes, person: Person) -> bool:
    """Return whether the hub's ``user`` was signed in since the person last changed."""
    return hmac.compare_digest(user.orm_user.cookie_id, cookie_id(pepper, person))


def end(user: Any) -> None:
    """Make every cookie and token of the hub's ``user`` worthless, in every browser."""
    _renew(user, new_token())


def begin(user: Any, pepper: bytes, person: Person) -> None:
    """Let ``user`` carry today's cookie; sessions from before a change end."""
    if not fits(user, pepper, person):
        _renew(user, cookie_id(pepper, person))


def _renew(user: Any, value: str) -> None:
    for token in list(user.orm_user.api_tokens):
        user.db.delete(token)
    user.orm_user.cookie_id = value
    user.db.commit()
