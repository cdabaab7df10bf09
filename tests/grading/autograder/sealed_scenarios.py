"""Ways in which authors test and learners answer: each scores alike in one process and sealed.

A scenario is one test cell, what stands before it in the notebook, the model answer and an answer
that is not right. Both answers are graded both ways.
"""

# ruff: noqa: E501 (programs are easier to read as they are)

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """``locked`` is the author's cell before the answer, ``plain`` one that learners may change."""

    name: str
    test: str
    right: str
    wrong: str
    locked: str = ""
    plain: str = ""

    def __str__(self) -> str:
        return self.name


SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError('too small')\n"
S = Scenario

BASICS = [
    S("a number", "assert f(3) == 9", "def f(n): return n * n", "def f(n): return n + n"),
    S(
        "a list and an error that is wanted",
        "assert squares(3) == [1, 4, 9]\n"
        "try:\n    squares(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no error')",
        SQUARES + "    return [i ** 2 for i in range(1, n + 1)]",
        "def squares(n): return [i ** 2 for i in range(1, n + 1)]",
    ),
    S(
        "a function taken away and put back",
        "kept = squares\ndel squares\ntry:\n    total(3)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError('squares is not used')\nfinally:\n    squares = kept",
        "def squares(n): return [1, 4, 9]\ndef total(n): return sum(squares(n))",
        "def squares(n): return [1, 4, 9]\ndef total(n): return 14",
    ),
    S(
        "a constant bound anew",
        "rate = 5\nassert cost(3) == 15\nrate = 2\nassert cost(3) == 6",
        "rate = 1\ndef cost(n): return rate * n",
        "rate = 1\ndef cost(n): return 15",
    ),
    S(
        "a learner's global that the answer changes",
        "count = 0\nstep(); step()\nassert count == 2",
        "count = 0\ndef step():\n    global count\n    count += 1",
        "count = 0\ndef step():\n    count = 1",
    ),
    S(
        "an input of the author's",
        "given = iter(['Ada', '36'])\ndef input(prompt=''): return next(given)\n"
        "assert ask() == 'Ada is 36'\ndel input",
        "def ask(): return f'{input(\"name? \")} is {input()}'",
        "def ask(): return input() + ' is old'",
    ),
    S(
        "a patched built-in input",
        "from unittest import mock\n"
        "with mock.patch('builtins.input', side_effect=['4', '5']):\n    assert add() == 9",
        "def add(): return int(input()) + int(input())",
        "def add(): return int(input()) * 2",
    ),
    S(
        "a patched function of the learner's",
        "from unittest.mock import patch\nwith patch('__main__.roll', return_value=6) as fake:\n"
        "    assert double_roll() == 12\nassert fake.call_count == 2",
        "import random\ndef roll(): return random.randint(1, 6)\n"
        "def double_roll(): return roll() + roll()",
        "def roll(): return 6\ndef double_roll(): return 12",
    ),
    S(
        "a patched function of a module",
        "import random\nfrom unittest.mock import patch\n"
        "with patch('random.randint', return_value=5) as fake:\n    assert roll() == 5\n"
        "fake.assert_called_once_with(1, 6)",
        "import random\ndef roll(): return random.randint(1, 6)",
        "import random\ndef roll(): return random.randint(1, 7)",
    ),
    S(
        "a standard input of the author's",
        "import io, sys\nkept = sys.stdin\nsys.stdin = io.StringIO('3\\n4\\n')\n"
        "try:\n    assert add() == 7\nfinally:\n    sys.stdin = kept",
        "import sys\ndef add(): return sum(int(line) for line in sys.stdin)",
        "import sys\ndef add(): return int(sys.stdin.readline())",
    ),
    S(
        "can be called",
        "assert callable(f) and not callable(n)",
        "def f(): pass\nn = 1",
        "f = n = 2",
    ),
    S(
        "values of many kinds",
        "assert [f(x) for x in (True, None, 'a', b'b', 2.5, 1j, (1, (2,)), {3}, range(4))] == "
        "[True, None, 'a', b'b', 2.5, 1j, (1, (2,)), {3}, range(4)]\n"
        "import datetime, decimal, fractions, math\n"
        "for x in (datetime.date(2024, 1, 2), decimal.Decimal('1.10'), fractions.Fraction(1, 3)):\n"
        "    assert f(x) == x and type(f(x)) is type(x)\nassert math.isnan(f(math.nan))",
        "def f(x): return x",
        "def f(x): return str(x)",
    ),
    S(
        "a very large number",
        "assert f() == 7 ** 3000",
        "def f(): return 7 ** 3000",
        "def f(): return 7",
    ),
    S(
        "keys and views",
        "assert f() == {'a', 'b'}",
        "def f(): return dict(a=1, b=2).keys()",
        "def f(): return {}.keys()",
    ),
    S(
        "a map",
        "assert list(f()) == [1, 4]",
        "def f(): return map(lambda n: n * n, [1, 2])",
        "def f(): return map(abs, [1])",
    ),
]

