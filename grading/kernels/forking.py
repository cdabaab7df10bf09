"""Keeps one warmed process for this one, and has kernels forked from it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from grading.kernels import sessions
from grading.kernels.errors import TemplateLost

_PROGRAM = Path(__file__).with_name("template.py")
_PATIENCE = 60.0


class ForkedProcess:
    """A kernel that is another process's child, with what jupyter_client asks of a Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int, ended: "Future[int]") -> None:
        self.pid = pid
        self._ended = ended
        self._handle: int | None = handle  # A pidfd; it is closed here.

    @property
    def returncode(self) -> int | None:
        """How it ended, as with Popen; None while it runs."""
        return self._ended.result() if self._ended.done() else None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return how it ended. Raises TimeoutError."""
        code = self._ended.result(timeout)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal; to one that has ended none is sent."""
        if self._handle is not None and self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """End it; the first process of a namespace does not hear of less than SIGKILL."""
        self.kill()

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)


class Template:
    """One warmed process; it is started when the first kernel is asked for, and again if it ended.

    ``words`` are its command line. ``channel`` leads to a branch of another template, which is used
    until it ends. A process dies with the thread that started it, so a thread of its own keeps the
    template.
    """

    def __init__(
        self,
        environment: dict[str, str],
        words: Sequence[str] = (),
        channel: socket.socket | None = None,
    ) -> None:
        self._environment = environment
        self._words = words
        self._lock = threading.Lock()
        self._channel = channel
        self._asked: deque[Future[ForkedProcess]] = deque()
        self.pid = 0
        if channel is not None:
            self._hear(self._listen, channel)

    def fork(self, channel: socket.socket, apart: bool) -> "Future[ForkedProcess]":
        """Have a kernel forked that speaks on ``channel``, which is its own from now on.

        ``apart`` puts it into namespaces of its own.
        It, or the future, raises TemplateLost when the template ends before it answers.
        """
        return self._ask(b"apart" if apart else b"here", channel)

    def close(self) -> None:
        """End the process, and all kernels with it."""
        with self._lock, contextlib.suppress(OSError):
            if self._channel is not None:
                self._channel.shutdown(socket.SHUT_RDWR)

    def _ask(self, word: bytes, channel: socket.socket) -> "Future[ForkedProcess]":
        asked: Future[ForkedProcess] = Future()
        with channel, self._lock:
            if self._channel is None:
                self._start()
            assert self._channel is not None
            self._asked.append(asked)
            try:
                socket.send_fds(self._channel, [word], [channel.fileno()])
            except OSError as error:
                self._asked.remove(asked)
                self._channel = None
                raise TemplateLost(f"The kernels' template does not answer: {error}") from error
        return asked

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel = ours
        started = threading.Event()
        self._hear(self._keep, ours, theirs, started)
        started.wait(_PATIENCE)

    def _hear(self, listen: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=listen, args=arguments, name="kernel template", daemon=True).start()

    def _keep(self, ours: socket.socket, theirs: socket.socket, started: threading.Event) -> None:
        """Start the template and hear what it says, until it ends."""
        process = _run(self._environment, self._words, theirs)
        self.pid = process.pid
        started.set()
        self._listen(ours, process)

    def _listen(
        self, channel: socket.socket, process: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        """Hear what the template says, until it ends."""
        running: dict[int, Future[int]] = {}
        with channel:
            while True:
                said, handles = _receive(channel)
                if not said:
                    break
                told = json.loads(said)
                if "code" in told:
                    ended = running.pop(told["pid"], None)
                    if ended is not None:
                        ended.set_result(told["code"])
                else:
                    ended = running[told["pid"]] = Future()
                    self._asked.popleft().set_result(ForkedProcess(told["pid"], handles[0], ended))
        if process is not None:
            process.kill()
            process.wait()
        with self._lock:
            if self._channel is channel:
                self._channel = None
            lost, self._asked = self._asked, deque()
        for asked in lost:
            asked.set_exception(TemplateLost("The kernels' template ended before it answered"))
        for ended in running.values():  # They died with it.
            ended.set_result(-signal.SIGKILL)


class Trunk:
    """A template from which branches are taken, for other processes to have kernels forked from.

    It needs no thread, so that this process can fork; it dies with the thread that made it, and
    its branches with it.
    """

    def __init__(self, environment: dict[str, str], words: Sequence[str] = ()) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = _run(environment, words, theirs)

    def branch(self) -> socket.socket:
        """Return the channel to a new branch, for a ``Template``. Raises TemplateLost."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(self._channel, [b"branch"], [theirs.fileno()])
        said, handles = _receive(self._channel)
        while said and "code" in json.loads(said):  # a branch that has ended
            said, handles = _receive(self._channel)
        if not said:
            ours.close()
            raise TemplateLost("The kernels' template ended before it took a branch")
        os.close(handles[0])
        return ours

    def close(self) -> None:
        """End it, its branches, and all their kernels."""
        self._channel.close()
        self._process.kill()
        self._process.wait()


def _run(
    environment: dict[str, str], words: Sequence[str], channel: socket.socket
) -> "subprocess.Popen[bytes]":
    """Start a template that is spoken to over ``channel``, which is its own from now on."""
    with channel:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", str(_PROGRAM), *words],
            env=environment,
            cwd="/",
            stdin=channel.fileno(),
            stdout=subprocess.DEVNULL,
            **sessions.apart(),
        )


def _receive(channel: socket.socket) -> tuple[bytes, list[int]]:
    """Return a message and the descriptors with it; an empty one when there will be no more."""
    try:
        return socket.recv_fds(channel, 4096, 1)[:2]
    except OSError:
        return b"", []
