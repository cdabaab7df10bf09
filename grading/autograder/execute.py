"""Runs the cells of a submission as nbgrader's Execute does, in a fenced kernel with limits.

Nothing that a learner's program does ends the grading: the cell gets an error, which is 0 points,
and so does each one after it when the program took the kernel with it. Only a machine or a set-up
that cannot grade raises.
"""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionComplete
from nbclient.util import run_hook
from nbformat import NotebookNode
from nbgrader.converters import Autograde, BaseConverter
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from nbgrader.validator import Validator
from traitlets import Bool, Integer

from grading.autograder import outputs, warm
from grading.autograder.kernel import GradingKernel, KernelOver, Unreadable
from grading.autograder.sealed.check import SealedChecks
from grading.autograder.sealed.job import Verdict
from grading.autograder.sealed.plan import Plan, Test
from grading.autograder.sealed.submission import Grading
from grading.kernels import FencedKernelManager, KernelError
from grading.kernels.limits import MEBIBYTE
from lp_widgets.cells import CellError, declared

_FLOOD_PATIENCE = 1.0
_ANSWER_PATIENCE = 10.0
_WATCHDOG_GRACE = 15.0


@dataclass(frozen=True)
class _Over:
    """Why a notebook's program is over: an error's name and a sentence."""

    name: str
    reason: str


_DIED = _Over("DeadKernel", "The program ended the kernel or took more than its share.")
_STUCK = _Over("DeadKernel", "The program could not be stopped, so it was ended.")
_LATE = _Over("NotebookTimeout", "The notebook took longer than it may.")