CLASSES = [
    S(
        "objects of a learner's class",
        "a = Account(10)\na.deposit(5)\nassert a.balance == 15\nassert isinstance(a, Account)\n"
        "a.balance = 3\nassert a.show() == '3 coins'\nassert Account.bank == 'B'",
        "class Account:\n    bank = 'B'\n    def __init__(self, n): self.balance = n\n"
        "    def deposit(self, n): self.balance += n\n"
        "    def show(self): return f'{self.balance} coins'",
        "class Account:\n    bank = 'B'\n    def __init__(self, n): self.balance = n\n"
        "    def deposit(self, n): self.balance = n\n"
        "    def show(self): return f'{self.balance} coins'",
    ),
    S(
        "operators",
        "a, b = V(1, 2), V(3, 4)\nassert a + b == V(4, 6)\nassert (a * 3).x == 3\n"
        "assert a != b and a < b and str(a) == '(1, 2)'\nassert len(a) == 2 and a[1] == 2 and list(a) == [1, 2]",
        "class V:\n    def __init__(s, x, y): s.x, s.y = x, y\n"
        "    def __add__(s, o): return V(s.x + o.x, s.y + o.y)\n"
        "    def __mul__(s, n): return V(s.x * n, s.y * n)\n"
        "    def __eq__(s, o): return (s.x, s.y) == (o.x, o.y)\n"
        "    def __lt__(s, o): return s.x < o.x\n"
        "    def __str__(s): return f'({s.x}, {s.y})'\n"
        "    def __len__(s): return 2\n    def __getitem__(s, i): return (s.x, s.y)[i]",
        "class V:\n    def __init__(s, x, y): s.x, s.y = x, y\n    def __add__(s, o): return s",
    ),
    S(
        "a learner's class from an author's",
        "s = Square(3)\nassert isinstance(s, Shape) and issubclass(Square, Shape)\n"
        "assert s.area() == 9 and s.describe() == 'area 9'",
        "class Square(Shape):\n    def __init__(self, a): self.a = a\n"
        "    def area(self): return self.a ** 2",
        "class Square(Shape):\n    def __init__(self, a): self.a = a\n    def area(self): return 1",
        locked="class Shape:\n    def area(self): raise NotImplementedError\n"
        "    def describe(self): return f'area {self.area()}'",
    ),
    S(
        "an abstract class of the author's",
        "assert issubclass(Cat, Animal) and Cat().sound() == 'meow'\n"
        "try:\n    Animal()\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError",
        "class Cat(Animal):\n    def sound(self): return 'meow'",
        "class Cat(Animal):\n    def noise(self): return 'meow'",
        locked="from abc import ABC, abstractmethod\nclass Animal(ABC):\n    @abstractmethod\n"
        "    def sound(self): ...",
    ),
    S(
        "an author's linked list",
        "head = Node(1, Node(2, Node(3)))\nassert length(head) == 3\nback = turned(head)\n"
        "assert (back.value, back.next.value, back.next.next.next) == (3, 2, None)\n"
        "assert isinstance(back, Node) and repr(back) == '<3>'",
        "def length(n): return 0 if n is None else 1 + length(n.next)\n"
        "def turned(n):\n    before = None\n    while n is not None:\n"
        "        n.next, before, n = before, n, n.next\n    return before",
        "def length(n): return 0 if n is None else 1 + length(n.next)\ndef turned(n): return n",
        locked="class Node:\n    def __init__(self, value, next=None):\n"
        "        self.value, self.next = value, next\n    def __repr__(self): return f'<{self.value}>'",
    ),
    S(
        "an exception class of the learner's",
        "try:\n    pay(3)\nexcept TooPoor as error:\n    assert error.need == 7 and isinstance(error, ValueError)\n"
        "    assert str(error) == 'need 7'\nelse:\n    raise AssertionError('no error')",
        "class TooPoor(ValueError):\n    def __init__(self, need):\n"
        "        super().__init__(f'need {need}')\n        self.need = need\n"
        "def pay(n): raise TooPoor(10 - n)",
        "class TooPoor(ValueError):\n    need = 0\ndef pay(n): raise TooPoor('need')",
    ),
    S(
        "an exception class of the author's",
        "import unittest\nwith unittest.TestCase().assertRaises(Broke) as caught:\n    pay()\n"
        "assert caught.exception.args == (5,)",
        "def pay(): raise Broke(5)",
        "def pay(): raise ValueError(5)",
        locked="class Broke(Exception): pass",
    ),
    S(
        "context managers",
        "with Timer() as t:\n    assert t.running\nassert not t.running",
        "class Timer:\n    def __enter__(self): self.running = True; return self\n"
        "    def __exit__(self, *error): self.running = False",
        "class Timer:\n    def __enter__(self): self.running = True; return self\n"
        "    def __exit__(self, *error): pass",
    ),
    S(
        "a dataclass",
        "p = P(1, 2)\nassert (p.x, p.y) == (1, 2) and p == P(1, 2) and repr(p) == 'P(x=1, y=2)'",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int",
        "class P:\n    def __init__(self, x, y): self.x, self.y = x, y",
    ),
    S(
        "an enumeration",
        "assert Colour.RED.value == 1 and Colour(2) is Colour.BLUE and len(Colour) == 2\n"
        "assert [c.name for c in Colour] == ['RED', 'BLUE'] and Colour['RED'] is Colour.RED",
        "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n    BLUE = 2",
        "from enum import Enum\nclass Colour(Enum):\n    RED = 2\n    BLUE = 1",
    ),
    S(
        "a named tuple",
        "p = make(3, 4)\nassert p == (3, 4) and p.x == 3 and isinstance(p, tuple) and p[1] == 4",
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\n"
        "def make(x, y): return Point(x, y)",
        "def make(x, y): return (x, y)",
    ),
    S(
        "a class that derives from list",
        "s = Stack()\ns.push(1); s.push(2)\nassert s.top() == 2 and len(s) == 2 and s == [1, 2]\n"
        "assert isinstance(s, list)",
        "class Stack(list):\n    def push(self, x): self.append(x)\n    def top(self): return self[-1]",
        "class Stack(list):\n    def push(self, x): self.insert(0, x)\n    def top(self): return self[-1]",
    ),
    S(
        "a spy on a class",
        "from unittest.mock import patch\nwith patch.object(Robot, 'step', return_value=None) as step:\n"
        "    Robot().walk(3)\nassert step.call_count == 3",
        "class Robot:\n    def step(self): pass\n    def walk(self, n):\n        for _ in range(n): self.step()",
        "class Robot:\n    def step(self): pass\n    def walk(self, n): pass",
    ),
    S(
        "hashable objects in sets",
        "assert len({P(1), P(1), P(2)}) == 2 and P(1) in {P(1)}",
        "class P:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return self.x == o.x\n"
        "    def __hash__(self): return hash(self.x)",
        "class P:\n    def __init__(self, x): self.x = x",
    ),
]

