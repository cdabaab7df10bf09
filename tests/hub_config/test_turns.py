"""The line for kernels: fair, one place each, and nobody waits for one who is away."""

import asyncio

import pytest

from hub_config.classroom import turns as module
from hub_config.classroom.turns import Turns

SOON = 0.05


class Room:
    """So many kernels fit; who has one may put another in its place."""

    def __init__(self, most, owners=()):
        self.most, self.owners = most, set(owners)

    async def __call__(self, account, coming):
        return len(self.owners) + coming < self.most or account in self.owners


def line(most=9, at_once=2, owners=()):
    room = Room(most, owners)
    return room, Turns(room, at_once)


async def run(turns, room, account):
    """Take a turn and start a kernel."""
    turn = await turns.take(account, SOON)
    assert turn is not None
    room.owners.add(account)
    turn.over()


def leave(turns, room, account):
    """End a kernel, and say so."""
    room.owners.discard(account)
    turns.move()


def test_while_there_is_room_nobody_waits():
    async def go():
        room, turns = line()
        for number in range(9):
            await run(turns, room, f"k{number}")
        assert len(turns) == 0

    asyncio.run(go())


def test_who_came_first_is_called_first():
    async def go():
        room, turns = line(most=1)
        await run(turns, room, "k0")
        waiting = [asyncio.create_task(turns.take(f"k{n}", 5)) for n in (1, 2, 3)]
        await asyncio.sleep(SOON)
        assert [turns.before(turns.place_of(f"k{n}")) for n in (1, 2, 3)] == [0, 1, 2]
        for number in (1, 2, 3):
            leave(turns, room, f"k{number - 1}")
            turn = await waiting[number - 1]
            assert not any(each.done() for each in waiting[number:])
            room.owners.add(turn.account)
            turn.over()

    asyncio.run(go())


def test_no_more_start_at_once_than_the_laptop_can_bear():
    async def go():
        _, turns = line(at_once=2)
        first = [await turns.take(f"k{n}", SOON) for n in range(2)]
        assert all(first)
        assert await turns.take("k2", SOON) is None
        assert turns.before(turns.place_of("k2")) == 0
        third = asyncio.create_task(turns.take("k2", 5))
        await asyncio.sleep(0)
        first[0].over()
        first[0].over()
        assert (await third).account == "k2"
        assert turns.coming == 2

    asyncio.run(go())


def test_all_pages_of_one_learner_share_one_place_and_one_turn():
    async def go():
        room, turns = line(most=1, owners=["k0"])
        pages = [asyncio.create_task(turns.take("k1", 5)) for _ in range(2)]
        await asyncio.sleep(SOON)
        assert len(turns) == 1
        leave(turns, room, "k0")
        got = await asyncio.gather(*pages)
        assert sorted(each is None for each in got) == [False, True]
        assert len(turns) == 0

    asyncio.run(go())


def test_who_is_away_keeps_her_place_while_others_go_first(monkeypatch):
    async def go():
        room, turns = line(most=1, owners=["k0"])
        assert await turns.take("k1", SOON) is None  # her page loads, nobody asks for her just now
        second = asyncio.create_task(turns.take("k2", 5))
        await asyncio.sleep(SOON)
        leave(turns, room, "k0")
        assert (await second).account == "k2"
        assert turns.before(turns.place_of("k1")) == 0

    asyncio.run(go())


def test_who_is_not_heard_of_has_left(monkeypatch):
    monkeypatch.setattr(module, "GRACE", SOON)

    async def go():
        _, turns = line(most=1, owners=["k0"])
        assert await turns.take("k1", SOON) is None
        second = turns.place_of("k2")
        told = asyncio.create_task(turns.news(second, 1, 5))
        await asyncio.sleep(3 * SOON)
        turns.move()
        assert await told
        assert turns.before(second) == 0

    monkeypatch.setattr(module, "PAUSE", 0.0)
    asyncio.run(go())


def test_who_is_called_and_does_not_come_stands_behind_the_others(monkeypatch):
    monkeypatch.setattr(module, "COME", SOON)

    async def go():
        room, turns = line(most=1, owners=["k0"])
        first, second = turns.place_of("k1"), turns.place_of("k2")
        asks = [
            asyncio.create_task(turns.news(each, n, 5)) for n, each in enumerate((first, second))
        ]
        await asyncio.sleep(0)
        leave(turns, room, "k0")
        await asks[0]
        assert first.called.is_set()
        await asyncio.wait_for(second.called.wait(), 5)
        assert not first.called.is_set()
        asks[1].cancel()

    asyncio.run(go())


def test_who_has_a_kernel_needs_no_room_for_another():
    async def go():
        _, turns = line(most=1, owners=["k0"])
        waiting = asyncio.create_task(turns.take("k1", 5))
        await asyncio.sleep(SOON)
        turn = await turns.take("k0", SOON)
        assert turn is not None
        turn.over()
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(go())


@pytest.mark.parametrize("count", [3, 60])
def test_a_whole_class_gets_its_kernels_in_the_order_in_which_it_came(count):
    async def go():
        room, turns = line(most=count, at_once=2)
        order = []

        async def learner(number):
            turn = await turns.take(f"k{number}", 10)
            order.append(number)
            await asyncio.sleep(0)
            room.owners.add(turn.account)
            turn.over()

        await asyncio.gather(*(learner(number) for number in range(count)))
        assert order == list(range(count))

    asyncio.run(go())
