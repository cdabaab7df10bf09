"""Hints that cost something, in a real lab: killed, answered from two phones, handed in, graded."""

import json
import os
import signal

import pytest
from playwright.sync_api import expect

from tests.e2e import homework
from tests.e2e.asking import write_course
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import with_package
from tests.e2e.lab import RunningLab
from tests.e2e.matrix import HOOKS
from tests.e2e.test_attacks import CLASSROOM
from tests.e2e.test_kill import wait_for

COURSE, LESSON, WORK = "pours", "pouring", "pour-more"
ROSTER = "name,locale,class\nLina,en,Kite\nNoor,en,Kite\nBen,en,Kite\n"
JUG = """%%question number
id: jug
ask: How much water is in the jug?
answer: 1.5
points: 10
hints: [Look at one half., There are three halves.]
hint_cost: 10%
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of this module's own, with a course that a plugin brings."""
    folder = tmp_path_factory.mktemp("hints")
    course = write_course(folder / "courses" / COURSE, "jug", JUG, [LESSON], WORK)
    program = with_package(folder / "environment", "hints_course", HOOKS.format(course))
    running = RunningLab(folder, ROSTER, program)
    running.start()
    yield running
    running.stop()


def answer(lesson, response="1.5", **more):
    return homework.answer("jug", response, lesson, course=COURSE, **more)


def open_page(phone, name):
    phone.page.goto(f"{phone.classroom}lesson/{COURSE}/{name}")
    ready(phone.page)
    return phone.page


def test_what_was_opened_outlives_a_reload_and_a_kill_and_counts_on_every_phone(lab, handset):
    phone = handset("Lina")
    page = open_page(phone, LESSON)
    question(page, "jug").get_by_text("Hint 1 of 2 – costs 10 % of the points").tap()
    expect(question(page, "jug").get_by_text("Hint 2 of 2")).to_be_visible()
    page.reload()
    ready(page)
    page.locator("#f-jug").fill("2")
    check(page, "jug")
    state(page, "jug", "wrong")
    before = lab.pids()
    os.kill(before["classroom"], signal.SIGKILL)
    wait_for(lambda: lab.pids().get("classroom", before["classroom"]) != before["classroom"])
    lab.wait_until_answering()
    other = lab.sign_in("Lina")
    _, _, body = other.get(f"{CLASSROOM}lesson/{COURSE}/{LESSON}")
    assert homework.told(body)["responses"]["jug"]["hints"] == 1
    status, told = other.post_json(CLASSROOM + "api/responses", answer(LESSON))
    assert (status, told["state"], told["score"], told["hints"]) == (200, "correct", 0.9, 1)
    page.reload()
    ready(page)
    state(page, "jug", "correct")
    expect(question(page, "jug").get_by_text("this is worth 90 % of the points")).to_be_visible()
    stated = json.loads(lab.run("record", "export").stdout)
    own = [s for s in stated if s["actor"]["account"]["name"] == lab.accounts["Lina"]]
    scores = {s["verb"]["id"].rsplit("/", 1)[1]: s.get("result") for s in own}
    assert scores["passed"]["score"]["scaled"] == 0.9


@pytest.mark.parametrize("hints", [-1, 10, True, "1", 1.5, None, [1]])
def test_a_number_of_hints_that_makes_no_sense_is_refused(lab, hints):
    visitor = lab.sign_in("Ben")
    status, told = visitor.post_json(CLASSROOM + "api/responses", answer(LESSON, hints=hints))
    assert status == 422, told


def test_in_an_assignment_they_lower_the_points_that_come_back(lab, handset):
    lab.run("assignment", "release", WORK, "--course", COURSE)
    phone = handset("Noor")
    page = open_page(phone, WORK)
    question(page, "jug").get_by_text("Hint 1 of 2 – costs 10 % of the points").tap()
    question(page, "jug").get_by_text("Hint 2 of 2 – costs 10 % of the points").tap()
    page.locator("#f-jug").fill("1.5")
    check(page, "jug")
    state(page, "jug", "pending")
    visitor = lab.sign_in("Noor")
    status, told = visitor.post_json(CLASSROOM + "api/responses", answer(WORK, "1.50"))
    assert (status, told["state"], told["score"], told["hints"]) == (200, "pending", 0, 2)
    handed = homework.hand_in(lab, "Noor", WORK, course=COURSE)
    assert visitor.post_json(CLASSROOM + "api/hand-ins", handed)[0] == 200
    lab.run("assignment", "autograde", WORK, "--course", COURSE)
    lab.run("assignment", "feedback", WORK, "--course", COURSE)
    page.goto(f"{phone.classroom}feedback/{COURSE}/{WORK}")
    expect(page.locator(".back")).to_contain_text("All of it is right")
    expect(page.locator(".back")).to_contain_text("Hints that cost a part of the points: 2")
    expect(page.locator(".back")).to_contain_text("Points: 8 of 10")
