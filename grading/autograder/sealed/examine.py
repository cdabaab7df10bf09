"""Tests, run in a process for those of one submission: from a job to a verdict.

A job is a ``Test`` as plain data, with what is allowed and the submission's text. The verdict is
what the notebook shows, and what the talk brought to light. Both are JSON (``job``).
"""

import ast
import contextlib
import gc
import inspect
import json
import os
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from types import FrameType
from typing import Any, NoReturn

from grading.autograder.sealed import fence, seeds
from grading.autograder.sealed.author import Main
from grading.autograder.sealed.contract import Contract
from grading.autograder.sealed.job import LENGTH, TOO_LONG, Job, Verdict, frozen, packed
from grading.autograder.sealed.session import Names, Poison, Session
from grading.autograder.sealed.traces import Traces
from grading.autograder.sealed.wire import Line

MOST_RECEIVED = 256 << 20
"""Bytes that a learner's process may send during one test."""


def examine(job: Job, line: Line, tell: Callable[[Verdict], None]) -> None:
    """Run the test of ``job`` against the learner's process on ``line``, and tell the verdict.

    It is told once, and in time: SIGALRM ends whatever Python still does.
    """
    main = Main()
    contract = Contract(job.places, recording=job.recording)
    names = Names(main.names, job.fetched, job.shared, job.patched, frozenset(job.modules))
    session = Session(line, names, contract)

    def tell_and_end(number: int, frame: FrameType | None) -> NoReturn:
        session.found.poison = session.found.poison or TOO_LONG
        tell(_verdict(main, session, contract))
        raise SystemExit  # The caller's last step, if anything lets it come to that.

    signal.signal(signal.SIGALRM, tell_and_end)
    signal.setitimer(signal.ITIMER_REAL, job.seconds)
    seeds.afresh()
    main.begin()
    with seeds.watched(session.seeded), _sources_from(job.program):
        with contextlib.suppress(Poison, RecursionError, MemoryError):
            _run(job, main, session)
        session.end()
        signal.setitimer(signal.ITIMER_REAL, 0)
    if main.shown == "object":
        _refuse(main, "NoPoints", "The test showed an object of the answer's in place of points.")
    elif job.shows == "number" and main.shown != "number" and passed(main.outputs):
        _refuse(main, "NoPoints", "The test showed no number of points.")
    tell(_verdict(main, session, contract))


def _run(job: Job, main: Main, session: Session) -> None:
    for name, source in job.before:
        if not main.run(source, name):
            return
    known = {name: main.names.get(name) for name in job.twins}
    session.begin({name: kind for name, kind in known.items() if isinstance(kind, type)})
    failed = set()
    for name, source in job.after:
        # As in a kernel, an error ends its own cell and no other.
        if name not in failed and not main.run(source, name):
            failed.add(name)
    session.settle()
    main.begin()
    main.run(job.source, job.name)


def _verdict(main: Main, session: Session, contract: Contract) -> Verdict:
    found = session.found
    return Verdict(
        outputs=main.outputs,
        poison=found.poison,
        refused=found.refused,
        questions=found.questions,
        places=sorted(contract.places),
        shows=main.shown,
    )


def passed(outputs: Iterable[dict[str, Any]]) -> bool:
    """Return whether a test that put this out did not fail."""
    failed = ("error", "stderr")
    return not any(each["output_type"] in failed or each.get("name") in failed for each in outputs)


def _refuse(main: Main, name: str, why: str) -> None:
    said = {"output_type": "error", "ename": name, "evalue": why, "traceback": [f"{name}: {why}"]}
    main.outputs.insert(0, said)


@contextlib.contextmanager
def _sources_from(program: tuple[str, ...]) -> Iterator[None]:
    """Have ``inspect`` find what learners wrote in their submission, and not ask their process."""
    stock, stock_source = inspect.getsourcelines, inspect.getsource

    def lines(thing: Any) -> tuple[list[str], int]:
        name = getattr(thing, "__qualname__", "").partition(".")[0]
        for text in reversed(program):
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                for node in reversed(ast.parse(text).body):
                    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                        return text.splitlines(True)[first - 1 : node.end_lineno], first
        return stock(thing)

    found: Any = inspect
    found.getsourcelines = lines
    found.getsource = lambda thing: "".join(lines(thing)[0])
    try:
        yield
    finally:
        found.getsourcelines, found.getsource = stock, stock_source


def serve(channel: socket.socket) -> NoReturn:
    """Run the tests that ``channel`` brings jobs of, each with a line to the learner's process.

    The fence closes before the first. With each verdict goes whether the process is ``sound``:
    whether the test went well and has left nothing behind. If not, the process ends.
    """
    try:
        line, job = _next(channel)
        fence.close(job.life)
        while True:
            _serve(channel, job, line)
            line, job = _next(channel)
    finally:
        os._exit(1)


def _next(channel: socket.socket) -> tuple[int, Job]:
    said, lines, _, _ = socket.recv_fds(channel, LENGTH, 1)
    if not lines:
        os._exit(0)
    size = int.from_bytes(said)
    told = bytearray()
    while len(told) < size:
        chunk = channel.recv(size - len(told))
        if not chunk:
            os._exit(0)
        told += chunk
    return lines[0], Job(**{key: frozen(value) for key, value in json.loads(told).items()})


def _serve(channel: socket.socket, job: Job, line: int) -> None:
    talk = socket.socket(fileno=line)
    traces = Traces(job.modules)

    def tell(verdict: Verdict) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(OSError):  # It has hung up first.
            talk.shutdown(socket.SHUT_RDWR)  # It need not wait for who reads this.
        sound = not verdict.poison and passed(verdict.outputs) and not traces.changed()
        channel.sendall(packed({"verdict": asdict(verdict), "sound": sound}))
        if not sound:
            os._exit(0)

    examine(job, Line(talk, MOST_RECEIVED), tell)
    talk.close()
    gc.collect()  # What the test has left to be cleared away is not the next one's.
