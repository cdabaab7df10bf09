"""More learners than kernels: each has her page at once, sees her place, and gets her turn."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import check, question, ready, state
from tests.e2e.handset import kept, until
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.test_live_lesson import KERNEL, LESSON, SQUARE, run

LINE = "[data-programs]"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with one kernel for all."""
    running = RunningLab(tmp_path_factory.mktemp("lab"), options=("--kernels", "1"))
    running.start()
    yield running
    running.stop()


def runs(page, name, source):
    """Run a program that draws, and wait until its drawing is there."""
    expect(run(page, name, source).locator("img.drawing")).to_be_visible(timeout=KERNEL)


def leave(phone):
    """Sign out, as on a shared phone.

    The page that is being left may still ask why its kernel ended, and is a stranger's by then.
    """
    phone.expect_trouble(r"status of 403 .*/api/programs/")
    phone.page.goto(phone.classroom + "signout")


def test_who_comes_third_sees_her_place_and_gets_her_kernel_when_others_leave(lab, handset):
    first, second, third = (handset(f"Child {n}") for n in range(3))
    runs(first.lesson(LESSON), "own", SQUARE)
    for phone in (second, third):
        phone.lesson(LESSON)
    expect(second.page.locator(LINE)).to_contain_text("You are next.")
    expect(third.page.locator(LINE)).to_contain_text("One learner is before you.")
    assert third.overflow() == 0

    third.page.locator("#f-own").fill("circle(40)  # hers")
    third.page.locator("#f-square").fill(SQUARE)
    check(third.page, "square")
    state(third.page, "square", "pending")
    assert kept(lab, "Child 2", "square") == [SQUARE]

    leave(first)
    runs(second.page, "own", SQUARE)
    expect(second.page.locator(LINE)).to_be_hidden()
    expect(third.page.locator(LINE)).to_contain_text("You are next.")
    leave(second)
    button = question(third.page, "own").locator(".run-row .btn")
    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=KERNEL)
    expect(third.page.locator("#f-own")).to_have_value("circle(40)  # hers")
    button.tap()
    expect(question(third.page, "own").locator("img.drawing")).to_be_visible()
    state(third.page, "square", "pending")
    leave(third)


def test_who_leaves_gives_up_her_place(lab, handset):
    first, second, third = (handset(f"Child {n}") for n in range(3, 6))
    runs(first.lesson(LESSON), "own", SQUARE)
    for phone in (second, third):
        phone.lesson(LESSON)
    expect(third.page.locator(LINE)).to_contain_text("One learner is before you.")
    second.page.goto("about:blank")
    expect(third.page.locator(LINE)).to_contain_text("You are next.", timeout=KERNEL)
    for phone in (first, third):
        leave(phone)


def test_a_second_page_has_no_second_place(lab, handset):
    first, second, third = (handset(f"Child {n}") for n in range(6, 9))
    runs(first.lesson(LESSON), "own", SQUARE)
    second.lesson(LESSON)
    other = second.context.new_page()
    other.goto(second.page.url)
    ready(other)
    third.lesson(LESSON)
    for page in (second.page, other):
        expect(page.locator(LINE)).to_contain_text("You are next.")
    expect(third.page.locator(LINE)).to_contain_text("One learner is before you.")

    leave(first)
    pages = [second.page, other]
    running = until(lambda: [page for page in pages if page.locator(LINE).is_hidden()])
    assert len(running) == 1
    idle = next(page for page in pages if page not in running)
    expect(idle.locator(LINE)).to_contain_text("another page that you have opened")
    expect(third.page.locator(LINE)).to_contain_text("You are next.")
    runs(running[0], "own", SQUARE)
    # She asks for them here: her one kernel moves, and nobody else's turn is touched.
    idle.get_by_role("button", name="Start them again").tap()
    runs(idle, "own", SQUARE)
    expect(running[0].locator(LINE)).to_contain_text("another page that you have opened")
    expect(third.page.locator(LINE)).to_contain_text("You are next.")
    for phone in (second, third):
        leave(phone)


def test_who_loads_the_page_again_keeps_her_programs(lab, handset):
    first, second = handset("Child 9"), handset("Child 10")
    runs(first.lesson(LESSON), "own", SQUARE)
    second.lesson(LESSON)
    first.page.reload()
    runs(first.page, "own", "circle(30)\n")
    expect(second.page.locator(LINE)).to_contain_text("You are next.")
    for phone in (first, second):
        leave(phone)


def test_the_doctor_tells_for_how_many_there_is_room(lab):
    found = json.loads(lab.run("lab", "doctor", "--json", check=False).stdout)
    told = next(each for each in found if each["about"] == "live lessons")
    assert re.match(r"programs of 1 learner", told["found"])
    assert "--kernels" in told["remedy"]


def test_the_line_is_said_in_the_learners_own_language(lab, handset):
    first = handset("Child 11")
    runs(first.lesson(LESSON), "own", SQUARE)
    phone = handset("هدى")
    page = phone.lesson(LESSON)
    expect(page.locator(LINE)).to_contain_text("الدور التالي")
    assert phone.overflow() == 0
    leave(first)
    runs(page, "own", SQUARE)
    leave(phone)


def test_of_a_foreign_kernel_no_more_is_told_than_of_none(lab, handset):
    phone = handset("Child 12")
    runs(phone.lesson(LESSON), "own", SQUARE)
    kernel = json.loads(phone.page.locator("#lp-kernel").text_content())
    path = f"/services/classroom/api/programs/{kernel}"
    other = lab.sign_in("Child 13")
    assert json.loads(other.get(path)[2]) == {"runs": False, "cause": ""}
    for closed in (path, "/services/classroom/api/turn"):
        assert Visitor(lab).get(closed)[0] == 403
    leave(phone)
    assert json.loads(other.get(path)[2]) == {"runs": False, "cause": ""}
