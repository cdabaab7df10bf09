"""A step of nbgrader's, before it checks a submission, for cells that were copied or split.

JupyterLab copies nbgrader's metadata with a cell, and gives it to both halves of one that is split.
nbgrader keeps the last cell of a name and leaves of the others' metadata an empty dictionary, at
which its own check then stops (nbgrader #1083, #1941). So does it at a cell that came from another
notebook. Here such a cell becomes what it is to the assignment: a cell of the learner's own, which
is run and gives no points.
"""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor


class ForgetCopies(NbGraderPreprocessor):
    """Takes nbgrader's metadata from each cell that has no place in the assignment."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Look at one cell."""
        told = cell.metadata.get("nbgrader")
        if isinstance(told, dict) and "grade_id" not in told and _matters(told):
            del cell.metadata["nbgrader"]
        return cell, resources


def _matters(told: dict[str, Any]) -> bool:
    return not told or any(told.get(each) for each in ("grade", "solution", "locked", "task"))
