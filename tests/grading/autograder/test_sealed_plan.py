"""What an author is told: which tests are sealed, why the others are not, and what would help."""

import json
import shutil
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_notebook
from traitlets.config import Config

from grading.autograder.sealed import plan as plans
from grading.autograder.sealed import planning
from grading.autograder.sealed.planning import plan_of
from tests.grading.autograder.nbgrader_course import PROGRAMS
from tests.grading.autograder.sealed_sides import planned
from tests.hostile.submissions import code

ANSWER = "def f(n): return n"


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("exec('f(1)')", "run a text"),
        ("import inspect\nexec(inspect.getsource(f))", "run a text"),
        ("import typing\ntyping.get_type_hints(f)", "run a text"),
        ("f(1).query('x > 1')", "run a text"),
        ("import sys\nsys._getframe()", "looks into Python"),
        ("globals()['f'](1)", "looks into Python"),
        ("assert open('data.csv').read() == f(1)", "reads a file"),
        ("import pickle\npickle.loads(f(1))", "module pickle"),
        ("import doctest\ndoctest.testmod()", "module doctest"),
        ("import os\nos.system('true')", "module os"),
        ("import matplotlib.pyplot as plt\nassert plt.gca()", "module matplotlib"),
        ("import no_such_module_here", "module no_such"),
        ("%time f(1)", "only IPython"),
        ("!ls", "only IPython"),
        ("assert f(1", "not Python"),
        ("async def g(): pass", "async"),
        ("class D(f): pass", "derives from the learner's class f"),
        ("assert _ == 3", "last result"),
    ],
)
def test_a_test_that_cannot_be_sealed_says_why_and_what_would_help(test, why):
    found = planned(test, ANSWER)

    assert not found.sealed
    assert why in found.why
    assert found.hint.endswith(".")


@pytest.mark.parametrize(
    "test",
    [
        "assert [_ for _ in range(f(2))] == [0, 0] or True",
        "from unittest.mock import patch\nwith patch('builtins.open'): f(1)",
        "import inspect, ast\nast.parse(inspect.getsource(f))",
        "x = 3\n# AUTOTEST",
        "",
    ],
)
def test_what_is_harmless_is_no_reason(test):
    if test:
        assert planned(test, ANSWER).sealed


def test_what_a_test_takes_from_around_it_decides_too():
    source = new_notebook(
        cells=[
            code(
                "imports", "import numpy as np\nimport pyperclip\n%matplotlib inline", grade=False
            ),
            code("f", ANSWER, grade=False, solution=True, locked=False),
            code("first", "helper = lambda n: n\nworked_out = f(2)\nassert helper(f(1))", points=1),
            code("uses-helper", "assert np.array(helper(1)) == f(1)", points=1),
            code("uses-result", "assert worked_out == 2", points=1),
            code("uses-lost", "assert pyperclip.paste() == f(1)", points=1),
        ]
    )
    found = plans.static(source).tests

    assert found["first"].sealed and found["uses-helper"].sealed
    assert [text for _, text in found["uses-helper"].before] == [
        "import numpy as np",
        "helper = lambda n: n",
    ]
    assert "worked_out, which another test works out" in found["uses-result"].why
    assert "pyperclip from the cell “imports”" in found["uses-lost"].why


def test_a_weak_test_is_told():
    shows, catches = planned("f(3)", ANSWER), planned("try:\n    f(1)\nexcept: pass", ANSWER)

    assert "taken for points" in shows.warnings[0]
    assert "bare except" in catches.warnings[0]


def write(folder, *tests, answer=ANSWER):
    """Write an assignment with these tests; return its notebook."""
    place = folder / "course" / "source" / "task"
    place.mkdir(parents=True, exist_ok=True)
    cells = [code("f", answer, grade=False, solution=True, locked=False)]
    cells += [code(f"t{n}", test, points=n + 1) for n, test in enumerate(tests)]
    nbformat.write(new_notebook(cells=cells), place / "task.ipynb")
    return place / "task.ipynb"


def config(folder):
    made = Config()
    made.FencedKernelManager.folder = str(folder / "k")
    made.Execute.timeout = 5
    return made


MONEY = """class Money:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == (o.n if isinstance(o, Money) else o)
"""


