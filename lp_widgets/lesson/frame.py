"""What the page's template asks for, built and live: every answer is safe and none raises.

Voilà waits for ever when a template fails after the kernel was started, so each call here turns
an error into a page that is less but whole, and logs it.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbconvert.preprocessors import Preprocessor

from lp_widgets.lesson import outputs

log = logging.getLogger("learning_passport.lesson")

# Longer than any cell of a lesson may take on a slow laptop, shorter than a child's patience.
CELL_SECONDS = 60

_READY = ("prose", "question", "tool")
_EMPTY: dict[str, Any] = {
    "locale": "en",
    "direction": "ltr",
    "title": "",
    "tongue": "",
    "picture": "",
    "live": False,
    "assignment": False,
    "count": 0,
    "styles": [],
    "modules": [],
    "notes": [],
    "data": "{}",
}
_WORDS = ("name", "skip", "home", "leave", "script", "no_kernel", "broken")


def page_json(value: Any) -> str:
    """Return JSON that can stand in a script element of a page."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Frame:
    """The template's helper; it stands in the exporter's resources as ``lesson``."""

    def page(self, nb: Any) -> dict[str, Any]:
        """Return the page's own values, complete even for a notebook that is not ours."""
        given = _own(getattr(nb, "metadata", None))
        given = given.get("page", {})
        words = given.get("words", {})
        return {**_EMPTY, **given, "words": {name: words.get(name, "") for name in _WORDS}}

    def first(self, nb: Any) -> list[Any]:
        """Return the cells before the first code: text that is shown while a kernel starts."""
        return list(nb.cells[: _first_code(nb)])

    async def start(self, kernel_start: Callable[..., Any], nb: Any) -> str:
        """Start the kernel; the empty string if that failed."""
        try:
            return str(await kernel_start(nb))
        except Exception:
            log.exception("A lesson's kernel did not start")
            return ""

    async def rest(self, nb: Any, generator: Any = None, kernel: str = "") -> AsyncIterator[Any]:
        """Yield the cells from the first code on, executed one by one where there is a kernel."""
        cells = list(nb.cells)
        shown = _first_code(nb)
        if generator is not None and kernel:
            try:
                place = 0
                async for cell in _in_time(generator(nb, kernel)):
                    place += 1
                    if place > shown:
                        shown = place
                        yield cell
            except Exception as error:
                ended = isinstance(error, DeadKernelError)  # Who signs out ends it under her page.
                level = logging.WARNING if ended else logging.ERROR
                log.log(level, "A live lesson stopped at cell %d", shown + 1, exc_info=not ended)
                if shown < len(cells) and cells[shown].get("cell_type") == "code":
                    yield {**cells[shown], "outputs": [{"output_type": "error"}]}
                    shown += 1
        for cell in cells[shown:]:
            yield {**cell, "outputs": []}

    def cell(self, cell: Any, page: dict[str, Any]) -> str:
        """Return the HTML of one cell: ready HTML of our own, or what the kernel printed."""
        try:
            own = _own(cell.get("metadata"))
            if cell.get("cell_type") == "markdown" and own.get("kind") in _READY:
                return str(cell["source"])
            if cell.get("cell_type") == "code":
                made = outputs.html(cell.get("outputs"), page["words"]["broken"])
                # Empty where no kernel is yet: what it shows comes into this place later.
                return f'<div class="live">{made}</div>' if made or page["live"] else ""
        except Exception:
            log.exception("A cell of a lesson could not be shown")
        return ""

    def json(self, value: Any) -> str:
        """Return ``value`` for a script element."""
        return page_json(value)


class FramePreprocessor(Preprocessor):
    """Puts the helper into the resources of every export with our template (``conf.json``)."""

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Leave the notebook as it is; add ``resources["lesson"]``."""
        resources["lesson"] = Frame()
        return nb, resources


async def _in_time(cells: Any) -> AsyncIterator[Any]:
    """Yield what ``cells`` yields; raise TimeoutError when the next one does not come.

    A kernel that was ended and started again behind our back never answers, and a cell may loop.
    """
    while True:
        coming = asyncio.ensure_future(anext(cells))
        try:
            await asyncio.wait({coming}, timeout=CELL_SECONDS)
            if not coming.done() or coming.cancelled():
                raise TimeoutError(f"A cell took more than {CELL_SECONDS} seconds")
            yield coming.result()
        except StopAsyncIteration:
            return
        finally:
            coming.cancel()


def _own(metadata: Any) -> dict[str, Any]:
    own = metadata.get("learning_passport") if isinstance(metadata, dict) else None
    return own if isinstance(own, dict) else {}


def _first_code(nb: Any) -> int:
    cells = nb.cells
    return next((n for n, cell in enumerate(cells) if cell.get("cell_type") == "code"), len(cells))
