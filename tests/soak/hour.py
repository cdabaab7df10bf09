"""The simulated hour: a lab with a class in it, its disturbances, its end."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, async_playwright

from tests.e2e.browser import ARGS, CHROMIUM
from tests.e2e.lab import RunningLab
from tests.soak import leftovers, vitals
from tests.soak.disturbance import Kill, Recovery, disturb, plan
from tests.soak.learner import Learner
from tests.soak.ledger import Ledger
from tests.soak.line import Gone, open_lesson
from tests.soak.page import PageLearner
from tests.soak.phone import Phone

# The part of the hour in which processes are killed; afterwards memory must stop growing.
DISTURBED = 0.55
# Every so many'th learner hands in an assignment.
HOMEWORK_EVERY = 4
# Seconds that phones get for their last answers, and kernels of who signed out to be gone.
_LAST_ANSWERS = 180
_LAST_KERNELS = 60
# The guard lets go of a kernel that is gone when it next looks, once a second; CI may be slow.
_LET_GO = 5


@dataclass(frozen=True)
class Plan:
    """What happens in an hour; the same plan draws the same deeds and kills again."""

    seed: int
    seconds: float
    learners: int
    pages: int
    whole: bool

    @property
    def kills(self) -> list[Kill]:
        """The kills, in order."""
        return plan(self.seed, self.seconds * DISTURBED, self.whole)

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """The learners with scripts, and those with browsers."""
        scripted = [f"Child {number}" for number in range(self.learners)]
        return scripted, [f"Page {number}" for number in range(self.pages)]

    def roster(self) -> str:
        """The class list as a teacher imports it."""
        return "name,locale,class\n" + "".join(
            f"{name},en,Soak\n" for names in (["First"], *self.names) for name in names
        )


@dataclass
class Seen:
    """What was seen of an hour."""

    ledger: Ledger = field(default_factory=Ledger)
    recoveries: list[Recovery] = field(default_factory=list)
    samples: list[vitals.Sample] = field(default_factory=list)
    calm: tuple[float, float] = (0.0, 0.0)
    """When the undisturbed part began and ended (``time.monotonic``)."""
    rest: list[dict[str, Counter[str]]] = field(default_factory=list)
    """Open files of each part with nobody there, before and after."""
    kernels: list[str] = field(default_factory=list)
    """Folders of kernels that were still there when everybody had signed out."""


async def spend(plan: Plan, lab: RunningLab, seen: Seen) -> None:
    """Let a class spend its hour in ``lab``, which runs and has the plan's roster."""
    await _one_before_all(lab, seen)
    await asyncio.sleep(_LET_GO)
    seen.rest.append(vitals.at_rest(lab))
    clock = asyncio.get_running_loop().time
    async with _class(plan, lab, seen) as people:
        watching = asyncio.create_task(vitals.watch(lab, seen.samples))
        until = clock() + plan.seconds
        await asyncio.gather(
            _disturb(lab, plan.kills, seen), *(each.attend(until) for each in people)
        )
        seen.calm = (seen.calm[0], time.monotonic())
        watching.cancel()
        await _together("the last answers", _LAST_ANSWERS, [each.hand_over() for each in people])
        await asyncio.gather(*(each.phone.sign_out() for each in people))
    seen.kernels = await _until_no_kernels(lab)
    await asyncio.sleep(_LET_GO)
    seen.rest.append(vitals.at_rest(lab))


async def _disturb(lab: RunningLab, kills: list[Kill], seen: Seen) -> None:
    await disturb(lab, kills, seen.recoveries)
    seen.calm = (time.monotonic(), 0.0)


@asynccontextmanager
async def _class(
    plan: Plan, lab: RunningLab, seen: Seen
) -> AsyncIterator[Sequence[Learner | PageLearner]]:
    async with async_playwright() as driver:
        browser: Browser | None = None
        if plan.pages:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        people: list[Learner | PageLearner] = []
        scripted, with_pages = plan.names
        for number, name in enumerate(scripted):
            phone = Phone(lab, name, seen.ledger)
            homework = number % HOMEWORK_EVERY == 0  # grading is not what is tried here
            people.append(Learner(phone, _chance(plan, name), does_homework=homework))
        for name in with_pages:
            assert browser is not None
            phone = Phone(lab, name, seen.ledger)
            people.append(PageLearner(phone, browser, _chance(plan, name)))
        try:
            yield people
        finally:
            for each in people:
                await each.phone.close()
            if browser is not None:
                await browser.close()


def _chance(plan: Plan, name: str) -> random.Random:
    return random.Random(f"{plan.seed} {name}")


async def _one_before_all(lab: RunningLab, seen: Seen) -> None:
    """Let one learner use everything once, so that "at rest" means the same before and after."""
    phone = Phone(lab, "First", seen.ledger)
    try:
        assert await phone.sign_in()
        line = await open_lesson(phone)
        await line.run("forward(10)\n")
        await line.close()
        await phone.sign_out()
    except Gone as gone:
        raise AssertionError(f"the live lesson does not open: {gone}\n{lab.logs()}") from gone
    finally:
        await phone.close()
    assert not await _until_no_kernels(lab)


async def _until_no_kernels(lab: RunningLab) -> list[str]:
    until = time.monotonic() + _LAST_KERNELS
    while (found := leftovers.kernels_of(lab)) and time.monotonic() < until:
        await asyncio.sleep(0.5)
    return found


async def _together(what: str, patience: float, acts: Sequence[Awaitable[Any]]) -> None:
    """Wait for all ``acts``, and not for ever: what is missing is found by the checks."""
    done = asyncio.gather(*acts)
    try:
        await asyncio.wait_for(done, patience)
    except TimeoutError:
        print(f"{what}: not all came within {patience:.0f} seconds")
