"""Secrets of the roster: drawn at random, kept only as argon2id hashes under a pepper file."""

import asyncio
import hashlib
import hmac
import os
import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from grading.roster import words
from grading.roster.pictures import PICTURES

PIN_LENGTH = 4
PICTURES_LENGTH = 3
MIN_PASSWORD = 10
MAX_SECRET = 200

# OWASP's second choice for argon2id: 19 MiB and two passes, about 30 ms on a small machine.
_MEMORY_KIB = 19_456
_PASSES = 2
# Two at once fill two cores and 38 MiB; a class of thirty waits its turn for a second or two.
_AT_ONCE = 2
_MOST_WAITING = 200
_DRAW = random.SystemRandom()


class Busy(Exception):
    """So many are signing in at this moment that one more would only wait."""


@dataclass(frozen=True)
class Sealed:
    """New secrets of one learner: in clear for the card alone, hashed for the database."""

    account: str
    pin: str = field(repr=False)
    pictures: tuple[str, ...] = field(repr=False)
    pin_hash: str = field(repr=False)
    pictures_hash: str = field(repr=False)


class Hasher:
    """Hashes and checks secrets. The database alone is of no use to a thief without ``pepper``."""

    def __init__(self, pepper: bytes) -> None:
        if len(pepper) < 16:
            raise ValueError("the pepper file is damaged: it must hold at least 16 bytes")
        self._pepper = pepper
        self._argon = PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1, hash_len=32, salt_len=16
        )
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        # Checked against when there is nobody to check, so that both answers take as long.
        self._nobody = self._argon.hash(self._seasoned("", "", ""))

    def hash(self, account: str, kind: str, secret: str) -> str:
        """Return the argon2id hash of ``secret``, bound to its account and kind."""
        return self._argon.hash(self._seasoned(account, kind, secret))

    def verify(self, stored: str | None, account: str, kind: str, secret: str) -> bool:
        """Return whether ``secret`` belongs to ``stored``; no hash takes as long as a wrong one."""
        seasoned = self._seasoned(account, kind, secret[:MAX_SECRET])
        try:
            return self._argon.verify(stored or self._nobody, seasoned) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    async def verify_soon(self, stored: str | None, account: str, kind: str, secret: str) -> bool:
        """Do ``verify`` in one of two threads; raises Busy when too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self.verify, stored, account, kind, secret
            )
        finally:
            self._waiting -= 1

    def draw(self, account: str) -> Sealed:
        """Return a new PIN and three new pictures for ``account`` with their hashes."""
        pin, pictures = draw_pin(), draw_pictures()
        return Sealed(
            account,
            pin,
            pictures,
            self.hash(account, "pin", pin),
            self.hash(account, "pictures", " ".join(pictures)),
        )

    def draw_all(self, accounts: list[str]) -> list[Sealed]:
        """Return new secrets for many, two hashes at a time."""
        return list(self._threads.map(self.draw, accounts))

    def _seasoned(self, account: str, kind: str, secret: str) -> bytes:
        message = "\0".join((kind, account, secret)).encode()
        return hmac.new(self._pepper, message, hashlib.sha256).digest()


def draw_pin() -> str:
    """Return a random PIN of four digits that nobody would try first."""
    while True:
        pin = "".join(_DRAW.choice("0123456789") for _ in range(PIN_LENGTH))
        if not trivial(pin):
            return pin


def trivial(pin: str) -> bool:
    """Return whether ``pin`` is among the first that a guesser tries (1111, 1234, a year)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    return len(steps) == 1 or len(set(pin)) < 3 or pin[:2] in ("19", "20")


def draw_pictures() -> tuple[str, ...]:
    """Return three different pictures in the order in which they must be touched."""
    return tuple(_DRAW.sample(PICTURES, PICTURES_LENGTH))


def weak_password(password: str, name: str) -> str:
    """Return why ``password`` will not do for the teacher ``name``, or an empty string."""
    if len(password) < MIN_PASSWORD:
        return f"the password is too short: take at least {MIN_PASSWORD} letters, or three words"
    if len(password) > MAX_SECRET:
        return f"the password is longer than {MAX_SECRET} letters"
    if len(set(password)) < 5 or words.same(name) == words.same(password):
        return "the password is too easy to guess: take three words that do not belong together"
    return ""


def pepper(data: Path) -> bytes:
    """Return the pepper of the lab in ``data``, made on first use (``secrets/pepper``, 0600).

    A copy of the database without this file lets nobody sign in, and tells nobody's PIN.
    """
    path = data / "secrets" / "pepper"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".pepper")  # 0600 from the start
    fresh = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # never over another: of two that start at once, one pepper wins
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path.read_bytes()
