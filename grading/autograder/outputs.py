"""What a graded cell may put out: so much, in a form that nbgrader can read, and errors of ours."""

import json
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

# Besides its content a message costs so much, so that a million empty ones have an end too.
_EACH = 100

_OUTPUTS = frozenset({"stream", "display_data", "update_display_data", "execute_result", "error"})


class Budget:
    """Bytes of output that are left to the running cell and to the whole notebook."""

    def __init__(self, cell: int, notebook: int) -> None:
        self._each_cell, self._notebook = cell, notebook
        self._cell = cell

    def begin_cell(self) -> None:
        """Give the next cell its share."""
        self._cell = self._each_cell

    def take(self, message: dict[str, Any]) -> bool:
        """Pay for one message of a kernel; False when nothing is left to pay with."""
        if message["msg_type"] not in _OUTPUTS:
            return True
        content = message["content"]
        size = _EACH + len(json.dumps(content, default=str, ensure_ascii=False))
        self._cell -= size
        self._notebook -= size
        return self._cell >= 0 and self._notebook >= 0


def is_sound(message: dict[str, Any]) -> bool:
    """Return whether a message's content has the form that the notebook format asks for.

    A learner's program can send any message; nbgrader would stumble over a text that is a number.
    """
    content = message["content"]
    match message["msg_type"]:
        case "stream":
            return content["name"] in ("stdout", "stderr") and isinstance(content["text"], str)
        case "error":
            texts = [content["ename"], content["evalue"], *content["traceback"]]
            return isinstance(content["traceback"], list) and _all_text(texts)
        case "display_data" | "update_display_data" | "execute_result":
            return (
                isinstance(content.get("execution_count"), int | None)
                and isinstance(content["metadata"], dict)
                and isinstance(content["data"], dict)
                and all(_is_data(kind, value) for kind, value in content["data"].items())
            )
    return True


def _is_data(kind: str, value: Any) -> bool:
    return (
        kind.endswith("json")
        or isinstance(value, str)
        or (isinstance(value, list) and _all_text(value))
    )


def _all_text(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def joined(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return ``outputs`` with texts that follow one another on the same stream put together."""
    found: list[NotebookNode] = []
    parts: list[str] = []
    for output in outputs:
        stream = output.output_type == "stream"
        if stream and parts and found[-1].name == output.name:
            parts.append(output.text)
            continue
        if parts:
            found[-1].text = "".join(parts)
        parts = [output.text] if stream else []
        found.append(output)
    if parts:
        found[-1].text = "".join(parts)
    return found


def refuse(cell: NotebookNode, name: str, reason: str) -> None:
    """Give ``cell`` an error before all else that it put out: nbgrader then gives it 0 points.

    It stands first because nbgrader believes the first result or error that it finds, and full
    points are for a cell that puts out nothing.
    """
    said = new_output("error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"])
    cell.outputs = [said, *cell.get("outputs", [])]


def check_points(cell: NotebookNode) -> None:
    """Refuse a result that nbgrader would stumble over: none to read, or more than all points."""
    if not is_grade(cell) or is_solution(cell):
        return
    for output in cell.outputs:
        if output.output_type == "error" or output.get("name") == "stderr":
            return
        if output.output_type == "execute_result":
            text = output.data.get("text/plain")
            shown = text[0] if isinstance(text, list) and text else text
            if not shown:
                refuse(cell, "NoPoints", "The result of this test cannot be read as text.")
            elif _above(shown, float(cell.metadata.nbgrader.points)):
                refuse(cell, "TooManyPoints", "This test gave more points than there are.")
            return


def _above(text: str, most: float) -> bool:
    try:
        return float(text) > most
    except ValueError:
        return False  # nbgrader takes what is no number for full points, and so do we.
