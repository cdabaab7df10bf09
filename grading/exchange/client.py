"""The classroom's HTTP API as nbgrader's commands speak to it: patient, resuming after a cut."""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from grading.exchange.errors import Unreachable
from grading.exchange.paths import check_paths
from grading.records.assignments import Files

PIECE = 1024 * 1024
# A laptop that was just started again answers within this many seconds.
PATIENCE = 40.0
_TIMEOUT = (5, 120)
_LATER = (429, 502, 504)
_ROUNDS = 5


class Classroom:
    """One person's way to the classroom at ``address``, who proves with ``token`` who she is.

    The token is one of JupyterHub's; it goes to ``address`` and nowhere else.
    """

    def __init__(self, address: str, token: str, patience: float = PATIENCE) -> None:
        self._api = f"{address.rstrip('/')}/api"
        self._patience = patience
        self._session = requests.Session()
        # Neither a proxy nor a password that the environment has for this host is ours to use.
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"token {token}"

    def get(self, *path: str, **asked: str) -> Any:
        """Return the JSON at ``path``; raises Unreachable."""
        return self._ask("GET", path, params=asked).json()

    def post(self, *path: str, body: Any) -> Any:
        """Send JSON; return the JSON that answers it; raises Unreachable."""
        return self._ask("POST", path, json=body).json()

    def put(self, *path: str, body: Any) -> Any:
        """Put JSON; return the JSON that answers it; raises Unreachable."""
        return self._ask("PUT", path, json=body).json()

    def delete(self, *path: str) -> Any:
        """Take away what is at ``path``; raises Unreachable."""
        return self._ask("DELETE", path).json()

    def with_files(self, say: Callable[[], Any], files: Files, local: Mapping[str, Path]) -> Any:
        """Return what ``say`` answers, after sending the files that the class has not yet.

        ``local`` maps a SHA-256 to where its content lies. What has come before a cut is not sent
        again. Raises Unreachable.
        """
        sizes = dict(files.values())
        for _ in range(_ROUNDS):
            try:
                return say()
            except _Missing as error:
                for digest, came in error.missing.items():
                    self._send(digest, local[digest], sizes[digest], came)
        raise Unreachable("The class asks for the same files again and again. Try once more later.")

    def fetch(self, files: Files, target: Path, *path: str) -> None:
        """Write every file of ``files`` below ``target``; raises Unreachable and UploadRefused."""
        check_paths(files)
        for name, (digest, _) in files.items():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            self._fetch(place, digest, (*path, name))

    def _fetch(self, place: Path, digest: str, path: tuple[str, ...]) -> None:
        handle, fresh = tempfile.mkstemp(dir=place.parent, prefix=".arriving-")
        made = hashlib.sha256()
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in self._ask("GET", path, stream=True).iter_content(PIECE):
                    made.update(piece)
                    file.write(piece)
            if made.hexdigest() != digest:
                raise Unreachable("A file did not arrive whole. Try once more.")
            Path(fresh).chmod(0o644)
            Path(fresh).replace(place)
        except requests.RequestException as error:
            raise Unreachable("The connection broke off. Try once more.") from error
        finally:
            Path(fresh).unlink(missing_ok=True)

    def _send(self, digest: str, path: Path, size: int, offset: int) -> None:
        for piece in _pieces(path, offset):
            last = offset + len(piece) - 1
            told = f"bytes {offset}-{last}/{size}" if piece else f"bytes */{size}"
            try:
                answer = self._ask(
                    "PUT", ("uploads", digest), data=piece, headers={"Content-Range": told}
                )
            except _OutOfStep:
                return  # an answer was lost on its way: we are told anew what is missing
            offset = answer.json()["received"]

    def _ask(self, method: str, path: tuple[str, ...], **more: Any) -> requests.Response:
        """Return a good answer, after waiting for a laptop that is just being started again."""
        address = "/".join([self._api, *(quote(each) for each in path)])
        until, wait = time.monotonic() + self._patience, 0.2
        while True:
            try:
                answer = self._session.request(
                    method, address, timeout=_TIMEOUT, allow_redirects=False, **more
                )
            except requests.RequestException as error:
                if time.monotonic() > until:
                    raise Unreachable(
                        f"The class does not answer at {self._api}. Are you in its network, and "
                        "is the lab running?"
                    ) from error
            else:
                if answer.status_code not in _LATER or time.monotonic() > until:
                    return _good(answer)
            time.sleep(wait)
            wait = min(2 * wait, 3.0)


class _Missing(Unreachable):
    """Files have to be sent first: SHA-256 to how many bytes have arrived."""

    def __init__(self, message: str, missing: Mapping[str, int]) -> None:
        super().__init__(message, 409)
        self.missing = missing


class _OutOfStep(Unreachable):
    """The class has another part of the file than we believed."""


def _good(answer: requests.Response) -> requests.Response:
    if answer.status_code == 200:
        return answer
    try:
        told = answer.json()
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    status = answer.status_code
    message = str(told.get("message") or f"The class refused (HTTP {status}).")
    if 300 <= status < 400 or (status == 403 and "message" not in told):
        message = (
            "The class does not know this token, or it has expired. Ask for a new one: "
            "learning-passport roster token."
        )
    if isinstance(told.get("missing"), dict):
        raise _Missing(message, told["missing"])
    if "received" in told:
        raise _OutOfStep(message, status)
    raise Unreachable(message, status)


def _pieces(path: Path, offset: int) -> Iterator[bytes]:
    """Yield what follows ``offset``, at least one piece: an empty one asks for the last check."""
    with path.open("rb") as file:
        file.seek(offset)
        piece = file.read(PIECE)
        yield piece
        while piece and (piece := file.read(PIECE)):
            yield piece
