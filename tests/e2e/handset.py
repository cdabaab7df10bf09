"""A phone (or a desk's browser) at a real lab: it signs in, answers, and notes what went wrong."""

import json
import re
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from lp_widgets import locales
from tests.e2e.browser import check, question, ready
from tests.e2e.lab import RunningLab, Visitor

COURSE = "first-steps"
# What Chromium says of a request that found no Wi-Fi; that the page copes is what tests look at.
NO_WIFI = re.compile(r"net::ERR_|WebSocket connection to")


class Handset:
    """One browser context at ``http://lab.test``; ``close`` fails on troubles and foreign hosts."""

    def __init__(self, lab: RunningLab, context: BrowserContext) -> None:
        self.lab, self.context = lab, context
        self.host = f"lab.test:{lab.port}"
        self.origin = f"http://{self.host}/"
        self.classroom = self.origin + "services/classroom/"
        self.called: set[str] = set()
        self.troubles: list[str] = []
        self.expected = NO_WIFI
        context.set_default_timeout(30_000)
        context.on("request", lambda request: self.called.add(request.url))
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("console", self._hear)
        context.on("page", self._follow)
        for page in context.pages:
            self._follow(page)
        self.page = context.pages[0] if context.pages else context.new_page()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.text} ({message.location.get('url')})")

    def _follow(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.called.add(socket.url))

    def expect_trouble(self, pattern: str) -> None:
        """Let the browser say ``pattern`` in its console: this test provokes it."""
        self.expected = re.compile(f"{self.expected.pattern}|{pattern}")

    def verify(self) -> None:
        """Fail on an error of a script and on any address outside the lab."""
        found = [each for each in self.troubles if not self.expected.search(each)]
        assert not found, found
        web = {url for url in self.called if not url.startswith(("data:", "about:", "blob:"))}
        assert {url.split("/")[2] for url in web} <= {self.host}

    def close(self) -> None:
        """Close the browser context, and say what went wrong in it."""
        self.context.close()
        self.verify()

    # -- signing in ---------------------------------------------------------------------------

    def tap(self, keys: Any) -> None:
        """Touch keys of the pad: digits or names of pictures."""
        for key in keys:
            self.page.locator(f'[name=key][value="{key}"]').tap()

    def open_class(self, name: str) -> None:
        """Touch the class code of the learner ``name``."""
        self.page.goto(self.origin)
        self.tap(self.lab.codes[self.lab.classes[name]])
        self.page.locator(".names").wait_for()

    def choose(self, name: str) -> None:
        """Touch one's own name in the list."""
        self.page.locator(f'.names [value="{self.lab.accounts[name]}"]').tap()
        self.page.locator("[data-pad][data-kind=pin]").wait_for()

    def sign_in(self, name: str) -> None:
        """Class code, name and PIN, by touch."""
        pin = self.lab.pin(name)
        self.open_class(name)
        self.choose(name)
        self.tap(pin)
        self.page.wait_for_url(self.classroom)

    def enter(self, name: str) -> None:
        """Be ``name``, who signed in before this test began."""
        visitor = Visitor(self.lab)
        visitor.sign_in(name)
        self.context.add_cookies(
            [
                {"name": c.name, "value": c.value or "", "domain": "lab.test", "path": c.path}
                for c in visitor.cookies
            ]
        )

    # -- pages --------------------------------------------------------------------------------

    def home(self) -> Page:
        """Open the learner's home (for a teacher: the desk)."""
        self.page.goto(self.classroom)
        return self.page

    def lesson(self, name: str) -> Page:
        """Open a lesson and wait until it can be used."""
        self.page.goto(f"{self.classroom}lesson/{COURSE}/{name}")
        ready(self.page)
        return self.page

    def overflow(self) -> int:
        """How many pixels the page is wider than the phone."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def depth(self) -> int:
        """How many pixels one has to scroll down to the page's end."""
        return self.page.evaluate(
            "document.documentElement.scrollHeight - document.documentElement.clientHeight"
        )

    # -- answers ------------------------------------------------------------------------------

    def fill(self, name: str, response: Any) -> None:
        """Put a response into the question ``name``, whatever its type."""
        box = question(self.page, name)
        kind = box.get_attribute("data-type")
        if kind == "ordering":
            for place, item in enumerate(response):
                row = box.locator(f'li[data-id="{item}"]')
                while row.evaluate("li => [...li.parentElement.children].indexOf(li)") > place:
                    row.get_by_role("button").first.tap()
        elif kind in ("single_choice", "multiple_choice"):
            wanted = {response} if isinstance(response, str) else set(response)
            for row in box.locator(".choice").all():
                field = row.locator("input")
                if field.is_checked() != (field.get_attribute("value") in wanted):
                    row.tap()
        else:
            self.page.locator(f"#f-{name}").fill(str(response))

    def answer(self, name: str, response: Any) -> None:
        """Put a response in and press Check."""
        self.fill(name, response)
        check(self.page, name)

    def slip(self, name: str) -> Any:
        """The slip under a question: what the class said."""
        return question(self.page, name).locator(".slip")


