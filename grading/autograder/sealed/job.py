"""What a process that runs a test is told, and what it tells: both are plain data, sent as JSON.

Each is its length (four bytes, the highest first) and its text. The process loads nothing else of
ours that it does not run, so this file imports nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from grading.autograder.sealed.plan import Test

TOO_LONG = "the test took longer than it may"
LENGTH = 4
Source = tuple[str, str]
"""A cell's name and its text."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a test is run with: the author's code, and its names (``session.Names``)."""

    before: tuple[Source, ...] = ()
    """The author's code to run first; what the learner's names are not needed for."""
    after: tuple[Source, ...] = ()
    """The author's code to run when the learner's names are there."""
    twins: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    patched: tuple[tuple[str, str], ...] = ()
    modules: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Where objects are asked (``contract``)."""
    shows: str = ""
    """What the test shows at its end when the model answer is right."""


@dataclass(frozen=True)
class Job(Surroundings):
    """What a process that runs a test is told about it."""

    name: str
    source: str
    program: tuple[str, ...] = ()
    """The texts of the submission's own cells."""
    seconds: float = 30.0
    life: float = 60.0
    """Seconds of processor time for the process, which may run other tests after this one."""
    recording: bool = False
    """Whether this is the model answer, which says where objects are asked."""

    @classmethod
    def of(cls, test: "Test", program: Iterable[str], **own: Any) -> Self:
        """Return the job of running ``test`` against ``program``; ``own`` are fields of the job."""
        around = {each.name: getattr(test, each.name) for each in fields(Surroundings)}
        return cls(test.name, test.source, **around, program=tuple(program), **own)


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


def packed(plain: Any) -> bytes:
    """Return ``plain`` as it is sent."""
    text = json.dumps(plain).encode()
    return len(text).to_bytes(LENGTH) + text


def frozen(value: Any) -> Any:
    """Return ``value`` with tuples for the lists that JSON has made of them."""
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value
