"""Starts Formgrader when a teacher wants it, and answers in its place while it does not run.

Its port is opened by the classroom and handed over (as systemd's socket activation does it), so
that no request ever finds a closed door: while Formgrader sleeps, a page is led to the
classroom's ``grading/COURSE``, which lets teachers in and wakes it.
"""

import asyncio
import json
import logging
import os
import re
import socket
import subprocess
import sys
from http import HTTPStatus
from urllib.parse import quote

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from hub_config.formgrader import COURSE, PREFIX
from hub_config.lab.folder import Folder
from hub_config.lab.processes import die_with_parent

_LOG_LIMIT = 2_000_000


class DoesNotStart(Exception):
    """Formgrader ended before it was ready; why stands in its log."""


class Asleep(RequestHandler):
    """Every request while Formgrader does not run."""

    def initialize(self, classroom: str) -> None:
        """Keep the path of the classroom service."""
        self._classroom = classroom

    def get(self) -> None:
        """Lead a page to where teachers wake Formgrader; it leads back."""
        found = re.match(rf"{re.escape(PREFIX)}({COURSE})/", self.request.path)
        if found is None or found[1] == "oauth_callback":
            self.redirect(self._classroom)
            return
        target = quote(self.request.uri or "", safe="")
        self.redirect(f"{self._classroom}grading/{found[1]}?next={target}")

    def check_xsrf_cookie(self) -> None:
        """Nothing is changed here, so nothing has to be proved."""

    def post(self) -> None:
        """Say that this was not done: the page wakes Formgrader and asks again."""
        self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)

    put = post


class Doorkeeper:
    """Holds Formgrader's port and starts its process on demand.

    ``classroom`` is the path of the classroom service, with a slash at its end.
    """

    def __init__(self, folder: Folder, classroom: str) -> None:
        self._folder = folder
        self._sleeping = Application([(r".*", Asleep, {"classroom": classroom})])
        self._server: HTTPServer | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._waking = asyncio.Lock()
        self._ending: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Open the port that the hub leads to. Raises OSError when another process has it."""
        port = json.loads((self._folder.run / "hub.json").read_text())["formgrader_port"]
        self._socket = socket.create_server(("127.0.0.1", port), backlog=64)
        self._socket.setblocking(False)
        self._answer()

    @property
    def pid(self) -> int | None:
        """The process's id while Formgrader runs."""
        return self._process.pid if self._process else None

    async def wake(self) -> None:
        """Return when Formgrader runs and answers. Raises DoesNotStart."""
        async with self._waking:
            if self._process is None:
                await self._start()

    def _answer(self) -> None:
        # A connection that is kept alive would go on asking us after Formgrader took over.
        self._server = HTTPServer(self._sleeping, no_keep_alive=True)
        self._server.add_socket(self._socket.dup())

    async def _start(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None
        reading, writing = os.pipe()
        try:
            process = await self._spawn(writing)
        except OSError as error:
            os.close(reading)
            self._answer()
            raise DoesNotStart(str(error)) from error
        finally:
            os.close(writing)
        self._process = process
        self._ending = asyncio.create_task(self._until_it_ends(process))
        try:
            ready = await asyncio.to_thread(os.read, reading, 1)  # empty when the process ended
        finally:
            os.close(reading)
        if not ready:
            await self._ending
            raise DoesNotStart(f"see {self._folder.logs / 'formgrader.log'}")

    async def _spawn(self, ready: int) -> asyncio.subprocess.Process:
        path = self._folder.logs / "formgrader.log"
        mode = "ab" if path.exists() and path.stat().st_size < _LOG_LIMIT else "wb"
        door = self._socket.fileno()
        with path.open(mode) as log:
            path.chmod(0o600)
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "hub_config.formgrader", str(door), str(ready)),
                cwd=self._folder.run,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(door, ready),
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def _until_it_ends(self, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        if code:
            logging.getLogger("tornado.general").error("Formgrader ended with status %s", code)
        self._process = None
        self._answer()