def keys(lab: RunningLab, locale: str, lesson: str) -> dict[str, dict[str, Any]]:
    """Return each question of a lesson with its key, as the laptop keeps it."""
    path = lab.data / "keys" / locale / COURSE / lesson / "keys.json"
    found: dict[str, dict[str, Any]] = json.loads(path.read_text())
    return found


def right(entry: dict[str, Any], locale: str = "en") -> Any:
    """Return a right response to a question, written as a child of this locale writes it."""
    key, kind = entry["key"], entry["type"]
    if kind == "number":
        return locales.number(key["answer"], locale)
    if kind == "short_text":
        return key["accepted"][0]
    if kind == "code":
        return "for side in range(4):\n    forward(100)\n    left(90)\n"
    return key[{"single_choice": "answer", "multiple_choice": "answers", "ordering": "order"}[kind]]


def wrong(entry: dict[str, Any]) -> tuple[Any, str]:
    """Return a response that the author foresaw as wrong, and what is said to it."""
    key = entry["key"]
    if entry["type"] == "multiple_choice":
        option = next(iter(key["say"]))
        return [option], key["say"][option]
    if entry["type"] == "single_choice":
        return next(iter(key["say"].items()))
    if entry["type"] == "ordering":
        return list(reversed(key["order"])), key["otherwise"]
    first = key["wrong"][0]
    given = first["answer"]
    return (given[0] if isinstance(given, list) else given), first["say"]


def plainly(text: str) -> str:
    """Return the longest piece of a text that stands in the page exactly as in its source."""
    return max(re.split(r"\{[^}]*\}|[`*_]", text), key=len).strip()


def kept(lab: RunningLab, name: str, question: str = "") -> list[Any]:
    """Return what the laptop has on disk of a learner's responses, in order."""
    base = sqlite3.connect(f"file:{lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
    try:
        rows = base.execute(
            "SELECT question, body FROM response WHERE account = ? ORDER BY seq",
            (lab.accounts[name],),
        ).fetchall()
    finally:
        base.close()
    return [json.loads(body) for each, body in rows if question in ("", each)]


def statements(lab: RunningLab, name: str) -> list[tuple[str, str]]:
    """Return (verb, lesson) of each of a learner's statements in the exported record."""
    exported = json.loads(lab.run("record", "export").stdout)
    return [
        (each["verb"]["display"]["en"], each["object"]["id"].rsplit("/", 1)[1])
        for each in exported
        if each["actor"]["account"]["name"] == lab.accounts[name]
    ]


def standing(page: Page, done: int, of: int) -> None:
    """Wait until the notches of the lesson's bar show ``done`` of ``of``."""
    expect(page.locator(".bar .notches i")).to_have_count(of)
    expect(page.locator(".bar .notches i.on")).to_have_count(done)


def until(condition: Callable[[], Any], patience: float = 60) -> Any:
    """Wait for what no page shows, and return it; fail when it never comes."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, "this never came"
        time.sleep(0.05)
    return found
