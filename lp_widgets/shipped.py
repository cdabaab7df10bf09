"""What we ship, through the hooks that every other package uses."""

from pathlib import Path

from lp_widgets import questions, resources
from lp_widgets.hookspecs import hookimpl
from lp_widgets.questions import QuestionType
from lp_widgets.widgets import fraction_bar, function_plot
from lp_widgets.widgets.widget_type import WidgetType


@hookimpl
def question_types() -> list[QuestionType]:
    """Return the question types of ``lp_widgets.questions``."""
    return list(questions.BUILT_IN)


@hookimpl
def lesson_widgets() -> list[WidgetType]:
    """Return the widgets of ``lp_widgets.widgets``."""
    return [fraction_bar.WIDGET, function_plot.WIDGET]


@hookimpl
def courses() -> list[Path]:
    """Return the courses that travel with the program."""
    folder = resources.shipped("notebooks")
    return sorted(found.parent for found in folder.glob("*/course.toml"))
