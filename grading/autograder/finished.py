"""Whether the grading of a submission came to its end, which nbgrader's own files do not tell.

nbgrader writes a submission twice under one name, first as it is to be run and at last as it was
run; its gradebook learns the marks between the two. Until the end the gradebook may still speak of
what was handed in before.
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

OWN = "learning_passport"
_GRADED = "graded"


def note(notebook: NotebookNode) -> None:
    """Note in what is going to be written at last that it is that."""
    told = notebook.metadata.get(OWN)
    notebook.metadata[OWN] = {**(told if isinstance(told, dict) else {}), _GRADED: True}


def read(path: Path) -> NotebookNode | None:
    """Return the graded notebook at ``path``; None while it is graded, or when that was cut off."""
    try:
        written = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):
        return None
    return written if written.metadata.get(OWN, {}).get(_GRADED) else None


def is_finished(folder: Path) -> bool:
    """Return whether every notebook in ``folder``, one of autograded/, is graded to the end."""
    found = list(folder.glob("*.ipynb"))
    return bool(found) and all(read(path) is not None for path in found)
