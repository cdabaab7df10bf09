"""One scripted learner: what she does next is drawn from a generator of her own."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable

from tests.e2e.handset import COURSE
from tests.e2e.homework import BARREL
from tests.soak import mischief
from tests.soak.line import LIVE, Ended, Gone, Line, open_lesson
from tests.soak.phone import AFTER, BEFORE, CLASSROOM, REPLY, Phone

BUILT = ("fractions", "water-cycle")
NUMBERS = {
    "fractions": ("eighths", "plants", "jug"),
    "water-cycle": ("dry-after",),
    LIVE: ("whole-turn", "lines", "triangle"),
}
_GOOD_PROGRAM = "for side in range(4):\n    forward({size})\n    left(90)\nprint({size})\n"
_FILE = re.compile(rf'"({CLASSROOM}static/[^"]+)"')
# Seconds between two deeds of one learner: an hour's worth of them passes in minutes.
_PAUSE = (0.3, 4.0)
_OFFLINE = (1.0, 8.0)
_HAND_IN_EVERY = 60.0


class Learner:
    """Signs in, opens lessons, answers, runs programs, loses the Wi-Fi, misbehaves."""

    def __init__(self, phone: Phone, rng: random.Random, *, does_homework: bool = False) -> None:
        self.phone, self.rng, self.does_homework = phone, rng, does_homework
        self._handed_in = -_HAND_IN_EVERY
        self.ledger = phone.ledger
        self.inside = False
        self._files: set[str] = set()
        self._deeds: dict[Callable[[], Awaitable[None]], int] = {
            self.answer: 30,
            self.answer_on_a_bad_line: 14,
            self.leave_the_wifi: 8,
            self.reload: 8,
            self.run_programs: 10,
            self.run_mischief: 6,
            self.close_in_mid_run: 4,
            self.open_many_tabs: 3,
            self.say_what_no_page_says: 3,
            self.send_what_no_page_sends: 4,
            self.hand_in: 3,
            self.change_places: 3,
        }

    async def attend(self, until: float) -> None:
        """Do one thing after another until the loop's clock says ``until``."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self.rng.uniform(0, 5))
        while clock() < until:
            if not self.inside:
                self.inside = await self.phone.sign_in()
            else:
                [deed] = self.rng.choices(list(self._deeds), list(self._deeds.values()))
                self.ledger.deeds[deed.__name__] += 1
                await deed()
            await asyncio.sleep(self.rng.uniform(*_PAUSE))

    async def hand_over(self) -> None:
        """Send all that is left in the phone, as a page does when it is opened once more."""
        self.phone.offline = False
        while not await self.phone.flush():
            if not await self.phone.is_known():
                self.inside = await self.phone.sign_in()
            await asyncio.sleep(self.rng.uniform(0.5, 1.5))

    # -- deeds --------------------------------------------------------------------------------

    async def answer(self) -> None:
        """Answer a question, and now and then send the same answer once more."""
        answer = self.phone.make(*self._new_answer())
        await self._flush()
        if self.rng.random() < 0.2:
            await self.phone.send(answer)

    async def answer_on_a_bad_line(self) -> None:
        """Lose the connection while the answer is on its way; send it again later."""
        answer = self.phone.make(*self._new_answer())
        await self.phone.cut(answer, self.rng.choice((BEFORE, AFTER, REPLY)))
        if self.rng.random() < 0.7:
            await self._flush()

    async def leave_the_wifi(self) -> None:
        """Answer without Wi-Fi; all of it goes when the Wi-Fi is back."""
        self.phone.offline = True
        for _ in range(self.rng.randrange(1, 5)):
            self.phone.make(*self._new_answer())
            await self._flush()
            await asyncio.sleep(self.rng.uniform(*_OFFLINE) / 4)
        self.phone.offline = False
        await self._flush()

    async def reload(self) -> None:
        """Open home and a lesson, with the files that a browser has not got yet."""
        await self.phone.page("")
        _, page = await self.phone.page(f"lesson/{COURSE}/{self.rng.choice(BUILT)}")
        for path in sorted(set(_FILE.findall(page)) - self._files):
            status, _ = await self.phone.ask("file", "GET", path)
            if status == 200:
                self._files.add(path)

    async def run_programs(self) -> None:
        """Open the live lesson, run a few programs, and hand one in as an answer."""

        async def work(line: Line) -> str:
            for _ in range(self.rng.randrange(1, 4)):
                size = self.rng.randrange(10, 200)
                source = _GOOD_PROGRAM.format(size=size)
                try:
                    told = await line.run(source)
                except Ended:
                    self.ledger.surprises.append("a kernel ended in a good program")
                    raise
                if told.get("text") != f"{size}\n":
                    self.ledger.surprises.append(f"a good program left {told}"[:500])
            self.phone.make(LIVE, "own", source)
            return "good program: ran"

        await self._live(work)
        await self._flush()

    async def run_mischief(self) -> None:
        """Run a program that harms, then see whether the next one runs."""
        name = self.rng.choice(list(mischief.PROGRAMS))
        await self._live(lambda line: mischief.run_program(line, name))

    async def close_in_mid_run(self) -> None:
        """Close the page while a program runs."""

        async def work(line: Line) -> str:
            await line.start(mischief.PROGRAMS["endless loop"])
            await asyncio.sleep(self.rng.random())
            return "closed in mid-run"

        await self._live(work)

    async def open_many_tabs(self) -> None:
        """Open the live lesson in four tabs at once: two kernels are all that one may have."""
        tabs = (self._live(lambda line: mischief.run_program(line, "recursion")) for _ in range(4))
        await asyncio.gather(*tabs)

    async def say_what_no_page_says(self) -> None:
        """Send hostile messages to one's own kernel."""
        await self._live(lambda line: mischief.hostile_messages(line, self.rng))

    async def send_what_no_page_sends(self) -> None:
        """Send requests that are too long, unreadable, cut, or far too many."""
        name = self.rng.choice(list(mischief.REQUESTS))
        self.ledger.deeds[name] += 1
        await mischief.REQUESTS[name](self.phone, self.rng)

    async def hand_in(self) -> None:
        """Answer an assignment's question and hand the assignment in, at most once a minute."""
        clock = asyncio.get_running_loop().time
        if self.does_homework and clock() > self._handed_in + _HAND_IN_EVERY:
            self._handed_in = clock()
            self.phone.make(BARREL, "full", str(self.rng.randrange(1000)))
            if await self.phone.flush():
                await self.phone.hand_in(BARREL)

    async def change_places(self) -> None:
        """Sign out; the next turn signs in again."""
        await self.phone.sign_out()
        self.inside = False

    # -- what they are made of ----------------------------------------------------------------

    def _new_answer(self) -> tuple[str, str, str]:
        lesson = self.rng.choice(list(NUMBERS))
        return lesson, self.rng.choice(NUMBERS[lesson]), str(self.rng.randrange(10_000))

    async def _flush(self) -> None:
        if await self.phone.flush() or self.phone.offline:
            return
        if not await self.phone.is_known():
            self.inside = False

    async def _live(self, work: Callable[[Line], Awaitable[str]]) -> None:
        """Open the live lesson and do ``work`` there; note what came of it."""
        line = None
        try:
            line = await open_lesson(self.phone)
            outcome = await work(line)
        except Gone as gone:
            outcome = f"live: {gone}"
        finally:
            if line is not None:
                await line.close()
        self.ledger.deeds[outcome] += 1
