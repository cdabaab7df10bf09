"""What a lesson weighs in a real Chromium: at the first visit, and at the second."""

from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.browsing import Load, chromium, load, visits
from benchmarks.classroom.school import BUILT, LIVE, READER, School, lesson_path
from benchmarks.lesson_page import PROGRAM_RUNS, USABLE, cookies
from benchmarks.stock import voila


@dataclass(frozen=True)
class Weights:
    """Requests and bytes received, with headers and websocket messages."""

    built: Load
    built_again: Load
    live: Load
    live_again: Load
    stock: Load

    @property
    def rows(self) -> list[list[object]]:
        """Return a row for each visit."""
        return [
            [name, each.requests, f"{each.received / 1000:.0f}", len(each.outside)]
            for name, each in {
                "built lesson, first visit": self.built,
                "built lesson, second visit": self.built_again,
                "live lesson, first visit": self.live,
                "live lesson, second visit": self.live_again,
                "stock Voilà, the live lesson's notebook": self.stock,
            }.items()
        ]

    def figures(self) -> dict[str, Any]:
        """Return what goes into the JSON."""
        return {
            name: {"requests": each["requests"], "bytes": each["bytes"] + each["socket_bytes"]}
            for name, each in asdict(self).items()
        }


def weights(school: School) -> Weights:
    """Open both lessons twice in one browser profile each, and stock Voilà's page once."""
    origin = f"http://lab.test:{school.lab.port}"
    who = cookies(school.lab, READER)
    playwright, browser = chromium()
    try:
        built = visits(browser, origin + lesson_path(BUILT), USABLE, who)
        live = visits(browser, origin + lesson_path(LIVE), PROGRAM_RUNS, who)
        with voila(school.notebook(LIVE)) as running:
            # The runner has no view, so the last of the lesson's sections says that all is there.
            stock = load(browser, running.address, "[data-question=own]")
    finally:
        browser.close()
        playwright.stop()
    return Weights(*built, *live, stock)
