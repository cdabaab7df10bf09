"""Processes that work at the same time, forked from this one when all that they need is there."""

import gc
import json
import os
import select
import signal
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, TypeVar

from grading.kernels import system


class Outfit(Protocol):
    """What a process is given: the one that forks it closes its own copy."""

    def close(self) -> None:
        """Close it."""


T = TypeVar("T", bound=Outfit)
Work = Callable[[int], Any]
"""Does the task of a number; returns what JSON can say."""

_LONGEST = 1 << 16


@dataclass
class _Worker:
    pid: int
    channel: socket.socket
    task: int


def spread(
    tasks: int,
    count: int,
    outfit: Callable[[], T],
    begin: Callable[[T], AbstractContextManager[Work]],
) -> Iterator[tuple[int, Any]]:
    """Have the tasks 0, 1, … done by ``count`` processes; yield each with its answer when done.

    ``outfit`` is called here for each process before it is forked. ``begin`` is entered in the
    process with what that returned, and yields what does a task. The answer to a task whose
    process ended in the middle of it is None; another process goes on with the rest. All end with
    this one, and with this iteration. Call it in a process that has no other thread.
    """
    waiting = iter(range(tasks))
    gc.freeze()  # What is here now none of them needs to look through for garbage.
    crew: dict[int, _Worker] = {}
    try:
        for _ in range(min(count, tasks)):
            _hire(crew, next(waiting), outfit(), begin)
        while crew:
            for ready in select.select(list(crew), [], [])[0]:
                worker = crew[ready]
                said = _hear(worker.channel)
                following = next(waiting, None)
                if said and following is not None:
                    done, worker.task = worker.task, following
                    worker.channel.send(str(following).encode())
                    yield done, json.loads(said)
                    continue
                _dismiss(crew, worker)
                yield worker.task, json.loads(said) if said else None
                if following is not None:
                    _hire(crew, following, outfit(), begin)
    finally:
        for worker in list(crew.values()):
            os.kill(worker.pid, signal.SIGKILL)
            _dismiss(crew, worker)


def _hire(
    crew: dict[int, _Worker],
    task: int,
    outfit: T,
    begin: Callable[[T], AbstractContextManager[Work]],
) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.send(str(task).encode())
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        ours.close()
        for worker in crew.values():
            worker.channel.close()
        _work(theirs, parent, lambda: begin(outfit))
    theirs.close()
    outfit.close()
    crew[ours.fileno()] = _Worker(pid, ours, task)


def _dismiss(crew: dict[int, _Worker], worker: _Worker) -> None:
    """Let a process end that has no more to do, and bury it."""
    del crew[worker.channel.fileno()]
    worker.channel.close()
    os.waitpid(worker.pid, 0)


def _hear(channel: socket.socket) -> bytes:
    try:
        return channel.recv(_LONGEST)
    except OSError:
        return b""


def _work(
    channel: socket.socket, parent: int, begin: Callable[[], AbstractContextManager[Work]]
) -> NoReturn:
    """Do what is asked over ``channel``, in a fork of the process ``parent``."""
    try:
        system.prctl(system.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Who forked us decides.
        with begin() as do:
            while asked := channel.recv(_LONGEST):
                channel.send(json.dumps(do(int(asked))).encode()[:_LONGEST])
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
