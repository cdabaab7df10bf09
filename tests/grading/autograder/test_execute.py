"""Cells run in a fence of their own, within limits, and no failure of theirs passes for success."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade
from traitlets.config import Config

from grading.autograder.execute import FencedExecute
from grading.kernels import FenceMissing, KernelError, folders, probing

ROOT = Path(__file__).parents[3]
STUBBORN = """
import time
while True:
    try:
        while True:
            time.sleep(0.01)
    except BaseException:
        pass
"""


@pytest.fixture(autouse=True)
def nothing_stays(monkeypatch, tmp_path):
    """Each test's kernels get a folder of their own, and leave nothing in it."""
    monkeypatch.setattr(folders, "default_root", lambda: tmp_path / "k")
    yield
    assert not (tmp_path / "k").exists() or list((tmp_path / "k").iterdir()) == []


def test_cell(code, points=5, **more):
    """Return a cell that gives ``points``."""
    told = {"grade": True, "solution": False, "locked": True, "points": points, "grade_id": "t"}
    return new_code_cell(code, metadata={"nbgrader": {**told, "schema_version": 3}, **more})


test_cell.__test__ = False


def run(*cells, resources=None, **options):
    """Return the cells of a notebook after they ran; texts are code."""
    nb = new_notebook()
    nb.cells = [new_code_cell(c) if isinstance(c, str) else c for c in cells]
    FencedExecute(**options).preprocess(nb, resources or {})
    return nb.cells


def errors(cell):
    return [each.ename for each in cell.outputs if each.output_type == "error"]


def text(cell):
    return "".join(each.text for each in cell.outputs if each.output_type == "stream")


def points(cell):
    return determine_grade(cell)[0]


def test_cells_run_in_turn_and_an_error_ends_only_its_own():
    cells = run("a = 2", new_markdown_cell("Now"), "print('so', a)", "1/0", "a + 3", "", "# end")

    assert text(cells[2]) == "so 2\n"
    assert errors(cells[3]) == ["ZeroDivisionError"]
    assert cells[4].outputs[0].data["text/plain"] == "5"
    assert [cell.get("execution_count") for cell in cells] == [1, None, 2, 3, 4, None, 5]
    assert cells[6].outputs == []


def test_questions_and_widgets_are_left_as_they_are():
    question = new_code_cell("%%question number\nid: jug\nask: broken: yaml", outputs=[])
    called = new_code_cell("lp_widgets.ask('number', id='jug')")
    like_one = "def ask(what):\n    return what\nprint(ask('me'))"

    cells = run(question, "%%widget fraction_bars", called, like_one)

    assert [cell.outputs for cell in cells[:3]] == [[], [], []]
    assert text(cells[3]) == "me\n"


def test_a_question_that_nobody_marked_is_no_points(tmp_path):
    """To nbgrader a cell without output has passed."""
    unmarked = test_cell("%%question number\nid: jug")
    marked = test_cell("%%question number\nid: mug")
    marked.outputs = [new_output("execute_result", data={"text/plain": "2.5"})]
    grading = Autograde(coursedir=CourseDirectory(root=str(tmp_path)))

    unmarked, marked = run(unmarked, marked, parent=NotebookExporter(parent=grading))

    assert errors(unmarked) == ["NotMarked"]
    assert (points(unmarked), points(marked)) == (0, 2.5)


def test_without_code_no_kernel_is_started(monkeypatch):
    monkeypatch.setattr(folders.KernelFolder, "make", lambda root: pytest.fail("started"))

    run("%%question number\nid: jug", new_markdown_cell("text"), "")


@pytest.mark.parametrize(
    "last_word",
    ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)"],
)
def test_when_the_kernel_dies_this_cell_and_all_later_ones_get_no_points(last_word):
    before, fatal, _, after, question = run(
        test_cell(""" "fine" """),
        test_cell(last_word),
        new_markdown_cell("text"),
        test_cell("pass"),
        "%%question number\nid: jug",
    )

    assert points(before) == 5
    assert errors(fatal) == errors(after) == ["DeadKernel"]
    assert points(fatal) == points(after) == 0
    assert question.outputs == []


