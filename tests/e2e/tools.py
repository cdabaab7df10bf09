"""The widgets that we ship, as a page holds them: each with its own example."""

from typing import Any

from lp_widgets import plugins
from lp_widgets.cells import body


def example(name: str, **more: Any) -> dict[str, Any]:
    """Return the widget ``name`` as its example shows it, with ``more`` fields of the test."""
    kind = plugins.load().lesson_widgets[name]
    fields = kind.schema(**{**body(kind.example), **more})
    return {"name": name, "state": fields.model_dump(mode="json")}
