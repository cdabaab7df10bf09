"""One test, run in a process of its own that nobody uses again: from a job to a verdict.

A job is a ``Test`` as plain data, with what is allowed and the submission's text. The verdict is
what the notebook shows, and what the talk brought to light. Both are JSON.
"""

import ast
import contextlib
import inspect
import json
import random
import signal
import socket
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields
from types import FrameType
from typing import Any, NoReturn, Self

from grading.autograder.sealed import seeds
from grading.autograder.sealed.author import Main
from grading.autograder.sealed.contract import Contract
from grading.autograder.sealed.plan import Surroundings, Test
from grading.autograder.sealed.session import Names, Poison, Session
from grading.autograder.sealed.wire import Line

TOO_LONG = "the test took longer than it may"
MOST_RECEIVED = 256 << 20
"""Bytes that a learner's process may send during one test."""


@dataclass(frozen=True)
class Job(Surroundings):
    """What a process that runs a test is told."""

    name: str
    source: str
    program: tuple[str, ...] = ()
    """The texts of the submission's own cells."""
    seconds: float = 30.0
    recording: bool = False
    """Whether this is the model answer, which says where objects are asked."""

    @classmethod
    def of(cls, test: Test, program: Iterable[str], seconds: float, recording: bool) -> Self:
        """Return the job of running ``test`` against ``program``."""
        around = {each.name: getattr(test, each.name) for each in fields(Surroundings)}
        own: dict[str, Any] = {
            "program": tuple(program),
            "seconds": seconds,
            "recording": recording,
        }
        return cls(test.name, test.source, **around, **own)


@dataclass
class Verdict:
    """What came of a test. ``poison`` means: no points, whatever ``outputs`` say."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    poison: str = ""
    refused: list[str] = field(default_factory=list)
    """What objects would have been asked: the answer was no plain data."""
    questions: int = 0
    places: list[str] = field(default_factory=list)
    shows: str = ""


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
    random.seed()
    seeds.watch(session.seeded)
    _answer_sources_from(job.program)
    main.begin()
    with contextlib.suppress(Poison, RecursionError, MemoryError):
        _run(job, main, session)
    session.end()
    signal.setitimer(signal.ITIMER_REAL, 0)
    if main.shown == "object":
        _refuse(main, "NoPoints", "The test showed an object of the answer's in place of points.")
    elif job.shows == "number" and main.shown != "number" and _passed(main):
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


def _passed(main: Main) -> bool:
    failed = ("error", "stderr")
    return not any(
        each["output_type"] in failed or each.get("name") in failed for each in main.outputs
    )


def _refuse(main: Main, name: str, why: str) -> None:
    said = {"output_type": "error", "ename": name, "evalue": why, "traceback": [f"{name}: {why}"]}
    main.outputs.insert(0, said)


def _answer_sources_from(program: tuple[str, ...]) -> None:
    """Have ``inspect`` find what learners wrote in their submission, and not ask their process."""
    stock = inspect.getsourcelines

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


def main(channel: int, line: int) -> NoReturn:
    """Read a job from ``channel``, close the fence, run it, and write the verdict there."""
    import os

    from grading.autograder.sealed import fence

    told = socket.socket(fileno=channel)
    said = bytearray()
    while chunk := told.recv(1 << 16):
        said += chunk
    plain = json.loads(said)
    job = Job(**{key: _frozen(value) for key, value in plain.items()})
    fence.close(job.seconds)

    talk = socket.socket(fileno=line)

    def tell(verdict: Verdict) -> None:
        with contextlib.suppress(OSError):  # It has hung up first.
            talk.shutdown(socket.SHUT_RDWR)  # It need not wait for who reads this.
        signal.setitimer(signal.ITIMER_REAL, 0)
        told.sendall(json.dumps(asdict(verdict), ensure_ascii=True).encode())
        told.close()
        os._exit(0)

    try:
        examine(job, Line(talk, MOST_RECEIVED), tell)
    finally:
        os._exit(1)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
