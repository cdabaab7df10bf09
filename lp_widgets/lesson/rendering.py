"""A live lesson on its way to one page: its cells run, one by one, in the learner's kernel.

Voilà's executor runs them and Voilà's exporter has compiled the page's template. What Voilà's own
renderer makes anew for every page (exporter, template, preprocessors, notebook from the disk) is
the same for all learners, and here it is made once.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from traitlets.config import Config

from lp_widgets.lesson.page import pieces


class Rendering:
    """One rendering of a lesson's ``notebook``.

    ``start`` gives the id of a new kernel of ``kernels``; ``pause`` is awaited where the next
    piece of the page may take a while.
    """

    def __init__(
        self,
        notebook: dict[str, Any],
        kernels: Any,
        start: Callable[[], Awaitable[str]],
        pause: Callable[[], Awaitable[Any]],
        config: Config,
    ) -> None:
        self._notebook, self._kernels, self._config = notebook, kernels, config
        self._start, self._pause = start, pause
        self._executor: Any = None

    async def pieces(self) -> AsyncIterator[str]:
        """Yield the page; where no kernel could start, the same page without one."""
        try:
            async for piece in pieces(
                self._notebook, kernel_start=self._begin, cell_generator=self._cells
            ):
                yield piece
        finally:
            if self._executor is not None and self._executor.kc is not None:
                self._executor.kc.stop_channels()

    async def _begin(self, nb: Any) -> str:
        await self._pause()
        from voila.execute import VoilaExecutor  # Who only reads or builds lessons needs none.

        kernel_id = await self._start()
        manager = self._kernels.get_kernel(kernel_id)
        self._executor = VoilaExecutor(nb, km=manager, config=self._config)
        await self._executor.async_start_new_kernel_client()
        return kernel_id

    async def _cells(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:
        """Yield each cell when it has run. Raises what ends it: a cell's error, or its time."""
        for index, cell in enumerate(nb.cells):
            if cell.cell_type == "code":
                await self._pause()
            yield await self._executor.execute_cell(cell, None, index, store_history=False)
