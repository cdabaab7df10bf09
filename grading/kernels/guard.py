"""The one thread of this process that watches all its kernels, whatever its event loops do."""

import contextlib
import functools
import logging
import os
import queue
import threading
import time

import zmq

from grading.kernels.watch import End, Watch, make_room

_EVERY = 1.0
# The same while a kernel is stopped, which is to go on when it may speak again.
_SOON = 0.05
# So many messages of one kernel before it is the others' turn.
_TURN = 500

_log = logging.getLogger(__name__)


class Guard:
    """Hears what kernels put out, looks at each once a second, and keeps memory for the others."""

    def __init__(self) -> None:
        self._arriving: queue.SimpleQueue[Watch] = queue.SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._context = zmq.Context()
        self._poller = zmq.Poller()
        self._poller.register(self._woken, zmq.POLLIN)
        self._watched: dict[zmq.Socket[bytes], Watch] = {}
        threading.Thread(target=self._keep, name="kernels' guard", daemon=True).start()

    def watch(self, kernel: Watch) -> None:
        """Watch ``kernel`` from now on until its process has ended."""
        self._arriving.put(kernel)
        os.write(self._wake, b"1")

    def _keep(self) -> None:
        looked = time.monotonic()
        while True:
            ready = dict(self._poller.poll(self._patience(looked)))
            if ready.pop(self._woken, None):
                os.read(self._woken, 4096)
                self._admit()
            for socket in ready:
                self._hear(socket)
            for kernel in self._watched.values():
                kernel.go_on()
            if time.monotonic() - looked >= _EVERY:
                looked = time.monotonic()
                self._look()

    def _patience(self, looked: float) -> int | None:
        """Return for how many milliseconds nothing is due, None where nobody is watched."""
        if not self._watched:
            return None
        left = _EVERY - (time.monotonic() - looked)
        if any(kernel.is_hushed for kernel in self._watched.values()):
            left = min(left, _SOON)
        return max(0, int(left * 1000))

    def _admit(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                kernel = self._arriving.get_nowait()
                socket = self._context.socket(zmq.SUB)
                socket.linger = 0
                socket.subscribe(b"")
                socket.connect(kernel.iopub)
                self._poller.register(socket, zmq.POLLIN)
                self._watched[socket] = kernel

    def _hear(self, socket: "zmq.Socket[bytes]") -> None:
        kernel = self._watched[socket]
        with contextlib.suppress(zmq.Again):
            for _ in range(_TURN):
                kernel.hear(socket.recv_multipart(zmq.NOBLOCK, copy=False))

    def _look(self) -> None:
        for socket, kernel in list(self._watched.items()):
            try:
                stays = kernel.look()
            except Exception:
                # What cannot be watched does not go on.
                _log.exception("A kernel cannot be watched, so it is ended")
                kernel.end(End("ended", "it could not be watched"))
                continue
            if not stays:
                self._poller.unregister(socket)
                socket.close()
                del self._watched[socket]
        make_room(self._watched.values())


@functools.cache
def guard() -> Guard:
    """Return this process's guard, started when it is first asked for."""
    return Guard()
