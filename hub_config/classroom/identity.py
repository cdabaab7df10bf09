"""Who is asking: JupyterHub says it, and the roster says whether she still may."""

import json
import os
from collections.abc import Iterable
from typing import Any

from jupyter_server.auth import Authorizer
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyterhub.services.auth import HubOAuth
from jupyterhub.singleuser.extension import (
    JupyterHubIdentityProvider,
    JupyterHubOAuthCallbackHandler,
)
from tornado.log import app_log
from traitlets import default

_XSRF_NOTE = "Skipping XSRF check for insecure request"
LEARNERS, TEACHERS = "learners", "teachers"
FACILITATORS, KEEPERS = "facilitators", "keepers"
"""The hub's groups of who learns, teaches, helps and follows, and looks after the machine."""


def take_hub_environment() -> dict[str, str]:
    """Remove what the hub told this process from its environment and return it.

    Nothing that is started from here may inherit the service's token.
    """
    names = [n for n in os.environ if n.startswith(("JUPYTERHUB_", "JPY_", "CONFIGPROXY"))]
    return {name: os.environ.pop(name) for name in names}


def keep_paths_out_of_log() -> None:
    """Drop JupyterHub's note that a request needs no XSRF token.

    It names the path, and so a learner's lesson. It is meant for browsers that leave out what they
    send to secure addresses alone, which on plain http is every browser at every page.
    """
    app_log.addFilter(lambda record: not record.getMessage().startswith(_XSRF_NOTE))


class _Hub(HubOAuth):
    """JupyterHub's side of the sign-in, which lets pages of this lab read from this lab.

    On the laptop itself (``http://localhost``) browsers say where a request comes from, and then
    JupyterHub wants a token of every script, which a line of events cannot send. That guards
    against pages of other users' servers at the same origin, of which a lab has none; no page of
    another origin sees what it is answered.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._patched: set[type] = set()

    def _patch_xsrf(self, handler: Any) -> None:
        """Have each kind of handler ask JupyterHub for its token, from its first request on.

        JupyterHub would change the classes again at every request, and Python forgets at each
        change where it has found the methods of all classes below.
        """
        if type(handler) not in self._patched:
            super()._patch_xsrf(handler)
            self._patched.add(type(handler))

    def _get_token_cookie(self, handler: Any) -> str | None:
        """Check the signature of a request's cookie once; JupyterHub asks at four places."""
        known = vars(handler)
        if "_token_cookie" not in known:
            known["_token_cookie"] = super()._get_token_cookie(handler)
        found: str | None = known["_token_cookie"]
        return found

    def check_xsrf_cookie(self, handler: Any) -> None:
        """Ask for no token where one of our own pages only reads."""
        request = handler.request
        own = request.headers.get("Sec-Fetch-Site") == "same-origin"
        if not (own and request.method in ("GET", "HEAD")):
            super().check_xsrf_cookie(handler)


class HubIdentity(JupyterHubIdentityProvider):
    """Sign-in through the hub (OAuth 2.0) for every page, API call and websocket."""

    @default("hub_auth")
    def _hub_auth(self) -> HubOAuth:
        told = self.parent.told_by_hub
        return _Hub(
            parent=self,
            api_token=told["JUPYTERHUB_API_TOKEN"],
            api_url=told["JUPYTERHUB_API_URL"],
            base_url=told["JUPYTERHUB_SERVICE_PREFIX"],
            hub_prefix=told["JUPYTERHUB_BASE_URL"] + "hub/",
            oauth_client_id=told["JUPYTERHUB_CLIENT_ID"],
            access_scopes=set(json.loads(told["JUPYTERHUB_OAUTH_ACCESS_SCOPES"])),
            # A class goes on through a restart of the hub; who was taken off the roster is
            # refused by the roster itself, at once.
            cache_max_age=300,
        )

    def get_handlers(self) -> list[Any]:
        """Return none: the classroom names its own routes."""
        return []


class SignedIn(JupyterHubOAuthCallbackHandler):
    """Where the hub sends the browser back to with what it needs to enter.

    JupyterHub remembers for ten minutes, in this process, that a browser is on its way. A phone
    that lay on the desk longer, or a service that was started again meanwhile, is no reason to
    turn a child away who has just signed in: the way begins anew, and the hub knows her already.
    """

    @allow_unauthenticated
    async def get(self) -> None:
        """Enter, or begin anew when this way is forgotten here or in the browser."""
        state = self.get_query_argument("state", "")
        kept = self.get_secure_cookie(self.hub_auth.get_state_cookie_name(state))
        if state and (kept != state.encode() or not self.hub_auth.get_code_verifier(state)):
            self.hub_auth.clear_oauth_state_cookies(self)
            self.redirect(self.hub_auth.base_url)
            return
        await super().get()


def is_teacher(user: Any) -> bool:
    """Return whether JupyterHub counts ``user`` among the teachers."""
    return is_one_of(user, (TEACHERS,))


def is_one_of(user: Any, groups: Iterable[str]) -> bool:
    """Return whether JupyterHub counts ``user`` in one of ``groups``."""
    return not set(groups).isdisjoint(user.hub_user.get("groups", ()))


class OwnRole(Authorizer):
    """Every signed-in person may use the classroom; handlers decide on whose behalf.

    Ownership of a kernel, a record or a desk is checked where the thing is known: a general yes
    or no at this place would only look like a check.
    """

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        """Return whether there is a user at all."""
        return user is not None