def test_what_does_not_score_alike_is_not_sealed(tmp_path):
    """The learner's object would have been asked whether it is 5: a verdict, in its own hands."""
    tests = ["assert Money(5) == 5", "assert Money(5) == Money(5)", "assert Money(5).n == 6"]
    plan = plan_of(write(tmp_path, *tests, answer=MONEY), tmp_path / "course", config(tmp_path))

    assert [each.sealed for each in plan.tests.values()] == [False, True, False]
    assert "The model answer gets 1 points in the kernel and 0 sealed" in plan.tests["t0"].why
    assert "Compare plain data" in plan.tests["t0"].hint
    assert "The model answer gets no points" in plan.tests["t2"].why
    assert (plan.sealed_points, plan.points) == (2, 6)


def test_the_plan_is_made_again_when_the_source_changes_and_only_then(tmp_path, monkeypatch):
    made = []
    stock = planning._made
    monkeypatch.setattr(planning, "_made", lambda *a: made.append(1) or stock(*a))
    course = tmp_path / "course"
    source = write(tmp_path, "assert f(1) == 1")

    first = plan_of(source, course, config(tmp_path))
    assert plan_of(source, course, config(tmp_path)) == first
    assert len(made) == 1
    write(tmp_path, "assert f(1) == 1", "assert f(2) == 2")
    assert plan_of(source, course, config(tmp_path)).points == 3
    assert len(made) == 2


@pytest.mark.parametrize(
    ("answers", "sealed"),
    [
        # Data where the test wants data, an object that has what the test looks at, and one that
        # would be asked for the verdict.
        (["def f(n): return n", "def f(n): return n + 0"], True),
        (["class N:\n    real = 3\ndef f(n): return N()"], False),
        (["def f(n): return n", "class N:\n    real = 3\ndef f(n): return N()"], True),
        (["class N:\n    def __getattr__(self, name): return self\n"
          "    def __eq__(self, other): return True\ndef f(n): return N()"], True),
    ],
)  # fmt: skip
def test_old_submissions_unseal_a_test_where_most_of_them_score_otherwise(
    tmp_path, answers, sealed
):
    source = write(tmp_path, "assert f(3) == 3 or f(3).real == 3")
    handed = []
    for number, answer in enumerate(answers):
        notebook = nbformat.read(source, as_version=4)
        notebook.cells[0].source = answer
        notebook.cells[1].source = "pass  # changed by the learner"
        handed.append(tmp_path / f"{number}.ipynb")
        nbformat.write(notebook, handed[-1])

    test = plan_of(source, tmp_path / "course", config(tmp_path), handed).tests["t0"]

    assert test.sealed == sealed
    assert ("1 of 1 submissions get 1 points in the kernel and 0 sealed" in test.why) != sealed
    told = [each for each in test.warnings if "look at them" in each]
    assert bool(told) == (sealed and answers[-1].startswith("class"))


def test_the_command_says_how_much_is_sealed_and_how_to_seal_the_rest(tmp_path):
    write(tmp_path, "assert f(1) == 1", "import pickle\nassert pickle.dumps(f(1))")
    course = tmp_path / "course"
    (course / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.FencedKernelManager.folder = {str(tmp_path / 'k')!r}\n"
    )
    command = [PROGRAMS / "learning-passport", "assignment", "check", "task", "--course", course]
    read = subprocess.run(command, capture_output=True, text=True, timeout=200)
    plain = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=200)
    told = json.loads(plain.stdout)

    assert read.stdout.startswith("1 of 3 points of tests are sealed.")
    assert "task: t1 (2 points) is not sealed.\n  It uses the module pickle." in read.stdout
    assert (told["points"], told["sealed_points"]) == (3, 1)
    assert [each["sealed"] for each in told["tests"]] == [True, False]
    shutil.rmtree(course / ".learning-passport")


def test_tables_arrays_and_figures_cross_between_the_processes_too(tmp_path):
    answer = "import pandas as pd\nimport matplotlib.pyplot as plt\ndef doubled(x): return x * 2\n"
    answer += (
        "def plot(x):\n    figure, axes = plt.subplots()\n    axes.plot(x)\n    return figure\n"
    )
    tests = [
        "import numpy as np\nassert doubled(np.arange(3)).tolist() == [0, 2, 4]",
        "import pandas as pd\nassert doubled(pd.DataFrame({'a': [1, 2]})).a.tolist() == [2, 4]",
        "assert plot([1, 3]).axes[0].lines[0].get_ydata().tolist() == [1, 3]",
    ]

    plan = plan_of(write(tmp_path, *tests, answer=answer), tmp_path / "course", config(tmp_path))

    assert [each.why for each in plan.tests.values()] == ["", "", ""]
    assert plan.sealed_points == plan.points == 6
