"""A drawing on its whole way: from a finger to the teacher's eyes, and back with points."""

import base64
import os
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.e2e import homework
from tests.e2e.asking import write_course
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import with_package
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab
from tests.e2e.matrix import HOOKS
from tests.e2e.test_attacks import CLASSROOM
from tests.e2e.ways import draw

COURSE, LESSON, WORK = "drawn", "drawing", "draw-it"
ASKED = """%%question draw
id: shadow
ask: Draw a stick and its shadow.
paper: squared
points: 10
"""
LINES = "M500 250L500 500M500 500L800 550"
ROSTER = "name,locale,class\nLina,en,Kite\nOmar,ar,Kite\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with a released assignment that asks for one drawing."""
    folder = tmp_path_factory.mktemp("drawing")
    course = write_course(folder / "courses" / COURSE, "shadow", ASKED, [LESSON], WORK)
    program = with_package(folder / "environment", "drawing_course", HOOKS.format(course))
    running = RunningLab(folder, ROSTER, program)
    running.start()
    running.run("assignment", "release", WORK, "--course", COURSE)
    yield running
    running.stop()


def notebook_of(lab, name):
    """Return the gradebook's id of a learner's submitted notebook."""
    path = lab.data / "courses" / COURSE / "gradebook.db"
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        ((found,),) = base.execute(
            "SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa"
            " ON sa.id = sn.assignment_id WHERE sa.student_id = ?",
            (lab.accounts[name],),
        ).fetchall()
    finally:
        base.close()
    return found


def picture(page, name):
    """Keep a picture of a page where somebody asks for it."""
    if folder := os.environ.get("LP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def marked_large(desk, lab):
    """See Lina's drawing large by a key; write words where nbgrader has no cell for them."""
    page = desk.page
    page.goto(f"{desk.classroom}work/{COURSE}/{WORK}/mark/shadow?names=1")
    expect(page.locator("#whose")).to_have_text("Lina")
    shown = page.locator(".zoom img")
    small = shown.bounding_box()["width"]
    page.locator(".zoom summary").focus()
    page.keyboard.press("Enter")
    until(lambda: shown.bounding_box()["width"] > small)
    picture(page, "marked-large")
    page.keyboard.press("Escape")
    expect(page.locator(".zoom[open]")).to_have_count(0)
    page.locator("[name=comment]").fill("Where does the sun stand?")
    picture(page, "marked-drawing")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".undo")).to_contain_text("Saved")


def test_a_drawing_is_seen_marked_and_given_back(lab, handset):
    for name, words in (("Lina", "The evening shadow."), ("Omar", "ظل المساء")):
        phone = handset(name)
        phone.page.goto(f"{phone.classroom}lesson/{COURSE}/{WORK}")
        ready(phone.page)
        box = question(phone.page, "shadow")
        draw.by_pointer(box, {"lines": LINES, "words": words}, lambda place: place.tap())
        check(phone.page, "shadow")
        state(phone.page, "shadow", "pending")
        picture(phone.page, f"drawn-{name}")
        assert phone.overflow() <= 0
        handed = homework.hand_in(lab, name, WORK, course=COURSE)
        assert lab.sign_in(name).post_json(CLASSROOM + "api/hand-ins", handed)[0] == 200
    lab.run("assignment", "autograde", WORK, "--course", COURSE)

    desk = handset("teacher", desktop=True)
    desk.page.goto(f"{desk.classroom}grading/{COURSE}")
    submissions = f"{desk.origin}services/formgrader/{COURSE}/formgrader/submissions"
    for name in ("Lina", "Omar"):
        desk.expect_trouble(r"404 ")
        desk.page.goto(f"{submissions}/{notebook_of(lab, name)}/")
        shown = desk.page.locator("img[src^='data:image/svg+xml']")
        expect(shown).to_be_visible()
        assert shown.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
        until(lambda: desk.page.evaluate("formgrader.loaded && formgrader.grades.loaded"))
        points = desk.page.locator("input.score")
        expect(points).to_have_value("")
        points.fill("7")
        points.blur()
        picture(desk.page, f"marking-{name}")
        desk.page.wait_for_load_state("networkidle")
    marked_large(desk, lab)
    lab.run("assignment", "feedback", WORK, "--course", COURSE)
    for name, desktop in (("Lina", False), ("Omar", True)):
        back = handset(name, desktop=desktop)
        back.page.goto(f"{back.classroom}feedback/{COURSE}/{WORK}")
        drawn = back.page.locator("img.drawing")
        expect(drawn).to_be_visible()
        svg = base64.b64decode(drawn.get_attribute("src").partition(",")[2]).decode()
        assert LINES in svg
        assert "M50 0V750" in svg  # the squares that she drew on
        expect(back.page.locator(".back .points")).to_contain_text({"Lina": "7", "Omar": "٧"}[name])
        if name == "Lina":
            expect(back.page.locator(".teacher")).to_contain_text("Where does the sun stand?")
        picture(back.page, f"back-{name}")
        assert back.overflow() <= 0
