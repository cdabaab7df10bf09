"""A phone's browser for the checks of a page: found where it is, or what to install."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

from hub_config.conformance.outcome import Unmet, Untried, some

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
}
INSTALL = (
    "The page was not opened. Install a browser and what drives it:"
    "  apt install chromium && pip install 'learning-passport[plugin-test]'"
)
NO_AXE = "Install axe-core for it:  pip install 'learning-passport[plugin-test]'"
_ARGS = ["--no-sandbox", "--disable-background-networking"]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
# The page loads this in the view's place; the view itself comes under another address.
_AROUND = """\
import view from "./{name}.js?view";

export default {{
  ...view,
  render(given) {{
    return view.render(window.lpProbe.around(given));
  }},
}};
"""


class NoBrowser(Exception):
    """There is no browser to open a page in; the text says what to install."""


class Chromium:
    """A running browser; each ``phone`` is another phone, with nothing stored in it."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    @contextmanager
    def phone(self, name: str, pseudo: bool = False) -> Iterator["Phone"]:
        """Open a phone that watches the view ``name``.

        With ``pseudo`` every sentence that the view has translated comes in other letters.
        """
        context = self._browser.new_context(**PHONE)
        context.set_default_timeout(20_000)
        context.add_init_script(_PROBE)
        if pseudo:
            context.add_init_script("window.lpProbe.pseudo = true;")
        try:
            yield Phone(context, name)
        finally:
            context.close()

    def blank(self) -> Any:
        """Return a page of nothing, as wide as a notebook."""
        return self._browser.new_page(viewport={"width": 1024, "height": 800})


class Phone:
    """One browser context; it notes where its page called and what its scripts said."""

    def __init__(self, context: Any, name: str) -> None:
        self.context = context
        self.page = context.new_page()
        self.called: list[str] = []
        self.troubles: list[str] = []
        around = _AROUND.format(name=name)
        self.page.route(
            f"**/widgets/{name}.js",
            lambda route: route.fulfill(body=around, content_type="text/javascript"),
        )
        context.on("request", lambda request: self.called.append(request.url))
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))

    def open(self, address: str) -> "Phone":
        """Open a lesson and wait until its views are in their places. Raises Unmet."""
        self.page.goto(address)
        for _ in range(_PATIENCE):
            if self.troubles:
                raise Unmet(f"Its script stops: {some(self.troubles)}.")
            if self.page.locator("html[data-ready]").count():
                return self
            self.page.wait_for_timeout(50)
        raise Unmet("The page waits for it. render draws at once and returns.")

    def ask(self, call: str, *values: Any) -> Any:
        """Return what the probe answers to ``call``."""
        written = ", ".join(json.dumps(value) for value in values)
        return self.page.evaluate(f"window.lpProbe.{call}({written})")

    def outside(self) -> list[str]:
        """Return the addresses that were called, or wanted, elsewhere than at the lesson's host."""
        own = urlsplit(self.page.url).netloc
        refused = self.page.evaluate("window.lpProbe.refused")
        web = [url for url in [*self.called, *refused] if urlsplit(url).scheme not in _LOCAL]
        return sorted({url for url in web if urlsplit(url).netloc != own})

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)


_PATIENCE = 400  # looks at a page that starts, 50 ms apart
_LOCAL = ("data", "blob", "about", "")


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start this computer's Chromium. Raises NoBrowser that says what to install."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser(INSTALL) from error
    with sync_playwright() as driver:
        path = next((found for name in _NAMES if (found := which(name))), None)
        try:
            browser = driver.chromium.launch(executable_path=path, args=_ARGS)
        except Error as error:
            raise NoBrowser(INSTALL) from error
        yield Chromium(browser)
        browser.close()


def axe(page: Any, **options: Any) -> list[str]:
    """Return what axe-core finds on ``page``. Raises Untried without axe-core."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        raise Untried(NO_AXE) from error

    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{each['id']} at {each['nodes'][0]['html'][:100]}" for each in found.response["violations"]
    ]
