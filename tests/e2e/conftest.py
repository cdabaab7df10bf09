"""Browsers for the tests that drive a real lab."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.e2e.browser import ARGS, CHROMIUM, PHONE
from tests.e2e.handset import Handset
from tests.e2e.lab import RunningLab

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """Playwright; one at a time, so that no module finds another's still running."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chrome(driver: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield running
    running.close()


@pytest.fixture
def handset(lab: RunningLab, chrome: Browser) -> Iterator[Callable[..., Handset]]:
    """Makes phones (``desktop=True``: a desk); at the end each must be without trouble."""
    made: list[Handset] = []

    def make(name: str = "", *, desktop: bool = False, **more: Any) -> Handset:
        context = chrome.new_context(**{**(DESKTOP if desktop else PHONE), **more})
        made.append(Handset(lab, context))
        if name:
            made[-1].enter(name)
        return made[-1]

    yield make
    for each in made:
        each.context.close()
    for each in made:
        each.verify()
