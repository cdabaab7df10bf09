"""Has tests run in processes of their own, forked from a warmed one that this process keeps."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

from grading.autograder.sealed.examine import TOO_LONG, Job, Verdict

_PROGRAM = Path(__file__).with_name("warm.py")
_MOST_VERDICT = 16 << 20
_GRACE = 3.0
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "MPLBACKEND": "agg",
}


class _Warm:
    """The warmed process; it is started when it is first needed, and again if it ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._channel: socket.socket | None = None

    def fork(self, modules: list[str], channel: socket.socket, line: socket.socket) -> int:
        """Have a test's process forked; return a pidfd of it. Raises OSError."""
        message = json.dumps(modules).encode()
        handed = [channel.fileno(), line.fileno()]
        with self._lock:
            for again in (True, False):
                if self._channel is None:
                    self._start()
                assert self._channel is not None
                try:
                    socket.send_fds(self._channel, [message], handed)
                    said, handles, _, _ = socket.recv_fds(self._channel, 64, 1)
                except OSError:
                    said, handles = b"", []
                if said:
                    return handles[0]
                self._channel.close()
                self._channel = None
                if not again:
                    break
        raise OSError("the process that tests are forked from has ended")

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        started = threading.Event()

        def keep() -> None:
            # A process dies with the thread that started it, so this one stays.
            with theirs:
                process = subprocess.Popen(
                    [sys.executable, "-I", "-B", "-X", "utf8", str(_PROGRAM)],
                    env=_ENVIRONMENT,
                    cwd="/",
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,
                )
            started.set()
            process.wait()

        threading.Thread(target=keep, name="tests' template", daemon=True).start()
        started.wait()
        self._channel = ours


_WARM = _Warm()


class Examination:
    """A test that has begun in a process of its own, forked for it from the warmed one.

    ``line`` leads to the learner's process; it belongs to the test from now on. Raises OSError.
    """

    def __init__(self, job: Job, line: socket.socket) -> None:
        self._channel, theirs = socket.socketpair()
        self._line = line
        self._end = time.monotonic() + job.seconds + _GRACE
        with theirs:
            self._handle = _WARM.fork(list(job.modules), theirs, line)
        self._channel.settimeout(job.seconds + _GRACE)
        with contextlib.suppress(OSError):  # It has ended; that it says nothing says enough.
            self._channel.sendall(json.dumps(asdict(job)).encode())
            self._channel.shutdown(socket.SHUT_WR)

    def fileno(self) -> int:
        """Return a descriptor that can be read when the verdict is there."""
        return self._channel.fileno()

    def verdict(self) -> Verdict:
        """Return what came of the test; call once, when the learner's process answers no more.

        Whatever keeps a verdict from coming is one, with ``poison``: silence is no points.
        """
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)  # Who still waits there for an answer gets none.
        try:
            return Verdict(**json.loads(self._said()))
        except TimeoutError:
            return Verdict(poison=TOO_LONG)
        except (OSError, ValueError, TypeError) as error:
            return Verdict(poison=f"the test's process ended without a verdict ({error})")
        finally:
            self._line.close()
            self._channel.close()
            _end(self._handle)

    def _said(self) -> bytes:
        said = bytearray()
        while True:
            self._channel.settimeout(max(0.01, self._end - time.monotonic()))
            chunk = self._channel.recv(1 << 16)
            if not chunk:
                return bytes(said)
            said += chunk
            if len(said) > _MOST_VERDICT:
                raise ValueError("it said too much")


def _end(handle: int) -> None:
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        pass  # It has ended by itself.
    finally:
        os.close(handle)
