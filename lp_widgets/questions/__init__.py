"""Question types: what an author writes, what a learner may see, and how a response is marked.

Pure Python without I/O: it runs in a kernel, in the classroom's service and under the autograder,
and that is why a mark is the same everywhere.
"""

import logging
from typing import Any

from lp_widgets.questions import steps
from lp_widgets.questions.base import (
    COMMON,
    SHAPES,
    Id,
    Key,
    Mark,
    Message,
    QuestionError,
    QuestionType,
    Sample,
    Spec,
    Text,
)
from lp_widgets.questions.categorize import QUESTION as CATEGORIZE
from lp_widgets.questions.cloze import QUESTION as CLOZE
from lp_widgets.questions.code import QUESTION as CODE
from lp_widgets.questions.draw import QUESTION as DRAW
from lp_widgets.questions.errors import listed
from lp_widgets.questions.formula import QUESTION as FORMULA
from lp_widgets.questions.fraction_bars import QUESTION as FRACTION_BARS
from lp_widgets.questions.hotspot import QUESTION as HOTSPOT
from lp_widgets.questions.label_picture import QUESTION as LABEL_PICTURE
from lp_widgets.questions.long_text import QUESTION as LONG_TEXT
from lp_widgets.questions.mark_words import QUESTION as MARK_WORDS
from lp_widgets.questions.matching import QUESTION as MATCHING
from lp_widgets.questions.multiple_choice import QUESTION as MULTIPLE_CHOICE
from lp_widgets.questions.number import QUESTION as NUMBER
from lp_widgets.questions.number_line import QUESTION as NUMBER_LINE
from lp_widgets.questions.ordering import QUESTION as ORDERING
from lp_widgets.questions.parsons import QUESTION as PARSONS
from lp_widgets.questions.plot_point import QUESTION as PLOT_POINT
from lp_widgets.questions.short_text import QUESTION as SHORT_TEXT
from lp_widgets.questions.single_choice import QUESTION as SINGLE_CHOICE
from lp_widgets.questions.table import QUESTION as TABLE
from lp_widgets.questions.texts import texts
from lp_widgets.questions.true_false import QUESTION as TRUE_FALSE

__all__ = [
    "BUILT_IN",
    "COMMON",
    "SHAPES",
    "TYPES",
    "Id",
    "Key",
    "Mark",
    "Message",
    "QuestionError",
    "QuestionType",
    "Sample",
    "Spec",
    "Text",
    "drawn",
    "mark",
    "models",
    "public_spec",
    "register",
    "split",
    "texts",
]

BUILT_IN: tuple[QuestionType, ...] = (
    SINGLE_CHOICE,
    MULTIPLE_CHOICE,
    TRUE_FALSE,
    NUMBER,
    SHORT_TEXT,
    LONG_TEXT,
    DRAW,
    CLOZE,
    TABLE,
    ORDERING,
    MATCHING,
    CATEGORIZE,
    LABEL_PICTURE,
    HOTSPOT,
    MARK_WORDS,
    FRACTION_BARS,
    NUMBER_LINE,
    PLOT_POINT,
    PARSONS,
    FORMULA,
    CODE,
)
"""What we ship, in the order of the documentation."""

TYPES: dict[str, QuestionType] = {kind.name: kind for kind in BUILT_IN}
"""Every type that this process can mark; ``lp_widgets.plugins.load`` adds those of plugins."""

_log = logging.getLogger(__name__)


def register(kind: QuestionType) -> None:
    """Let this process mark questions of ``kind``. A shipped type is never replaced."""
    shipped = next((known for known in BUILT_IN if known.name == kind.name), None)
    if shipped is not None and shipped is not kind:
        raise ValueError(f"“{kind.name}” is the name of a question type that we ship")
    TYPES[kind.name] = kind


def split(type_name: str, source: Any) -> tuple[Any, Any]:
    """Return the checked ``(spec, key)`` of an author's question. Raises QuestionError."""
    return _kind(type_name).split(source)


def public_spec(type_name: str, spec: Any) -> dict[str, Any]:
    """Return what a browser may have of ``spec`` (a model or a dict), as JSON values."""
    return _kind(type_name).public_spec(spec)


def drawn(type_name: str, spec: dict[str, Any], response: Any) -> str:
    """Return a response as SVG where its type draws it, else nothing; it never raises.

    ``spec`` is the public one. A picture that a type's own code fails to draw is left out.
    """
    try:
        return TYPES[type_name].drawn(spec, response) if type_name in TYPES else ""
    except Exception as error:
        _log.error("“%s” could not draw a response: %s", type_name, type(error).__name__)
        return ""


def mark(type_name: str, spec: Any, key: Any, response: Any, locale: str = "en") -> Mark:
    """Mark one response; ``spec`` and ``key`` are models or dicts of their fields.

    No response raises: what cannot be read is ``invalid``. Should a type's own code fail, the
    mark is ``pending`` for a person, so that an answer is kept all the same. An unknown type, and
    a spec or key that is none, raise QuestionError that names the field: these are faults of a
    lesson, and no learner can cause them.
    """
    kind = _kind(type_name)
    spec, key = models(type_name, spec, key)
    try:
        given = kind.mark(spec, key, response, locale)
        if not isinstance(given, Mark):
            raise TypeError("a marker returns a Mark")
    except Exception as error:
        # Only the kind of error is told: its text may quote what a child wrote.
        _log.error("The marker of “%s” failed with %s", type_name, type(error).__name__)
        return Mark.pending()
    return steps.taken(type_name, spec, given)


def models(type_name: str, spec: Any, key: Any) -> tuple[Any, Any]:
    """Return spec and key as checked models, by which ``mark`` marks sooner than by dicts.

    Raises QuestionError as ``mark`` does.
    """
    return _kind(type_name).models(spec, key)


def _kind(type_name: str) -> QuestionType:
    if type_name not in TYPES:
        raise QuestionError(
            "", f"there is no question type “{type_name}”; there are {listed(TYPES)}"
        )
    return TYPES[type_name]
