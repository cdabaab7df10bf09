"""The one page: our Voilà template as Voilà's exporter compiles it, rendered built or live."""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Template
from jupyter_core.paths import jupyter_path

from lp_widgets.lesson.frame import Frame

TEMPLATE_NAME = "learning_passport"
_ROOT = Path(__file__).parent / "template"


@cache
def template_paths() -> list[str]:
    """Return the folders that Voilà and its exporter look templates up in, ours first."""
    from voila.paths import collect_template_paths  # and a server of Jupyter's with it

    roots = [str(_ROOT), *jupyter_path()]
    found: list[str] = collect_template_paths(
        ["voila", "nbconvert"], TEMPLATE_NAME, prune=True, root_dirs=roots
    )
    return found


@cache
def _template() -> Template:
    """Return the compiled template: to compile it takes longer than to render a page."""
    from voila.exporter import VoilaExporter

    exporter = VoilaExporter(template_paths=template_paths(), template_name=TEMPLATE_NAME)
    made: Template = exporter.template
    return made


def pieces(notebook: dict[str, Any], **live: Any) -> AsyncIterator[str]:
    """Render the learner's copy of a lesson piece by piece, from a copy of ``notebook``.

    A live page has ``kernel_start`` and ``cell_generator`` (``Frame.start`` and ``Frame.rest`` say
    what they are called with); a built one has neither.
    """
    copy = nbformat.from_dict(notebook)
    return _template().generate_async(nb=copy, resources={"lesson": Frame()}, **live)


def render(notebook: dict[str, Any]) -> str:
    """Render the learner's copy of a lesson to a whole HTML document, without any kernel."""
    return _finished(_render(notebook))


async def _render(notebook: dict[str, Any]) -> str:
    return "".join([piece async for piece in pieces(notebook)]).strip() + "\n"


def _finished(work: Any) -> Any:
    """Run a coroutine to its end, also where the caller's thread already runs a loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(_outcome(work)))
    thread.start()
    thread.join()
    result, error = done[0]
    if error is not None:
        raise error
    return result


def _outcome(work: Any) -> tuple[Any, BaseException | None]:
    try:
        return asyncio.run(work), None
    except BaseException as error:
        return None, error
