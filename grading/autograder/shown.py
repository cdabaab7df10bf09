"""What a learner gave in one cell, to be shown to a person: text and pictures, and nothing else.

A learner's program may have put out anything. HTML, scripts and widgets are left out here; a
picture is given as the address of its data, for an ``img`` element, in which nothing runs.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
MOST_TEXT = 20_000
"""Characters of one text; a page of more can no longer be read."""


@dataclass(frozen=True)
class Shown:
    """``text`` was written by the learner, ``program`` too, ``said`` was put out by it."""

    text: str = ""
    program: str = ""
    said: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        return not (self.text.strip() or self.program.strip() or self.said or self.pictures)


def shown(notebook: NotebookNode | None, name: str, question: str) -> Shown | None:
    """Return the answer in the cell ``name``, with the program ``question`` that it tests.

    None stands for no notebook; a cell that is not there shows nothing.
    """
    if notebook is None:
        return None
    by_id = {
        cell.metadata.nbgrader.get("grade_id"): cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    cell, program = by_id.get(name), by_id.get(question)
    if cell is None:
        return Shown()
    told = cell.metadata.get("learning_passport") or {}
    pictures = tuple(_pictures(cell))
    if cell.cell_type != "code":
        return Shown(text=cell.source[:MOST_TEXT], pictures=pictures)
    if "response" in told or "mark" in told:
        written = told.get("response")
        return Shown(
            text=written[:MOST_TEXT] if isinstance(written, str) else _answered(cell),
            pictures=pictures,
        )
    written = program if program is not None else cell
    if written is not cell:
        pictures = (*_pictures(written), *pictures)
    said = "\n".join(filter(None, dict.fromkeys((_said(written), _said(cell)))))
    return Shown(program=written.source[:MOST_TEXT], said=said, pictures=pictures)


def _answered(cell: NotebookNode) -> str:
    """Return the answer to a question in words; what follows it are the points."""
    for output in cell.outputs:
        if output.output_type == "display_data" and "text/plain" in output.data:
            return _text(output.data["text/plain"])
    return ""


def _said(cell: NotebookNode) -> str:
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append(_text(output.text))
        elif output.output_type == "error":
            parts.append("\n".join(map(str, output.traceback)))
        elif "text/plain" in output.data and not any(kind in output.data for kind in _PICTURES):
            parts.append(_text(output.data["text/plain"]) + "\n")
    return _COLOURS.sub("", "".join(parts)).strip("\n")[:MOST_TEXT]


def _pictures(cell: NotebookNode) -> list[str]:
    bundles: list[Any] = [each.get("data", {}) for each in cell.get("outputs", [])]
    bundles += list((cell.get("attachments") or {}).values())
    found = [_address(kind, data[kind]) for data in bundles for kind in _PICTURES if kind in data]
    return [each for each in found if each]


def _address(kind: str, data: Any) -> str:
    if kind == "image/svg+xml":
        packed = base64.b64encode(_text(data).encode()).decode()
        return f"data:{kind};base64,{packed}"
    try:
        whole = base64.b64decode("".join(_text(data).split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return f"data:{kind};base64,{base64.b64encode(whole).decode()}"


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
