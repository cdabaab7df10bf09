"""Page loads in a real Chromium, counted as its network layer counts."""

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Playwright, sync_playwright

from tests.e2e.browser import ARGS, CHROMIUM, PHONE

# Seconds without any request after which a page has loaded all that it wanted.
_QUIET = 1.5
_PATIENCE = 60_000


@dataclass
class Load:
    """What one page load cost on the wire: requests, bytes; and seconds until it could be used."""

    requests: int = 0
    bytes: int = 0
    socket_bytes: int = 0
    seconds: float = 0.0
    outside: list[str] = field(default_factory=list)
    last: float = field(default_factory=time.monotonic)

    @property
    def received(self) -> int:
        """All bytes on the wire: responses with their headers, and websocket messages."""
        return self.bytes + self.socket_bytes


def chromium() -> tuple[Playwright, Browser]:
    """Start one Chromium; each load gets a profile of its own in it, with nothing cached."""
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)


def load(browser: Browser, url: str, ready: str, cookies: Any = ()) -> Load:
    """Open ``url`` cold and wait for the element ``ready``; data: URLs are no requests."""
    return visits(browser, url, ready, cookies, times=1)[0]


def visits(
    browser: Browser, url: str, ready: str, cookies: Any = (), times: int = 2
) -> tuple[Load, ...]:
    """Open ``url`` again and again in one profile, which is new: only the first visit is cold."""
    context = browser.new_context(**PHONE)
    try:
        if cookies:
            context.add_cookies(list(cookies))
        return tuple(_visit(context, url, ready) for _ in range(times))
    finally:
        context.close()


def _visit(context: BrowserContext, url: str, ready: str) -> Load:
    page = context.new_page()
    counted = Load()
    _count(context.new_cdp_session(page), counted, url.split("/")[2])
    began = time.monotonic()
    page.goto(url, wait_until="commit", timeout=_PATIENCE)
    page.locator(ready).first.wait_for(state="visible", timeout=_PATIENCE)
    counted.seconds = time.monotonic() - began
    while time.monotonic() - counted.last < _QUIET:
        page.wait_for_timeout(100)
    page.close()
    return counted


def _count(session: CDPSession, counted: Load, host: str) -> None:
    sent: set[str] = set()

    def asked(event: Any) -> None:
        url = event["request"]["url"]
        counted.last = time.monotonic()
        if url.startswith(("data:", "blob:")):
            return
        sent.add(event["requestId"])
        counted.requests += 1
        if url.split("/")[2] != host:
            counted.outside.append(url)

    def answered(event: Any) -> None:
        counted.last = time.monotonic()
        if event["requestId"] in sent:
            counted.bytes += int(event["encodedDataLength"])

    def from_cache(event: Any) -> None:
        if event["requestId"] in sent:
            sent.remove(event["requestId"])
            counted.requests -= 1

    def received(event: Any) -> None:
        if event["response"].get("fromDiskCache"):
            from_cache(event)

    def connected(event: Any) -> None:
        counted.last = time.monotonic()
        counted.requests += 1

    def message(event: Any) -> None:
        counted.last = time.monotonic()
        frame = event["response"]
        text = frame["payloadData"]
        # Binary messages (opcode 2) come as base64.
        counted.socket_bytes += len(text) * 3 // 4 if frame["opcode"] == 2 else len(text.encode())

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.requestServedFromCache", from_cache)
    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", answered)
    session.on("Network.webSocketCreated", connected)
    session.on("Network.webSocketFrameReceived", message)
    session.send("Network.enable")
