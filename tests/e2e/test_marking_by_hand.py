"""Marking by hand: one question, everybody's answers, by keys, by touch and without scripts."""

import os
import re
import sqlite3
import threading
import uuid
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from hub_config.lab.folder import Folder
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab
from tests.e2e.test_desk_work import hand_in, release, violations
from tests.hub_config.handing_in import COURSE, RIGHT, add_assignment

CLASSROOM = "/services/classroom/"
ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nSara,fr,River\n"
TEXTS = {
    "Lina": "It is twice as much.",
    "Amal": "مرتان <script>window.bad = 1</script>",
    "Sara": "Deux fois & <b>plus</b>.",
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with a class; each test has an assignment of its own."""
    running = RunningLab(tmp_path_factory.mktemp("by-hand"), ROSTER)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def work(lab):
    """An assignment that three have handed in and that the laptop has marked."""
    name = "m-" + uuid.uuid4().hex[:8]
    add_assignment(Folder(lab.data), name)
    release(lab, name)
    for who, text in TEXTS.items():
        hand_in(lab, who, name, {**RIGHT, "why": text})
    lab.run("assignment", "autograde", name, "--course", COURSE)
    return name


def marks(lab, name, cell="why"):
    """Return by learner what the gradebook holds: points, whether a person is awaited, comment."""
    base = sqlite3.connect(f"file:{lab.data}/courses/{COURSE}/gradebook.db?mode=ro", uri=True)
    try:
        rows = base.execute(
            "SELECT sa.student_id, g.manual_score, g.needs_manual_grade,"
            " (SELECT c.manual_comment FROM comment c JOIN base_cell o ON o.id = c.cell_id"
            "  WHERE c.notebook_id = sn.id AND o.name = b.name)"
            " FROM grade g JOIN base_cell b ON b.id = g.cell_id"
            " JOIN submitted_notebook sn ON sn.id = g.notebook_id"
            " JOIN submitted_assignment sa ON sa.id = sn.assignment_id"
            " JOIN assignment a ON a.id = sa.assignment_id WHERE a.name = ? AND b.name = ?",
            (name, cell),
        ).fetchall()
    finally:
        base.close()
    called = {account: who for who, account in lab.accounts.items()}
    return {called[account]: (score, bool(waits), said) for account, score, waits, said in rows}


def picture(page, name):
    """Keep a picture of a page where somebody asks for it."""
    if folder := os.environ.get("LP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def open_question(teacher, name, cell="why", more=""):
    teacher.page.goto(f"{teacher.classroom}work/{COURSE}/{name}/mark/{cell}{more}")
    return teacher.page


def test_a_class_is_marked_by_keys_alone_and_the_feedback_carries_it(lab, handset, work):
    teacher = handset("teacher", desktop=True)
    page = teacher.home()
    page.goto(f"{teacher.classroom}work/{COURSE}/{work}")
    page.get_by_role("link", name="Mark by hand").click()
    first = page.locator(".asked .row").first
    expect(first).to_contain_text("Answers to mark: 3 of 3")
    assert violations(page) == []
    picture(page, "mark-list")
    first.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Say in a sentence what doubling is.")
    page.evaluate("window.stays = true")
    assert not any(who in page.content() for who in TEXTS), "names are hidden"
    for left in (2, 1, 0):
        page.keyboard.press("3")
        page.keyboard.press("c")
        page.keyboard.type("Well said.")
        page.keyboard.press("Escape")
        picture(page, f"mark-desk-{left}")
        page.keyboard.press("Enter")
        expect(page.locator(".undo")).to_contain_text("Saved")
        said = f"Still to mark: {left} of 3" if left else "All answers to this question are marked"
        expect(page.locator(".cover")).to_contain_text(said)
    assert page.evaluate("[window.stays, window.bad]") == [True, None]
    assert marks(lab, work) == dict.fromkeys(TEXTS, (3.0, False, "Well said."))

    lab.run("assignment", "feedback", work, "--course", COURSE)
    phone = handset("Lina")
    phone.page.goto(f"{phone.classroom}feedback/{COURSE}/{work}")
    expect(phone.page.locator(".teacher")).to_contain_text("Well said.")
    expect(phone.page.locator(".back").last).to_contain_text("Points: 3 of 3")


def test_a_phone_marks_by_touch_takes_words_used_before_and_undoes(lab, handset, work):
    teacher = handset("teacher")
    page = open_question(teacher, work, more="?names=1")
    expect(page.locator("#whose")).to_have_text("Amal")
    assert violations(page) == []
    assert teacher.overflow() == 0
    page.locator("[name=comment]").fill("Say it in your own words.")
    page.locator(".points-of label", has_text="2").tap()
    page.locator("#save").tap()
    expect(page.locator("#whose")).to_have_text("Lina")
    assert marks(lab, work)["Amal"] == (2.0, False, "Say it in your own words.")
    picture(page, "mark-phone")
    page.locator(".bank label").tap()
    expect(page.locator("[name=comment]")).to_have_value("Say it in your own words.")
    page.locator("[name=other]").fill("1,5")
    page.locator("#save").tap()
    expect(page.locator("#whose")).to_have_text("Sara")
    assert marks(lab, work)["Lina"] == (1.5, False, "Say it in your own words.")
    page.locator(".undo button").tap()
    expect(page.locator("#whose")).to_have_text("Lina")
    assert marks(lab, work)["Lina"] == (None, True, None)
    assert violations(page) == []
    assert teacher.overflow() == 0


def test_of_two_teachers_the_second_is_told_and_neither_words_are_lost(lab, handset, work):
    one, two = handset("teacher"), handset("teacher", desktop=True)
    open_question(one, work), open_question(two, work)
    two.expect_trouble("409")
    one.page.locator("[name=comment]").fill("From the first.")
    one.page.locator(".points-of label", has_text="1").tap()
    one.page.locator("#save").tap()
    expect(one.page.locator(".undo")).to_contain_text("Saved")
    two.page.locator("[name=comment]").fill("From the second.")
    two.page.keyboard.press("Escape")
    two.page.keyboard.press("2")
    two.page.keyboard.press("Enter")
    clash = two.page.locator("#conflict")
    expect(clash).to_contain_text("Points: 1")
    expect(clash).to_contain_text("From the first.")
    expect(two.page.locator("[name=comment]")).to_have_value("From the second.")
    assert [mark for mark in marks(lab, work).values() if mark[0] is not None] == [
        (1.0, False, "From the first.")
    ]
    assert violations(two.page) == []
    picture(two.page, "mark-conflict")
    two.page.locator("#save").click()
    expect(two.page.locator(".undo")).to_contain_text("Saved")
    assert (2.0, False, "From the second.") in marks(lab, work).values()


def post(visitor, name, page, **fields):
    """Send the form of ``page`` with other fields, as a page without scripts does."""
    hidden = dict(re.findall(r'name="(grade|stamp)" value="(\w+)"', page))
    body = urlencode({"_xsrf": visitor.xsrf(), **hidden, **fields}).encode()
    status, _, answer = visitor.request(f"{CLASSROOM}work/{COURSE}/{name}/mark/why", body)
    return status, answer.decode()


def test_of_many_who_save_the_same_answer_at_once_one_wins(lab, work):
    visitors = [lab.sign_in("teacher") for _ in range(6)]
    place = f"{CLASSROOM}work/{COURSE}/{work}/mark/why"
    pages = [each.get(place)[2].decode() for each in visitors]
    told = []

    def save(n):
        told.append((post(visitors[n], work, pages[n], points="1", comment=f"no. {n}")[0], n))

    threads = [threading.Thread(target=save, args=(n,)) for n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(status for status, _ in told) == [200] + [409] * 5
    (won,) = [n for status, n in told if status == 200]
    assert [mark for mark in marks(lab, work).values() if mark[0] is not None] == [
        (1.0, False, f"no. {won}")
    ]


def test_what_is_no_mark_is_refused(lab, work):
    teacher = lab.sign_in("teacher")
    page = teacher.get(f"{CLASSROOM}work/{COURSE}/{work}/mark/why")[2].decode()
    for points in ("4", "-1", "nan", "many"):
        assert post(teacher, work, page, points=points)[0] == 422, points
    assert post(teacher, work, page, points="1", comment="x" * 5000)[0] == 422
    assert post(teacher, work, page, points="1", grade="0" * 32)[0] == 404
    assert post(teacher, work, page, points="1", _xsrf="forged")[0] == 403
    assert post(lab.sign_in("Lina"), work, page, points="1")[0] == 403
    assert all(mark == (None, True, None) for mark in marks(lab, work).values())


def test_without_scripts_the_forms_do_it(lab, handset, work):
    teacher = handset("teacher", java_script_enabled=False)
    page = open_question(teacher, work)
    page.locator(".points-of label", has_text="3").tap()
    page.locator("#save").tap()
    expect(page.locator(".cover")).to_contain_text("Still to mark: 2 of 3")
    page.locator(".undo button").tap()
    expect(page.locator(".cover")).to_contain_text("Still to mark: 3 of 3")
    page.locator("[rel=next]").tap()
    expect(page.locator("#whose")).to_be_visible()


def test_without_wifi_the_page_says_so_and_keeps_what_was_typed(lab, handset, work):
    teacher = handset("teacher")
    page = open_question(teacher, work)
    page.locator("[name=comment]").fill("Nearly.")
    page.locator(".points-of label", has_text="2").tap()
    teacher.context.set_offline(True)
    page.locator("#save").tap()
    expect(page.locator("#told")).to_contain_text("Not saved")
    expect(page.locator("[name=comment]")).to_have_value("Nearly.")
    teacher.context.set_offline(False)
    page.locator("#save").tap()
    expect(page.locator(".undo")).to_contain_text("Saved")
    assert (2.0, False, "Nearly.") in marks(lab, work).values()


def test_a_page_made_before_the_work_was_marked_anew_saves_nothing_over_it(lab, work):
    teacher = lab.sign_in("teacher")
    page = teacher.get(f"{CLASSROOM}work/{COURSE}/{work}/mark/why")[2].decode()
    for who in TEXTS:
        hand_in(lab, who, work, {"why": "Something else."})
    lab.run("assignment", "autograde", work, "--course", COURSE)
    status, told = post(teacher, work, page, points="1", comment="For what was there.")
    assert status in (404, 409), told
    assert all(mark[0] is None for mark in marks(lab, work).values())


def test_an_arabic_teacher_marks_from_right_to_left(lab, handset, work):
    teacher = handset("teacher")
    page = teacher.home()
    page.locator(".language [value=ar]").click()
    expect(page.locator("html[lang=ar]")).to_have_count(1)
    try:
        page = open_question(teacher, work)
        assert page.evaluate("document.documentElement.dir") == "rtl"
        first = page.locator("#whose").inner_text()
        page.keyboard.press("ArrowLeft")
        until(lambda: page.locator("#whose").inner_text() != first)
        assert violations(page) == []
        assert teacher.overflow() == 0
        page.locator("main").dispatch_event("keydown", {"key": "٢", "bubbles": True})
        picture(page, "mark-phone-ar")
        page.keyboard.press("Enter")
        expect(page.locator(".undo")).to_be_visible()
        assert (2.0, False, None) in marks(lab, work).values()
    finally:
        page.goto(teacher.classroom + "desk")
        page.locator(".language [value=en]").click()
        expect(page.locator("html[lang=en]")).to_have_count(1)
