"""A piece of work, from the teacher's release to the feedback on two phones, in real Chromium."""

import json
import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from grading.autograder.course import CourseFolder
from grading.autograder.results import results
from tests.e2e.browser import question, state
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab

COURSE, NAME = "first-steps", "rain-barrel"
ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nSara,fr,Kite\n"
PROGRAM = "def days(litres, each_day):\n    return litres {} each_day\n"
STEPS = ["sun", "vapour", "cloud", "rain", "barrel"]
LINA = {
    "bucket": "air",
    "way": STEPS,
    "full": "150",
    "days": PROGRAM.format("//"),
    "lid": "The sun warms the water and it goes into the air. Leaves fall in too.",
}
AMAL = {
    "bucket": "gone",
    "way": ["vapour", *[each for each in STEPS if each != "vapour"]],
    "full": "٥٠",
    "days": PROGRAM.format("/"),
}
COMMENT = "Well explained! أحسنتِ"
PATIENCE = 120_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own: what is given here stands on everybody's home."""
    running = RunningLab(tmp_path_factory.mktemp("journey"), ROSTER)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def receipts():
    """What each child wrote down; filled by the children."""
    return {}


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


def open_work(handset, lab):
    handset.page.goto(f"{handset.classroom}work/{COURSE}/{NAME}")
    return handset.page


def statements(lab, name):
    exported = json.loads(lab.run("record", "export").stdout)
    return [each for each in exported if each["actor"]["account"]["name"] == lab.accounts[name]]


def test_a_teacher_gives_the_work_to_the_class(lab, handset):
    desk = handset("teacher", desktop=True)
    page = desk.home()
    page.get_by_role("link", name="Work to hand in").click()
    page.get_by_role("link", name="Water for the garden").first.click()
    page.locator("[name=due]").fill("2031-05-06T12:00")
    page.locator("#do-release").click()
    expect(page.locator("#job")).to_contain_text("The class can see it now", timeout=PATIENCE)


@pytest.mark.parametrize("name, locale, given", [("Lina", "en", LINA), ("Amal", "ar", AMAL)])
def test_a_child_answers_by_touch_and_hands_in(lab, handset, receipts, name, locale, given):
    phone = handset()
    phone.sign_in(name)
    page = phone.page
    work = page.locator(".works a")
    expect(work).to_have_count(1)
    work.tap()
    page.locator("html[data-ready]").wait_for()
    assert page.evaluate("isSecureContext") is False
    assert page.locator("html").get_attribute("lang") == locale
    for each, response in given.items():
        if each != "lid":
            phone.answer(each, response)
            state(page, each, "pending")
            expect(question(page, each).locator(".slip")).not_to_contain_text("Yes, that is it")
    page.reload()
    page.locator("html[data-ready]").wait_for()
    state(page, "bucket", "pending")
    expect(page.locator("#f-full")).to_have_value(given["full"])
    sheet = page.locator("[data-handin]")
    if "lid" in given:
        page.locator("#f-lid").fill(given["lid"])  # written, and handed in without “Keep”
        sheet.get_by_role("button").tap()
    else:
        sheet.get_by_role("button").tap()
        expect(sheet.get_by_role("button")).to_have_count(2)  # one question is open
        assert violations(page) == []
        sheet.get_by_role("button").nth(1).tap()
    expect(sheet.locator(".receipt")).to_be_visible()
    receipts[name] = sheet.locator(".receipt").inner_text()
    assert phone.overflow() == 0
    assert violations(page) == []
    page.reload()
    expect(sheet.locator(".receipt")).to_have_text(receipts[name])
    phone.home()
    expect(page.locator(".works li.done")).to_contain_text(receipts[name])


def test_she_changes_an_answer_and_hands_in_again(lab, handset, receipts):
    phone = handset("Amal")
    page = phone.lesson(NAME)
    sheet = page.locator("[data-handin]")
    expect(sheet.get_by_role("button")).to_have_count(0)
    phone.answer("full", "١٥٠")
    state(page, "full", "pending")
    sheet.get_by_role("button").tap()
    sheet.get_by_role("button").nth(1).tap()
    expect(sheet.locator(".receipt")).not_to_have_text(receipts["Amal"])
    receipts["Amal"] = sheet.locator(".receipt").inner_text()


def test_without_wifi_nothing_is_said_to_be_handed_in(lab, handset):
    phone = handset("Sara")
    page = phone.lesson(NAME)
    phone.context.set_offline(True)
    phone.answer("bucket", "air")
    sheet = page.locator("[data-handin]")
    sheet.get_by_role("button").tap()
    sheet.get_by_role("button").nth(1).tap()
    expect(sheet.get_by_role("status")).to_contain_text("Wi-Fi")
    expect(sheet.locator(".receipt")).to_have_count(0)
    phone.context.set_offline(False)
    state(page, "bucket", "pending")
    sheet.get_by_role("button").tap()
    sheet.get_by_role("button").nth(1).tap()
    expect(sheet.locator(".receipt")).to_be_visible()