FUNCTIONS = [
    S(
        "a generator",
        "g = numbers()\nassert next(g) == 1 and list(g) == [2, 3]\nimport types\n"
        "assert isinstance(numbers(), types.GeneratorType)",
        "def numbers():\n    yield 1\n    yield 2\n    yield 3",
        "def numbers(): return [1, 2, 3]",
    ),
    S(
        "a generator that is sent to",
        "g = adder()\nnext(g)\nassert g.send(3) == 3 and g.send(4) == 7\ng.close()\n"
        "try:\n    next(g)\nexcept StopIteration:\n    pass\nelse:\n    raise AssertionError",
        "def adder():\n    total = 0\n    while True:\n        total += yield total",
        "def adder():\n    while True:\n        yield 3",
    ),
    S(
        "callbacks",
        "assert twice(lambda n: n + 1, 3) == 5\nseen = []\neach([1, 2], seen.append)\nassert seen == [1, 2]",
        "def twice(f, x): return f(f(x))\ndef each(items, f):\n    for item in items: f(item)",
        "def twice(f, x): return f(x)\ndef each(items, f): pass",
    ),
    S(
        "an error in a callback",
        "def bad(n): raise KeyError('mine')\ntry:\n    call(bad)\nexcept KeyError as error:\n"
        "    assert error.args == ('mine',)\nelse:\n    raise AssertionError",
        "def call(f): return f(1)",
        "def call(f):\n    try:\n        return f(1)\n    except KeyError:\n        return 0",
    ),
    S(
        "a decorator of the learner's",
        "calls = []\n@logged\ndef add(a, b):\n    calls.append(1)\n    return a + b\n"
        "assert add(1, 2) == 3 and add.count == 1 and calls == [1]",
        "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*a):\n"
        "        inner.count += 1\n        return f(*a)\n    inner.count = 0\n    return inner",
        "def logged(f):\n    f2 = lambda *a: 0\n    f2.count = 1\n    return f2",
    ),
    S(
        "memory of earlier calls",
        "from unittest.mock import MagicMock\nslow = MagicMock(side_effect=lambda n: n * 2)\n"
        "fast = remembered(slow)\nassert fast(2) == 4 and fast(2) == 4 and slow.call_count == 1",
        "def remembered(f):\n    known = {}\n    def g(n):\n        if n not in known: known[n] = f(n)\n"
        "        return known[n]\n    return g",
        "def remembered(f): return f",
    ),
    S(
        "printed output",
        "import io\nfrom contextlib import redirect_stdout\nout = io.StringIO()\n"
        "with redirect_stdout(out):\n    greet('Ada')\nassert out.getvalue() == 'Hello\\nAda\\n'",
        "def greet(name):\n    print('Hello')\n    print(name)",
        "def greet(name): print('Hello', name)",
    ),
    S(
        "a standard output of the author's",
        "import io, sys\nkept, sys.stdout = sys.stdout, io.StringIO()\ntry:\n    greet()\n"
        "    said = sys.stdout.getvalue()\nfinally:\n    sys.stdout = kept\nassert said == 'hi\\n'",
        "def greet(): print('hi')",
        "def greet(): return 'hi'",
    ),
    S(
        "a patched print",
        "from unittest.mock import patch\nwith patch('builtins.print') as fake:\n    greet()\n"
        "fake.assert_called_once_with('hi')",
        "def greet(): print('hi')",
        "def greet(): print('hi', 'ho')",
    ),
    S(
        "partial credit",
        "points = 0\nif f(1) == 1: points += 1\nif f(2) == 4: points += 1\npoints",
        "def f(n): return n * n",
        "def f(n): return 1",
    ),
    S(
        "noise on stderr is no points",
        "assert f(2) == 4",
        "def f(n): return n * n",
        "import sys\ndef f(n):\n    sys.stderr.write('oh')\n    return n * n",
    ),
    S(
        "the source is read",
        "import inspect\nassert 'for' not in inspect.getsource(f) and f(3) == 6",
        "def f(n):\n    return sum(range(n + 1))",
        "def f(n):\n    total = 0\n    for i in range(n + 1): total += i\n    return total",
    ),
    S(
        "a signature, a docstring, a name",
        "import inspect\nassert list(inspect.signature(f).parameters) == ['a', 'b']\n"
        "assert inspect.signature(f).parameters['b'].default == 2\n"
        "assert f.__doc__ == 'Add.' and f.__name__ == 'f' and f.__code__.co_argcount == 2",
        "def f(a, b=2):\n    'Add.'\n    return a + b",
        "def f(*a):\n    'Add.'\n    return sum(a)",
    ),
    S(
        "seeds",
        "import random\nrandom.seed(9)\nfirst = [throw() for _ in range(3)]\nrandom.seed(9)\n"
        "assert first == [throw() for _ in range(3)]\nrandom.seed(9)\n"
        "assert first == [random.randint(1, 6) for _ in range(3)]",
        "import random\ndef throw(): return random.randint(1, 6)",
        "def throw(): return 4",
    ),
    S(
        "a list changed in place",
        "a = [3, 1, 2]\nb = a\nassert order(a) is None and b == [1, 2, 3]",
        "def order(a): a.sort()",
        "def order(a): sorted(a)",
    ),
    S(
        "the same list comes back",
        "a = [1]\nassert same(a) is a\na.append(2)\nassert held == [1, 2]",
        "held = None\ndef same(a):\n    global held\n    held = a\n    return a",
        "held = None\ndef same(a):\n    global held\n    held = a\n    return list(a)",
    ),
    S(
        "cycles and aliases",
        "a = [1]\na.append(a)\nb = wrap(a)\nassert b[0] is a and b[1] is a[1]",
        "def wrap(a): return [a, a]",
        "def wrap(a): return [a, [1]]",
    ),
    S(
        "unittest",
        "import unittest\nclass Tests(unittest.TestCase):\n    def test_a(self): self.assertEqual(f(2), 4)\n"
        "    def test_b(self): self.assertRaises(TypeError, f)\n"
        "import io\nout = unittest.TextTestRunner(stream=io.StringIO()).run(\n"
        "    unittest.defaultTestLoader.loadTestsFromTestCase(Tests))\nassert out.wasSuccessful()",
        "def f(n): return n * n",
        "def f(n=1): return n * n",
    ),
    S(
        "a counter",
        "from collections import Counter, defaultdict\nassert f('aab') == Counter(a=2, b=1)\n"
        "assert g()['new'] == []",
        "from collections import Counter, defaultdict\ndef f(t): return Counter(t)\ndef g(): return defaultdict(list)",
        "from collections import Counter\ndef f(t): return Counter()\ndef g(): return {}",
    ),
    S(
        "an author's fake object",
        "class Fake:\n    name = 'x'\n    def __init__(self): self.sent = []\n"
        "    def send(self, text): self.sent.append(text); return len(text)\n"
        "fake = Fake()\nassert greet(fake) == 5\nassert fake.sent == ['hello']",
        "def greet(to): return to.send('hello')",
        "def greet(to): return to.send('hi')",
    ),
    S(
        "a callback by name",
        "def helper(n): return n + 1\nassert use() == 3",
        "def helper(n): return n\ndef use(): return helper(2)",
        "def helper(n): return n\ndef use(): return 2",
    ),
]

