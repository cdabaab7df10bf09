"""What each rule of a sealed test stops: with just that rule taken away the forgery succeeds."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from grading.autograder.sealed import proxies, session, wire
from grading.autograder.sealed.author import Main
from grading.autograder.sealed.contract import Contract
from grading.autograder.sealed.session import Session
from tests.grading.autograder.sealed_sides import POINTS, planned, scored, sealed

ONE = "def f(n): return n"


def ask_for_every_comparison() -> None:
    def compare(self: Session, target: Any, operation: str, other: Any) -> Any:
        return self.ask("special", target, (other,), m=operation)

    Session.compare = compare


def ask_everywhere() -> None:
    Contract.allows = lambda self, what: True


def believe_names() -> None:
    absorb = Session._absorb

    def believe(self: Session, message: dict[str, Any]) -> None:
        self._names = replace(self._names, fetched=[each[0] for each in message.get("ns", [])])
        absorb(self, message)

    Session._absorb = believe


def believe_modules() -> None:
    native = Session.native

    def believe(self: Session, tag: str, parts: list[Any]) -> Any:
        self._names = replace(self._names, modules=frozenset(parts[:1]))
        return native(self, tag, parts)

    Session.native = believe


def forgive() -> None:
    def poison(self: Session, reason: str) -> None:
        raise session.Poison(reason)

    Session.poison = poison


def show_objects() -> None:
    def show(self: Main, value: Any) -> None:
        self._put("execute_result", "an object")

    Main._show = show


def keep_subclasses() -> None:
    """Let the methods of a class decide that derives from one of data."""
    proxies._holds_data = lambda kind: False
    ask_for_every_comparison()


def answer_attributes() -> None:
    session._FUNCTIONS = ()
    plain = session.require
    session.require = lambda holds: (
        None if sys._getframe(1).f_code.co_name == "_do" else plain(holds)
    )


def no_bounds() -> None:
    wire.MOST_TEXT = wire.MOST_BYTES = 1 << 40


@dataclass(frozen=True)
class Planted:
    """A forgery, and the fault without which it gets nothing."""

    name: str
    test: str
    program: str
    plant: Callable[[], None]
    model: str = ONE

    def __str__(self) -> str:
        return self.name


_LINE = """
import sys
def f(n):
    learner = sys.modules["grading.autograder.sealed.learner"]
    def send(self, message):
        told = {"id": message.get("id"), "r": 0, "objs": [], "hs": [], "ns": [], "out": []}
        %s
        self._line.send(told)
    learner.Learner._send = send
    return 0
"""

PLANTED = [
    Planted(
        "data is never compared by the learner's object",
        "assert f(3) == 3",
        "class X:\n    def __eq__(self, other): return True\ndef f(n): return X()",
        ask_for_every_comparison,
    ),
    Planted(
        "arithmetic is asked only where the model answer has an object",
        "assert abs(f(3) - 3) < 1e-9",
        "class X:\n    def __sub__(self, other): return 0\ndef f(n): return X()",
        ask_everywhere,
    ),
    Planted(
        "attributes are asked only where the model answer has an object",
        "assert f('Hello').startswith('He')",
        "class X:\n    def startswith(self, text): return True\ndef f(n): return X()",
        ask_everywhere,
    ),
    Planted(
        "two objects are compared only where the model answer has objects",
        "assert f(3) == f(1) + f(2)",
        "class X:\n    def __eq__(self, other): return True\n"
        "    def __add__(self, other): return self\ndef f(n): return X()",
        ask_everywhere,
    ),
    Planted(
        "only names that were asked for are taken",
        "f(0)\nexpected = 3\nf(0)\nassert expected == 4",
        _LINE % "told['ns'] = [['expected', 4]]",
        believe_names,
    ),
    Planted(
        "only modules of the assignment are loaded",
        "assert f(1) is not None\nassert f(1) is not None and not isinstance(f(1), int)",
        _LINE % "told['r'] = ['m', 'colorsys']",
        believe_modules,
        model="def f(n): return 'x'",
    ),
    Planted(
        "a test that was broken off stays without points",
        "try:\n    f(0)\n    f(0)\nexcept:\n    pass",
        "import os\ndef f(n): os._exit(0)",
        forgive,
    ),
    Planted(
        "an object is no number of points",
        "f(3)",
        "class X: pass\ndef f(n): return X()",
        show_objects,
        model="def f(n): return 1.0",
    ),
    Planted(
        "what derives from data is compared by its data",
        "assert f(3) == [3]",
        "class X(list):\n    def __eq__(self, other): return True\ndef f(n): return X()",
        keep_subclasses,
        model="def f(n): return [n]",
    ),
    Planted(
        "a function of the test's has no attributes there",
        "def g(): return 5\ng.wanted = 5\nassert f(g) == 5",
        "def f(g):\n    ask = getattr(g, '_lp_ask', None)\n    if ask is None:\n"
        "        held = dict(zip(g.__code__.co_freevars, g.__closure__))\n"
        "        ask = held['self'].cell_contents._ask\n"
        "    return ask(g._lp_number, 'get', ['wanted'])",
        answer_attributes,
        model="def f(g): return g()",
    ),
    Planted(
        "a message has a length",
        "assert len(f(3)) == 9_000_000",
        "import sys\nsys.modules['grading.autograder.sealed.wire'].MOST_TEXT = 1 << 40\n"
        "def f(n): return 'x' * 9_000_000",
        no_bounds,
        model="def f(n): return 'x' * 9",
    ),
]


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_forgery_succeeds_only_where_its_rule_is_taken_away(planted):
    test = planned(planted.test, planted.model)
    assert test.sealed, test.why
    recorded = sealed(test, [planted.model], recording=True)
    test = replace(test, places=tuple(recorded.places), shows=recorded.shows)

    assert scored(sealed(test, [planted.program])) == 0
    spoiled = replace(test, shows="") if planted.plant is show_objects else test
    assert scored(sealed(spoiled, [planted.program], plant=planted.plant)) == POINTS
