"""All checks of one kind, in the order in which an author mends things."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hub_config.conformance import marks, on_page, source, view
from hub_config.conformance.browser import Chromium
from hub_config.conformance.lesson import NotSound, Served, write
from hub_config.conformance.outcome import Outcome, tried
from lp_widgets import plugins
from lp_widgets.questions import QuestionType
from lp_widgets.widgets.widget_type import WidgetType


def of(kind: QuestionType | WidgetType, chromium: Chromium | None) -> Iterator[Outcome]:
    """Yield what came of each check of ``kind``; without ``chromium`` the page is not opened.

    ``kind`` is one of those that are installed (``lp_widgets.plugins.load``).
    """
    about = [tried(check, work) for check, work in source.checks(kind)]
    yield from about
    if any(each.state == "mend" and each.check == source.EXAMPLE for each in about):
        return  # Everything else is tried with the example.
    for check, work in view.checks(kind, plugins.load().views):
        yield tried(check, work)
    with tempfile.TemporaryDirectory(prefix="plugin-") as folder:
        try:
            lesson = write(Path(folder), kind)
        except NotSound as error:
            yield Outcome("A lesson with it can be built", "mend", str(error))
            return
        yield Outcome("A lesson with it can be built")
        if isinstance(kind, QuestionType):
            for check, work in marks.checks(kind, lesson):
                yield tried(check, work)
        if chromium is None:
            return
        with Served(lesson) as served:
            yield from on_page.checks(kind, served, chromium)