class FencedExecute(Execute):
    """nbgrader's Execute over fenced kernels; what is configured for ``Execute`` holds here too.

    Each notebook gets a kernel, home, environment and folder of its own, with copies of the files
    beside it. Cells that ask a question are left as they are.
    """

    notebook_timeout = Integer(120, help="Seconds for all cells of one notebook.").tag(config=True)
    cell_output = Integer(2 * MEBIBYTE, help="Bytes that one cell may put out.").tag(config=True)
    notebook_output = Integer(8 * MEBIBYTE, help="Bytes that all cells may put out.").tag(
        config=True
    )

    sealed = Bool(True, help="Run tests apart from the program where that is tried.").tag(
        config=True
    )

    plan: Plan | None = None
    """Which tests run apart. Left out, it is that of the assignment that is being graded."""
    recording = False
    """Whether this is the model answer, which says what objects are asked."""
    source: Path | None = None
    """The folder of the author's notebooks; left out, that of the assignment that is graded."""
    hidden: tuple[str, ...] = ()
    """Folders that the kernel may not read, besides the course that is being graded."""
    verdicts: Mapping[str, Verdict] = {}
    """By name, what came of the tests that ran apart."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["kernel_manager_class"] = FencedKernelManager
        super().__init__(*args, **kwargs)

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        """Run the code cells of ``nb`` in place.

        Raises FenceMissing where this machine cannot fence a program in, and KernelError for a
        notebook that is not in Python, whose files are too much, or whose kernel did not start.
        """
        if km is not None:
            raise KernelError("A submission runs in a fenced kernel of its own, not in a given one")
        _check_language(nb)
        self.nb, self.resources = nb, resources
        self.reset_execution_trackers()
        grading = Grading.of(self._converter(), self.resources) if self.sealed else None
        if grading is not None:
            self.plan = grading.plan(self.config)
        for cell in nb.cells:
            if not is_run(cell):
                self._check_marked(cell)
        cells = [(index, cell) for index, cell in enumerate(nb.cells) if is_run(cell)]
        if cells:
            self._grade(cells)
        if grading is not None and self.plan is not None:
            grading.note(self.plan, nb, self.verdicts)
        return nb, resources

    def _check_marked(self, cell: NotebookNode) -> None:
        """Refuse points for a question that nobody marked: to nbgrader, silence is full points."""
        graded = cell.cell_type == "code" and cell.source.strip() and is_grade(cell)
        if graded and not cell.outputs and isinstance(self._converter(), Autograde):
            outputs.refuse(cell, "NotMarked", "This question was not marked.")

    def _grade(self, cells: list[tuple[int, NotebookNode]]) -> None:
        longest = self.startup_timeout + self.notebook_timeout + _WATCHDOG_GRACE
        template = warm.KERNELS.template(self._source())
        with (
            GradingKernel(self._options(), template, longest) as self._kernel,
            self._sealed_checks([cell for _, cell in cells]) as self._checks,
        ):
            self._run_cells(cells)

    def _sealed_checks(
        self, cells: list[NotebookNode]
    ) -> AbstractContextManager[SealedChecks | None]:
        folder = self._kernel.kernel_folder
        if self.plan is None or not self.plan.sealed_points or folder is None:
            return nullcontext()
        program = [cell.source for cell in cells if not is_grade(cell)]
        template = warm.TESTS.template(self._source())
        life = self.notebook_timeout + _WATCHDOG_GRACE
        checks = SealedChecks(self.plan, program, folder, template, life, self.recording)
        self.verdicts = checks.verdicts
        return checks

    def _options(self) -> FencedKernelManager:
        """Return what bounds the kernel: a course sets it for the class of all fenced kernels."""
        options = FencedKernelManager(config=self.config)
        options.materials = self._materials()
        options.longest_run = self.notebook_timeout  # A cell's own time is kept here.
        options.start_patience = self.startup_timeout
        options.hidden = [*options.hidden, *self.hidden]
        converter = self._converter()
        if isinstance(converter, BaseConverter) and converter.coursedir is not None:
            options.hidden = [*options.hidden, str(Path(converter.coursedir.root).absolute())]
        return options

    def _source(self) -> Path | None:
        """Return the folder of the author's own notebooks; None when no assignment is graded."""
        if self.source is not None:
            return self.source
        converter, told = self._converter(), (self.resources or {}).get("nbgrader")
        if not isinstance(converter, Autograde) or converter.coursedir is None or not told:
            return None
        directory = converter.coursedir
        return Path(directory.format_path(directory.source_directory, ".", told["assignment"]))

    def _converter(self) -> object:
        """Return what nbgrader converts with: the parent of the exporter that we belong to."""
        return getattr(self.parent, "parent", None)

    def _materials(self) -> str:
        """Return the folder of the notebook that is being graded, "" when nobody says it."""
        path = ((self.resources or {}).get("metadata") or {}).get("path")
        if path is None:
            # nbgrader's Validator goes to the notebook's folder and names none.
            return str(Path.cwd()) if isinstance(self.parent, Validator) else ""
        return str(Path(path).absolute())

    def _run_cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        self._budget = outputs.Budget(self.cell_output, self.notebook_output)
        self._end = time.monotonic() + self.notebook_timeout
        over: _Over | None = None
        for index, cell in cells:
            if over is not None:
                cell.outputs = []
                outputs.refuse(cell, over.name, f"This cell was not run. {over.reason}")
                continue
            test = self._checks.test(cell) if self._checks else None
            if test is None:
                over = self._run_cell(index, cell)
            else:
                over = self._run_test(index, cell, test)
            if over is None and time.monotonic() > self._end:
                over = _LATE
                outputs.refuse(cell, over.name, over.reason)
            elif over is not None:
                outputs.refuse(cell, over.name, over.reason)

    def _run_cell(
        self, index: int, cell: NotebookNode, ask: Callable[[], str] | None = None
    ) -> _Over | None:
        """Run one cell, or what ``ask`` asks the kernel; return why the program is over if it is.

        ``ask`` returns the number that the kernel's messages name.
        """
        self._budget.begin_cell()
        self._display_id_map.clear()  # What an earlier cell has put out is settled.
        self._flooded = self._odd = self._whole = False
        cell.outputs = []
        _without_skip(cell, self.skip_cells_with_tag)
        _call(self.on_cell_start, cell=cell, cell_index=index)
        if self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return None
        try:
            self._ask(index, cell, ask or partial(self._kernel.execute, cell.source))
        except KernelOver:
            return _DIED
        finally:
            cell.execution_count = self.code_cells_executed
            cell.outputs = outputs.joined(cell.outputs)
        return self._settle(cell)

    def _ask(self, index: int, cell: NotebookNode, ask: Callable[[], str]) -> None:
        """Have one cell run by ``ask`` and hear what it says, until its end or that of its time.

        What nbclient does, in the same order, for a kernel that says one thing after the other.
        Raises KernelOver.
        """
        if self.record_timing:
            cell.metadata["execution"] = {}
        self.clear_before_next_output = False
        _call(self.on_cell_execute, cell=cell, cell_index=index)
        asked = ask()
        _call(self.on_cell_complete, cell=cell, cell_index=index)
        self.code_cells_executed += 1
        reply = self._hear(asked, index, cell)
        if reply is not None:
            try:
                self.on_cell_executed(cell=cell, cell_index=index, execute_reply=reply)
            except Exception:
                self._note_odd(index)

    def _hear(self, asked: str, index: int, cell: NotebookNode) -> dict[str, Any] | None:
        """Take in what answers ``asked``; return the reply, a made one when time ran out."""
        timeout = self._get_timeout(cell)
        end = math.inf if timeout is None else time.monotonic() + timeout
        reply: dict[str, Any] | None = None
        flooded: float | None = None
        while reply is None or not self._whole:
            if self._flooded and flooded is None:
                flooded = time.monotonic() + _FLOOD_PATIENCE
            try:
                message = self._kernel.receive(end if flooded is None else min(end, flooded))
            except Unreadable:
                self._odd = True
                continue
            if message is None and flooded is not None and flooded < end:
                self._kernel.interrupt()  # It goes on after it has put out too much.
                flooded = math.inf
            elif message is None:
                if reply is not None or not self.interrupt_on_timeout:
                    return reply  # It answered and then did not say that it is done.
                self._kernel.interrupt()
                reply = {"content": {**self.error_on_timeout, "status": "error"}}
                end = time.monotonic() + self.iopub_timeout
            elif message["parent_header"].get("msg_id") == asked:
                if message["msg_type"] == "execute_reply" and reply is None:
                    reply = message
                    end = time.monotonic() + self.iopub_timeout
                elif not self._whole:
                    self._take(message, index, cell)
        return reply

    def _take(self, message: dict[str, Any], index: int, cell: NotebookNode) -> None:
        try:
            self.process_message(message, cell, index)
        except CellExecutionComplete:
            self._whole = True
        except Exception:
            self._note_odd(index)

    def _note_odd(self, index: int) -> None:
        """Note that a message makes no sense: they are a learner's to forge."""
        self.log.warning("Cell %s: its kernel's messages make no sense", index, exc_info=True)
        self._odd = True

    def _run_test(self, index: int, cell: NotebookNode, test: Test) -> _Over | None:
        """Run a sealed test: in a process of its own, which the kernel answers meanwhile."""
        assert self._checks is not None
        begun = self._checks.begin(test, float(self._get_timeout(cell) or self.notebook_timeout))
        answering = self._checks.serving()
        try:
            over = self._run_cell(index, answering, self._kernel.answer_test)
        except BaseException:
            begun.end(answering)  # Its process ends with it.
            raise
        begun.end(cell)
        cell.execution_count = answering.execution_count
        return over

    def _settle(self, cell: NotebookNode) -> _Over | None:
        """Refuse points where a cell's output is too much, forged or not whole."""
        if self._flooded:
            outputs.refuse(cell, "TooMuchOutput", "This cell put out more than it may.")
        elif self._odd:
            outputs.refuse(cell, "BrokenOutput", "The output of this cell could not be read.")
        elif not self._whole:
            reason = "This cell put out more than it may, or did not come to an end."
            outputs.refuse(cell, "BrokenOutput", reason)
        outputs.check_points(cell)
        if self._whole and not self._odd:
            return None
        return None if self._kernel.still_answers(_ANSWER_PATIENCE) else _STUCK

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Return the seconds for a cell: its own, and no more than are left to the notebook."""
        left = max(1, math.ceil(self._end - time.monotonic()))
        own = super()._get_timeout(cell)
        return left if own is None else min(own, left)

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Keep one message of the kernel, if it is sound and not too much."""
        if not self._flooded and not self._budget.take(msg):
            self._flooded = True
        if msg["msg_type"] != "status":
            if self._flooded:
                return None
            if not outputs.is_sound(msg):
                self._odd = True
                return None
        return super().process_message(msg, cell, cell_index)

    def handle_comm_msg(self, outs: Any, msg: Any, cell_index: int) -> None:
        """Ignore widgets: nobody is there to see them, and their state has no end."""

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Add the error that the kernel's reply tells, where it is not among the output."""
        told = kwargs["execute_reply"]["content"]
        if told["status"] == "ok" or self._flooded:
            return
        message = {"msg_type": "error", "content": told}
        if told["status"] != "error":  # such as "aborted"
            outputs.refuse(kwargs["cell"], "NotRun", "The kernel did not run this cell.")
        elif not outputs.is_sound(message):
            self._odd = True
        elif not self._budget.take(message):
            self._flooded = True
        else:
            super().on_cell_executed(**kwargs)


