"""A step of nbgrader's after the marks are saved: what a person marks waits for her.

nbgrader asks a person about cells that learners write in; a question's answer stands beside its
cell, which nobody changes. So its gradebook is told here.
"""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.autograder.finished import OWN


class AwaitPerson(NbGraderPreprocessor):
    """Takes the automatic points away from each answer that is still to be marked by a person."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Tell the gradebook which cells of ``nb`` wait."""
        waiting = [cell.metadata.nbgrader.grade_id for cell in nb.cells if _waits(cell)]
        if waiting:
            told = resources["nbgrader"]
            with Gradebook(told["db_url"]) as gradebook:
                for name in waiting:
                    grade = gradebook.find_grade(
                        name, told["notebook"], told["assignment"], told["student"]
                    )
                    grade.auto_score = None
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


def _waits(cell: NotebookNode) -> bool:
    mark = (cell.metadata.get(OWN) or {}).get("mark") or {}
    graded = cell.metadata.get("nbgrader", {}).get("grade")
    return bool(graded and mark.get("state") == "pending")
