"""A notebook file as trustworthy cells: its size, its JSON, its form and its cell ids."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import ValidationError

from lp_widgets import plugins
from lp_widgets.lesson.errors import LessonError

MAX_BYTES = 5_000_000
_SAVE_AGAIN = "Open it in JupyterLab 4, save it, and try again"
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def load(file: Path) -> dict[str, Any]:
    """Return the notebook's JSON with every ``source`` joined to one string.

    Raises LessonError for a file that is too big, is not a version 4.5 notebook, or whose cell
    ids are missing or doubled.
    """
    raw = _json(file) if file.suffix == ".ipynb" else _converted(file)
    if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
        raise LessonError(file, "This is JSON but not a notebook", _SAVE_AGAIN)
    version = (raw.get("nbformat"), raw.get("nbformat_minor"))
    if version[0] != 4 or not isinstance(version[1], int):
        raise LessonError(file, f"Its notebook format is {version[0]}, not 4", _SAVE_AGAIN)
    _check_ids(file, raw["cells"])
    try:
        nbformat.validate(nbformat.from_dict(raw))
    except ValidationError as error:
        first = str(error).splitlines()[0][:200]
        raise LessonError(file, f"This is not a sound notebook ({first})", _SAVE_AGAIN) from error
    for cell in raw["cells"]:
        if isinstance(cell["source"], list):
            cell["source"] = "".join(cell["source"])
    return raw


def _json(file: Path) -> Any:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise LessonError(
                file,
                f"It has {size / 1e6:.0f} MB; a lesson may have {MAX_BYTES / 1e6:.0f} MB",
                "Clear all outputs, save pictures as files beside the notebook, divide the lesson",
            )
        return json.loads(file.read_bytes())
    except OSError as error:
        raise LessonError(
            file, f"It cannot be read ({error.strerror})", "Check the name and the permissions"
        ) from error
    except json.JSONDecodeError as error:
        raise LessonError(
            file,
            f"It is not JSON (line {error.lineno}, column {error.colno}: {error.msg})",
            "It may be cut off or hold the marks of a merge; take a sound copy",
        ) from error
    except UnicodeDecodeError as error:
        raise LessonError(file, "It is not text in UTF-8", "Take a sound copy") from error
    except RecursionError as error:
        raise LessonError(file, "It is nested too deep for a notebook", _SAVE_AGAIN) from error


def _converted(file: Path) -> Any:
    """Return what the reader of another kind of file makes of it; it is looked at as any other."""
    known = {reader.extension: reader for reader in plugins.load().content_readers.values()}
    if file.suffix not in known:
        raise LessonError(
            file,
            f"Nothing that is installed reads “{file.suffix}”",
            f"Lessons end with {', '.join(['.ipynb', *known])}",
        )
    reader = known[file.suffix]
    try:
        if file.stat().st_size > MAX_BYTES:
            raise LessonError(file, "It is too big for a lesson", "Divide the lesson")
        return json.loads(json.dumps(reader.read(file), allow_nan=False))
    except LessonError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:200]
        raise LessonError(
            file, f"The reader “{reader.name}” cannot read it ({said})", "Mend that place"
        ) from error


def _check_ids(file: Path, cells: list[Any]) -> None:
    seen: dict[str, int] = {}
    for place, cell in enumerate(cells, 1):
        if not isinstance(cell, dict):
            raise LessonError(file, f"Cell {place} is not a cell", _SAVE_AGAIN)
        name = cell.get("id")
        if name is None:
            raise LessonError(
                file, f"Cell {place} has no id, and translations hold on to ids", _SAVE_AGAIN
            )
        if not isinstance(name, str) or not _CELL_ID.fullmatch(name):
            raise LessonError(
                file,
                f"Cell {place} has the id {str(name)[:70]!r}",
                "Give it 1 to 64 letters of a-z, digits, - or _",
            )
        if name in seen:
            raise LessonError(
                file,
                f"Cells {seen[name]} and {place} have the same id",
                "Give one of them another id",
                name,
            )
        seen[name] = place