def is_run(cell: NotebookNode) -> bool:
    """Return whether a cell is code to run: no question, no widget, not empty."""
    return (
        cell.cell_type == "code" and bool(cell.source.strip()) and not is_declaration(cell.source)
    )


def is_declaration(source: str) -> bool:
    """Return whether a cell only declares a question or widget, however badly it does so."""
    try:
        return declared(source) is not None
    except CellError:
        return source.lstrip().startswith(("%%question", "%%widget"))


def _without_skip(cell: NotebookNode, skip: str) -> None:
    """Take the tag that skips a cell from one that gives points: a learner can put it there."""
    tags = cell.metadata.get("tags", [])
    if not isinstance(tags, list) or (skip in tags and is_grade(cell)):
        del cell.metadata["tags"]


def _check_language(nb: NotebookNode) -> None:
    spec = nb.metadata.get("kernelspec", {})
    language = spec.get("language") or nb.metadata.get("language_info", {}).get("name") or "python"
    if "python" not in language.lower():
        raise KernelError(
            f"This notebook is written in {language}; only Python runs inside the fence, so "
            "nothing of it was run. Grade it by hand, or give the task in Python."
        )


def _call(hook: Any, **arguments: Any) -> None:
    """Call what a course has configured to be called, if anything."""
    if hook is not None:
        run_sync(run_hook)(hook, **arguments)