DATA = [
    S(
        "arrays",
        "import numpy as np\na = np.arange(6).reshape(2, 3)\nassert np.array_equal(f(a), a.T * 2)\n"
        "np.testing.assert_allclose(f(np.array([0.5])), [1.0])\nassert f(a).dtype == a.dtype",
        "def f(a): return a.T * 2",
        "def f(a): return a * 2",
    ),
    S(
        "an array changed in place",
        "import numpy as np\na = np.zeros(3)\nf(a)\nassert a.tolist() == [0, 1, 0]",
        "def f(a): a[1] = 1",
        "def f(a): a = a + 1",
    ),
    S(
        "a number of numpy's",
        "import numpy as np\nassert f([1, 2]) == 1.5 and isinstance(f([1]), float)",
        "import numpy as np\ndef f(a): return np.mean(a)",
        "def f(a): return str(sum(a) / len(a))",
    ),
    S(
        "an author's data",
        "assert mean() == 2 and data == [1, 2, 3]",
        "def mean(): return sum(data) / len(data)",
        "def mean(): return max(data)",
        locked="data = [1, 2, 3]",
    ),
    S(
        "an author's data that the answer sorts",
        "assert data == [1, 2, 3]",
        "data.sort()",
        "sorted(data)",
        locked="data = [3, 1, 2]",
    ),
    S(
        "a value that an earlier cell worked out",
        "assert abs(half - 1.5) < 1e-9",
        "half = number / 2",
        "half = number",
        locked="number = 3",
    ),
    S(
        "an author's function that calls the learner's",
        "assert total([1, 2]) == 6",
        "def price(n): return 2 * n",
        "def price(n): return n",
        locked="def total(items): return sum(price(n) for n in items)",
    ),
    S(
        "an author's value made by the learner's function",
        "assert table == [0, 1, 4]",
        "def f(n): return n * n",
        "def f(n): return n",
        plain="table = [f(n) for n in range(3)]",
    ),
]

