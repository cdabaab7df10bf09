"""Our kernelspec for Jupyter programs that know nothing of us, and such a program running."""

import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import websocket

from grading.kernels import kernelspec

PATIENCE = 90


def write_spec(folder: Path, name: str = "fenced", **options: Any) -> None:
    """Write the kernelspec below ``folder``, with kernels' folders in ``folder/k``."""
    kept = {"folder": str(folder / "k"), **options}
    kernelspec.install(name, "Python 3 (fenced)", kept, user=False, prefix=str(folder))


class Server:
    """A running program with Jupyter's HTTP API; ends with its context."""

    def __init__(self, command: list[str], folder: Path, address: str, token: str = "") -> None:
        self._command, self._folder = command, folder
        self._address, self._token = address, token

    def __enter__(self) -> "Server":
        self._log = (self._folder / "server.log").open("w+")
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=self._log, stderr=subprocess.STDOUT
        )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._ask("GET", "static/favicon.ico")
            except urllib.error.HTTPError:
                return self
            except OSError:
                assert self._process.poll() is None and time.monotonic() < end, self.log()
                time.sleep(0.1)
            else:
                return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._log.close()

    def log(self) -> str:
        """Return what the program has said."""
        return Path(self._log.name).read_text()

    def text(self, path: str) -> str:
        """Return the page at ``path``."""
        return self._ask("GET", path).decode()

    def start_kernel(self, name: str) -> str:
        """Start a kernel and return its id."""
        return json.loads(self._ask("POST", "api/kernels", {"name": name}))["id"]

    def delete(self, path: str) -> None:
        """Take away what is at ``path``."""
        self._ask("DELETE", path)

    def post(self, path: str, while_running: tuple[str, str] | None = None) -> None:
        """Ask for ``path``; where (kernel, code) is given, when that code has begun to run."""
        if while_running is None:
            self._ask("POST", path)
            return
        kernel, code = while_running
        with closing(self.socket(kernel)) as page:
            asked = _send(page, code)
            for message in _answers(page, asked):
                if message["msg_type"] == "stream":
                    threading.Thread(target=self._ask, args=("POST", path)).start()

    def socket(self, kernel: str) -> websocket.WebSocket:
        """Return a page's connection to a kernel."""
        address = self._address.replace("http", "ws", 1)
        return websocket.create_connection(
            f"{address}api/kernels/{kernel}/channels?token={self._token}", timeout=PATIENCE
        )

    def run(self, kernel: str, code: str, page: websocket.WebSocket | None = None) -> str:
        """Return what ``code`` puts out; "" where the kernel ends instead."""
        if page is None:
            with closing(self.socket(kernel)) as page:
                return self.run(kernel, code, page)
        said = []
        for message in _answers(page, _send(page, code)):
            content = message["content"]
            said.append(content["text"] if "text" in content else content.get("ename", ""))
        return "".join(said)

    def settle(self, page: websocket.WebSocket) -> None:
        """Wait until a page is spoken to by the kernel that was started in the old one's place.

        What a kernel says before a page has found it anew is lost, as with any kernel.
        """
        page.settimeout(2)
        while True:
            try:
                list(_answers(page, _send(page, "pass")))
            except websocket.WebSocketTimeoutException:
                continue
            break
        page.settimeout(PATIENCE)

    def _ask(self, method: str, path: str, body: Any = None) -> bytes:
        request = urllib.request.Request(
            self._address + path,
            method=method,
            data=None if body is None and method != "POST" else json.dumps(body or {}).encode(),
            headers={"Authorization": f"token {self._token}"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()


def _send(page: websocket.WebSocket, code: str) -> str:
    asked = uuid.uuid4().hex
    header = {"msg_id": asked, "msg_type": "execute_request", "username": "", "session": asked}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    page.send(json.dumps({**message, "channel": "shell", "buffers": []}))
    return asked


def _answers(page: websocket.WebSocket, asked: str) -> Any:
    """Yield what a kernel puts out for one question, until it has done or is started anew."""
    while True:
        message = json.loads(page.recv())
        state = message["content"].get("execution_state")
        if state == "restarting":
            return
        if message["channel"] != "iopub" or message["parent_header"].get("msg_id") != asked:
            continue
        if state == "idle":
            return
        if message["msg_type"] in ("stream", "error"):
            yield message
