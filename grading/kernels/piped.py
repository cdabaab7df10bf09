"""Starts, asks, interrupts and ends one fenced kernel of ``piped_app``, from one thread."""

import contextlib
import json
import select
import signal
import socket
import subprocess
import time
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from grading.kernels import folders, materials, readable, starting
from grading.kernels.becoming import READY
from grading.kernels.errors import FenceMissing, KernelError, TemplateLost
from grading.kernels.folders import KernelFolder
from grading.kernels.forking import ForkedProcess, Template
from grading.kernels.landlock import Rule
from grading.kernels.limits import MEBIBYTE
from grading.kernels.options import KernelOptions
from grading.kernels.probing import probe
from grading.kernels.settings import Settings
from grading.kernels.watch import Watch, make_room

# The longest message that is read: what a flood of them can take of our own memory.
_LONGEST = 8 * MEBIBYTE
_LENGTH = 4
_CHUNK = 1 << 18
_LOOK_EVERY = 1.0


class KernelOver(KernelError):
    """The kernel has ended, or says what nobody can follow any more."""


class Unreadable(KernelError):
    """One message was too long or in no form of Jupyter's; the next one may be sound."""


class PipedKernel:
    """One kernel with a folder of its own, for one thread that asks it cell after cell.

    ``options`` bound it as they bound any fenced kernel. What no limit of the system does it does
    while it waits for a message: it looks at the kernel once a second. The kernel dies with its
    template, which dies with this process.
    """

    imports: tuple[str, ...] = ()
    """Modules of ours that its process has; behind the fence it can read none."""

    def __init__(self, options: KernelOptions, template: Template) -> None:
        self.options = options
        self._template = template
        self.kernel_folder: KernelFolder | None = None
        """Its folder, None before it starts and after it ended."""
        self._process: ForkedProcess | subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._read = bytearray()
        self._unwanted = 0
        self._watch: Watch | None = None
        self._looked = 0.0

    def start(self, env: dict[str, str]) -> None:
        """Start it; of ``env`` it gets what a caller may set.

        Raises FenceMissing, KernelFolderError, and KernelError for materials that are too much or
        a kernel that was not ready in time.
        """
        report = probe()
        if not report.sufficient:
            raise FenceMissing(" ".join(report.problems))
        options = self.options
        if options.materials:
            materials.check(Path(options.materials), options.disk, options.files)
        root = Path(options.folder)
        _sweep(root)
        self.kernel_folder = KernelFolder.make(root)
        env = starting.environment(options, self.kernel_folder, env)
        rules = _rules(tuple(options.hidden), tuple(options.also_readable))
        folder, imports = self.kernel_folder, self.imports
        told = starting.settings(options, folder, env, rules, piped=True, imports=imports)
        try:
            try:
                self._launch(told)
            except TemplateLost:
                self._launch(told)  # from a new one
        except BaseException:
            self.close()
            raise
        self._looked = time.monotonic()

    def ask(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request; return the number that its answers name. Raises KernelOver."""
        number = uuid.uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": kind,
            "username": "",
            "session": "",
            "date": datetime.now(UTC).isoformat(),
            "version": "5.4",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        packed = json.dumps({**message, "msg_id": number, "msg_type": kind}).encode()
        self._send(len(packed).to_bytes(_LENGTH) + packed)
        return number

    def receive(self, until: float) -> dict[str, Any] | None:
        """Return the next message; None when there is none at the time ``until`` (monotonic).

        Raises KernelOver and Unreadable.
        """
        while True:
            message = self._message()
            if message is not None:
                return message
            left = until - time.monotonic()
            if not self._wait(min(max(left, 0), _LOOK_EVERY), select.POLLIN):
                if left <= 0:
                    return None
                continue
            self._take()

    def interrupt(self) -> None:
        """Interrupt what it runs, if it still runs."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it at once; may be called from another thread."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End it and remove its folder."""
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self.kernel_folder is not None:
            self.kernel_folder.remove()
            self.kernel_folder = None

    def _launch(self, told: Settings) -> None:
        self._channel, theirs = socket.socketpair()
        if starting.is_forked(self.options):
            asked = self._template.fork(theirs, told.namespaces)
            self._process = asked.result(self.options.start_patience)
        else:
            self._process = starting.launch(told, theirs)
        end = time.monotonic() + self.options.start_patience
        self._channel.setblocking(False)
        self._send(told.dump())
        said = b""
        while not said.endswith(READY):
            if not self._wait(max(end - time.monotonic(), 0), select.POLLIN):
                raise KernelError(
                    f"The kernel was not ready after {self.options.start_patience:.0f} seconds: "
                    f"{said.decode(errors='replace')}"
                )
            chunk = self._channel.recv(_CHUNK)
            if not chunk:
                raise KernelError(f"No kernel was started: {said.decode(errors='replace').strip()}")
            said = (said + chunk)[-8192:]

    def _send(self, data: bytes) -> None:
        """Send all of ``data``; a kernel that does not listen is over."""
        assert self._channel is not None
        end = time.monotonic() + self.options.start_patience
        while data:
            try:
                data = data[self._channel.send(data) :]
            except BlockingIOError:
                if not self._wait(max(end - time.monotonic(), 0), select.POLLOUT):
                    raise KernelOver("The kernel does not listen") from None
            except OSError as error:
                raise KernelOver(f"The kernel has ended: {error}") from error

    def _wait(self, seconds: float, event: int) -> bool:
        """Wait for the channel, and look at the kernel when that is due."""
        assert self._channel is not None
        poll = select.poll()
        poll.register(self._channel, event)
        ready = bool(poll.poll(seconds * 1000))
        if self._looked and time.monotonic() - self._looked > _LOOK_EVERY:
            self._look()
        return ready

    def _take(self) -> None:
        assert self._channel is not None
        try:
            said = self._channel.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            raise KernelOver(f"The kernel has ended: {error}") from error
        if not said:
            raise KernelOver("The kernel has ended")
        if self._unwanted:
            passed = min(self._unwanted, len(said))
            self._unwanted -= passed
            said = said[passed:]
        self._read.extend(said)

    def _message(self) -> dict[str, Any] | None:
        """Return the next message that has come whole, None when none has."""
        if self._unwanted or len(self._read) < _LENGTH:
            return None
        size = int.from_bytes(self._read[:_LENGTH])
        if size > _LONGEST:
            here = min(size, len(self._read) - _LENGTH)
            del self._read[: _LENGTH + here]
            self._unwanted = size - here
            raise Unreadable(f"A message of {size:,} bytes")
        if len(self._read) < _LENGTH + size:
            return None
        packed = bytes(self._read[_LENGTH : _LENGTH + size])
        del self._read[: _LENGTH + size]
        return _unpacked(packed)

    def _look(self) -> None:
        """Do what a guard does for other kernels."""
        self._looked = time.monotonic()
        assert self.kernel_folder is not None and self._process is not None
        if self._watch is None:
            self._watch = Watch(self._process, self.kernel_folder, self.options, "")
        if self._process.poll() is None and self._watch.look():
            make_room([self._watch])


def _unpacked(packed: bytes) -> dict[str, Any]:
    """Return a message in the form that jupyter_client gives it. Raises Unreadable."""
    try:
        message = json.loads(packed)
        header = message["header"]
        with contextlib.suppress(ValueError, TypeError):
            header["date"] = datetime.fromisoformat(header["date"])
        kind, parent = header["msg_type"], message["parent_header"].get("msg_id")
        if not isinstance(kind, str) or not isinstance(parent, str | None):
            raise TypeError("a name that is no text")
        if not isinstance(message["content"], dict):
            raise TypeError("no content")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(f"A message in no form of Jupyter's: {error}") from error
    return {**message, "msg_type": kind, "msg_id": header.get("msg_id"), "buffers": []}


@lru_cache(maxsize=8)
def _rules(hidden: tuple[str, ...], also: tuple[str, ...]) -> list[Rule]:
    """Return what the kernels of one course may read: what comes later is not among it."""
    return readable.rules(map(Path, hidden), map(Path, also))


@lru_cache(maxsize=8)
def _sweep(root: Path) -> None:
    """Remove what a killed grader left there: once in the life of this one."""
    with contextlib.suppress(OSError):  # Another one may be doing the same.
        folders.sweep(root)
