"""What a learner touches: questions, widgets and lessons.

In a notebook: ``%load_ext lp_widgets`` makes ``%%question`` and ``%%widget`` known;
:func:`ask` is the Python twin of ``%%question``; :func:`runner` lets a live lesson run programs.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lp_widgets.widgets.question_widget import QuestionWidget

__all__ = ["ask", "load_ipython_extension", "runner"]


def ask(kind: str, /, *, id: str, **fields: Any) -> "QuestionWidget":
    """Return the question ``kind`` with the fields of its ``%%question`` cell.

    Raises lp_widgets.questions.errors.QuestionError naming the field.
    """
    # Imported late, as below: a kernel of a learner starts faster without what it does not use.
    from lp_widgets.cells import as_strings
    from lp_widgets.widgets.question_widget import QuestionWidget

    return QuestionWidget.of(kind, as_strings({"id": id, **fields}))


def runner() -> None:
    """Make this kernel run the programs that learners write on the page."""
    from lp_widgets.widgets.runner import Runner

    Runner.start()


def load_ipython_extension(ipython: Any) -> None:
    """Register ``%%question`` and ``%%widget`` (``%load_ext lp_widgets``)."""
    from lp_widgets.magics import LessonMagics

    ipython.register_magics(LessonMagics)