TABLES = [
    S(
        "a data frame",
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2, 2], 'b': ['x', 'y', 'z'], 'c': pd.to_datetime(['2024-01-01'] * 3)})\n"
        "wanted = pd.DataFrame({'b': ['y', 'z']}, index=[1, 2])\npd.testing.assert_frame_equal(twos(t), wanted)\n"
        "assert twos(t).shape == (2, 1) and t.columns.tolist() == ['a', 'b', 'c']",
        "def twos(t): return t[t.a == 2][['b']]",
        "def twos(t): return t[t.a == 2][['a']]",
    ),
    S(
        "a series",
        "import pandas as pd\ns = pd.Series([1.5, None, 3.0], name='n', index=list('abc'))\n"
        "pd.testing.assert_series_equal(doubled(s), s * 2)\nassert doubled(s)['c'] == 6 and doubled(s).name == 'n'",
        "def doubled(s): return s * 2",
        "def doubled(s): return s.fillna(0) * 2",
    ),
    S(
        "a data frame changed in place",
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2]})\nadd(t)\nassert t['b'].tolist() == [2, 4]",
        "def add(t): t['b'] = t['a'] * 2",
        "def add(t): t = t.assign(b=t['a'] * 2)",
    ),
    S(
        "an author's table that the answer changes",
        "assert table['sum'].tolist() == [4, 6]",
        "table['sum'] = table.a + table.b",
        "sum_of = table.a + table.b",
        locked="import pandas as pd\ntable = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})",
    ),
    S(
        "groups, many indexes, missing values",
        "import pandas as pd\nt = pd.DataFrame({'k': ['x', 'y', 'x'], 'm': [1, 1, 2], 'v': [1, 2, 3]})\n"
        "assert sums(t).to_dict() == {('x', 1): 1, ('x', 2): 3, ('y', 1): 2}\n"
        "assert last() is pd.NaT and when() == pd.Timestamp('2024-05-06')",
        "import pandas as pd\ndef sums(t): return t.groupby(['k', 'm']).v.sum()\ndef last(): return pd.NaT\n"
        "def when(): return pd.Timestamp(2024, 5, 6)",
        "def sums(t): return t.groupby('k').v.sum()\ndef last(): return None\ndef when(): return 0",
    ),
    S(
        "a learner's function for each row",
        "import pandas as pd\nt = pd.DataFrame({'a': [1, 2, 3]})\nassert t.a.apply(grade).tolist() == ['low', 'low', 'high']",
        "def grade(n): return 'high' if n > 2 else 'low'",
        "def grade(n): return 'low'",
    ),
    S(
        "a figure that a function returns",
        "figure = plot([1, 2])\nline = figure.axes[0].lines[0]\nassert list(line.get_ydata()) == [1, 4]\n"
        "assert figure.axes[0].get_title() == 'Squares'",
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\ndef plot(xs):\n    figure, axes = plt.subplots()\n"
        "    axes.plot(xs, [x * x for x in xs])\n    axes.set_title('Squares')\n    return figure",
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\ndef plot(xs):\n    figure, axes = plt.subplots()\n"
        "    axes.plot(xs, xs)\n    axes.set_title('Squares')\n    return figure",
    ),
]

SCENARIOS = [*BASICS, *CLASSES, *FUNCTIONS, *DATA, *TABLES]