def test_a_cell_without_end_is_interrupted_and_the_next_one_runs():
    endless, after = run(test_cell("while True: pass"), test_cell("pass"), timeout=1)

    assert "CellTimeoutError" in errors(endless)
    assert (points(endless), points(after)) == (0, 5)


def test_a_cell_that_swallows_interrupts_is_ended_with_its_kernel():
    stubborn, after = run(test_cell(STUBBORN), test_cell("pass"), timeout=1, iopub_timeout=1)

    assert errors(stubborn)[0] == errors(after)[0] == "DeadKernel"
    assert (points(stubborn), points(after)) == (0, 0)


def test_the_whole_notebook_has_a_limit_of_its_own():
    codes = ("pass", "import time; time.sleep(100)", "pass", "pass")

    cells = run(*[test_cell(code) for code in codes], notebook_timeout=3)

    assert [points(cell) for cell in cells] == [5, 0, 0, 0]
    assert errors(cells[1])[0] == "NotebookTimeout"
    assert errors(cells[2]) == errors(cells[3]) == ["NotebookTimeout"]


def test_no_limit_of_a_course_is_longer_than_that_of_the_notebook():
    assert points(run(test_cell("while True: pass"), timeout=None, notebook_timeout=2)[0]) == 0


@pytest.mark.parametrize(
    "flood",
    [
        "print('x' * 3_000_000)",
        "for _ in range(200): print('x' * 30_000, flush=True)",
        "while True: display('x' * 10_000)",
        "from IPython.display import *\nfor _ in range(300): display(HTML('x' * 10_000))",
        "raise ValueError('x' * 3_000_000)",
    ],
)
def test_a_flood_of_output_costs_its_own_cell_and_leaves_a_small_notebook(flood):
    flooded, after = run(test_cell(flood), test_cell("pass"))

    assert errors(flooded)[0] == "TooMuchOutput"
    assert (points(flooded), points(after)) == (0, 5)
    assert len(str(flooded.outputs)) < 3_000_000


def test_one_message_too_long_to_be_received_costs_its_own_cell():
    flooded, after = run(test_cell("print('x' * 50_000_000)"), test_cell("pass"), iopub_timeout=1)

    assert errors(flooded) == ["BrokenOutput"]
    assert (points(flooded), points(after)) == (0, 5)


def test_all_cells_together_may_put_out_so_much():
    cells = run(*[test_cell("print('x' * 500)") for _ in range(4)], notebook_output=1500)

    assert [points(cell) for cell in cells] == [5, 5, 0, 0]


FORGE = """
from ipykernel.kernelbase import Kernel
kernel = get_ipython().kernel
def send(kind, content):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent("shell"))
"""


@pytest.mark.parametrize(
    "content",
    [
        '"stream", {"name": "stdout", "text": 5}',
        '"stream", {"name": "wall", "text": "x"}',
        '"stream", {}',
        '"error", {"ename": "E", "evalue": "e", "traceback": [1]}',
        '"display_data", {"data": {"text/plain": {"a": 1}}, "metadata": {}}',
        '"display_data", {"data": {}, "metadata": {}, "transient": 3}',
        '"execute_result", {"data": {"text/plain": "5"}, "metadata": {}, "execution_count": "x"}',
        '"status", {}',
    ],
)
def test_a_message_in_no_known_form_costs_its_own_cell(content):
    odd, after = run(test_cell(FORGE + f"send({content})"), test_cell("pass"))

    assert "BrokenOutput" in errors(odd)
    assert (points(odd), points(after)) == (0, 5)


def test_results_that_nbgrader_stumbles_over_are_no_points():
    more = 'send("execute_result", {"data": %s, "metadata": {}, "execution_count": 1})'

    cells = run(
        test_cell("9999"),
        test_cell(FORGE + more % '{"text/plain": "1e999"}'),
        test_cell(FORGE + more % '{"text/html": "5"}'),
        test_cell("2.5"),
        test_cell("'well done'"),
    )

    assert [points(cell) for cell in cells] == [0, 0, 0, 2.5, 5]


