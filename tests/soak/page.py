"""A learner in a real browser: the page's own outbox keeps her answers, reloads and all."""

import asyncio
import json
import random
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Request, Response
from playwright.async_api import Error as BrowserError

from tests.e2e.browser import PHONE
from tests.e2e.handset import COURSE
from tests.soak.learner import BUILT, NUMBERS
from tests.soak.ledger import Answer
from tests.soak.line import LIVE
from tests.soak.phone import CLASSROOM, RESPONSES, Phone

_PATIENCE = 20_000
_SHORT = 4_000
_OUTBOX = """async () => {
  const names = (await indexedDB.databases()).map((d) => d.name);
  if (!names.includes("learning-passport")) return 0;
  const db = await new Promise((done, failed) => {
    const asked = indexedDB.open("learning-passport");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const kept = await new Promise((done) => {
    const asked = db.transaction(["outbox"]).objectStore("outbox").count();
    asked.onsuccess = () => done(asked.result);
  });
  db.close();
  return kept;
}"""


class PageLearner:
    """Answers in a page, without Wi-Fi, across reloads and closed tabs."""

    def __init__(self, phone: Phone, browser: Browser, rng: random.Random) -> None:
        self.phone, self.browser, self.rng = phone, browser, rng
        self.ledger = phone.ledger
        self._context: BrowserContext | None = None
        self._acts = {
            self._answer: 6,
            self._answer_offline: 4,
            self._reload_in_mid_answer: 3,
            self._run: 3,
            self._new_tab: 2,
        }

    async def attend(self, until: float) -> None:
        """Do one thing after another until the loop's clock says ``until``."""
        clock = asyncio.get_running_loop().time
        await self._enter()
        page = None
        while clock() < until:
            try:
                page = await self._ready(page)
                [act] = self.rng.choices(list(self._acts), list(self._acts.values()))
                self.ledger.deeds[f"in a browser: {act.__name__.strip('_')}"] += 1
                await act(page)
            except BrowserError:  # a page that is gone, or a lab that is away just now
                page = await self._after_trouble(page)
            await asyncio.sleep(self.rng.uniform(0.3, 2))

    async def hand_over(self) -> None:
        """Open a lesson until the page has sent all that was kept; then put the phone away."""
        assert self._context is not None
        await self._context.set_offline(False)
        page, left = None, -1
        while left != 0:
            try:
                page = await self._ready(page)
                left = await page.evaluate(_OUTBOX)
            except BrowserError:
                page = await self._after_trouble(page)
            await asyncio.sleep(1)
        await self._context.close()

    async def _enter(self) -> None:
        context = await self.browser.new_context(**PHONE)
        context.set_default_timeout(_PATIENCE)
        context.on("request", self._sent)
        context.on("response", self._told)
        self._context = context
        await self._sign_in()

    async def _sign_in(self) -> None:
        while not await self.phone.sign_in():
            await asyncio.sleep(1)
        cookies: list[Any] = [
            {"name": each.key, "value": each.value, "domain": "lab.test", "path": each["path"]}
            for each in self.phone.session.cookie_jar
        ]
        assert self._context is not None
        await self._context.add_cookies(cookies)

    def _sent(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith(RESPONSES):
            told = json.loads(request.post_data or "{}")
            place = (told["lesson"], told["question"], told["response"])
            self.ledger.make(Answer(told["id"], self.phone.account, *place))
            self.ledger.sent[told["id"]] += 1

    def _told(self, response: Response) -> None:
        if response.url.endswith(RESPONSES):
            self.ledger.statuses[f"{response.status} answer of a page"] += 1
            told = json.loads(response.request.post_data or "{}")
            if response.status == 200:
                self.ledger.acknowledged[told["id"]] += 1
            elif response.status in (409, 413, 422):
                self.ledger.refused[told["id"]] = response.status
        elif response.status == 500:
            self.ledger.surprises.append(f"500 in a browser: {response.url}")

    async def _ready(self, page: Page | None) -> Page:
        """Return a page with a lesson that can be used."""
        if page is None or page.is_closed():
            assert self._context is not None
            page = await self._context.new_page()
        if f"/lesson/{COURSE}/" not in page.url:
            lesson = self.rng.choice(list(BUILT))
            await page.goto(
                f"http://lab.test:{self.phone.lab.port}{CLASSROOM}lesson/{COURSE}/{lesson}"
            )
        await page.locator("html[data-ready]").wait_for(state="attached")
        return page

    async def _after_trouble(self, page: Page | None) -> None:
        """Begin with a new tab; sign in again where that is what the class wants."""
        self.ledger.deeds["in a browser: began with a new tab"] += 1
        if page is not None and not page.is_closed():
            await page.close()
        if not await self.phone.is_known():
            await self._sign_in()
        await asyncio.sleep(1)

    # -- acts ---------------------------------------------------------------------------------

    async def _answer(self, page: Page) -> None:
        lesson = page.url.split("?")[0].split("#")[0].rsplit("/", 1)[1]
        name = self.rng.choice(NUMBERS[lesson])
        field = page.locator(f"#f-{name}")
        await field.fill(str(self.rng.randrange(10_000)), timeout=_SHORT)
        await page.locator(f'section[data-question="{name}"] .check').click(timeout=_SHORT)

    async def _answer_offline(self, page: Page) -> None:
        await page.context.set_offline(True)
        try:
            await self._answer(page)
            await asyncio.sleep(self.rng.uniform(0.5, 4))
        finally:
            await page.context.set_offline(False)

    async def _reload_in_mid_answer(self, page: Page) -> None:
        await self._answer(page)
        await asyncio.sleep(self.rng.uniform(0, 0.1))
        await page.reload()

    async def _new_tab(self, page: Page) -> None:
        await self._answer(page)
        await page.close()

    async def _run(self, page: Page) -> None:
        """Run a program in the live lesson, and go on there."""
        address = f"http://lab.test:{self.phone.lab.port}{CLASSROOM}lesson/{COURSE}/{LIVE}"
        if page.url != address:
            await page.goto(address)
            await page.locator("html[data-ready]").wait_for(state="attached")
        box = page.locator('section[data-question="own"]')
        await page.locator("#f-own").fill(f"circle({self.rng.randrange(10, 90)})\n")
        await box.locator(".run-row .btn:not([aria-disabled])").click()
        await box.locator(".output img.drawing").wait_for()
