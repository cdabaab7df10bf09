"""A phone's browser at 360×640 on plain http, and lessons to open in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
)

from tests.e2e.page_server import Lesson, Server

ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--host-resolver-rules=MAP lab.test 127.0.0.1",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
CHROMIUM = which("chromium") or which("chromium-browser")

# A page waits before it asks again; a slow laptop makes it wait longer.
expect.set_options(timeout=20_000)

QUESTIONS: dict[str, dict[str, Any]] = {
    "jug": {
        "type": "number",
        "spec": {
            "id": "jug",
            "ask": "The jug holds 2 litres. It is three quarters full. How much water is in it?",
            "help": "Write a number, like {2.5} or {10}.",
            "unit": "litres",
            "hints": ["How much water is in one part?", "Half a litre is in one part."],
        },
        "key": {
            "answer": "1.5",
            "right": "Three of them make {1.5} litres.",
            "wrong": [{"answer": "0.5", "say": "{0.5} litres is the part that is empty."}],
        },
    },
    "kites": {
        "type": "single_choice",
        "spec": {
            "id": "kites",
            "ask": "Which kite has more yellow?",
            "options": {"a": "the first, with {2/3}", "b": "the second, with {2/5}"},
        },
        "key": {"answer": "a", "right": "Thirds are larger.", "say": {"b": "Fifths are small."}},
    },
    "half": {
        "type": "multiple_choice",
        "spec": {
            "id": "half",
            "ask": "Which fractions are one half?",
            "options": {"a": "{2/4}", "b": "{3/5}", "c": "{3/6}"},
        },
        "key": {"answers": ["a", "c"], "otherwise": "Halve the lower number."},
    },
    "third": {
        "type": "short_text",
        "spec": {"id": "third", "ask": "What do we call one of three equal parts?"},
        "key": {"accepted": ["one third", "a third"]},
    },
    "order": {
        "type": "ordering",
        "spec": {
            "id": "order",
            "ask": "Put these fractions in order.",
            "items": {"rest": "{3/4}", "eighth": "{1/8}", "half": "{1/2}"},
        },
        "key": {"order": ["eighth", "half", "rest"]},
    },
}
PROGRAM: dict[str, dict[str, Any]] = {
    "draw": {
        "type": "code",
        "spec": {
            "id": "draw",
            "ask": "Draw a square.",
            "starter": "for turn in repeat(4):\n    forward(100)\n    left(90)\n",
        },
        "key": {},
    }
}
TOOLS: dict[str, dict[str, Any]] = {
    "bar": {
        "name": "fraction_bars",
        "state": {"parts": 8, "coloured": 4, "compare": "3/4", "label": "", "caption": ""},
    },
    "plot": {
        "name": "function_plot",
        "state": {
            "expression": "a * x + b",
            "x": [-10, 10],
            "y": [-10, 10],
            "label": "A straight line",
            "description": "",
            "sliders": {
                "a": {"min": -3, "max": 3, "step": 0.5, "value": 1, "label": "how steep"},
                "b": {"min": -5, "max": 5, "step": 1, "value": None, "label": ""},
            },
        },
    },
}


class Phone:
    """One browser with one account; it notes what went wrong and where it called."""

    def __init__(self, context: BrowserContext, server: Server, account: str = "amal") -> None:
        self.context, self.server = context, server
        self.troubles: list[str] = []
        self.called: set[str] = set()
        context.add_cookies(server.account(account))
        context.on("request", lambda request: self.called.add(request.url))
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))

    def open(self) -> Page:
        """A new tab with the lesson, ready to use."""
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        if page.url != "about:blank":
            page = self.context.new_page()
        page.goto(self.server.address + "lesson")
        ready(page)
        return page

    def offline(self, away: bool = True) -> None:
        """Take the Wi-Fi away, or give it back."""
        self.context.set_offline(away)


def ready(page: Page) -> None:
    """Wait until the page's scripts have put every view in its place."""
    expect(page.locator("html[data-ready]")).to_have_count(1)


@contextmanager
def lesson(
    questions: dict[str, Any] | None = None, tools: dict[str, Any] | None = None, **more: Any
) -> Iterator[Server]:
    """A server with a lesson of these questions and tools."""
    chosen = QUESTIONS if questions is None else questions
    with Server(Lesson(chosen, tools, **more)) as server:
        yield server


@contextmanager
def phone(browser: Browser, server: Server, account: str = "amal", **more: Any) -> Iterator[Phone]:
    """Another phone each time: nothing is stored in it."""
    context = browser.new_context(**{**PHONE, **more})
    context.set_default_timeout(20_000)
    try:
        yield Phone(context, server, account)
    finally:
        context.close()


@contextmanager
def own_phone(
    playwright: Playwright, server: Server, profile: Path, account: str = "amal"
) -> Iterator[Phone]:
    """A phone whose storage lies in ``profile``: the same folder is the same phone again."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=ARGS, **PHONE
    )
    context.set_default_timeout(20_000)
    try:
        yield Phone(context, server, account)
    finally:
        context.close()


def question(page: Page, name: str) -> Any:
    """The section of a question."""
    return page.locator(f'section[data-question="{name}"]')


def check(page: Page, name: str) -> None:
    """Press its Check button."""
    question(page, name).locator(".check").click()


def state(page: Page, name: str, wanted: str) -> None:
    """Wait until a question shows a state."""
    expect(question(page, name)).to_have_attribute("data-state", wanted)


def stored(page: Page, store: str = "outbox") -> list[dict[str, Any]]:
    """What lies in this browser's IndexedDB."""
    found: list[dict[str, Any]] = page.evaluate(
        """async (store) => {
          const names = (await indexedDB.databases()).map((d) => d.name);
          if (!names.includes("learning-passport")) return [];
          const db = await new Promise((done) => {
            const asked = indexedDB.open("learning-passport");
            asked.onsuccess = () => done(asked.result);
          });
          const all = await new Promise((done) => {
            const asked = db.transaction([store]).objectStore(store).getAll();
            asked.onsuccess = () => done(asked.result);
          });
          db.close();
          return all;
        }""",
        store,
    )
    return found
