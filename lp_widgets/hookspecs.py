"""The hooks of Learning Passport: what a package can add to a lab.

A package names a module in the entry-point group ``learning_passport``; functions in it that
carry ``@hookimpl`` and one of these names are called once. What we ship is added in the same way.
"""

from pathlib import Path

import pluggy

from lp_widgets.extensions import AnywidgetView, ContentReader, Listener, Panel
from lp_widgets.questions import QuestionType
from lp_widgets.questions.steps import MarkStep
from lp_widgets.widgets.widget_type import WidgetType

GROUP = "learning_passport"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def question_types() -> list[QuestionType]:  # type: ignore[empty-body]
    """Return kinds of question that lessons may then ask with ``%%question NAME``."""


@hookspec
def lesson_widgets() -> list[WidgetType]:  # type: ignore[empty-body]
    """Return widgets that lessons may then show with ``%%widget NAME``."""


@hookspec
def anywidgets() -> list[AnywidgetView]:  # type: ignore[empty-body]
    """Return views of other packages' anywidgets, which live lessons may then show."""


@hookspec
def courses() -> list[Path]:  # type: ignore[empty-body]
    """Return folders of courses, each with a ``course.toml`` and its lessons."""


@hookspec
def content_readers() -> list[ContentReader]:  # type: ignore[empty-body]
    """Return readers of lessons that are written in another form than a notebook."""


@hookspec
def mark_steps() -> list[MarkStep]:  # type: ignore[empty-body]
    """Return steps that each mark passes; they may reword it, or lower it, and no more."""


@hookspec
def home_panels() -> list[Panel]:  # type: ignore[empty-body]
    """Return panels for the learner's home; each is asked with her account."""


@hookspec
def desk_panels() -> list[Panel]:  # type: ignore[empty-body]
    """Return panels for the teacher's desk; each is asked with the name of a class."""


@hookspec
def listeners() -> list[Listener]:  # type: ignore[empty-body]
    """Return what is told of responses and statements after they are kept."""
