"""Calling an operation from the shell, whether or not the lab is running."""

import http.client
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grading.records.database import Database
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder
from hub_config.lab.lock import LabIsRunning, hold

# A service that was just restarted takes some seconds until it listens again.
_PATIENCE = 20.0
_TIMEOUT = 600.0


def call(folder: Folder, operation: str, **arguments: Any) -> Any:
    """Run ``operation`` (a name in OPERATIONS) with JSON ``arguments``; return its JSON result.

    Raises OperationError with a sentence for the person at the keyboard.
    """
    if not folder.database.exists():
        raise OperationError(
            f"There is no lab in {folder.root}. Start one with `learning-passport lab start "
            f"--data {folder.root}`, or name another folder with --data."
        )
    try:
        with hold(folder.lock), hold(folder.writing, patience=5):
            return _directly(folder, operation, arguments)
    except LabIsRunning:
        return _through_socket(folder.socket, operation, arguments)


def _directly(folder: Folder, operation: str, arguments: dict[str, Any]) -> Any:
    from hub_config.control.operations import OPERATIONS  # and all that they stand on

    database = Database(folder.database)
    try:
        database.upgrade()
        return OPERATIONS[operation](folder, database, **arguments)
    finally:
        database.close()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("lab", timeout=_TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        with short_path(self._path) as path:
            self.sock.connect(path)


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """Yield a short name of the socket ``path``: the system takes 107 bytes and no more."""
    descriptor = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{path.name}"
    finally:
        os.close(descriptor)


def _through_socket(path: Path, operation: str, arguments: dict[str, Any]) -> Any:
    until = time.monotonic() + _PATIENCE
    while True:
        connection = _UnixConnection(path)
        try:
            connection.request("POST", f"/{operation}", json.dumps(arguments))
        except OSError as error:
            if time.monotonic() > until:
                raise OperationError(
                    "The lab is running but does not answer. Look at `learning-passport lab "
                    "doctor`, or stop the lab and try again."
                ) from error
            time.sleep(0.2)
            continue
        try:
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, ValueError) as error:
            raise OperationError(
                "The lab stopped in the middle of this. Whatever was begun is undone; try again."
            ) from error
        finally:
            connection.close()
        if response.status != 200:
            raise OperationError(answer.get("message", "The lab refused."), answer.get("details"))
        return answer["result"]
