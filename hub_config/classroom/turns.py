"""Whose turn it is to get a kernel: first come, first served, one place for each learner."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

# Seconds. Who is not heard of so long has left.
GRACE = 20.0
# Who is called and does not come so long goes to the end: she holds up the others.
COME = 8.0
# A place in the line is told anew at most so often: sixty learners ask whenever one moves up.
PAUSE = 2.0


@dataclass(eq=False)
class Place:
    """One learner's place in the line; all her pages share it."""

    account: str
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    called: asyncio.Event = field(default_factory=asyncio.Event)
    present: int = 0
    """Requests of hers that wait just now."""
    seen: float = field(default_factory=time.monotonic)

    @property
    def is_left(self) -> bool:
        """Whether nothing was heard of her for longer than a lost Wi-Fi or a reload takes."""
        return not self.present and time.monotonic() - self.seen > GRACE


class Turn:
    """Leave to start one kernel; ``over`` gives the way free for the next."""

    def __init__(self, account: str, turns: "Turns") -> None:
        self.account = account
        self._turns: Turns | None = turns

    def over(self) -> None:
        """Say that the kernel has started, or that it never will; twice is once."""
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.end(self)


class Turns:
    """The line of those who wait for a kernel.

    ``room(account, coming)`` says whether ``account`` can have a kernel beside those that run and
    the ``coming`` ones; it may end idle kernels. Nobody who waits is asked to hurry: who is away
    for a moment keeps her place, and those behind her go first meanwhile.
    """

    def __init__(self, room: Callable[[str, int], Awaitable[bool]], at_once: int) -> None:
        self._room = room
        self._at_once = at_once
        self._line: dict[str, Place] = {}
        self._begun: set[Turn] = set()
        self._calling = asyncio.Lock()
        self._moved = asyncio.Event()

    def __len__(self) -> int:
        """Return how many stand in the line."""
        return len(self._line)

    def place_of(self, account: str) -> Place:
        """Return the learner's place: the one she has, else the last of the line."""
        return self._line.setdefault(account, Place(account))

    def has(self, account: str, ticket: str) -> bool:
        """Return whether ``ticket`` is that of the learner's place."""
        place = self._line.get(account)
        return place is not None and place.ticket == ticket

    def before(self, place: Place) -> int:
        """Return how many stand before a place."""
        line = list(self._line.values())
        return line.index(place) if place in line else 0

    async def take(self, account: str, patience: float) -> Turn | None:
        """Return the learner's turn if it comes within ``patience`` seconds.

        Else she stands in the line (``place_of``). Of two pages that wait, one gets the turn.
        """
        place = self.place_of(account)
        await self._wait(place, place.called.wait, patience)
        if not place.called.is_set() or self._line.get(account) is not place:
            return None
        del self._line[account]
        turn = Turn(account, self)
        self._begun.add(turn)
        self._tell()
        return turn

    async def news(self, place: Place, known: int | None, patience: float) -> bool:
        """Wait until the place is called or is not ``known`` any more, at most ``patience``.

        Return whether it is still hers: another page of hers may have had the turn.
        """
        began = time.monotonic()

        async def change() -> None:
            while self._is_waiting(place) and known is not None:
                if self.before(place) == known:
                    await _first(place.called, self._moved)
                elif (rest := PAUSE - (time.monotonic() - began)) > 0:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(place.called.wait(), rest)
                else:
                    return

        await self._wait(place, change, patience)
        return self._line.get(place.account) is place

    def _is_waiting(self, place: Place) -> bool:
        return not place.called.is_set() and self._line.get(place.account) is place

    def is_starting(self, account: str) -> bool:
        """Return whether a kernel of the learner is just starting."""
        return any(turn.account == account for turn in self._begun)

    def leave(self, account: str) -> None:
        """Give up the learner's place."""
        if self._line.pop(account, None) is not None:
            self._tell()

    def end(self, turn: Turn) -> None:
        """Let the next one come; called by ``Turn.over``."""
        self._begun.discard(turn)
        self.move()

    def move(self) -> None:
        """Look who can be called now: a kernel has ended or started, or time has passed."""
        for place in [each for each in self._line.values() if each.is_left]:
            del self._line[place.account]
        self._tell()
        if self._line:
            asyncio.get_running_loop().create_task(self._call())

    async def _wait(
        self, place: Place, until: Callable[[], Awaitable[object]], patience: float
    ) -> None:
        place.present += 1
        try:
            await self._call()
            async with asyncio.timeout(patience):
                await until()
        except TimeoutError:
            pass
        finally:
            place.present -= 1
            place.seen = time.monotonic()

    async def _call(self) -> None:
        """Call everyone who is here and can start now, in the order of the line."""
        async with self._calling:
            for place in list(self._line.values()):
                if self.coming >= self._at_once:
                    return
                if place.called.is_set() or not place.present:
                    continue
                if await self._room(place.account, self.coming):
                    place.called.set()
                    asyncio.get_running_loop().call_later(COME, self._not_come, place)

    @property
    def coming(self) -> int:
        """How many kernels are starting, or are about to: their learners are called."""
        called = sum(place.called.is_set() for place in self._line.values())
        return called + len(self._begun)

    def _not_come(self, place: Place) -> None:
        """Put one who was called and did not come behind the others."""
        if self._line.get(place.account) is place and place.called.is_set():
            place.called.clear()
            self._line[place.account] = self._line.pop(place.account)
            self.move()

    def _tell(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of ``events`` is set."""
    waits = [asyncio.ensure_future(each.wait()) for each in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
