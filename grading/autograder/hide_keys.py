"""A step of nbgrader's that leaves of a question what learners may see, before all is saved."""

from typing import TYPE_CHECKING, Any

import yaml
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.autograder.errors import GradingError
from lp_widgets.cells import CellError, declared

if TYPE_CHECKING:
    from lp_widgets.questions import QuestionType


class HideKeys(NbGraderPreprocessor):
    """Writes every question cell anew out of its public fields: the order of lines says nothing.

    What comes after it (gradebook, release, and so submissions) holds no key.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        """Rewrite one cell. Raises GradingError naming it."""
        if cell.cell_type == "code":
            cell.source = public(cell.source, cell.get("id", f"number {cell_index + 1}"))
        return cell, resources


def public(source: str, cell: str = "") -> str:
    """Return a cell's source without the key, if it asks a question. Raises GradingError.

    Of a question that varies one variant stands there, for nobody in particular.
    """
    try:
        found = declared(source)
    except CellError as error:
        raise _unreadable(cell, error) from error
    if found is None or found.kind != "question":
        return source
    from lp_widgets import plugins  # and all types of question with it
    from lp_widgets.questions import variants
    from lp_widgets.questions.errors import QuestionError

    try:
        kind = plugins.load().question_types[found.name]
        _, spec, _ = variants.split(kind, found.fields)
    except (QuestionError, KeyError) as error:
        raise _unreadable(cell, error) from error
    return shown(kind, spec)


def shown(kind: "QuestionType", spec: Any) -> str:
    """Return the cell of a question of which nothing but ``spec`` is known."""
    body = yaml.safe_dump(kind.lean_spec(spec), allow_unicode=True, sort_keys=False, width=1000)
    return f"%%question {kind.name}\n{body}".rstrip("\n")


def _unreadable(cell: str, error: Exception) -> GradingError:
    return GradingError(f"The question in cell {cell} cannot be read: {error}")