def test_a_learner_cannot_have_a_test_skipped():
    tagged = test_cell("assert False", tags=["skip-execution"])
    odd = test_cell("assert False")
    odd.metadata.tags = "skip-execution"
    aborting = "get_ipython().kernel._aborting = True"

    tagged, odd, _, aborted = run(tagged, odd, aborting, test_cell("assert False"))

    assert [points(cell) for cell in (tagged, odd, aborted)] == [0, 0, 0]
    assert errors(aborted) == ["NotRun"]


def test_a_finished_cell_is_not_changed_by_a_later_one():
    cells = run(
        "handle = display('first', display_id='d')",
        "from IPython.display import display\nhandle.update(5)",
    )

    assert cells[0].outputs[0].data["text/plain"] == "'first'"


def test_each_notebook_has_its_own_home_environment_and_files(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "canary")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "rain.csv").write_text("day,mm")
    (folder / "other.ipynb").write_text("{}")
    look = "import os; print(sorted(os.listdir()), 'canary' in str(os.environ))"
    leave = "open(os.path.expanduser('~/left'), 'w').close()"
    resources = {"metadata": {"path": str(folder)}}

    first = run(look, leave, "print(os.environ['NBGRADER_EXECUTION'])", resources=resources)
    second = run(look, resources=resources)

    assert text(first[0]) == text(second[0]) == "['rain.csv', 'tmp'] False\n"
    assert text(first[2]) == "autograde\n"
    assert {path.name for path in folder.iterdir()} == {"other.ipynb", "rain.csv"}


def test_without_a_folder_there_are_no_files(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert text(run("import os; print(os.listdir())")[0]) == "['tmp']\n"


def test_it_runs_where_a_loop_is_running():
    async def inside():
        return run("print('here')")

    assert text(asyncio.run(inside())[0]) == "here\n"


def test_what_a_course_sets_for_execute_holds():
    config = Config()
    config.Execute.timeout = 7
    config.Execute.enabled = False
    config.FencedExecute.notebook_timeout = 9

    made = FencedExecute(config=config)

    assert (made.timeout, made.enabled, made.notebook_timeout) == (7, False, 9)


def test_without_fences_nothing_runs_and_the_error_names_what_is_missing(monkeypatch):
    none = probing.FenceReport(0, True, False, ("Files cannot be fenced (Landlock: none).",))
    monkeypatch.setattr("grading.kernels.piped.probe", lambda: none)

    with pytest.raises(FenceMissing, match="Landlock"):
        run("1")


def test_a_notebook_in_another_language_is_not_run():
    nb = new_notebook(cells=[new_code_cell("1")])
    nb.metadata.kernelspec = {"name": "ir", "language": "R", "display_name": "R"}

    with pytest.raises(KernelError, match="written in R"):
        FencedExecute().preprocess(nb, {})


def test_a_kernel_from_outside_is_refused():
    with pytest.raises(KernelError, match="of its own"):
        FencedExecute().preprocess(new_notebook(), {}, km=object())


_CANCELLED = """
from nbformat.v4 import new_code_cell, new_notebook
from grading.autograder.execute import FencedExecute
nb = new_notebook(cells=[new_code_cell("print('up')\\nimport time\\ntime.sleep(100)")])
def said(self, outs, msg, *rest):
    print(msg["content"]["text"], flush=True)
FencedExecute.output = said
try:
    FencedExecute().preprocess(nb, {})
except KeyboardInterrupt:
    print("stopped", nb.cells[0].outputs)
"""


def test_ctrl_c_stops_the_grading_and_is_no_mark():
    process = subprocess.Popen(
        [sys.executable, "-c", _CANCELLED], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout.readline() == "up\n"

    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=60)[0].strip() == "stopped []"
