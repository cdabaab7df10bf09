"""A step of nbgrader's that marks questions: by the same ``mark`` as in lessons, never by running.

What marks (``questions``) is loaded when the first question is there: most notebooks have none.
"""

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.autograder import finished
from lp_widgets.cells import CellError, declared


class MarkQuestions(NbGraderPreprocessor):
    """Gives each question cell the points of its learner's response; no response, no points."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mark the questions of ``nb`` in place. Raises GradingError when the source is no good."""
        finished.note(nb)
        asking = [cell for cell in nb.cells if _asks(cell)]
        if asking:
            from grading.autograder.questions import mark_cell

            told = resources["nbgrader"]
            directory = self.parent.parent.coursedir
            folder = directory.format_path(directory.source_directory, ".", told["assignment"])
            source = Path(folder) / f"{told['notebook']}.ipynb"
            course = directory.course_id or Path(directory.root).name
            for cell in asking:
                mark_cell(cell, source, course)
        return nb, resources


def _asks(cell: NotebookNode) -> bool:
    if cell.cell_type != "code" or not cell.metadata.get("nbgrader", {}).get("grade"):
        return False
    try:
        found = declared(cell.source)
    except CellError:
        return False
    return found is not None and found.kind == "question"
