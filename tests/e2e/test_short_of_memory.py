"""Memory runs short: programs that rest go first, and whoever comes back goes on with her code."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import question
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab
from tests.e2e.test_class_at_once import LINE, leave, runs
from tests.e2e.test_live_lesson import KERNEL, LESSON, SQUARE

OWN = "circle(40)  # hers\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab that is to spare more memory than any machine has: it is always short of it."""
    running = RunningLab(tmp_path_factory.mktemp("lab"), options=("--spare-memory", "100000000"))
    running.start()
    yield running
    running.stop()


def test_programs_that_rest_sleep_and_run_wakes_them_with_her_code(lab, handset):
    phone = handset("Child 0")
    page = phone.lesson(LESSON)
    runs(page, "own", SQUARE)
    page.locator("#f-own").fill(OWN)
    expect(page.locator(LINE)).to_contain_text("short of memory", timeout=KERNEL)
    assert phone.overflow() == 0
    expect(page.locator("#f-own")).to_have_value(OWN)
    question(page, "own").locator(".run-row .btn").tap()
    expect(question(page, "own").locator("img.drawing")).to_be_visible(timeout=KERNEL)
    expect(page.locator(LINE)).to_be_hidden()
    expect(page.locator("#f-own")).to_have_value(OWN)
    assert "Ending an idle kernel: short" in lab.logs()
    leave(phone)


def test_a_phone_that_was_in_a_pocket_goes_on_at_one_touch(lab, handset):
    phone = handset("Child 1")
    page = phone.lesson(LESSON)
    runs(page, "own", SQUARE)
    page.locator("#f-own").fill(OWN)
    phone.context.set_offline(True)
    until(lambda: not list((lab.data / "run" / "kernels").glob("*")), patience=90)
    phone.context.set_offline(False)
    expect(page.locator(LINE)).to_contain_text("short of memory", timeout=KERNEL)
    expect(page.locator(LINE)).to_contain_text("All that you have written is here.")
    question(page, "own").locator(".run-row .btn").tap()
    expect(question(page, "own").locator("img.drawing")).to_be_visible(timeout=KERNEL)
    expect(page.locator("#f-own")).to_have_value(OWN)
    leave(phone)


def test_one_program_there_is_room_for_in_any_case_and_others_have_their_turn(lab, handset):
    first, second = handset("Child 2"), handset("Child 3")
    runs(first.lesson(LESSON), "own", SQUARE)
    second.lesson(LESSON)
    expect(second.page.locator(LINE)).to_contain_text("You are next.")
    runs(second.page, "own", SQUARE)  # when the first has rested for a while
    expect(first.page.locator(LINE)).to_contain_text("short of memory")
    for phone in (first, second):
        leave(phone)
