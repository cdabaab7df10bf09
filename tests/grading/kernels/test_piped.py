"""A kernel over one socket puts out what the stock kernel puts out, and ends when it should."""

import os
import time

import psutil
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from grading.autograder import warm
from grading.autograder.execute import FencedExecute
from grading.kernels import FencedKernelManager, KernelError
from grading.kernels.piped import KernelOver, PipedKernel, Unreadable

SAME = {
    "names": ["sorted(globals())", "(In, dict(Out))", "(_, __, ___)", "1", "_", "_i, _ii"],
    "streams": ["print('a')", "import sys; print('e', file=sys.stderr); print('o')"],
    "low": ["import os, time; _ = os.write(1, b'low\\n'); time.sleep(0.5)"],
    "results": ["1", "None", "'text'", "[1, 2]", "1;", "{'b': 2, 'a': 1}", "x = 5\nx"],
    "errors": ["1/0", "def f(:", "raise KeyError('k')", "assert 1 == 2, 'no'", "undefined"],
    "displays": [
        "from IPython.display import HTML, display, clear_output",
        "display(HTML('<b>x</b>'), 5)",
        "h = display('first', display_id='d'); h.update('second')",
        "print('gone'); clear_output(); print('stays')",
        "print('gone'); clear_output(wait=True); print('stays')",
        "class P:\n    _repr_png_ = lambda self: b'png'\n    __repr__ = lambda self: 'P'\nP()",
    ],
    "magics": ["%history", "%%capture c\nprint(1)", "c.stdout", "%precision 3", "0.12345"],
    "loop": ["import asyncio\nawait asyncio.sleep(0)\n7", "async def g(): return 8", "await g()"],
    "threads": [
        "import threading as t\nx = t.Thread(target=print, args=('t',))",
        "x.start(); x.join()",
    ],
    "input": ["input()", "import getpass; getpass.getpass()"],
    # The stock kernel ends a tenth of a second after `exit`, so nothing is asked of it after that.
    "exits": ["raise SystemExit", "import sys; sys.exit(3)", "1", "exit"],
    "state": [
        "import sys; hasattr(sys, 'last_value')",
        "get_ipython().execution_count",
        "__name__",
    ],
    "warns": ["import logging; logging.error('l')"],
    "random": ["import random; random.seed(3)", "random.random()"],
}


def shown(cell):
    """What a cell put out, without where it ran and how long that took."""
    found = []
    for output in cell.outputs:
        each = dict(output)
        each.pop("traceback", None)
        if "text" in each:
            lines = [line for line in each["text"].splitlines() if "ipykernel_" not in line]
            each["text"] = [line for line in lines if "time" not in line and "CPU" not in line]
        found.append(each)
    return found


@pytest.mark.parametrize("codes", SAME.values(), ids=SAME)
def test_cells_put_out_what_they_do_in_a_stock_kernel(codes, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # With it ipykernel leaves descriptors alone.
    ours, stock = (new_notebook(cells=[new_code_cell(code) for code in codes]) for _ in range(2))

    FencedExecute().preprocess(ours, {})
    NotebookClient(stock, allow_errors=True).execute()

    for mine, other in zip(ours.cells, stock.cells, strict=True):
        assert shown(mine) == shown(other), mine.source
        assert mine.execution_count == other.execution_count


@pytest.fixture(params=[True, False], ids=["forked", "started"])
def kernel(request, tmp_path):
    """A running kernel."""
    options = FencedKernelManager(folder=str(tmp_path / "k"), forks=request.param)
    made = PipedKernel(options, warm.KERNELS.template(None))
    made.start({"HOME": "not taken", "LANG": "C.UTF-8"})
    yield made
    made.close()
    assert list((tmp_path / "k").iterdir()) == []


def asked(kernel, code):
    """Run ``code``; return the text that it showed."""
    number = kernel.ask("execute_request", {"code": code, "stop_on_error": False})
    text = ""
    while True:
        message = kernel.receive(time.monotonic() + 30)
        assert message["parent_header"]["msg_id"] == number
        text += message["content"].get("text", "")
        if message["content"].get("execution_state") == "idle":
            return text


def test_it_has_a_home_and_an_environment_of_its_own(kernel):
    home = asked(kernel, "import os; print(os.environ['HOME'], end='')")

    assert home == str(kernel.kernel_folder.work)


def test_nothing_comes_when_nothing_is_said_and_its_end_is_heard(kernel):
    assert kernel.receive(time.monotonic() + 0.01) is None

    kernel.kill()

    with pytest.raises(KernelOver):
        kernel.receive(time.monotonic() + 30)


def test_an_interrupt_ends_what_runs_even_while_it_speaks(kernel):
    kernel.ask("execute_request", {"code": "while True: display(1)", "stop_on_error": False})
    for _ in range(20):
        kernel.receive(time.monotonic() + 30)
    kernel.interrupt()
    while True:
        message = kernel.receive(time.monotonic() + 30)  # Each one is whole.
        if message["content"].get("execution_state") == "idle":
            break
    assert asked(kernel, "print('again')") == "again\n"


def test_a_message_that_is_too_long_or_none_is_passed_over(kernel):
    write = "import socket; s = get_ipython().kernel.session._channel; "
    kernel.ask("execute_request", {"code": "print('x' * 9_000_000)"})
    kernel.ask("execute_request", {"code": write + "_ = s.send(b'\\0\\0\\0\\x02{]')"})
    odd = []
    idle = 0
    while idle < 2:
        try:
            message = kernel.receive(time.monotonic() + 30)
            idle += message["content"].get("execution_state") == "idle"
        except Unreadable as error:
            odd.append(str(error))
    assert len(odd) == 2
    assert asked(kernel, "print(1)") == "1\n"


def launched():
    """Processes of this one that are kernels, or are about to be."""
    children = psutil.Process(os.getpid()).children()
    return [each for each in children if "launch.py" in " ".join(each.cmdline())]


def test_a_kernel_that_is_not_ready_in_time_is_ended_and_leaves_nothing(tmp_path):
    options = FencedKernelManager(folder=str(tmp_path / "k"), forks=False, start_patience=0.01)
    before = launched()

    with pytest.raises(KernelError, match="not ready"):
        PipedKernel(options, warm.KERNELS.template(None)).start({})

    assert list((tmp_path / "k").iterdir()) == []
    assert [each for each in launched() if each not in before] == []
