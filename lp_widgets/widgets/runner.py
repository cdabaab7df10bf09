"""The Python side of “Run”: takes a program from the page, runs it, sends back the drawing."""

from typing import Any, ClassVar

import anywidget

from lp_widgets.widgets.program import run


class Runner(anywidget.AnyWidget):
    """A model without a view; a live lesson makes one (``lp_widgets.runner()``).

    It receives ``{"run": id, "source": text}`` and answers ``{"ran": id, "svg": str | None,
    "text": str, "error": {"line", "message", "values"} | None}``.
    """

    _esm = "export default {}"
    _started: ClassVar["Runner | None"] = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_msg(self._receive)

    @classmethod
    def start(cls) -> None:
        """Make the kernel's one runner, if it has none yet."""
        if cls._started is None:
            cls._started = cls()

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict) or not isinstance(content.get("source"), str):
            return
        ran = run(content["source"])
        self.send({"ran": content.get("run"), "svg": ran.svg, "text": ran.text, "error": ran.error})
