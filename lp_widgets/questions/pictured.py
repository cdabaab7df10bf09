"""What questions about a picture share: a picture there must be, and places in percent of it."""

import re
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator

from lp_widgets.questions import base
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import Exact, exact

_TYPED = re.compile(r"\d{1,3}(?:\.\d{1,6})?", re.ASCII)


def _on_the_picture(text: str) -> str:
    if not 0 <= exact(text) <= 100:
        raise ValueError("must lie between 0 and 100, in percent of the picture")
    return text


Percent = Annotated[Exact, AfterValidator(_on_the_picture)]
"""A place along the picture's width (from its left edge) or height (from its top edge)."""


def needs_picture(spec: base.Spec) -> None:
    """Refuse an author's question about a picture that names none."""
    if not spec.picture:
        raise QuestionError("picture", "is missing: an .svg or .png file beside the notebook")


def percent(given: object) -> Fraction | None:
    """Read one number of a response, such as ``"31.5"``; None when it is no place on a picture."""
    if not isinstance(given, str) or not _TYPED.fullmatch(given):
        return None
    value = Fraction(given)
    return value if value <= 100 else None
