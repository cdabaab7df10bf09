"""What learners who misbehave cost their neighbours: answers and widgets, alone and under attack.

``python -m benchmarks.neighbours [SECONDS]``

Twenty learners send answers, each acknowledged when it is on disk; twenty run small programs over
their websockets. First nobody else does anything, then six learners' kernels do one harmful thing
after another, with a quiet time before each. The attackers' clients are a process of their own, at
low priority: on a real Wi-Fi they would be phones.
"""

import asyncio
import multiprocessing
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Coroutine
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.classroom.phone import Phone
from benchmarks.classroom.school import BUILT, LIVE, School, lesson_path, school

NEIGHBOURS = 20
ATTACKERS = 6
GOAL = 1.2
SECONDS = 10.0
# Between two answers, or two runs of a small program, of one learner.
_PAUSE = 1.0
_SETTLE = 3.0
# Longer than any answer may take; what never comes ends the measurement.
_PATIENCE = 60.0

_SEND = "from lp_widgets.widgets.runner import Runner\nsend = Runner._started.send\n"
ATTACKS = {
    "endless loops": "while True:\n    pass\n",
    "threads that never end": (
        "import threading\ndef work():\n    while True:\n        pass\n"
        "for n in range(8):\n    threading.Thread(target=work, daemon=True).start()\nwork()\n"
    ),
    "output floods": _SEND + "while True:\n    send('more')\n",
    "big messages": _SEND + "while True:\n    send('x' * 3000000)\n",
    "processes, memory, files": (
        "import os\nheld = []\nwhile True:\n"
        "    try:\n        os.fork()\n    except OSError:\n        pass\n"
        "    try:\n        held.append(bytearray(1 << 24))\n"
        "    except MemoryError:\n        held = []\n"
        "    try:\n        open(f'f{len(held)}', 'w').write('x' * 1000000)\n"
        "    except OSError:\n        pass\n"
    ),
}


async def timed(work: Callable[[], Coroutine[Any, Any, Any]], seconds: float) -> list[float]:
    """Do ``work`` again and again; return the seconds that each took."""
    end = time.monotonic() + seconds
    took = []
    await asyncio.sleep(random.uniform(0, _PAUSE))
    while time.monotonic() < end:
        began = time.perf_counter()
        async with asyncio.timeout(_PATIENCE):
            await work()
        took.append(time.perf_counter() - began)
        await asyncio.sleep(_PAUSE)
    return took


class Neighbours:
    """Those who only want to learn: some send answers, the others run small programs."""

    def __init__(self, answering: list[Phone], live: list[Phone], response: dict[str, str]) -> None:
        self.answering, self.live, self.response = answering, live, response

    async def measure(self, seconds: float) -> dict[str, list[float]]:
        """Return the seconds of each answer and of each small program."""
        answers = [timed(partial(self._answer, phone), seconds) for phone in self.answering]
        widgets = [timed(phone.run, seconds) for phone in self.live]
        took = await asyncio.gather(*answers, *widgets)
        flat = chain.from_iterable
        return {"answers": [*flat(took[: len(answers)])], "widgets": [*flat(took[len(answers) :])]}

    async def _answer(self, phone: Phone) -> None:
        sent = {"id": str(uuid.uuid4()), "version": "0", "locale": "en", **self.response}
        await phone.answer(sent, asyncio.Event())


async def _open(phone: Phone) -> None:
    opened = await phone.open(lesson_path(LIVE), live=True, patience=120)
    if opened.failed:
        raise ConnectionError(opened.failed)


async def _attack(phones: list[Phone], source: str, ready: Any) -> None:
    """Have every attacker run ``source``, again and again, with a new kernel where one ended."""

    async def one(phone: Phone) -> None:
        while True:
            try:
                await _open(phone)
                ready.release()
                listening = asyncio.create_task(phone.listen())
                while not listening.done():
                    await phone.send_program(source)
                    await asyncio.wait({listening}, timeout=5)
            except OSError:
                await asyncio.sleep(0.5)

    await asyncio.gather(*map(one, phones))


def _attackers(phones: list[dict[str, str]], source: str, ready: Any) -> None:
    os.setsid()
    os.nice(10)
    asyncio.run(_attack([Phone(**each) for each in phones], source, ready))


async def attacked(school: School, source: str, work: Callable[[], Any]) -> Any:
    """Return what ``work`` returns while the attackers, who leave afterwards, run ``source``."""
    phones = [await asyncio.to_thread(school.phone, name) for name in school.names[:ATTACKERS]]
    context = multiprocessing.get_context("spawn")
    ready = context.Semaphore(0)
    attackers = context.Process(target=_attackers, args=(phones, source, ready), daemon=True)
    attackers.start()
    try:
        for _ in phones:
            await asyncio.to_thread(ready.acquire, True, 120)
        await asyncio.sleep(1)
        return await work()
    finally:
        attackers.terminate()
        attackers.join()
        for each in phones:
            phone = Phone(**each)
            await phone.end_kernels()
            await phone.close()


async def measure(
    school: School, given: list[dict[str, str]], seconds: float
) -> dict[str, dict[str, list[float]]]:
    """Return the times of all, quiet (in pieces, before each attack) and under each attack."""
    quiet: dict[str, list[float]] = {"answers": [], "widgets": []}
    found = {"quiet": quiet}
    phones = [Phone(**each) for each in given]
    try:
        live = phones[NEIGHBOURS:]
        await asyncio.gather(*map(_open, live))
        neighbours = Neighbours(phones[:NEIGHBOURS], live, school.responses(BUILT)[0])
        await neighbours.measure(3)  # first use of everything
        for name, source in ATTACKS.items():
            await asyncio.sleep(_SETTLE)
            for kind, took in (await neighbours.measure(seconds / 2)).items():
                quiet[kind] += took
            print(f"… {name}", file=sys.stderr)
            found[name] = await attacked(school, source, lambda: neighbours.measure(seconds))
    finally:
        for phone in phones:
            await phone.close()
    return found


def main(seconds: float) -> None:
    """Measure; print the table and the figures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        school(ATTACKERS + 2 * NEIGHBOURS, Path(folder)) as full,
    ):
        found = asyncio.run(measure(full, full.phones()[ATTACKERS:], seconds))
    print("Milliseconds of neighbours, median / 95th percentile\n")
    header = ["", "answers", "ratio of p95", "widgets", "ratio of p95"]
    rows, ratios = [], {}
    for name, took in found.items():
        ratio = {
            kind: round(figures.p95(took[kind]) / figures.p95(found["quiet"][kind]), 2)
            for kind in took
        }
        ratios[name] = ratio
        cells: list[object] = [name]
        for kind in ("answers", "widgets"):
            cells += [figures.both([1e3 * each for each in took[kind]], 1), ratio[kind]]
        rows.append(cells)
    figures.table(header, rows)
    worst = max(ratio[kind] for ratio in ratios.values() for kind in ratio)
    counts = {name: {kind: len(took[kind]) for kind in took} for name, took in found.items()}
    result = {"p95_ratio": worst, "goal": GOAL, "p95_ratios": ratios, "measured": counts}
    figures.finish("neighbours", {"neighbours": NEIGHBOURS, "attackers": ATTACKERS, **result})


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
