"""The pace of answers: a flood waits, a class does not."""

from hub_config.classroom.pace import BURST, INTERVAL, Pace


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_phone_that_was_away_may_send_all_that_it_kept():
    pace = Pace(Clock())
    assert all(pace.allows("k1") for _ in range(BURST))
    assert not pace.allows("k1")


def test_a_flood_of_one_learner_does_not_slow_another():
    pace = Pace(Clock())
    for _ in range(10 * BURST):
        pace.allows("k1")
    assert pace.allows("k2")


def test_who_waited_may_go_on():
    clock = Clock()
    pace = Pace(clock)
    for _ in range(2 * BURST):
        pace.allows("k1")
    clock.now += 3 * INTERVAL
    assert [pace.allows("k1") for _ in range(4)] == [True, True, True, False]
