"""Submissions that know nothing and try to get points all the same, one way each.

Each is ``WRONG`` with something added. It may get the points that it says, which are those of an
honest answer that behaves so; where it says so, the teacher has to be told that it looks tampered
with.
"""

# ruff: noqa: E501 (programs are easier to read as they are)

from collections.abc import Iterator
from dataclasses import dataclass

from tests.hostile.sealed_task import WRONG


@dataclass(frozen=True)
class Forger:
    """What is added to the wrong answer, the points it deserves, and whether it is flagged."""

    name: str
    added: str
    points: float = 0.0
    flagged: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def answer(self) -> str:
        """The whole submission."""
        return f"{WRONG}\n{self.added}"


_EVERYWHERE = """
def square(n): return {0}
def squares(n): return {0}
def mean(items): return {0}
def greet(name): return {0}
def double(array): return {0}
def apply(f, x): return {0}
def purse(): return {0}
"""


def _objects() -> Iterator[Forger]:
    """Objects with a will of their own in place of data. No error is a wrong answer's as well."""

    def each(name: str, body: str, points: float = 0.0, flagged: bool = True) -> Forger:
        made = "\n".join(f"    {line}" for line in body.splitlines())
        added = f"class X{made if made.startswith('(') else ':' + chr(10) + made}\n"
        return Forger(name, added + _EVERYWHERE.format("X()"), points, flagged)

    yield each("equal-to-everything", "def __eq__(self, other): return True")
    yield each(
        "never-unequal", "def __eq__(self, other): return 1\ndef __ne__(self, other): return False"
    )
    yield each(
        "difference-is-nothing",
        "def __sub__(self, other): return 0\ndef __rsub__(self, other): return 0\ndef __abs__(self): return 0",
    )
    yield each(
        "smaller-than-everything",
        "def __sub__(self, other): return self\ndef __abs__(self): return self\ndef __lt__(self, other): return True",
    )
    yield each(
        "contains-everything",
        "def __contains__(self, other): return True\ndef startswith(self, text): return True\ndef __eq__(self, other): return True",
    )
    yield each(
        "has-every-attribute",
        "def __getattr__(self, name): return self\ndef __call__(self, *a, **k): return True\ndef __eq__(self, other): return True",
    )
    yield each("says-it-is-a-list", "__class__ = list\ndef __eq__(self, other): return True")
    yield each(
        "an-array-of-every-shape",
        "def __array__(self, *a, **k):\n    import numpy\n    return numpy.array([2.0, 4.0])\ndef __eq__(self, other): return True",
    )
    yield each(
        "an-array-function",
        "def __array_function__(self, *a): return True\ndef __array_ufunc__(self, *a, **k): return self\ndef __eq__(self, other): return True",
    )
    for base in ("list", "int", "float", "str", "dict", "tuple"):
        added = f"class X({base}):\n    def __eq__(self, other): return True\n    __hash__ = {base}.__hash__\n    def __ne__(self, other): return False\n    def __sub__(self, other): return 0\n    def startswith(self, text): return True\n    def __contains__(self, other): return True\n"
        yield Forger(f"a-kind-of-{base}", added + _EVERYWHERE.format("X()"), flagged=True)
    yield Forger(
        "elements-that-are-equal",
        "class X(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "def squares(n): return [X() for _ in range(4)]",
        flagged=True,
    )
    yield Forger(
        "a-kind-of-array",
        "import numpy as np\nclass X(np.ndarray):\n    def __eq__(self, other): return True\n"
        "    def __array_ufunc__(self, *a, **k): return True\n    def __array_function__(self, *a): return True\n"
        "def double(array): return np.zeros(2).view(X)",
        flagged=True,
    )
    yield Forger(
        "points-of-its-own",
        "class X(float):\n    def __add__(self, other): return 1.0\n    __radd__ = __add__\n    def __eq__(self, other): return True\n    __hash__ = float.__hash__\n"
        "    def __repr__(self): return '1.0'\ndef square(n): return X()",
        flagged=True,
    )
    yield Forger(
        "runs-when-it-is-loaded",
        "class X:\n    def __reduce__(self): return (print, ('got',))\n"
        + _EVERYWHERE.format("X()"),
    )
    yield Forger(
        "texts-that-fail",
        "class X:\n    def __repr__(self): raise SystemExit\n    __str__ = __repr__\n"
        + _EVERYWHERE.format("X()"),
    )


_LOOKS = """
import sys, gc
def looked(n):
    {0}
    return 0
square = mean = looked
def squares(n): return [looked(n)]
def apply(f, x): return looked(f)
"""


