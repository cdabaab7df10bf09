"""The example of each shipped type, as an author writes it."""

from typing import Any

from lp_widgets import questions
from lp_widgets.cells import body

SOURCES: dict[str, dict[str, Any]] = {kind.name: body(kind.example) for kind in questions.BUILT_IN}

KEPT = ("code", "draw", "long_text")
"""Types whose response is only checked for its form when it arrives."""


def source(name: str, **changes: Any) -> dict[str, Any]:
    """Return the example of a type with some fields changed; None takes a field away."""
    made = {**SOURCES[name], **changes}
    return {field: value for field, value in made.items() if value is not None}
