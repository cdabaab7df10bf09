"""The Formgrader service: one tornado application a course, for teachers, ended when idle."""

import asyncio
import json
import logging
import os
import re
import socket
import time
import warnings
from typing import Any

from jupyter_server.auth import Authorizer
from sqlalchemy.exc import SAWarning
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import Router
from tornado.web import Application
from traitlets import Dict
from traitlets.config import Configurable

from grading.autograder import door as fence
from hub_config.classroom.identity import (
    HubIdentity,
    SignedIn,
    is_teacher,
    keep_paths_out_of_log,
)
from hub_config.formgrader import CLIENT, COURSE, NAME, PREFIX, TOKEN
from hub_config.formgrader.course import application
from hub_config.formgrader.handlers import NotHere
from hub_config.lab.folder import Folder
from hub_config.signin.log import keep_addresses_out

IDLE = 30 * 60
"""Seconds without any request after which the service ends; the next page starts it again."""
_LOOK = 30
# How long (seconds) the hub's word about who is a teacher is believed.
_BELIEVE = 30
_MAX_REQUEST = 4 * 1024 * 1024


class TeachersOnly(Authorizer):
    """Teachers may use everything that there is; nobody else may use anything."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:
        """Return whether the hub counts ``user`` among the teachers."""
        return user is not None and is_teacher(user)


class _Told(Configurable):
    """What the hub would tell a service that it starts itself, in the same words."""

    told_by_hub = Dict()


def identity(folder: Folder) -> HubIdentity:
    """Return who asks the hub who is asking."""
    hub = json.loads((folder.run / "hub.json").read_text())
    told = {
        "JUPYTERHUB_API_TOKEN": folder.secret(TOKEN).hex(),
        "JUPYTERHUB_API_URL": f"http://127.0.0.1:{hub['hub_port']}/hub/api",
        "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": CLIENT,
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": json.dumps([f"access:services!service={NAME}"]),
    }
    provider = HubIdentity(parent=_Told(told_by_hub=told))
    provider.hub_auth.cache_max_age = _BELIEVE
    return provider


class Courses(Router):
    """Leads a request to its course's application, which is made when it is first asked for."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        provider = identity(folder)
        self._settings: dict[str, Any] = {
            "identity_provider": provider,
            "authorizer": TeachersOnly(identity_provider=provider),
            "cookie_secret": folder.secret("formgrader-cookies"),
            "allow_remote_access": True,
            "allow_unauthenticated_access": False,
            "xsrf_cookies": True,
            "login_url": PREFIX + "oauth_login",
            "log_function": lambda handler: None,  # addresses name phones and children
        }
        self._common = Application(
            [
                (
                    PREFIX + "oauth_callback",
                    SignedIn,
                    {"hub_auth": provider.hub_auth},
                ),
                (r".*", NotHere),
            ],
            base_url=PREFIX,
            **self._settings,
        )
        self._courses: dict[str, Application] = {}
        self.used = time.monotonic()

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> HTTPMessageDelegate | None:
        """Return what answers ``request``; whatever names no course of this lab is not here."""
        self.used = time.monotonic()
        found = re.match(rf"{re.escape(PREFIX)}({COURSE})/", request.path)
        root = self._folder.courses / found[1] if found else None
        if found is None or root is None or root.is_symlink() or not root.is_dir():
            return self._common.find_handler(request, **kwargs)
        if found[1] not in self._courses:
            self._courses[found[1]] = application(self._folder, root, self._settings)
        return self._courses[found[1]].find_handler(request, **kwargs)


def serve(folder: Folder, door: socket.socket, ready: int) -> None:
    """Answer at the listening socket ``door`` until nobody has asked for a while."""
    logging.getLogger("traitlets").propagate = False  # nbgrader's, which quotes learners' work
    keep_addresses_out()
    keep_paths_out_of_log()
    warnings.simplefilter("ignore", SAWarning)
    fence.install()  # whatever configuration says: the Autograde button runs learners' programs
    asyncio.run(_serve(folder, door, ready))


async def _serve(folder: Folder, door: socket.socket, ready: int) -> None:
    courses = Courses(folder)
    server = HTTPServer(courses, max_body_size=_MAX_REQUEST)
    server.add_socket(door)
    os.write(ready, b"1")
    os.close(ready)
    while time.monotonic() - courses.used < IDLE:
        await asyncio.sleep(_LOOK)
