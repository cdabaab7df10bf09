"""Guessing made slow: per person, per address, and without one child shutting out another.

Three rules, all kept in memory and of bounded size:

- *Person at an address*: after three free tries each further one has to wait, twice as long every
  time, up to an hour. A child who fumbles at the shared phone blocks nobody else there.
- *Person from anywhere*: a budget of tries that refills slowly, so that many phones together are
  no faster than one. It does not bind an address where this person has signed in lately, so
  nobody can lock a child out of the child's own phone.
- *Address over all persons*: a budget so large that a whole class behind one address fumbles
  within it, while somebody who tries one PIN on everybody runs out.

A try is paid for before it is checked and refunded when it was right: tries that run at the same
time cannot all be free. A new card (``changed`` counts up) begins with a clean slate.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

FREE_TRIES = 3
FIRST_DELAY = 5.0
LONGEST_DELAY = 3600.0
# A pair of person and address is forgotten when nothing was tried for this long.
FORGET_AFTER = 12 * 3600.0
KNOWN_FOR = 12 * 3600.0

# (tries at once, seconds until one more is allowed)
PERSON_BUDGET = (20, 900.0)
ADDRESS_BUDGET = (150, 20.0)
CODE_BUDGET = (100, 60.0)

_MOST_ENTRIES = 10_000
_Kept = TypeVar("_Kept")


@dataclass
class _Pair:
    """One person at one address: wrong tries in a row, and when the next may come."""

    wrong: int = 0
    not_before: float = 0.0
    last: float = 0.0


@dataclass
class _Budget:
    """Tries that are left at the moment ``at``; may be a fraction while it refills."""

    left: float
    at: float


class Throttle:
    """Decides who may try now. ``clock`` gives seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = _MOST_ENTRIES):
        self._clock = clock
        self._most = most
        self._pairs: OrderedDict[Hashable, _Pair] = OrderedDict()
        self._budgets: OrderedDict[Hashable, _Budget] = OrderedDict()
        self._known: OrderedDict[Hashable, float] = OrderedDict()

    def attempt(self, person: Hashable, address: str) -> float:
        """Return 0 when ``person`` may try from ``address`` now (and count it as wrong so far).

        Otherwise return how many seconds to wait; then nothing was counted.
        """
        now, place = self._clock(), network(address)
        pair = self._pair(person, place, now)
        bound: list[tuple[Hashable, tuple[int, float]]] = [(("address", place), ADDRESS_BUDGET)]
        if self._known.get((person, place), -math.inf) < now - KNOWN_FOR:
            bound.append((("person", person), PERSON_BUDGET))
        wait = max(pair.not_before - now, *(self._wait(*each, now) for each in bound))
        if wait > 0:
            return wait
        for key, budget in bound:
            self._spend(key, budget, now)
        pair.wrong += 1
        pair.last = now
        self._put(self._pairs, (person, place), pair)  # refused tries are not kept: no flooding
        if pair.wrong >= FREE_TRIES:
            doublings = min(pair.wrong - FREE_TRIES, 20)
            pair.not_before = now + min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)
        return 0.0

    def succeed(self, person: Hashable, address: str) -> None:
        """Forget the wrong tries of ``person`` at ``address``: the last one was right."""
        now, place = self._clock(), network(address)
        self._pairs.pop((person, place), None)
        known = self._known.get((person, place), -math.inf) >= now - KNOWN_FOR
        self._refund(("address", place), ADDRESS_BUDGET)
        if not known:
            self._refund(("person", person), PERSON_BUDGET)
        self._put(self._known, (person, place), now)

    def attempt_code(self, address: str) -> float:
        """Return 0 when a class code may be tried from ``address`` (and count it), else seconds."""
        now, key = self._clock(), ("code", network(address))
        wait = self._wait(key, CODE_BUDGET, now)
        if wait <= 0:
            self._spend(key, CODE_BUDGET, now)
        return max(wait, 0.0)

    def succeed_code(self, address: str) -> None:
        """Refund the try: the class code was right."""
        self._refund(("code", network(address)), CODE_BUDGET)

    def _pair(self, person: Hashable, place: str, now: float) -> _Pair:
        pair = self._pairs.get((person, place))
        if pair is None or (now - pair.last > FORGET_AFTER and pair.wrong):
            pair = _Pair(last=now)
        return pair

    def _budget(self, key: Hashable, budget: tuple[int, float], now: float) -> _Budget:
        size, refill = budget
        entry = self._budgets.get(key) or _Budget(size, now)
        entry.left = min(size, entry.left + (now - entry.at) / refill)
        entry.at = now
        self._put(self._budgets, key, entry)
        return entry

    def _wait(self, key: Hashable, budget: tuple[int, float], now: float) -> float:
        lacking = 1.0 - self._budget(key, budget, now).left
        return lacking * budget[1] if lacking > 1e-9 else 0.0

    def _spend(self, key: Hashable, budget: tuple[int, float], now: float) -> None:
        self._budget(key, budget, now).left -= 1.0

    def _refund(self, key: Hashable, budget: tuple[int, float]) -> None:
        entry = self._budgets.get(key)
        if entry is not None:
            entry.left = min(budget[0], entry.left + 1.0)

    def _put(self, table: OrderedDict[Hashable, _Kept], key: Hashable, value: _Kept) -> None:
        """Keep ``value`` as the newest entry; the oldest goes when the table is full."""
        table[key] = value
        table.move_to_end(key)
        if len(table) > self._most:
            table.popitem(last=False)


def network(address: str) -> str:
    """Return what one phone cannot change about its address: IPv4 itself, of IPv6 the /64."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
