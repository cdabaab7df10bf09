"""Secrets: hard to guess, hashed slowly under the pepper, never shown in a log."""

import asyncio
import stat
import threading

import pytest

from grading.roster import importing, people, secrets
from grading.roster.errors import RosterError
from grading.roster.pictures import PICTURES
from grading.roster.secrets import Busy, Hasher


def test_no_pin_is_one_that_guessers_try_first():
    for pin in ("0000", "1111", "1234", "9876", "1212", "1122", "2010", "1999", "8901"):
        assert secrets.trivial(pin)
    drawn = {secrets.draw_pin() for _ in range(500)}
    assert not any(secrets.trivial(pin) for pin in drawn)
    assert len(drawn) > 450


def test_three_different_pictures_are_drawn():
    for _ in range(100):
        drawn = secrets.draw_pictures()
        assert len(set(drawn)) == 3
        assert set(drawn) <= set(PICTURES)


def test_the_pepper_is_made_once_for_its_owner_alone(data):
    first = secrets.pepper(data)
    assert secrets.pepper(data) == first
    assert len(first) == 32
    assert stat.S_IMODE((data / "secrets" / "pepper").stat().st_mode) == 0o600
    assert [path.name for path in (data / "secrets").iterdir()] == ["pepper"]


def test_hashes_are_argon2id_with_19_mib_and_two_passes(hasher):
    assert hasher.hash("kx", "pin", "4711").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_fits_its_account_kind_pepper_and_secret_only(hasher):
    stored = hasher.hash("kx", "pin", "4711")
    assert hasher.verify(stored, "kx", "pin", "4711")
    assert not hasher.verify(stored, "ky", "pin", "4711")
    assert not hasher.verify(stored, "kx", "pictures", "4711")
    assert not hasher.verify(stored, "kx", "pin", "4712")
    assert not hasher.verify(None, "kx", "pin", "4711")
    assert not hasher.verify("damaged", "kx", "pin", "4711")
    assert not Hasher(b"another pepper, 32 bytes long...").verify(stored, "kx", "pin", "4711")


def test_thirty_at_once_are_checked_by_two_threads(hasher):
    stored = hasher.hash("kx", "pin", "4711")
    running, most = set(), 0
    verify = hasher.verify

    def watched(*args):
        nonlocal most
        running.add(threading.get_ident())
        most = max(most, len(running))
        try:
            return verify(*args)
        finally:
            running.discard(threading.get_ident())

    hasher.verify = watched

    async def all_at_once():
        return await asyncio.gather(
            *(hasher.verify_soon(stored, "kx", "pin", str(4700 + n)) for n in range(30))
        )

    assert sum(asyncio.run(all_at_once())) == 1
    assert most <= 2


def test_a_flood_is_turned_away_instead_of_queued(hasher):
    async def flood():
        stored = hasher.hash("kx", "pin", "4711")
        tries = [
            asyncio.ensure_future(hasher.verify_soon(stored, "kx", "pin", "0")) for _ in range(202)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        refused = [one for one in tries if one.done() and isinstance(one.exception(), Busy)]
        hasher._threads.shutdown(wait=False, cancel_futures=True)
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
        return len(refused)

    assert asyncio.run(flood()) == 2


def test_resetting_ends_the_old_pin_and_shows_nothing_when_printed(database, hasher):
    with database.write() as connection:
        rows = importing.read(b"name,locale,class\nAmal,ar,3A\n")
        importing.apply(connection, importing.plan(connection, rows))
        account = people.list_(connection)[0].account
        old = people.reset_pin(connection, hasher, account)
        new = people.reset_pin(connection, hasher, account)
        assert not people.check(connection, hasher, account, "pictures", " ".join(old.pictures))
        assert people.check(connection, hasher, account, "pin", new.pin)
        assert people.check(connection, hasher, account, "pictures", " ".join(new.pictures))
        assert people.require(connection, account).changed == 2
    assert new.pin not in repr(new)
    assert new.pictures[0] not in repr(new)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "x" * 201])
def test_weak_passwords_of_teachers_are_refused(database, hasher, password):
    with pytest.raises(RosterError), database.write() as connection:
        people.add_teacher(connection, hasher, "Samira", password)


def test_a_teacher_is_added_once_and_can_get_a_new_password(database, hasher):
    with database.write() as connection:
        account = people.add_teacher(connection, hasher, " Samira ", "three plain words")
        assert people.has_teacher(connection)
        with pytest.raises(RosterError):
            people.add_teacher(connection, hasher, "Samira", "other plain words")
        people.set_password(connection, hasher, account, "words of another day")
        assert people.check(connection, hasher, account, "password", "words of another day")
        assert not people.check(connection, hasher, account, "password", "three plain words")
