"""What the desk's rooms show, from what the record and the service know."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.records.standing import Day, Place, Stuck
from grading.roster.people import Person
from hub_config.classroom import watchers as module
from hub_config.classroom.heat import Cell, at_question, heat_map
from hub_config.classroom.presence import HERE, Presence, Sight
from hub_config.classroom.today import Spot, midnight, today
from hub_config.classroom.watchers import Watchers

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
SOON = 0.05


def person(account):
    more = {"class_id": "c1", "class_name": "Kite", "picture": "cup", "active": True}
    return Person(account, "learner", account, "en", ordinal=1, changed=0, has_card=True, **more)


PEOPLE = [person(name) for name in ("amal", "lina", "noor", "sara")]


def spot(course, lesson, question):
    return None if lesson == "gone" else Spot(lesson, "there", int(question[1:] or 0) or None)


def day(minutes_ago, *stuck, lesson="fractions", question="q1"):
    received = NOW - timedelta(minutes=minutes_ago)
    return Day("c", lesson, question, "wrong", received, tuple(stuck))


def names(those):
    return [each.learner.account for each in those]


def test_everybody_is_here_or_away_or_has_worked_and_left():
    days = {"amal": day(1), "lina": day(120)}
    sights = {"noor": Sight(NOW - timedelta(minutes=2)), "sara": Sight(NOW - timedelta(hours=1))}
    found = today(PEOPLE, days, sights, (), NOW, {"amal": "q2"}, spot)
    assert names(found.here) == ["amal", "noor"]
    assert [each.account for each in found.away] == ["sara"]
    assert [each.spot for each in found.here] == [Spot("fractions", "there", 2), None]


def test_an_open_live_page_is_somebody_who_is_here():
    sights = {"sara": Sight(NOW - timedelta(hours=1), "c", "program")}
    found = today(PEOPLE, {}, sights, {"sara"}, NOW, {}, spot)
    assert names(found.here) == ["sara"]
    assert found.here[0].spot == Spot("program", "there")


def test_what_the_service_saw_says_where_she_is_and_before_that_her_last_answer():
    days = {"amal": day(1), "lina": day(3)}
    sights = {"lina": Sight(NOW - timedelta(minutes=1), "c", "cycle")}
    found = today(PEOPLE, days, sights, (), NOW, {}, spot)
    assert [each.spot.title for each in found.here] == ["fractions", "cycle"]
    assert [(room.title, names(those)) for room, those in found.rooms] == [
        ("cycle", ["lina"]),
        ("fractions", ["amal"]),
    ]


def test_who_is_stuck_longest_comes_first_and_what_is_gone_is_left_out():
    three, five = Stuck("c", "fractions", "q3", 3), Stuck("c", "fractions", "q5", 5)
    days = {"amal": day(200, three), "lina": day(1, five, Stuck("c", "gone", "q1", 9))}
    found = today(PEOPLE, days, {}, (), NOW, {}, spot)
    assert [(each.learner.account, each.tries) for each in found.needs] == [
        ("lina", 5),
        ("amal", 3),
    ]
    assert found.needs[0].spot.number == 5


@given(st.dictionaries(st.sampled_from([p.account for p in PEOPLE]), st.integers(0, 600)))
def test_nobody_stands_in_two_places(minutes):
    days = {name: day(ago) for name, ago in minutes.items()}
    found = today(PEOPLE, days, {}, (), NOW, {}, spot)
    here, away = names(found.here), [each.account for each in found.away]
    assert not set(here) & set(away)
    assert set(away) == {p.account for p in PEOPLE} - set(minutes)
    assert set(here) == {n for n, ago in minutes.items() if timedelta(minutes=ago) < HERE}


def test_the_day_begins_at_this_laptops_midnight():
    begun = midnight(NOW)
    assert (begun.hour, begun.minute, begun.second, begun.microsecond) == (0, 0, 0, 0)
    assert timedelta(0) <= NOW - begun < timedelta(days=1, hours=1)
    assert begun.utcoffset() is not None


# -- the heat map -----------------------------------------------------------------------------

RIGHT, WRONG, PARTLY = Place("correct", 1), Place("wrong", 2), Place("partial", 1)
UNREAD, WAITS = Place("invalid", 0), Place("pending", 1)


@pytest.mark.parametrize(
    "places, last, wanted",
    [
        ({}, "", "q1"),
        ({"q1": WRONG}, "q1", "q1"),
        ({"q1": PARTLY}, "q1", "q1"),
        ({"q1": UNREAD}, "q1", "q1"),
        ({"q1": RIGHT}, "q1", "q2"),
        ({"q1": WAITS}, "q1", "q2"),
        ({"q2": RIGHT}, "q2", "q3"),
        ({"q3": RIGHT}, "q3", "q1"),
        ({"q1": RIGHT, "q2": WRONG, "q3": RIGHT}, "q3", None),
        ({"q1": RIGHT}, "of another version", "q2"),
    ],
)
def test_where_somebody_must_be_now(places, last, wanted):
    assert at_question(["q1", "q2", "q3"], places, last) == wanted


def test_a_cell_says_what_came_and_a_column_how_much_of_it_is_right():
    places = {
        "amal": {"q1": RIGHT, "q2": WRONG},
        "lina": {"q1": RIGHT, "q2": WAITS},
        "noor": {"q1": PARTLY, "q2": UNREAD},
    }
    found = heat_map(["q1", "q2", "q3"], PEOPLE, places, {"amal": "q2", "sara": ""})
    cells = {learner.account: own for learner, own in found.rows}
    assert cells["amal"] == (
        Cell("correct", 1, False),
        Cell("wrong", 2, True),
        Cell("none", 0, False),
    )
    assert [each.state for each in cells["noor"]] == ["partial", "none", "none"]
    assert [each.here for each in cells["sara"]] == [True, False, False]
    assert found.right == (2 / 3, 0.0, None)


def test_a_class_of_nobody_has_a_map_of_nothing():
    assert heat_map(["q1", "q2"], [], {}, {}).right == (None, None)


# -- presence ---------------------------------------------------------------------------------


def test_only_who_comes_or_moves_is_news():
    presence = Presence()
    assert presence.saw("amal", "c", "fractions")
    assert not presence.saw("amal", "c", "fractions")
    assert presence.saw("amal")
    assert presence.sights()["amal"].lesson == ""
    presence.left("amal")
    assert presence.sights() == {}
    assert presence.saw("amal")


# -- the line of events -----------------------------------------------------------------------


def test_all_watchers_are_told_once_however_much_changes(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", SOON)

    async def go():
        watchers = Watchers()
        with watchers.watching() as one, watchers.watching() as other:
            before = watchers.sign
            for _ in range(50):
                watchers.changed()
            assert watchers.sign != before
            assert await asyncio.gather(one.wait(5), other.wait(5)) == [True, True]
            assert await one.wait(2 * SOON) is False
            watchers.changed()
            watchers.changed()
            assert await one.wait(5)
            assert await one.wait(2 * SOON) is False
        assert len(watchers) == 0

    asyncio.run(go())


def test_between_two_tellings_there_is_a_pause(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 10.0)

    async def go():
        watchers = Watchers()
        with watchers.watching() as one:
            watchers.changed()
            assert await one.wait(5)
            watchers.changed()
            assert await one.wait(SOON) is False

    asyncio.run(go())


def test_nobody_watching_costs_no_timer():
    async def go():
        watchers = Watchers()
        before = watchers.sign
        watchers.changed()
        assert watchers.sign != before
        assert watchers._timer is None

    asyncio.run(go())


def test_the_end_of_the_service_ends_every_line():
    async def go():
        watchers = Watchers()
        ended = []

        async def line(number):
            with watchers.watching() as own:
                while not own.gone:
                    await own.wait(60)
            ended.append(number)

        lines = [asyncio.create_task(line(number)) for number in range(3)]
        await asyncio.sleep(0)
        await watchers.close()
        await asyncio.gather(*lines)
        assert ended == [0, 1, 2]
        with watchers.watching() as late:
            assert late.gone

    asyncio.run(go())
