"""A widget without a question in the author's own JupyterLab."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets
from pydantic import ValidationError

from lp_widgets import pictures, plugins
from lp_widgets.locales import direction
from lp_widgets.widgets import esm, parts
from lp_widgets.widgets.sheet import tool_sheet
from lp_widgets.widgets.widget_type import Pictured


class ToolWidget(anywidget.AnyWidget):
    """Shows what a ``%%widget`` cell describes, with the same view as the learner's page."""

    state = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    locale = traitlets.Unicode("en").tag(sync=True)
    direction = traitlets.Unicode("ltr").tag(sync=True)
    strings = traitlets.Dict().tag(sync=True)

    @classmethod
    def of(cls, name: str, fields: dict[str, Any], locale: str = "en") -> "ToolWidget":
        """Return the widget ``name`` with the public ``fields``.

        Raises ValueError, and PictureError for its picture, which is looked for in the working
        folder: it is the notebook's.
        """
        loaded = plugins.load()
        kind = loaded.lesson_widgets[name]
        try:
            state = kind.schema(**fields)
        except ValidationError as error:
            first: Any = error.errors()[0]
            field = ".".join(str(place) for place in first["loc"])
            raise ValueError(f"The field “{field}” does not fit: {first['msg']}") from error
        shown = None
        if isinstance(state, Pictured):
            shown = pictures.read(Path.cwd(), state.picture, state.alt)
        return cls(
            state=state.model_dump(mode="json"),
            sheet=tool_sheet("", name, shown),
            style=esm.style(parts.style(kind.js), loaded.views.get(f"{name}.css")),
            locale=locale,
            direction=direction(locale),
            _esm=esm.tool_module(kind.js),
        )
