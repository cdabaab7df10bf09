"""The running lab's side of the command line: a Unix socket that only its owner can open."""

import json
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_unix_socket
from tornado.web import Application, HTTPError, RequestHandler

from hub_config.control.client import short_path
from hub_config.control.errors import OperationError
from hub_config.control.operations import OPERATIONS, READING


class _Operation(RequestHandler):
    """``POST /NAME`` with JSON arguments."""

    def initialize(self, classroom: Any) -> None:
        self.classroom = classroom

    def check_xsrf_cookie(self) -> None:
        """No browser reaches this socket: it is a file, 0600, in a folder, 0700."""

    async def post(self, name: str) -> None:
        if name not in OPERATIONS:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        arguments = json.loads(self.request.body)
        run = self.classroom.in_thread if name in READING else self.classroom.in_writer
        try:
            result = await run(
                OPERATIONS[name], self.classroom.folder, self.classroom.database, **arguments
            )
        except OperationError as error:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish(json.dumps({"message": str(error), "details": error.details}))
            return
        self.finish(json.dumps({"result": result}))

    def write_error(self, status_code: int, **_: Any) -> None:
        self.finish(json.dumps({"message": "The lab could not do this; its log says why."}))


def listen(classroom: Any) -> HTTPServer:
    """Answer the command line's calls at the lab's control socket."""
    server = HTTPServer(Application([(r"/([a-z.-]+)", _Operation, {"classroom": classroom})]))
    with short_path(classroom.folder.socket) as path:
        server.add_socket(bind_unix_socket(path, mode=0o600))
    return server
