"""A task with tests of many kinds, all sealed; a model answer, and one that knows nothing."""

# ruff: noqa: E501 (programs are easier to read as they are)

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from tests.hostile.submissions import HIDDEN, PYTHON, SOLUTION, code

RIGHT = """
import numpy as np
class Money:
    def __init__(self, amount): self.amount = amount
    def __eq__(self, other): return self.amount == other.amount
    def __add__(self, other): return Money(self.amount + other.amount)
def square(n): return n * n
def squares(n):
    if n < 1:
        raise ValueError("too small")
    return [square(each) for each in range(1, n + 1)]
def mean(items): return sum(items) / len(items)
def greet(name): return "Hello " + name
def double(array): return array * 2
def apply(f, x): return f(x)
def purse(): return Money(3) + Money(4)
"""

WRONG = """
class Money:
    def __init__(self, amount): self.amount = 0
def square(n): return 0
def squares(n): return []
def mean(items): return 0.0
def greet(name): return ""
def double(array): return array
def apply(f, x): return 0
def purse(): return None
"""

TESTS = {
    "number": "assert square(3) == 9",
    "hidden": f"### BEGIN HIDDEN TESTS\nexpected = 144, '{HIDDEN}'\nassert square(12) == expected[0]\n### END HIDDEN TESTS",
    "list": "wanted = [1, 4, 9, 16]\nassert isinstance(squares(4), list)\nassert squares(4) == wanted",
    "error": "try:\n    squares(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no error')",
    "close": "assert abs(mean([1, 2]) - 1.5) < 1e-9\nassert close(mean([1, 2, 6]), 3)",
    "partial": "points = 0\nif square(5) == 25:\n    points += 0.5\nif square(7) == 49:\n    points += 0.5\npoints",
    "text": "assert greet('Ada') == 'Hello Ada'\nassert greet('Bo').startswith('Hello')\nassert 'Bo' in greet('Bo')",
    "array": "import numpy as np\nnp.testing.assert_allclose(double(np.array([1.0, 2.0])), [2.0, 4.0])",
    "callback": f"secret = 41, '{HIDDEN}'\nassert apply(lambda n: n + secret[0], 1) == 42",
    "object": "both = purse()\nassert both.amount == 7 and both == Money(7)\nassert not both == Money(8)",
}
"""By name: the tests, of one point each."""
ALL = float(len(TESTS))


def task() -> NotebookNode:
    """Return the author's notebook."""
    answer = f"### BEGIN SOLUTION{RIGHT}# {SOLUTION}\n### END SOLUTION"
    cells = [
        code("helper", "def close(a, b): return abs(a - b) < 1e-9", grade=False),
        code("square", answer, grade=False, solution=True, locked=False),
        *(code(name, source, points=1) for name, source in TESTS.items()),
    ]
    made = new_notebook(cells=cells)
    made.metadata.kernelspec = PYTHON
    return made
