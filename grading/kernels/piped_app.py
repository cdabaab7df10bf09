"""The kernel of a submission: the same IPython kernel, spoken to over the socket it was born with.

A grader asks one cell after the other and nobody else listens. So there are no sockets of ZeroMQ's
here, and no threads that serve them, which are most of a kernel's start; every message that the
kernel makes goes out over the one socket in the order in which it was made. All that decides what
a cell puts out is ipykernel's own: its kernel, its shell, its streams and its display hooks.

A message on the socket is four bytes of length and a JSON object with Jupyter's ``header``,
``parent_header``, ``metadata`` and ``content``.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from tornado.ioloop import IOLoop

from grading.kernels.folders import KernelFolder
from grading.kernels.kernel_app import FencedKernelApp, build

LENGTH = 4
"""Bytes that say how long the message is that follows, the highest first."""

_CHUNK = 65536


class PipedSession(Session):
    """Sends every message of a kernel's over one socket, whatever channel it is meant for."""

    def __init__(self, channel: socket.socket, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._channel = channel
        self._sending = threading.Lock()

    def send(self, stream: Any, msg_or_type: Any, *args: Any, **kwargs: Any) -> Any:
        """Send one message, whole, also where an interrupt comes in the middle of it."""
        message = msg_or_type
        if not isinstance(msg_or_type, dict):
            message = self._made(msg_or_type, *args, **kwargs)
        parts = ("header", "parent_header", "metadata", "content")
        packed = self.pack({part: message.get(part) for part in parts})
        with self._sending, _uninterrupted():
            self._channel.sendall(len(packed).to_bytes(LENGTH) + packed)
        return message

    def _made(
        self,
        kind: str,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any]:
        return self.msg(kind, content=content, parent=parent, header=header, metadata=metadata)

    def feed_identities(self, msg_list: Any, copy: bool = True) -> tuple[list[bytes], Any]:
        """Return a message as it came: nobody is named on a socket that has one other end."""
        return [], msg_list

    def deserialize(self, msg_list: Any, content: bool = True, copy: bool = True) -> Any:
        """Return a message as it came: it was read from JSON when it arrived."""
        return msg_list


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class PipedKernel(IPythonKernel):
    """ipykernel's kernel for one main thread: it has no subshells."""

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False


def answer_test(kernel: Any, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
    """Have a module of ours answer a test that runs apart; to the kernel it was a cell.

    What it shows meanwhile belongs to that cell, as with any other.
    """
    shell = kernel.shell
    history = shell.history_manager
    shell.events.trigger("pre_execute")
    told: dict[str, Any] = {"status": "ok", "user_expressions": {}, "payload": []}
    try:
        sys.modules[parent["content"]["module"]].serve_kernel()  # type: ignore[attr-defined]
    except (Exception, KeyboardInterrupt) as error:
        name = type(error).__name__
        told = {"status": "error", "ename": name, "evalue": str(error)[:1000], "traceback": [name]}
    shell.events.trigger("post_execute")
    for typed in (history.input_hist_parsed, history.input_hist_raw):
        typed.append("")
    told["execution_count"] = shell.execution_count
    shell.execution_count += 1
    kernel.session.send(stream, "execute_reply", told, parent, ident=ident)


class _AtOnce(IOPubThread):
    """Stands where ipykernel's streams want the thread that sends for them: sends at once."""

    def __init__(self) -> None:
        self.thread = self.io_loop = None  # type: ignore[assignment]

    def schedule(self, f: Any) -> None:
        f()


class _Unwatched(OutStream):
    """ipykernel's stream without its threads: what is written goes out when it is flushed."""

    def __init__(self, session: Any, pub_thread: Any, name: str, **kwargs: Any) -> None:
        super().__init__(session, pub_thread, name, **{**kwargs, "watchfd": False})

    def _schedule_flush(self) -> None:
        self._flush_pending = True


class PipedStream(_Unwatched):
    """A stream whose text also goes out when it is old enough.

    What a library writes to the file descriptor itself is read from there whenever that happens.
    """

    def __init__(self, session: Any, pub_thread: Any, name: str, **kwargs: Any) -> None:
        super().__init__(session, pub_thread, name, **kwargs)
        descriptor = getattr(sys, f"__{name}__").fileno()
        self._original_stdstream_copy = os.dup(descriptor)
        self._written = os.memfd_create(name)
        self._read = 0
        os.dup2(self._written, descriptor)
        self._since = 0.0

    def _schedule_flush(self) -> None:
        now = time.monotonic()
        if not self._flush_pending:
            self._flush_pending, self._since = True, now
        elif now - self._since > self.flush_interval:
            self._flush()

    def _flush(self) -> None:
        while below := os.pread(self._written, _CHUNK, self._read):
            self._read += len(below)
            self.write(below.decode(errors="replace"))
        super()._flush()


def prepare(ipython: Path) -> FencedKernelApp:
    """Return this process's kernel, not connected; see ``kernel_app.build``."""
    return build(ipython, kernel_class=PipedKernel)


def rehearse(app: FencedKernelApp) -> None:
    """Run cells that nobody hears, and forget them: much is only loaded when it is first needed."""
    ours, theirs = socket.socketpair()
    kept = sys.stdout, sys.stderr, sys.displayhook
    ours.settimeout(5)
    shell: Any = app.shell
    names = dict(shell.user_ns), dict(shell.user_ns_hidden)
    _connect(app, theirs, _Unwatched)
    before = signal.getsignal(signal.SIGINT)
    asyncio.run(_run(app, ours, ("assert 1 == 1", "print([1])", "1 + 1", "1 / 0", "def f(:")))
    signal.signal(signal.SIGINT, before)
    sys.stdout, sys.stderr, sys.displayhook = kept
    ours.close()
    theirs.close()
    _forget(shell, *names)


def _forget(shell: Any, names: dict[str, Any], hidden: dict[str, Any]) -> None:
    """Let ``shell`` be as if it had run nothing; it had ``names`` and, of its own, ``hidden``."""
    history, hook = shell.history_manager, shell.displayhook
    for typed in (history.input_hist_parsed, history.input_hist_raw):
        typed[:] = [""]
    history.output_hist.clear()
    history.output_hist_reprs.clear()
    history._i00 = history._i = history._ii = history._iii = ""
    hook._ = hook.__ = hook.___ = ""
    for space, before in ((shell.user_ns, names), (shell.user_ns_hidden, hidden)):
        space.clear()
        space.update(before)
    shell.execution_count = 1
    shell._last_traceback = None
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)


async def _run(app: FencedKernelApp, heard: socket.socket, cells: Iterable[str]) -> None:
    kernel: Any = app.kernel
    kernel.io_loop = IOLoop.current()
    for code in cells:
        content = {"code": code, "silent": False, "stop_on_error": False}
        message = kernel.session.msg("execute_request", content)
        await kernel.dispatch_shell(message)
        heard.recv(1 << 20)


def of_folder(folder: KernelFolder, channel: socket.socket) -> FencedKernelApp:
    """Return the kernel of ``folder``, built here or before the fork, to speak over ``channel``."""
    initialized = FencedKernelApp.initialized()
    app = FencedKernelApp.instance() if initialized else prepare(folder.ipython)
    app.settle(folder.ipython)
    _connect(app, channel, PipedStream)
    app.init_signal()
    return app


def _connect(app: FencedKernelApp, channel: socket.socket, stream: type[OutStream]) -> None:
    app.session = PipedSession(channel, parent=app)
    app.iopub_thread = app.iopub_socket = _AtOnce()
    app.outstream_class = f"{__name__}.{stream.__name__}"
    app.init_io()
    app.wire(app.kernel, ("session", "iopub_thread", "iopub_socket"))
    app.kernel.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())


def serve(app: FencedKernelApp, channel: socket.socket) -> NoReturn:
    """Do what is asked over ``channel`` until nobody is there to ask."""
    asyncio.run(_serve(app.kernel, channel))
    os._exit(0)


async def _serve(kernel: Any, channel: socket.socket) -> None:
    kernel.io_loop = IOLoop.current()
    kernel.shell_handlers["test_request"] = partial(answer_test, kernel)
    kernel._control_lock = asyncio.Lock()
    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    read = bytearray()

    def receive() -> None:
        said = channel.recv(_CHUNK)
        if not said:
            os._exit(0)
        read.extend(said)
        while len(read) >= LENGTH:
            end = LENGTH + int.from_bytes(read[:LENGTH])
            if len(read) < end:
                return
            message = kernel.session.unpack(bytes(read[LENGTH:end]))
            del read[:end]
            header = message["header"]
            header["date"] = datetime.fromisoformat(header["date"])
            asked.put_nowait(message)

    asyncio.get_running_loop().add_reader(channel, receive)
    while True:
        await kernel.dispatch_shell(await asked.get())
