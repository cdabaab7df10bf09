"""The view as JupyterLab loads it: one module, in a shadow root, without our page around it."""

import base64
import contextlib
import json
from typing import Any

from hub_config.conformance import lesson as lessons
from hub_config.conformance.browser import Chromium
from hub_config.conformance.lesson import Served
from hub_config.conformance.outcome import Unmet
from hub_config.conformance.view import packed
from lp_widgets import plugins
from lp_widgets.cells import body
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.question_widget import QuestionWidget
from lp_widgets.widgets.tool_widget import ToolWidget
from lp_widgets.widgets.widget_type import WidgetType

_START = """async ([code, state]) => {
  const { default: widget } = await import(`data:text/javascript;base64,${code}`);
  const el = document.body.appendChild(document.createElement("div"));
  const quiet = { set() {}, save_changes() {}, on() {}, off() {}, send() {} };
  const model = { get: (name) => state[name], ...quiet };
  await widget.render({ model, el });
  return el.shadowRoot.querySelectorAll("[data-view] *, .view *").length;
}"""
_SENT = ("kind", "spec", "state", "sheet", "style", "locale", "direction", "strings")


def starts(kind: QuestionType | WidgetType, served: Served, chromium: Chromium) -> None:
    """Render the module in an empty page with the state that a kernel would send."""
    page = chromium.blank()
    try:
        module = packed(kind, plugins.load().views[f"{kind.name}.js"])
        code = base64.b64encode(module.encode()).decode()
        drawn = page.evaluate(_START, [code, _state(kind, served)])
    except Exception as error:
        if type(error).__module__.startswith("playwright"):
            said = str(error).split("\n")[0]
            raise Unmet(f"Its script stops there: {said}.") from error
        raise
    finally:
        page.close()
    if not drawn:
        raise Unmet("It shows nothing there. Put everything into el.")


def _state(kind: QuestionType | WidgetType, served: Served) -> dict[str, Any]:
    fields = body(kind.example)
    with contextlib.chdir(served.lesson.course / lessons.LESSON):  # for its pictures
        widget = (
            QuestionWidget.of(kind.name, fields)
            if isinstance(kind, QuestionType)
            else ToolWidget.of(kind.name, fields)
        )
    found = {name: each for name, each in widget.get_state().items() if name in _SENT}
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain
