"""The phones of a class, in a process of their own that costs the lab little of its cores.

``python -m benchmarks.classroom.crowd`` reads one task a line (JSON) and writes what came of it.
"""

import asyncio
import json
import random
import resource
import sys
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.classroom.phone import Phone


class Crowd:
    """Every phone that there is; tasks name them by their places."""

    def __init__(self) -> None:
        self.phones: list[Phone] = []
        self.acknowledged: list[str] = []
        self._stop = asyncio.Event()
        self._answering: list[asyncio.Task[Any]] = []

    async def meet(self, phones: list[dict[str, str]]) -> int:
        """Take in ``phones``; those that were here before go."""
        for phone in self.phones:
            await phone.close()
        self.phones = [Phone(**each) for each in phones]
        return len(phones)

    async def open(
        self, path: str, count: int, within: float, live: bool = False, patience: float = 300
    ) -> list[dict[str, Any]]:
        """Let the first ``count`` phones open a page, evenly within some seconds."""

        async def one(place: int) -> Any:
            await asyncio.sleep(within * place / count)
            return asdict(await self.phones[place].open(path, live, patience))

        return await _all(one, range(count))

    async def answer(
        self,
        count: int,
        seconds: float,
        think: float,
        responses: list[dict[str, str]],
        runs: bool = False,
    ) -> dict[str, list[float]]:
        """Let ``count`` learners answer for some seconds, each after ``think`` seconds or so.

        With ``runs`` each runs a program in the kernel before each answer.
        """
        loop, chance = asyncio.get_running_loop(), random.Random("a class")
        until = loop.time() + seconds
        took: dict[str, list[float]] = {"ack": [], "run": []}

        async def one(place: int) -> None:
            phone = self.phones[place]
            await asyncio.sleep(think * place / count)
            while loop.time() < until:
                if runs:
                    took["run"].append(await phone.run())
                response = _response(chance.choice(responses))
                took["ack"].append(await phone.answer(response, self._stop))
                self.acknowledged.append(response["id"])
                await asyncio.sleep(think * chance.uniform(0.5, 1.5))

        await _all(one, range(count))
        return took

    async def burst(self, count: int, each: int, responses: list[dict[str, str]]) -> dict[str, Any]:
        """Let ``count`` phones send ``each`` responses that waited in them, one after another."""
        loop = asyncio.get_running_loop()
        took: list[float] = []
        began = loop.time()

        async def one(place: int) -> None:
            for number in range(each):
                response = _response(responses[(place + number) % len(responses)])
                took.append(await self.phones[place].answer(response, self._stop))
                self.acknowledged.append(response["id"])

        await _all(one, range(count))
        return {"seconds": loop.time() - began, "took": took}

    async def keep_answering(self, count: int, responses: list[dict[str, str]]) -> None:
        """Begin to answer without a pause; ``stop_answering`` ends it."""

        async def one(place: int) -> None:
            while not self._stop.is_set():
                response = _response(responses[place % len(responses)])
                took = await self.phones[place].answer(response, self._stop)
                if took == took:  # not NaN: it was acknowledged
                    self.acknowledged.append(response["id"])
                await asyncio.sleep(0.1)

        self._stop.clear()
        self._answering = [asyncio.create_task(one(place)) for place in range(count)]

    async def count_acknowledged(self) -> int:
        """Return how many responses were acknowledged since this process began."""
        return len(self.acknowledged)

    async def stop_answering(self) -> list[str]:
        """Return the ids of all responses that were ever acknowledged."""
        self._stop.set()
        await asyncio.gather(*self._answering)
        self._stop.clear()
        return self.acknowledged

    async def hang_up(self, count: int) -> None:
        """Leave the lessons, and end the kernels."""
        await _all(lambda place: self.phones[place].end_kernels(), range(count))

    async def cpu_seconds(self) -> float:
        """Return what this process has used."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime


def _response(place: dict[str, str]) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "version": "0", "locale": "en", **place}


async def _all(one: Callable[[int], Awaitable[Any]], places: Sequence[int]) -> list[Any]:
    return list(await asyncio.gather(*(one(place) for place in places)))


async def main() -> None:
    """Do what is asked, one task after another, until nobody asks any more."""
    crowd = Crowd()
    while line := await asyncio.to_thread(sys.stdin.readline):
        task = json.loads(line)
        done = await getattr(crowd, task.pop("do"))(**task)
        print(json.dumps(done), flush=True)
    await crowd.meet([])


if __name__ == "__main__":
    asyncio.run(main())
