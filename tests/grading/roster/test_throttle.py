"""Guessing is slow, and nobody is shut out by somebody else. The clock is the test's own."""

import pytest

from grading.roster.throttle import ADDRESS_BUDGET, CODE_BUDGET, LONGEST_DELAY, Throttle, network


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttle(clock):
    return Throttle(clock)


def guess(throttle, clock, person, address, until):
    """Guess as fast as allowed until the moment ``until``; return how many tries that were."""
    tries = 0
    while clock.now < until:
        wait = throttle.attempt(person, address)
        if wait:
            clock.now += wait
        else:
            tries += 1
    throttle.attempt(person, address)
    return tries


def test_three_tries_are_free_and_then_each_wait_is_twice_as_long(throttle, clock):
    for _ in range(3):
        assert throttle.attempt("amal", "10.0.0.5") == 0
    waits = []
    for _ in range(4):
        waits.append(throttle.attempt("amal", "10.0.0.5"))
        clock.now += waits[-1]
        assert throttle.attempt("amal", "10.0.0.5") == 0
    assert waits == [5, 10, 20, 40]


def test_asking_again_while_waiting_does_not_lengthen_the_wait(throttle, clock):
    for _ in range(3):
        throttle.attempt("amal", "10.0.0.5")
    for _ in range(50):
        assert throttle.attempt("amal", "10.0.0.5") == 5


def test_wrong_tries_of_one_child_block_no_other_at_the_same_address(throttle, clock):
    guess(throttle, clock, "amal", "10.0.0.5", clock.now + 24 * 3600)
    assert throttle.attempt("amal", "10.0.0.5") > 0
    for child in range(100):
        assert throttle.attempt(f"child {child}", "10.0.0.5") == 0


def test_a_class_of_thirty_that_fumbles_behind_one_address_gets_in(throttle):
    for child in range(30):
        for _ in range(3):
            assert throttle.attempt(child, "10.0.0.5") == 0
        throttle.succeed(child, "10.0.0.5")
    for child in range(30):
        assert throttle.attempt(child, "10.0.0.5") == 0


def test_success_begins_anew(throttle, clock):
    for _ in range(3):
        throttle.attempt("amal", "10.0.0.5")
    clock.now += 5
    assert throttle.attempt("amal", "10.0.0.5") == 0
    throttle.succeed("amal", "10.0.0.5")
    for _ in range(3):
        assert throttle.attempt("amal", "10.0.0.5") == 0


def test_a_new_card_begins_anew(throttle, clock):
    guess(throttle, clock, ("amal", 1), "10.0.0.5", clock.now + 3600)
    assert throttle.attempt(("amal", 1), "10.0.0.5") > 0
    assert throttle.attempt(("amal", 2), "10.0.0.5") == 0


def test_a_day_of_guessing_one_person_at_one_address_is_few_tries(throttle, clock):
    tries = guess(throttle, clock, "amal", "10.0.0.5", clock.now + 24 * 3600)
    assert tries < 40
    assert throttle.attempt("amal", "10.0.0.5") <= LONGEST_DELAY


def test_many_phones_guess_one_person_no_faster_than_the_budget(throttle, clock):
    end = clock.now + 24 * 3600
    tries = 0
    while clock.now < end:
        for phone in range(50):
            tries += throttle.attempt("amal", f"10.0.0.{phone}") == 0
        clock.now += 60
    assert tries <= 20 + 24 * 3600 / 900 + 1


def test_many_phones_cannot_lock_a_child_out_of_the_child_s_own_phone(throttle):
    assert throttle.attempt("amal", "10.0.0.5") == 0
    throttle.succeed("amal", "10.0.0.5")
    for phone in range(100, 200):
        throttle.attempt("amal", f"10.0.0.{phone}")
    assert throttle.attempt("amal", "10.0.0.99") > 0
    assert throttle.attempt("amal", "10.0.0.5") == 0


def test_one_pin_tried_on_everybody_runs_out(throttle):
    tries = sum(throttle.attempt(child, "10.0.0.5") == 0 for child in range(1000))
    assert tries == ADDRESS_BUDGET[0]


def test_class_codes_have_a_budget_per_address_that_refills(throttle, clock):
    tries = 0
    while not (wait := throttle.attempt_code("10.0.0.5")):
        tries += 1
    assert tries == CODE_BUDGET[0]
    assert throttle.attempt_code("10.0.0.6") == 0
    clock.now += wait
    assert throttle.attempt_code("10.0.0.5") == 0
    throttle.succeed_code("10.0.0.5")
    assert throttle.attempt_code("10.0.0.5") == 0


def test_memory_stays_bounded(clock):
    throttle = Throttle(clock, most=50)
    for n in range(5000):
        throttle.attempt(f"somebody {n}", f"10.0.{n % 250}.{n // 250}")
        throttle.attempt_code(f"10.1.{n % 250}.{n // 250}")
        throttle.succeed(f"somebody {n}", f"10.0.{n % 250}.{n // 250}")
    assert max(len(throttle._pairs), len(throttle._budgets), len(throttle._known)) <= 50


def test_refused_tries_do_not_push_out_what_is_remembered(clock):
    throttle = Throttle(clock, most=200)
    for _ in range(3):
        throttle.attempt("amal", "10.0.0.5")
    for n in range(5000):
        throttle.attempt(f"made up {n}", "10.0.0.6")
    assert throttle.attempt("amal", "10.0.0.5") > 0


def test_a_phone_cannot_change_its_ipv6_address_to_begin_anew():
    assert network("fe80::1%eth0") == network("fe80::2") == "fe80::/64"
    assert network("::ffff:10.0.0.5") == network("10.0.0.5") == "10.0.0.5"
    assert network("nonsense") == "nonsense"
