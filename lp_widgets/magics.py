"""``%%question`` and ``%%widget``: what an author writes, shown as a learner will see it."""

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, magics_class
from IPython.display import display

from lp_widgets import plugins
from lp_widgets.cells import CellError, Declared, declared
from lp_widgets.pictures import PictureError
from lp_widgets.questions.errors import QuestionError
from lp_widgets.widgets.question_widget import QuestionWidget
from lp_widgets.widgets.tool_widget import ToolWidget


@magics_class
class LessonMagics(Magics):
    """The two cell magics of a lesson's notebook."""

    @cell_magic
    def question(self, line: str, cell: str) -> None:
        """Show the question that the cell describes; its answers are marked in this kernel."""
        asked = self._declared("question", line, cell)
        known = plugins.load().question_types
        if asked.name not in known:
            raise UsageError(_unknown("question type", asked.name, list(known)))
        try:
            display(QuestionWidget.of(asked.name, asked.fields))
        except (QuestionError, PictureError) as error:
            raise UsageError(str(error)) from error

    @cell_magic
    def widget(self, line: str, cell: str) -> None:
        """Show the widget that the cell describes."""
        asked = self._declared("widget", line, cell)
        known = plugins.load().lesson_widgets
        if asked.name not in known:
            raise UsageError(_unknown("widget", asked.name, list(known)))
        fields = {name: value for name, value in asked.fields.items() if name != "id"}
        try:
            display(ToolWidget.of(asked.name, fields))
        except ValueError as error:
            raise UsageError(str(error)) from error

    @staticmethod
    def _declared(kind: str, line: str, cell: str) -> Declared:
        try:
            found = declared(f"%%{kind} {line}\n{cell}")
        except CellError as error:
            raise UsageError(str(error)) from error
        assert found is not None
        return found


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"There is no {what} “{name}”. There are: {', '.join(sorted(known))}."