def _looking() -> Iterator[Forger]:
    """Look for what the test expects: it is not there."""

    def each(name: str, body: str, flagged: bool = True) -> Forger:
        return Forger(name, _LOOKS.format(body.replace("\n", "\n    ")), flagged=flagged)

    yield each(
        "looks-at-frames",
        "frame = sys._getframe()\nwhile frame:\n    if '-'.join(('canary', 'hidden')) in repr(frame.f_locals) + repr(frame.f_globals): print('got')\n    frame = frame.f_back",
    )
    yield each(
        "searches-the-memory",
        "if any(type(o) is tuple and '-'.join(('canary', 'hidden')) in o for o in gc.get_objects()): print('got')",
    )
    yield each(
        "searches-the-lists",
        "for o in gc.get_objects():\n    if type(o) is list and o == [1, 4, 9, 16]: print('got'); return o",
    )
    yield each(
        "looks-at-its-inputs",
        "if '-'.join(('canary', 'hidden')) in str(get_ipython().user_ns['In']): print('got')",
    )
    yield each(
        "guesses-names",
        "for name in ('expected', 'wanted', 'secret', 'points'):\n    if name in globals(): print('got')",
        flagged=False,
    )
    yield each("looks-into-a-callback", "print('got', n.__globals__['secret'])", flagged=False)
    yield each(
        "looks-round-a-callback",
        "for name in ('__closure__', '__code__', '__self__', '__globals__', '__defaults__'):\n    if '-'.join(('canary', 'hidden')) in str(getattr(n, name, '')) : print('got')",
        flagged=False,
    )
    yield each(
        "asks-about-a-callback",
        "print('got', n.__closure__[0].cell_contents._ask(0, 'get', ['__globals__']))",
        flagged=False,
    )


def _changing() -> Iterator[Forger]:
    """Change what a test uses, in the process in which it does not run."""
    yield Forger(
        "drops-asserts",
        "import ast\nclass N(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\nget_ipython().ast_transformers.append(N())",
        flagged=True,
    )
    yield Forger(
        "empties-tests",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass'])",
        flagged=True,
    )
    yield Forger(
        "changes-the-helper",
        "def close(a, b): return True\ndef abs(n): return 0\ndef isinstance(a, b): return True\ndef len(a): return 4",
    )
    yield Forger(
        "changes-builtins",
        "import builtins\nbuiltins.abs = lambda n: 0\nbuiltins.isinstance = lambda a, b: True\nbuiltins.AssertionError = type('Fine', (Exception,), {})",
        flagged=True,
    )
    yield Forger(
        "changes-numpy",
        "import numpy\nnumpy.testing.assert_allclose = lambda *a, **k: None\nnumpy.allclose = lambda *a: True",
    )
    yield Forger(
        "changes-showing",
        "get_ipython().showtraceback = lambda *a, **k: None\nget_ipython().run_cell_async = None",
        flagged=True,
    )
    yield Forger(
        "holds-back-errors",
        "from jupyter_client.session import Session\nsend = Session.send\nSession.send = lambda self, stream, kind, *a, **k: None if kind == 'error' else send(self, stream, kind, *a, **k)",
        flagged=True,
    )
    yield Forger(
        "sends-results",
        "def square(n):\n    kernel = get_ipython().kernel\n    told = {'data': {'text/plain': '1'}, 'metadata': {}, 'execution_count': 1}\n    kernel.session.send(kernel.iopub_socket, 'execute_result', told, parent=kernel.get_parent('shell'))\n    return 0",
        flagged=True,
    )
    yield Forger(
        "prints-points", "def square(n):\n    print('1.0')\n    display(1.0)\n    return 0"
    )
    yield Forger(
        "skips",
        "import unittest\ndef square(n): raise unittest.SkipTest('fine')\nsquares = mean = greet = double = square",
        points=0.0,
    )
    yield Forger(
        "takes-the-names", "expected = (0, '')\nwanted = []\nsecret = (-1, '')\npoints = 1"
    )
    yield Forger(
        "changes-between-calls",
        "import threading, time\nvalue = 0\ndef spin():\n    global value\n    while True:\n        value += 1\n        time.sleep(0.001)\nthreading.Thread(target=spin, daemon=True).start()\ndef square(n): return -value",
    )


def _breaking() -> Iterator[Forger]:
    """End, hang or swamp the one or the other process."""

    def each(name: str, body: str, flagged: bool = False) -> Forger:
        return Forger(name, f"import os, sys\ndef square(n):\n    {body}\n", flagged=flagged)

    yield each("ends-its-process", "os._exit(0)", flagged=True)
    yield each("leaves", "sys.exit(0)")
    yield each("raises-what-nobody-catches", "raise BaseException('fine')")
    yield each("interrupts-itself", "raise KeyboardInterrupt")
    yield each("kills-everybody", "os.kill(-1, 9)", flagged=True)
    yield each("never-ends", "while True: pass")
    yield each("gives-without-end", "return iter(int, 1)")
    yield each("gives-a-billion", "return [0] * 10**8")
    yield each(
        "gives-a-nest", "made = []\n    for _ in range(100_000): made = [made]\n    return made"
    )
    yield each(
        "gives-tuples-in-tuples",
        "made = ()\n    for _ in range(5_000): made = (made,)\n    return made",
    )
    yield each("gives-a-long-range", "return range(10**15)")
    yield each("gives-a-long-text", "return 'ab' * 10**8")
    yield each("gives-colliding-keys", "return {i * (2**61 - 1): 0 for i in range(60_000)}")
    yield each("prints-a-flood", "print('x' * 200_000_000)")
    yield each("says-it-in-colour", "raise ValueError('\\x1b[2J' * 1_000_000)")
    yield each("closes-its-output", "sys.stdout.close(); sys.stderr = None\n    return 0")


