"""JupyterHub tokens for who works in nbgrader: made by the running hub, for one person each."""

import hmac
import json
import sqlite3
import urllib.request
from typing import Any

from grading.roster.people import Person
from grading.roster.secrets import pepper
from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder
from hub_config.signin.sessions import cookie_id

NAME = "tokens"
SECRET = "tokens-token"  # noqa: S105 (the name of the secret in the lab's folder)
# What the classroom asks of whoever comes, and no more.
_SCOPES = [
    "access:services!service=classroom",
    "read:users:groups!user",
    "read:users:name!user",
]
_DAY = 24 * 3600


def issue(folder: Folder, account: str, days: int) -> str:
    """Return a new token of ``account``, good for ``days``. It ends with a new card or password.

    Raises OperationError when the lab does not run, or this person has not signed in yet.
    """
    if not _has_signed_in(folder, account):
        raise OperationError(
            f"{account} has not signed in yet, or not since the card or password was made. After "
            "signing in once in a browser, ask again."
        )
    body = {"note": "nbgrader", "expires_in": days * _DAY, "scopes": _SCOPES}
    return str(_ask(folder, f"users/{account}/tokens", folder.secret(SECRET).hex(), body)["token"])


def _has_signed_in(folder: Folder, account: str) -> bool:
    """Return whether the hub knows somebody since she last changed; else it would end the token."""
    known = call(folder, "roster.list")["people"]
    person = next((Person(**each) for each in known if each["account"] == account), None)
    if person is None:
        raise OperationError(f"There is no account “{account}”. `roster list` shows all accounts.")
    if not folder.hub_database.exists():
        return False
    hub = sqlite3.connect(f"file:{folder.hub_database}?mode=ro", uri=True, timeout=10)
    try:
        row = hub.execute("SELECT cookie_id FROM users WHERE name = ?", (account,)).fetchone()
    finally:
        hub.close()
    own = cookie_id(pepper(folder.root), person)
    return row is not None and hmac.compare_digest(str(row[0]), own)


def _ask(folder: Folder, path: str, token: str, body: Any) -> Any:
    try:
        port = json.loads((folder.run / "hub.json").read_text())["hub_port"]
        request = urllib.request.Request(
            f"http://127.0.0.1:{int(port)}/hub/api/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"token {token}"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())
    except (OSError, ValueError, KeyError) as error:
        raise OperationError(
            "The lab has to run for this: its hub makes the token. Start it with "
            f"`learning-passport lab start{folder.option}`."
        ) from error
