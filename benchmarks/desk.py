"""What an open desk costs a class that answers, and how soon it shows what has changed.

``python -m benchmarks.desk [SECONDS]``

Sixty learners answer, first with no desk open, then with two, each on a line of events
(Server-Sent Events) and fetching what has changed, as desk.js does. A change counts as shown when
the first event after its acknowledgement has been followed by the whole part of the page.
"""

import asyncio
import random
import sys
import tempfile
import time
import uuid
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.classroom.phone import Phone
from benchmarks.classroom.school import BUILT, School, school
from benchmarks.held import cpu_seconds

LEARNERS, DESKS = 60, 2
SECONDS = 30.0
GOAL = 2.0
# Between two answers of one learner.
_PAUSE = 4.0
TEACHER = "teacher"


class Watching:
    """A desk that is open; ``shown`` has, for each event, when it came and when its part was there.

    Both in seconds of ``time.perf_counter``.
    """

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.shown: list[tuple[float, float]] = []
        self.fetched: list[int] = []

    async def watch(self) -> None:
        """Follow the line of events until cancelled."""
        phone, prefix = self._phone, self._phone.origin + self._phone.prefix
        packed = phone.headers | {"Accept-Encoding": "gzip"}
        async with phone.kept().get(f"{prefix}api/desk/events", headers=phone.headers) as line:
            assert line.status == 200, line.status
            async for text in line.content:
                if not text.startswith(b"data:"):
                    continue
                came = time.perf_counter()
                async with phone.kept().get(f"{prefix}desk?part=live", headers=packed) as got:
                    page = await got.read()
                    assert got.status == 200 and b"data-sign" in page, got.status
                self.shown.append((came, time.perf_counter()))
                self.fetched.append(len(page))


async def answering(
    phone: Phone, response: dict[str, str], seconds: float
) -> list[tuple[float, float]]:
    """Answer again and again; return when each answer was acknowledged, and after how long."""
    end, found = time.monotonic() + seconds, []
    await asyncio.sleep(random.uniform(0, _PAUSE))
    while time.monotonic() < end:
        sent = {"id": str(uuid.uuid4()), "version": "0", "locale": "en", **response}
        took = await phone.answer(sent, asyncio.Event())
        found.append((time.perf_counter(), took))
        await asyncio.sleep(_PAUSE)
    return found


async def class_for(
    school: School, phones: list[Phone], desks: list[Watching], seconds: float
) -> dict[str, Any]:
    """Let the class answer while ``desks`` are open; return what was seen."""
    response = school.responses(BUILT)[0]
    lines = [asyncio.create_task(desk.watch()) for desk in desks]
    await asyncio.sleep(1)
    before, began = cpu_seconds(school.pid), time.monotonic()
    acked = [
        each
        for took in await asyncio.gather(*(answering(each, response, seconds) for each in phones))
        for each in took
    ]
    used = (cpu_seconds(school.pid) - before) / (time.monotonic() - began)
    await asyncio.sleep(GOAL)
    for line in lines:
        line.cancel()
        with suppress(asyncio.CancelledError):
            await line
    return {"cores": used, "ack": [took for _, took in acked], "at": [at for at, _ in acked]}


def waits(at: list[float], desk: Watching) -> list[float]:
    """Return the seconds from each moment until ``desk`` had shown it; infinite if it never did."""
    came = [event for event, _ in desk.shown]
    found = []
    for each in at:
        place = bisect_left(came, each)
        found.append(desk.shown[place][1] - each if place < len(came) else float("inf"))
    return found


async def measure(school: School, given: list[dict[str, str]], seconds: float) -> dict[str, Any]:
    """Return what was seen without and with open desks."""
    phones = [Phone(**each) for each in given]
    teachers = [Phone(**await asyncio.to_thread(school.phone, TEACHER)) for _ in range(DESKS)]
    desks = [Watching(each) for each in teachers]
    try:
        await class_for(school, phones, [], 3)  # first use of everything
        alone = await class_for(school, phones, [], seconds)
        watched = await class_for(school, phones, desks, seconds)
    finally:
        for phone in phones + teachers:
            await phone.close()
    shown = [each for desk in desks for each in waits(watched["at"], desk)]
    size = figures.median([each for desk in desks for each in desk.fetched])
    return {"alone": alone, "watched": watched, "shown": shown, "part_bytes": size}


def main(seconds: float) -> None:
    """Measure; print the table and the figures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        school(LEARNERS, Path(folder)) as full,
    ):
        found = asyncio.run(measure(full, full.phones(), seconds))
    rows, told = [], {}
    for name in ("alone", "watched"):
        each = found[name]
        ack = [took * 1000 for took in each["ack"]]
        rows.append([name, len(ack), figures.both(ack, 1), f"{each['cores']:.1%}"])
        told[name] = {"cores": round(each["cores"], 3), "ack_p95_ms": round(figures.p95(ack), 1)}
    figures.table(["desks", "answers", "ms until acknowledged", "of one core"], rows)
    shown = found["shown"]
    print(f"A change is shown after {figures.both(shown)} seconds (median / 95th percentile).\n")
    result = {
        "learners": LEARNERS,
        "desks": DESKS,
        "shown_median_s": round(figures.median(shown), 2),
        "shown_p95_s": round(figures.p95(shown), 2),
        "goal_s": GOAL,
        "part_bytes": found["part_bytes"],
        **told,
    }
    figures.finish("desk", result)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