_IN_ITS_PLACE = """
import sys
def square(n):
    learner = sys.modules['grading.autograder.sealed.learner']
    def send(self, message):
        told = {{'id': message.get('id'), 'r': 0, 'objs': [], 'hs': [], 'ns': [], 'out': []}}
        {0}
        self._line.send(told)
    learner.Learner._send = send
    return 0
squares = mean = greet = double = apply = square
"""


def _answering() -> Iterator[Forger]:
    """Answer the test in the place of the learner's side, against the rules."""

    def each(name: str, change: str) -> Forger:
        return Forger(f"line-{name}", _IN_ITS_PLACE.format(change), flagged=True)

    raw = "self._line._socket.sendall({}); return"
    yield each(
        "unasked-names", "told['ns'] = [['points', 1.0], ['expected', [0, '']], ['wanted', 0]]"
    )
    yield each("names-of-builtins", "told['ns'] = [['abs', ['h', 0]], ['isinstance', None]]")
    yield each("objects-of-the-test", "told['objs'] = [['b1', ['l', 0]], ['b2', ['l']]]")
    yield each("numbers-of-the-test", "told['objs'] = [['b999', ['l']]]; told['r'] = ['r', 'b999']")
    yield each("unknown-numbers", "told['r'] = ['r', 'a12345']")
    yield each("unknown-handles", "told['r'] = ['h', 777]")
    yield each("unknown-callbacks", "told['r'] = ['cb', 777]")
    yield each("another-answer", "told['id'] = 'ffff'")
    yield each("two-answers", "self._line.send(told)")
    yield each("modules", "told['r'] = ['m', 'os']")
    yield each("builtin-classes", "told['r'] = ['y', 'eval']")
    yield each(
        "hostile-class",
        "told['hs'] = [[901, 'class', 'X', '__main__', '', [['y', 'bool'], ['y', 'int']], ['__eq__', '__init__', '__del__', '__class__']]]; told['r'] = ['h', 901]",
    )
    yield each(
        "hostile-instance",
        "told['hs'] = [[902, 'inst', ['y', 'type'], None, None]]; told['r'] = ['h', 902]",
    )
    yield each(
        "hostile-data",
        "told['hs'] = [[903, 'inst', ['y', 'int'], None, 8]]; told['r'] = ['h', 903]",
    )
    yield each(
        "objects-as-dtype",
        "told['objs'] = [['a1', ['a', '|O', [1], b'12345678']]]; told['r'] = ['r', 'a1']",
    )
    yield each(
        "huge-shapes",
        "told['objs'] = [['a1', ['a', '|u1', [1 << 40], b'']]]; told['r'] = ['r', 'a1']",
    )
    yield each("hostile-numbers", "told['r'] = ['i', '0x' + '_' * 5]")
    yield each("errors-of-the-test", "told = {'id': told['id'], 'e': {'o': 5}}")
    yield each(
        "errors-without-class",
        "told = {'id': told['id'], 'e': {'b': ['int'], 'a': [], 's': '', 'w': ''}}",
    )
    yield each("output-elsewhere", "told['out'] = [['__class__', 'x']]")
    yield each(
        "asking-for-attributes",
        "told = {'cb': 0, 'do': 'get', 'a': ['__globals__'], 'k': [], 'objs': [], 'hs': [], 'ns': [], 'out': []}",
    )
    yield each("no-strings", "told['r'] = ['b', {'$': 5}]")
    yield each("endless-length", raw.format("b'\\xff' * 8"))
    yield each("no-json", raw.format("b'\\0\\0\\0\\4\\0\\0\\0\\0' + b'[[[['"))
    yield each(
        "deep-json", raw.format("(1_000_000).to_bytes(4, 'big') + bytes(4) + b'[' * 1_000_000")
    )
    yield each("not-a-number", raw.format("b'\\0\\0\\0\\3\\0\\0\\0\\0NaN'"))
    yield each("silence", "return")
    yield Forger(
        "line-closed",
        "import sys\nsys.modules['grading.kernels.line'].listening.close()",
        flagged=True,
    )
    yield Forger(
        "line-taken",
        "import sys, threading\nline = sys.modules['grading.kernels.line']\n"
        "def answer():\n    while True:\n        end, _ = line.listening.accept()\n        end.sendall(b'\\0\\0\\0\\2\\0\\0\\0\\0{}')\n"
        "threading.Thread(target=answer, daemon=True).start()",
        flagged=True,
    )


FORGERS = [*_objects(), *_looking(), *_changing(), *_breaking(), *_answering()]
