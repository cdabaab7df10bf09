"""Has the tests of a submission run in processes of their own, forked from a warmed one."""

import contextlib
import json
import socket
import time

from grading.autograder.sealed.job import LENGTH, TOO_LONG, Job, Verdict, packed
from grading.kernels.errors import TemplateLost
from grading.kernels.forking import ForkedProcess, Template

_MOST_VERDICT = 16 << 20
_GRACE = 3.0
_PATIENCE = 60.0


class Examiner:
    """Runs the tests of one submission, one after the other, in a process forked for them.

    A process runs the next test only where it says that the last one went well and has left
    nothing behind, and never a test of another submission. Whatever else became of it, it is ended
    and the next test gets a fresh one. Close it at the end.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self._process: ForkedProcess | None = None
        self._channel: socket.socket | None = None

    def begin(self, job: Job, line: socket.socket) -> "Examination":
        """Begin a test; ``line`` leads to the learner's process and is the test's from now on.

        Raises OSError and TemplateLost. End a test before you begin the next.
        """
        if self._process is None or self._process.poll() is not None:
            self.close()
            try:
                self._start()
            except TemplateLost:
                self._start()  # from a new one
        assert self._channel is not None
        message = packed(vars(job))
        end = time.monotonic() + job.seconds + _GRACE
        with contextlib.suppress(OSError):  # It has ended; that it says nothing says enough.
            self._channel.settimeout(job.seconds + _GRACE)
            socket.send_fds(self._channel, [message[:LENGTH]], [line.fileno()])
            self._channel.sendall(message[LENGTH:])
        return Examination(self, self._channel, line, end)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._process = self._template.fork(theirs, apart=False).result(_PATIENCE)


class Examination:
    """A test that has begun."""

    def __init__(
        self, examiner: Examiner, channel: socket.socket, line: socket.socket, end: float
    ) -> None:
        self._examiner, self._channel, self._line, self._end = examiner, channel, line, end

    def fileno(self) -> int:
        """Return a descriptor that can be read when the verdict is there."""
        return self._channel.fileno()

    def verdict(self) -> Verdict:
        """Return what came of the test; call once, when the learner's process answers no more.

        Whatever keeps a verdict from coming is one, with ``poison``: silence is no points.
        """
        sound = False
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)  # Who still waits there for an answer gets none.
        try:
            told = json.loads(self._said())
            verdict = Verdict(**told["verdict"])
            sound = told["sound"] is True and not verdict.poison
            return verdict
        except TimeoutError:
            return Verdict(poison=TOO_LONG)
        except (OSError, ValueError, TypeError, KeyError) as error:
            return Verdict(poison=f"the test's process ended without a verdict ({error})")
        finally:
            self._line.close()
            if not sound:
                self._examiner.close()

    def _said(self) -> bytes:
        size = int.from_bytes(self._taken(LENGTH))
        if size > _MOST_VERDICT:
            raise ValueError("it said too much")
        return self._taken(size)

    def _taken(self, size: int) -> bytes:
        said = bytearray()
        while len(said) < size:
            self._channel.settimeout(max(0.01, self._end - time.monotonic()))
            chunk = self._channel.recv(min(size - len(said), 1 << 16))
            if not chunk:
                raise ValueError("nothing more comes")
            said += chunk
        return bytes(said)
