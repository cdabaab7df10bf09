"""A kernel answers a sealed test: to the program that was a cell, and the test stays outside."""

import pytest
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from grading.autograder.execute import FencedExecute
from grading.autograder.sealed import plan
from tests.grading.autograder.sealed_sides import notebook

ANSWER = "def f(n): return n"
TEST = "expected = 3\nassert f(3) == expected"


def graded(*more, answer=ANSWER, sealed=True, forks=True):
    """Return the cells of a graded notebook: answer, test, and ``more``."""
    made = notebook(TEST, answer)
    made.cells += [new_code_cell(each) for each in more]
    config = Config()
    config.FencedKernelManager.forks = forks
    execute = FencedExecute(config=config)
    execute.plan = plan.static(made) if sealed else None
    execute.preprocess(made, {})
    assert not sealed or list(execute.verdicts) == ["test"]
    return made.cells


def shown(cell):
    """Return the result of a cell."""
    return [each["data"]["text/plain"] for each in cell.outputs]


@pytest.mark.parametrize("forks", [True, False], ids=["forked", "started"])
def test_however_the_kernel_began_it_answers(forks):
    right = graded(forks=forks)[1]
    wrong = graded(answer="def f(n): return 4", forks=forks)[1]

    assert right.outputs == []
    assert [each.ename for each in wrong.outputs] == ["AssertionError"]


def test_to_the_program_a_test_was_a_cell_that_it_ran():
    counts = "len(In), get_ipython().execution_count"
    apart, together = graded(counts), graded(counts, sealed=False)

    assert shown(apart[-1]) == shown(together[-1])
    assert [each.execution_count for each in apart] == [each.execution_count for each in together]


def test_the_program_finds_nothing_of_the_test_in_what_it_ran():
    *_, cells, names = graded("'\\n'.join(In[:-1])", "sorted(globals())")

    assert "expected" not in str(shown(cells))
    assert ANSWER in str(shown(cells))
    assert "'expected'" not in str(shown(names))


def test_the_test_s_side_is_not_in_the_kernel_s_memory():
    """What kernels are forked from has the learner's side of a seal, and no other part of it."""
    (found,) = shown(graded("import sys; sorted(m for m in sys.modules if 'autograder' in m)")[-1])

    assert "sealed.learner" in found
    for other in ("examine", "session", "plan", "processes", "record"):
        assert f"sealed.{other}" not in found
    assert "gradebook" not in found


def test_what_a_test_has_the_program_show_does_not_turn_up_in_a_later_cell():
    answer = (
        "def f(n):\n    from matplotlib import pyplot\n    pyplot.plot([1, 2])\n    return n\n"
        "%matplotlib inline"
    )
    *_, later = graded("1", answer=answer)

    assert [each.output_type for each in later.outputs] == ["execute_result"]
