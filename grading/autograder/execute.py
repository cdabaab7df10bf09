"""Runs the cells of a submission as nbgrader's Execute does, in a fenced kernel with limits.

Nothing that a learner's program does ends the grading: the cell gets an error, which is 0 points,
and so does each one after it when the program took the kernel with it. Only a machine or a set-up
that cannot grade raises.
"""

import asyncio
import math
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.converters import Autograde, BaseConverter
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from nbgrader.validator import Validator
from traitlets import Integer

from grading.autograder import outputs
from grading.autograder.kernel import GradingKernel
from grading.kernels import FencedKernelManager, KernelError
from grading.kernels.limits import MEBIBYTE
from lp_widgets.cells import CellError, declared

_FLOOD_PATIENCE = 1.0
_RECONNECT_PATIENCE = 10
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
        for cell in nb.cells:
            if not is_run(cell):
                self._check_marked(cell)
        cells = [(index, cell) for index, cell in enumerate(nb.cells) if is_run(cell)]
        if cells:
            _complete(self._grade(cells))
        return nb, resources

    def _check_marked(self, cell: NotebookNode) -> None:
        """Refuse points for a question that nobody marked: to nbgrader, silence is full points."""
        graded = cell.cell_type == "code" and cell.source.strip() and is_grade(cell)
        if graded and not cell.outputs and isinstance(self._converter(), Autograde):
            outputs.refuse(cell, "NotMarked", "This question was not marked.")

    async def _grade(self, cells: list[tuple[int, NotebookNode]]) -> None:
        longest = self.startup_timeout + self.notebook_timeout + _WATCHDOG_GRACE
        async with GradingKernel(self._manager(), self.startup_timeout, longest) as kernel:
            self._kernel, self.km, self.kc = kernel, kernel.manager, kernel.client
            await self._run_cells(cells)

    def _manager(self) -> FencedKernelManager:
        manager = FencedKernelManager(config=self.config)
        manager.materials = self._materials()
        manager.longest_run = self.notebook_timeout  # A cell's own time is kept here.
        converter = self._converter()
        if isinstance(converter, BaseConverter) and converter.coursedir is not None:
            manager.hidden = [*manager.hidden, str(Path(converter.coursedir.root).absolute())]
        return manager

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

    async def _run_cells(self, cells: list[tuple[int, NotebookNode]]) -> None:
        self._budget = outputs.Budget(self.cell_output, self.notebook_output)
        self._end = time.monotonic() + self.notebook_timeout
        over: _Over | None = None
        for index, cell in cells:
            if over is not None:
                cell.outputs = []
                outputs.refuse(cell, over.name, f"This cell was not run. {over.reason}")
                continue
            over = await self._run_cell(index, cell)
            if over is None and time.monotonic() > self._end:
                over = _LATE
                outputs.refuse(cell, over.name, over.reason)
            elif over is not None:
                outputs.refuse(cell, over.name, over.reason)

    async def _run_cell(self, index: int, cell: NotebookNode) -> _Over | None:
        """Run one cell; return why the program is over if it is."""
        self._budget.begin_cell()
        self._display_id_map.clear()  # What an earlier cell has put out is settled.
        self._flooded = self._odd = self._whole = False
        self._interrupting: asyncio.Task[None] | None = None
        cell.outputs = []
        _without_skip(cell, self.skip_cells_with_tag)
        try:
            await self.async_execute_cell(cell, index)
        except DeadKernelError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from None  # Not the learner's doing: Ctrl-C.
            return _DIED
        except CellTimeoutError:
            pass  # The kernel answered and then did not say that it is done.
        except Exception:
            # The messages are a learner's to forge, so any error may come of reading them.
            self.log.warning("Cell %s: its kernel's messages make no sense", index, exc_info=True)
            self._odd = True
        finally:
            if self._interrupting is not None:
                self._interrupting.cancel()
            cell.execution_count = self.code_cells_executed
            cell.outputs = outputs.joined(cell.outputs)
        return await self._settle(cell)

    async def _settle(self, cell: NotebookNode) -> _Over | None:
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
        answers = await self._kernel.still_answers(_RECONNECT_PATIENCE)
        self.kc = self._kernel.client
        return None if answers else _STUCK

    def _get_timeout(self, cell: NotebookNode | None) -> int | None:
        """Return the seconds for a cell: its own, and no more than are left to the notebook."""
        left = max(1, math.ceil(self._end - time.monotonic()))
        own = super()._get_timeout(cell)
        return left if own is None else min(own, left)

    async def _check_raise_for_error(self, *args: Any, **kwargs: Any) -> None:
        """A learner's error ends nothing: nbgrader reads it from the output."""

    async def _async_poll_output_msg(
        self, parent_msg_id: str, cell: NotebookNode, cell_index: int
    ) -> None:
        while True:
            message = await self.kc.iopub_channel.get_msg(timeout=None)
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    self._whole = True
                    return
            await asyncio.sleep(0)  # A flood must not keep the loop from its other work.

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Keep one message of the kernel, if it is sound and not too much."""
        if not self._flooded and not self._budget.take(msg):
            self._flooded = True
            self._interrupting = asyncio.ensure_future(self._interrupt())
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

    async def _interrupt(self) -> None:
        """Interrupt a cell that goes on after it has put out too much."""
        await asyncio.sleep(_FLOOD_PATIENCE)
        if not self._whole:
            await self._kernel.interrupt()


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


def _complete(work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` to its end, in a thread of its own where this one has a running loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
        return
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
