"""Run a learner's program with the drawing words, within bounds, and explain what went wrong.

It runs where it is called: the caller is a kernel that is already fenced. The bounds here are
a courtesy to the learner (a loop without an end is explained), not the fence.
"""

import ast
import contextlib
import difflib
import errno
import io
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from lp_widgets.widgets import pen
from lp_widgets.widgets.pen import Pen, PenError

SECONDS = 5.0
MAX_SOURCE = 50_000
MAX_TEXT = 10_000
_FILE = "<program>"
_GRACE_FIRINGS = 40  # one each 50 ms: who swallows all of them would run for ever

UNREADABLE = (
    "Python cannot read this line yet. Perhaps a bracket, a quote or a colon is missing,"
    " here or just above."
)
INDENT = "The spaces at the start of this line do not fit the lines above it."
UNKNOWN = "Python does not know the word {name}."
UNKNOWN_NEAR = "Python does not know the word {name}. Perhaps it should be {near}."
ZERO = "This divides by zero, and there is no answer to that."
NO_PLACE = "This asks for a place that the list does not have."
NO_ENTRY = "There is nothing here under the name {name}."
MISFIT = "These values do not go together here. Python says: {said}"
NO_MODULE = "There is no module {name} here."
ENDLESS_CALL = "This function calls itself without ever stopping."
MEMORY = "This needs more memory than there is."
NO_ROOM = "There is no room for more files here."
NO_INPUT = "There is no input() here. Put the value into the program itself."
TOO_LONG = "This went on for {seconds} seconds. Perhaps a loop in it never stops."
TOO_BIG = "This program is longer than {count} characters, all that fit here."
OTHER = "Python stopped here. It says: {said}"
MESSAGES = (
    UNREADABLE, INDENT, UNKNOWN, UNKNOWN_NEAR, ZERO, NO_PLACE, NO_ENTRY, MISFIT, NO_MODULE,
    ENDLESS_CALL, MEMORY, NO_ROOM, NO_INPUT, TOO_LONG, TOO_BIG, OTHER, *pen.MESSAGES,
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What a program left: its drawing, its printed text, and what stopped it, if anything.

    ``error`` is ``{"line": n | None, "message": msgid, "values": {…}}``.
    """

    svg: str | None = None
    text: str = ""
    error: dict[str, Any] | None = field(default=None)


def run(source: str, seconds: float = SECONDS) -> Ran:
    """Run ``source`` in a fresh namespace of the drawing words; never raises on a program."""
    if len(source) > MAX_SOURCE:
        return Ran(error=_error(None, TOO_BIG, count=MAX_SOURCE))
    paper, printed = Pen(), _Printed()
    words: dict[str, Any] = {**paper.words(), "input": _no_input}
    with _time_limit(seconds):
        error = _execute(source, words, printed, seconds)
    return Ran(paper.svg(), printed.getvalue(), error)


def _execute(
    source: str, words: dict[str, Any], printed: io.StringIO, seconds: float
) -> dict[str, Any] | None:
    try:
        tree = _Stoppable().visit(ast.parse(source, _FILE))
        code = compile(ast.fix_missing_locations(tree), _FILE, "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "__main__", _STOP: _TimeUp, **words})  # noqa: S102
    except SystemExit:
        return None  # exit() is a way to end a program
    except BaseException as problem:
        return explain(problem, list(words), seconds)
    return None


def explain(problem: BaseException, words: list[str], seconds: float = SECONDS) -> dict[str, Any]:
    """Return what ``problem`` means to a learner, and in which line of her program."""
    line = _line(problem)
    if isinstance(problem, PenError):
        return _error(line, problem.message, **problem.values)
    if isinstance(problem, NameError):
        name = str(problem.name)
        near = difflib.get_close_matches(name.lower(), [*words, "print", "range", "for"], 1, 0.7)
        return (
            _error(line, UNKNOWN_NEAR, name=name, near=near[0])
            if near
            else _error(line, UNKNOWN, name=name)
        )
    if isinstance(problem, KeyError):
        return _error(line, NO_ENTRY, name=_said(problem))
    if isinstance(problem, ImportError):
        return _error(line, NO_MODULE, name=str(problem.name))
    if isinstance(problem, TypeError | ValueError | AttributeError) and not isinstance(
        problem, UnicodeError
    ):
        return _error(line, MISFIT, said=_said(problem))
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return _error(line, NO_ROOM)
    for kind, message in _KINDS:
        if isinstance(problem, kind):
            values = {"seconds": seconds} if message == TOO_LONG else {}
            return _error(line, message, **values)
    return _error(line, OTHER, said=_said(problem) or type(problem).__name__)


class _TimeUp(BaseException):
    """The program used up its seconds."""


class _NoInput(Exception):
    """The program asked for a line from a keyboard."""


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_STOP = "_program_time_is_up"
_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (_TimeUp, TOO_LONG),
    (KeyboardInterrupt, TOO_LONG),
    (_NoInput, NO_INPUT),
    (IndentationError, INDENT),
    (SyntaxError, UNREADABLE),
    (ZeroDivisionError, ZERO),
    (IndexError, NO_PLACE),
    (RecursionError, ENDLESS_CALL),
    (MemoryError, MEMORY),
)


def _error(line: int | None, message: str, **values: Any) -> dict[str, Any]:
    return {"line": line, "message": message, "values": values}


def _said(problem: BaseException) -> str:
    try:
        return str(problem)[:200]
    except BaseException:  # a class of the learner's own may fail at being shown, or never end
        return type(problem).__name__


def _line(problem: BaseException) -> int | None:
    if isinstance(problem, SyntaxError):
        return problem.lineno
    frames = traceback.extract_tb(problem.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == _FILE]
    return own[-1] if own else None


def _no_input(*_arguments: Any) -> str:
    raise _NoInput


class _Printed(io.StringIO):
    """Keeps the first ``MAX_TEXT`` characters of what a program prints."""

    def write(self, text: str) -> int:
        room = MAX_TEXT - self.tell()
        if room > 0:
            super().write(text if len(text) <= room else text[: room - 1] + "…")
        return len(text)


class _Stoppable(ast.NodeTransformer):
    """Lets the end of time pass every ``except:`` that a learner may write."""

    def visit_Try(self, node: ast.Try) -> ast.Try:
        self.generic_visit(node)
        if node.handlers:
            passes = ast.ExceptHandler(
                type=ast.Name(id=_STOP, ctx=ast.Load()), name=None, body=[ast.Raise()]
            )
            node.handlers.insert(0, ast.copy_location(passes, node.handlers[0]))
        return node


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise _TimeUp in the running program after ``seconds``, again and again until it ends."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread alone; a kernel runs its cells there
        return
    firings = 0

    def stop(_signal: int, frame: FrameType | None) -> None:
        nonlocal firings
        while frame is not None and frame.f_code.co_filename != _FILE:
            frame = frame.f_back
        if frame is None:
            return  # the program is over; our own code must not be cut in the middle
        firings += 1
        if firings > _GRACE_FIRINGS:
            os.kill(os.getpid(), signal.SIGKILL)
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
