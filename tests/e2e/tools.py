"""The widgets that we ship, as a page holds them: each with its own example."""

from contextlib import contextmanager
from typing import Any

from lp_widgets import plugins
from lp_widgets.cells import body
from tests.e2e.browser import lesson, phone


def example(name: str, **more: Any) -> dict[str, Any]:
    """Return the widget ``name`` as its example shows it, with ``more`` fields of the test."""
    kind = plugins.load().lesson_widgets[name]
    fields = kind.schema(**{**body(kind.example), **more})
    return {"name": name, "state": fields.model_dump(mode="json")}


@contextmanager
def tool(chrome, name, locale="en", script="", **more):
    """A phone that shows one widget; at the end nothing went amiss and nothing is too wide."""
    with (
        lesson({}, {"it": example(name, **more)}, locale=locale) as server,
        phone(chrome, server) as opened,
    ):
        if script:
            opened.context.add_init_script(script)
        page = opened.open()
        yield page
        assert opened.troubles == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def press(page, name, times=1):
    for _ in range(times):
        page.get_by_role("button", name=name, exact=True).tap()
