"""What a learner handed in, as something that can only be looked at.

Two fences stand around it: here everything goes that could act, hide what stands beside it or
pass for one of the page's own fields; and the page's policy lets no script run but the page's own.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from bleach.sanitizer import Cleaner
from nbformat import NotebookNode, from_dict

_TEXT = "p br hr h1 h2 h3 h4 h5 h6 blockquote pre code em strong b i u s del ins sub sup small"
_MORE = "mark kbd samp var abbr bdi bdo ul ol li dl dt dd table caption thead tbody tfoot tr th td"
_TAGS = frozenset(f"{_TEXT} {_MORE} img a span div details summary figure figcaption".split())
# Scripts and styles do nothing here, and their text would only stand in the way.
_SILENT = re.compile(r"<(style|script)\b[^>]*>.*?</\1\s*>", re.S | re.I)
# The classes that Pygments gives to the words of a program; none has a meaning in the page.
_SHADE = re.compile(r"[a-z][a-z0-9]?")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.I)
_BESIDE = re.compile(r"(?!.*(^|/)\.\.?(/|$))[\w%+-][\w ./%+-]*")
_WEB = re.compile(r"(https?|mailto):", re.I)
_SAFE_OUTPUTS = {f"text/{each}" for each in ("plain", "html", "markdown", "latex")}
_SAFE_OUTPUTS |= {f"image/{each}" for each in ("png", "jpeg", "svg+xml")}
# Of a program's outputs (characters): a page with more than this helps nobody to mark.
_LONGEST = 200_000


def _allowed(tag: str, name: str, value: str) -> bool:
    if name in ("dir", "lang", "title"):
        return True
    if tag == "img":
        if name == "src":
            return bool(_PICTURE.match(value) or _BESIDE.fullmatch(value))
        return name == "alt" or (name in ("width", "height") and value.isascii())
    if tag == "a":
        return name == "href" and bool(_WEB.match(value.strip()))
    if tag == "span":
        return name == "class" and bool(_SHADE.fullmatch(value))
    if tag in ("td", "th"):
        return name in ("colspan", "rowspan", "scope")
    return tag == "ol" and name == "start"


_CLEANER = Cleaner(
    tags=_TAGS,
    attributes=_allowed,
    protocols=frozenset({"http", "https", "mailto", "data"}),
    strip=True,
    strip_comments=True,
)


def clean(markup: str) -> str:
    """Return HTML in which only text, tables, lists and pictures are left.

    No class, id or style stays (a learner's box over the page could take the teacher's clicks),
    and no field, form, frame or script.
    """
    return str(_CLEANER.clean(_SILENT.sub("", str(markup))))


def inert(notebook: NotebookNode, cells: Collection[str]) -> NotebookNode:
    """Return a new notebook with the texts of ``notebook`` and nothing else that it brought.

    ``cells`` are the grade ids that the gradebook knows of; a cell that claims another one, or
    one that another cell has already, is shown as an ordinary cell.
    """
    free = set(cells)
    return from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"language_info": {"name": "python"}},
            "cells": [_cell(each, number, free) for number, each in enumerate(notebook.cells)],
        }
    )


def _cell(cell: Mapping[str, Any], number: int, free: set[str]) -> dict[str, Any]:
    kind = cell["cell_type"] if cell["cell_type"] in ("code", "markdown") else "raw"
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "source": str(cell["source"]),
        "metadata": _metadata(cell.get("metadata", {}), free),
    }
    if kind == "markdown":
        made["attachments"] = _attachments(cell.get("attachments", {}))
    if kind == "code":
        count = cell.get("execution_count")
        made["execution_count"] = count if isinstance(count, int) else None
        made["outputs"] = _outputs(cell.get("outputs", []))
    return made


def _metadata(metadata: Mapping[str, Any], free: set[str]) -> dict[str, Any]:
    told = metadata.get("nbgrader")
    name = told.get("grade_id") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(name, str) or name not in free:
        return {}
    free.remove(name)
    points = told.get("points")
    kept: dict[str, Any] = {
        key: bool(told.get(key)) for key in ("grade", "solution", "task", "locked")
    }
    kept |= {"grade_id": name, "points": points if isinstance(points, int | float) else 0}
    return {"nbgrader": kept}


def _attachments(attachments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(name): {
            kind: str(data)
            for kind, data in bundle.items()
            if kind in ("image/png", "image/jpeg", "image/gif")
        }
        for name, bundle in attachments.items()
        if isinstance(bundle, Mapping)
    }


def _outputs(outputs: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the outputs without metadata and without what a page could only run."""
    made: list[dict[str, Any]] = []
    room = _LONGEST
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            text = _joined(output.get("text", ""))[:room]
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            made.append({"output_type": "stream", "name": name, "text": text})
            room -= len(text)
        elif kind == "error":
            lines = [str(each)[:room] for each in output.get("traceback", [])][:200]
            told = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
            made.append({"output_type": "error", **told, "traceback": lines})
        elif kind in ("display_data", "execute_result"):
            data = {
                each: _joined(value)
                for each, value in output.get("data", {}).items()
                if each in _SAFE_OUTPUTS
            }
            shown: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                shown["execution_count"] = None
            made.append(shown)
    return made


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
