"""What we ship, through the hooks that every other package uses."""

from pathlib import Path

from lp_widgets import questions, resources
from lp_widgets.hookspecs import hookimpl
from lp_widgets.questions import QuestionType
from lp_widgets.widgets import (
    bar_chart,
    base_ten_blocks,
    circuit,
    clock,
    flashcards,
    fraction_bars,
    function_plot,
    map_pins,
    number_line,
    periodic_table,
    place_value_chart,
    reader,
    timeline,
    turtle,
)
from lp_widgets.widgets.widget_type import WidgetType


@hookimpl
def question_types() -> list[QuestionType]:
    """Return the question types of ``lp_widgets.questions``."""
    return list(questions.BUILT_IN)


_WIDGETS = (
    fraction_bars,
    number_line,
    function_plot,
    base_ten_blocks,
    place_value_chart,
    clock,
    bar_chart,
    timeline,
    flashcards,
    reader,
    periodic_table,
    turtle,
    circuit,
    map_pins,
)


@hookimpl
def lesson_widgets() -> list[WidgetType]:
    """Return the widgets of ``lp_widgets.widgets``."""
    return [module.WIDGET for module in _WIDGETS]


@hookimpl
def courses() -> list[Path]:
    """Return the courses that travel with the program."""
    folder = resources.shipped("notebooks")
    return sorted(found.parent for found in folder.glob("*/course.toml"))
