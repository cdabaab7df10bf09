"""Processes that are killed, and when: drawn beforehand, so that a run can be repeated."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass

import psutil

from tests.e2e.lab import RunningLab

PROXY, HUB, SERVICE, LAB = "proxy", "hub", "classroom", "lab"
_WORDS = {"traefik": PROXY, "jupyterhub": HUB, "hub_config.classroom": SERVICE}
# Seconds that a part is left alone after it was killed, at the least.
_APART = 8.0


@dataclass(frozen=True)
class Kill:
    """``kill -9`` of one part, or of all of the lab, ``at`` seconds after the class began."""

    at: float
    victim: str


@dataclass(frozen=True)
class Recovery:
    """How long after a kill hub and classroom answered again, in seconds."""

    kill: Kill
    seconds: float


def plan(seed: int, seconds: float, whole: bool) -> list[Kill]:
    """Draw the kills of a class whose first ``seconds`` are disturbed.

    ``whole``: also the hub once and the whole lab once, as by a power cut; services and proxies
    are killed as often as there is time.
    """
    rng = random.Random(f"kills {seed}")
    pairs = max(1, int(seconds // 70)) if whole else 1
    victims = [SERVICE, PROXY] * pairs + ([HUB, LAB] if whole else [])
    rng.shuffle(victims)
    slot = seconds / len(victims)
    moments = [
        i * slot + rng.uniform(0.1, 0.9) * max(slot - _APART, 1) for i in range(len(victims))
    ]
    return [Kill(round(at, 2), victim) for at, victim in zip(moments, victims, strict=True)]


def parts(lab: RunningLab) -> dict[str, psutil.Process]:
    """Return the running parts of a lab by their names; what is just being started is not there."""
    assert lab.process is not None
    found: dict[str, psutil.Process] = {}
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(lab.process.pid)
        found[LAB] = top
        for each in top.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                words = " ".join(each.cmdline())
                name = next((name for word, name in _WORDS.items() if word in words), "")
                if name:
                    found.setdefault(name, each)
    return found


async def disturb(lab: RunningLab, kills: list[Kill], recoveries: list[Recovery]) -> None:
    """Kill what ``kills`` says, each at its moment, and wait for the lab to be back."""
    began = time.monotonic()
    for kill in kills:
        await asyncio.sleep(max(0.0, began + kill.at - time.monotonic()))
        at = time.monotonic()
        await asyncio.to_thread(_kill, lab, kill.victim)
        if kill.victim == LAB:
            await asyncio.to_thread(lab.start, enrol=False)
        await asyncio.to_thread(lab.wait_until_answering)
        recoveries.append(Recovery(kill, time.monotonic() - at))


def _kill(lab: RunningLab, victim: str) -> None:
    if victim == LAB:
        _cut_the_power(lab)
        return
    until = time.monotonic() + 30
    while (found := parts(lab).get(victim)) is None:
        assert time.monotonic() < until, f"there is no {victim} to kill\n{lab.logs()}"
        time.sleep(0.05)
    found.kill()


def _cut_the_power(lab: RunningLab) -> None:
    """End every process of the lab at once: first none of them may run, then none may live."""
    assert lab.process is not None
    top = psutil.Process(lab.process.pid)
    every = [top, *top.children(recursive=True)]
    for act in ("suspend", "kill"):
        for each in every:
            with contextlib.suppress(psutil.NoSuchProcess):
                getattr(each, act)()
    lab.process.wait(timeout=30)
