"""What learners who misbehave cost their neighbours: answers and widgets, alone and under attack.

``python -m benchmarks.neighbours [SECONDS]``

Twenty learners send answers, each acknowledged when it is on disk; twenty run small programs over
their websockets. First nobody else does anything, then six learners' kernels do one harmful thing
after another, with a quiet time before each. The attackers' clients are a process of their own, at
low priority: on a real Wi-Fi they would be phones.
"""

import asyncio
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.live_client import BUILT, CLASSROOM, COURSE, LiveClient, opened
from tests.e2e.lab import RunningLab, Visitor

NEIGHBOURS = 20
ATTACKERS = 6
NAMES = [f"Child {n}" for n in range(ATTACKERS + 2 * NEIGHBOURS)]
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
SMALL = "print(1)\n"


def _a_number(lab: RunningLab) -> str:
    """Return a question of the built lesson that takes a number."""
    path = lab.data / "keys" / "en" / COURSE / BUILT / "keys.json"
    keys = json.loads(path.read_text())
    return next(name for name, each in keys.items() if each["type"] == "number")


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
    """Those who only want to learn; ``live`` has one client fewer for each kernel that ended."""

    def __init__(self, answering: list[LiveClient], live: list[LiveClient], question: str) -> None:
        self.answering, self.live, self.question = answering, live, question

    async def measure(self, seconds: float) -> dict[str, list[float]]:
        """Return the seconds of each answer and of each small program."""
        answers = [
            timed(lambda client=client: client.answer(self.question, "1"), seconds)  # type: ignore[misc]
            for client in self.answering
        ]
        widgets = [
            timed(lambda client=client: client.run(SMALL), seconds)  # type: ignore[misc]
            for client in self.live
        ]
        took = await asyncio.gather(*answers, *widgets)
        count = len(answers)
        flat = chain.from_iterable
        return {"answers": list(flat(took[:count])), "widgets": list(flat(took[count:]))}


async def _attack(lab: RunningLab, visitors: list[Visitor], source: str, ready: Any) -> None:
    """Have every attacker run ``source``, again and again, with a new kernel where one ended."""

    async def one(visitor: Visitor) -> None:
        while True:
            try:
                async with LiveClient(lab, visitor) as client:
                    await client.open()
                    ready.release()
                    listening = asyncio.create_task(client.listen())
                    while not listening.done():
                        await client.send_program(source)
                        await asyncio.wait({listening}, timeout=5)
            except OSError:
                await asyncio.sleep(0.5)

    await asyncio.gather(*map(one, visitors))


def _attackers(lab: RunningLab, visitors: list[Visitor], source: str, ready: Any) -> None:
    os.setsid()
    os.nice(10)
    asyncio.run(_attack(lab, visitors, source, ready))


async def attacked(lab: RunningLab, source: str, work: Callable[[], Any]) -> Any:
    """Return what ``work`` returns while the attackers, who leave afterwards, run ``source``."""
    visitors = [await asyncio.to_thread(lab.sign_in, name) for name in NAMES[:ATTACKERS]]
    context = multiprocessing.get_context("fork")
    ready = context.Semaphore(0)
    attackers = context.Process(target=_attackers, args=(lab, visitors, source, ready), daemon=True)
    attackers.start()
    try:
        for _ in visitors:
            await asyncio.to_thread(ready.acquire, True, 120)
        await asyncio.sleep(1)
        return await work()
    finally:
        attackers.terminate()
        attackers.join()
        for visitor in visitors:
            await asyncio.to_thread(visitor.get, CLASSROOM + "signout")


async def measure(
    lab: RunningLab, visitors: list[Visitor], seconds: float
) -> dict[str, dict[str, list[float]]]:
    """Return the times of all, quiet (in pieces, before each attack) and under each attack."""
    quiet: dict[str, list[float]] = {"answers": [], "widgets": []}
    found = {"quiet": quiet}
    clients = [LiveClient(lab, visitor) for visitor in visitors]
    for client in clients:
        await client.__aenter__()
    try:
        live = clients[NEIGHBOURS:]
        await opened(live)
        neighbours = Neighbours(clients[:NEIGHBOURS], live, _a_number(lab))
        await neighbours.measure(3)  # first use of everything
        for name, source in ATTACKS.items():
            await asyncio.sleep(_SETTLE)
            for kind, took in (await neighbours.measure(seconds / 2)).items():
                quiet[kind] += took
            found[name] = await attacked(lab, source, lambda: neighbours.measure(seconds))
    finally:
        for client in clients:
            await client.__aexit__()
    return found


def main(seconds: float) -> None:
    """Measure; print the table and the figures."""
    roster = "name,locale,class\n" + "".join(f"{name},en,River\n" for name in NAMES)
    with tempfile.TemporaryDirectory() as folder:
        lab = RunningLab(Path(folder), roster, options=("--kernels", "60"))
        lab.start()
        try:
            for name in NAMES:
                lab.pin(name)
            with ThreadPoolExecutor(4) as together:
                visitors = list(together.map(lab.sign_in, NAMES[ATTACKERS:]))
            # A process that is forked takes no open file along.
            log, lab.log = lab.log, None  # type: ignore[assignment]
            found = asyncio.run(measure(lab, visitors, seconds))
            lab.log = log
        finally:
            lab.stop()
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