def test_a_teacher_marks_by_machine_and_by_hand_and_gives_it_back(lab, handset, receipts):
    desk = handset("teacher", desktop=True)
    page = open_work(desk, lab)
    expect(page.locator(".row", has_text="Lina")).to_contain_text(receipts["Lina"])
    page.locator("#do-autograde").click()
    expect(page.locator("#job")).to_contain_text("The work is marked", timeout=PATIENCE)
    expect(page.locator(".row", has_text="Lina")).to_contain_text("To mark by hand")
    page.get_by_role("link", name="Mark by hand").click()
    page.get_by_role("link", name="Open it in Formgrader").click()
    page.wait_for_url("**/services/formgrader/**", timeout=PATIENCE)
    mark_the_text(desk, lab)
    page = open_work(desk, lab)
    expect(page.locator(".row", has_text="Lina")).to_contain_text("10.5/11")
    page.locator("#give").click()
    page.locator("#do-feedback").click()
    expect(page.locator("#job")).to_contain_text("The work is given back", timeout=PATIENCE)
    expect(page.locator(".row", has_text="Amal")).to_contain_text("Given back")


def mark_the_text(desk, lab):
    """Give Lina's text points and words in Formgrader, as a teacher does."""
    base = sqlite3.connect(f"file:{lab.data}/courses/{COURSE}/gradebook.db?mode=ro", uri=True)
    ((notebook,),) = base.execute(
        "SELECT sn.id FROM submitted_notebook sn JOIN submitted_assignment sa"
        " ON sn.assignment_id = sa.id WHERE sa.student_id = ?",
        (lab.accounts["Lina"],),
    ).fetchall()
    base.close()
    page = desk.page
    page.goto(f"{desk.origin}services/formgrader/{COURSE}/formgrader/submissions/{notebook}/")
    until(
        lambda: page.evaluate(
            "formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded"
        )
    )
    expect(page.locator("body")).to_contain_text("Leaves fall in too.")
    page.locator("#lid").fill("2.5")
    page.locator("#lid-comment").fill(COMMENT)
    page.locator("#lid-comment").blur()
    course = CourseFolder(lab.data / "courses" / COURSE)
    until(lambda: any(c.comment == COMMENT and c.points == 2.5 for c in cells(course, lab, "Lina")))


def cells(course, lab, name):
    found = [each for each in results(course, NAME) if each.account == lab.accounts[name]]
    return found[0].cells


@pytest.mark.parametrize(
    "name, words",
    [
        ("Lina", ["All of it is right", COMMENT, "one day it will fall as rain again"]),
        ("Amal", ["الماء لا يزول من الوجود", "لم يُكتشف بعد", "بلا إجابة", "جزء منه صحيح"]),
    ],
)
def test_each_child_reads_her_feedback_in_her_language(lab, handset, receipts, name, words):
    phone = handset(name)
    page = phone.home()
    page.locator(".works a").tap()
    page.wait_for_url("**/feedback/**")
    for each in (*words, receipts[name]):
        expect(page.locator("body")).to_contain_text(each)
    assert phone.overflow() == 0
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator("[data-print]")).to_be_hidden()
    expect(page.locator(".back").first).to_be_visible()


def test_gradebook_and_record_agree(lab, receipts):
    course = CourseFolder(lab.data / "courses" / COURSE)
    found = {each.account: each for each in results(course, NAME)}
    for name in ("Lina", "Amal", "Sara"):
        work = found[lab.accounts[name]]
        own = [each for each in statements(lab, name) if each["object"]["id"].endswith(NAME)]
        verbs = [each["verb"]["display"]["en"] for each in own]
        assert verbs.count("submitted") == (2 if name == "Amal" else 1)
        assert verbs.count("graded") == 1
        assert "completed" not in verbs and "passed" not in verbs
        score = own[verbs.index("graded")]["result"]["score"]
        assert (score["raw"], score["max"]) == (work.score, work.max_score)
        assert score["scaled"] == pytest.approx(work.score / work.max_score, abs=1e-4)
        base = sqlite3.connect(f"file:{lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
        ((kept, most, body),) = base.execute(
            "SELECT score, max_score, body FROM grade WHERE account = ?", (lab.accounts[name],)
        ).fetchall()
        newest = base.execute(
            "SELECT r.question, m.score FROM mark m JOIN response r ON r.id = m.response_id"
            " WHERE r.account = ? AND r.lesson = ? ORDER BY m.seq",
            (lab.accounts[name], NAME),
        ).fetchall()
        base.close()
        assert (kept, most) == (work.score, work.max_score)
        points = {}
        for cell in work.cells:
            points[cell.question] = points.get(cell.question, 0) + cell.points
        told = json.loads(body)["questions"]
        assert {question: each["points"] for question, each in told.items()} == points
        marks = dict(newest)
        for question_id, mark in marks.items():
            assert mark * told[question_id]["max_points"] == pytest.approx(points[question_id])


def test_nbgraders_own_tools_see_the_same_course(lab):
    course = CourseFolder(lab.data / "courses" / COURSE)
    with course.gradebook() as gradebook:
        students = {each.id: each.first_name for each in gradebook.students}
        assert students == {lab.accounts[name]: name for name in ("Lina", "Amal", "Sara")}
        assert gradebook.find_assignment(NAME).duedate.year == 2031
