"""A lesson in numbers and one learner's page, in a real lab: right, kind, for teachers alone."""

import csv
import io
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.handset import COURSE, keys, right, wrong
from tests.e2e.homework import BARREL, RIGHT_BARREL, do
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.test_accessibility import judge

CLASSROOM = "/services/classroom/"
LESSON = "fractions"
ROOM = f"{CLASSROOM}desk/lesson/{COURSE}/{LESSON}"
LEARNERS = ("Amal", "Lina", "Noor", "Sara", "Tariq", "Ben")
FORMULA = "=1+1"
ROSTER = "name,locale,class\n" + "".join(f"{name},en,Kite\n" for name in LEARNERS)
ROSTER += f"{FORMULA},en,River\nGone,en,River\n"
# How many questions each answers, and which are not right at the first try.
SHARE = {
    "Amal": (8, ()),
    "Lina": (8, (2,)),
    "Noor": (3, (1, 2)),
    "Sara": (3, (2,)),
    "Tariq": (3, ()),
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own, in which some of a class have done some of a lesson."""
    running = RunningLab(tmp_path_factory.mktemp("reports"), ROSTER)
    running.start()
    running.run("assignment", "release", BARREL)
    entries = keys(running, "en", LESSON)
    for name, (count, slips) in SHARE.items():
        visitor = running.sign_in(name)
        for number, (question, entry) in enumerate(list(entries.items())[:count], 1):
            if number in slips:
                give(running, visitor, name, question, wrong(entry)[0])
            give(running, visitor, name, question, right(entry))
    visitor = running.sign_in("Lina")
    do(running, visitor, "Lina", RIGHT_BARREL)
    yield running
    running.stop()


def give(lab, visitor, name, question, response):
    status, told = visitor.post_json(
        CLASSROOM + "api/responses",
        {
            "id": str(uuid.uuid4()),
            "account": lab.accounts[name],
            "course": COURSE,
            "lesson": LESSON,
            "question": question,
            "version": "v",
            "locale": "en",
            "response": response,
        },
    )
    assert status == 200, told


def learner(lab, name, more=""):
    return f"{CLASSROOM}desk/learner/{lab.accounts[name]}{more}"


def open_page(handset, path, **how):
    teacher = handset("teacher", **how)
    teacher.page.goto(f"http://{teacher.host}{path}")
    return teacher, teacher.page


def kept(page):
    """Press the button that keeps a table; return its file's name, and its rows."""
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a table (CSV)").click()
    content = Path(saved.value.path()).read_text("utf-8-sig")
    return saved.value.suggested_filename, list(csv.reader(io.StringIO(content)))


def test_the_numbers_of_a_lesson_are_reached_from_its_map_and_are_right(lab, handset):
    _, page = open_page(handset, ROOM)
    page.get_by_role("link", name="Questions in numbers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions in numbers")
    expect(page.locator(".sums")).to_contain_text("5 of 6 have begun")
    expect(page.locator(".sums")).to_contain_text("2 of 5 of them came to the last question")
    expect(page.locator(".note")).to_contain_text("Few learners")
    rows = page.locator(".numbers tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.nth(0)).to_contain_text("80% (4 of 5)")
    expect(rows.nth(1)).to_contain_text("40% (2 of 5)")
    expect(rows.nth(7)).to_contain_text("100% (2 of 2)")
    found = page.locator(".insight")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("3 learners of 5 stop before question 4.")
    expect(page.get_by_role("img")).to_have_count(4)
    told = "Right at the first try The same numbers stand in the table below."
    expect(page.get_by_role("img").first).to_have_accessible_name(told)
    name, rows = kept(page)
    assert re.fullmatch(r"Kite – .* – Questions in numbers \d{4}-\d\d-\d\d\.csv", name)
    second = dict(zip(rows[0], rows[2], strict=True))
    assert (second["Question"], second["Right at the first try (%)"]) == ("2", "40")
    assert (second["Tries in all"], second["Learners who came this far"]) == ("8", "5")
    assert second["What is asked"].startswith("A melon is cut into three equal parts.")
    assert not any(name in str(rows) for name in LEARNERS)


def test_a_class_that_has_not_begun_is_told_how_to(lab, handset):
    _, page = open_page(handset, ROOM + "/analysis")
    page.get_by_role("link", name="River").click()
    expect(page.locator(".empty")).to_contain_text("Let the class open the lesson.")
    expect(page.locator("svg.drawn")).to_have_count(0)


def test_a_name_on_the_desk_leads_to_a_page_about_her_alone(lab, handset):
    teacher = handset("teacher", desktop=True)
    page = teacher.home()
    page.get_by_role("link", name="Lina", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lina")
    expect(page.locator(".sums")).to_contain_text("8 questions done")
    expect(page.locator(".sums")).to_contain_text("1 of 3 lessons finished")
    can = page.locator(".can li", has_text="Name, compare and order the equal parts of a whole")
    expect(can).to_contain_text("All done")
    expect(can).to_contain_text("8 of 8 questions right")
    expect(can.locator(".notches .on")).to_have_count(8)
    row = page.get_by_role("row", name="Fractions: sharing fairly")
    expect(row).to_contain_text("8 of 8")
    expect(row.locator("td").nth(1)).to_have_text("9")
    work = page.locator(".work")
    expect(work.get_by_role("heading")).to_have_text("Water for the garden")
    expect(work).to_contain_text("Not given back yet.")
    text = page.locator("body").inner_text()
    assert not any(name in text for name in LEARNERS if name != "Lina")
    name, rows = kept(page)
    assert re.fullmatch(r"Lina \d{4}-\d\d-\d\d\.csv", name)
    assert rows[0][:4] == ["What", "Title", "Done or points", "Of"]
    assert ["Lesson", "Fractions: sharing fairly", "8", "8", "9"] in [row[:5] for row in rows]
    assert rows[-1][:2] == ["Work", "Water for the garden"]


def test_a_name_on_the_heat_map_leads_there_too(lab, handset):
    _, page = open_page(handset, ROOM)
    page.locator("#map").get_by_role("link", name="Noor").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noor")
    expect(page.locator(".can li").first).to_contain_text("On the way")


def test_who_has_done_nothing_yet_is_not_counted_down(lab, handset):
    _, page = open_page(handset, learner(lab, "Ben"))
    expect(page.locator(".empty")).to_contain_text("With the first answer in a lesson")
    expect(page.locator("table")).to_have_count(0)


def test_a_name_is_no_formula(lab):
    teacher = lab.sign_in("teacher")
    status, headers, body = teacher.get(learner(lab, FORMULA, ".csv"))
    assert status == 200
    assert headers["Content-Type"].startswith("text/csv")
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
        assert not any(re.match(r"\s*[=+@-]", cell) for cell in row), row


def test_the_pages_are_right_without_scripts(lab, handset):
    for path in (ROOM + "/analysis", learner(lab, "Lina")):
        _, page = open_page(handset, path, java_script_enabled=False)
        expect(page.locator(".numbers tbody tr").first).to_be_visible()
        expect(page.locator("[data-print]")).to_be_hidden()


def test_keys_alone_reach_every_table(lab, handset):
    for path, wanted in ((ROOM + "/analysis", "table"), (learner(lab, "Lina"), "lessons-1 part-1")):
        _, page = open_page(handset, path, desktop=True)
        reached = set()
        for _ in range(20):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "(e => e.getAttribute('aria-labelledby') || e.getAttribute('aria-label')"
                    " || e.textContent.trim())(document.activeElement)"
                )
            )
        assert {"Print", wanted, "Save as a table (CSV)"} <= reached


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_nothing_hinders_anybody(lab, handset, locale):
    desk = handset("teacher", desktop=True)
    page = desk.home()
    if locale != "en":
        page.locator(f".language [value={locale}]").click()
    try:
        for path in (ROOM + "/analysis", learner(lab, "Lina"), learner(lab, "Ben")):
            page.goto(f"http://{desk.host}{path}")
            expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
            judge(page)
            page.set_viewport_size({"width": 360, "height": 640})
            judge(page)
            assert desk.overflow() == 0
            page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"http://{desk.host}{ROOM}/analysis")
        first = page.locator("svg.drawn").first
        plot = first.bounding_box()
        bar = first.locator(".bar").first.bounding_box()
        before = bar["x"] - plot["x"]
        after = plot["x"] + plot["width"] - bar["x"] - bar["width"]
        # 12 % of the width is for the question's number, at the side where reading starts.
        start = after if locale == "ar" else before
        assert abs(start / plot["width"] - 0.12) < 0.01
    finally:
        if locale != "en":
            page.goto(f"http://{desk.host}{CLASSROOM}desk")
            page.locator(".language [value=en]").click()
            expect(page.locator("html[lang=en]")).to_have_count(1)


def test_paper_is_white_and_has_no_buttons(lab, handset, tmp_path):
    for path, said in (
        (ROOM + "/analysis", "How far the class came"),
        (learner(lab, "Lina"), "What we agreed"),
    ):
        _, page = open_page(handset, path, desktop=True, color_scheme="dark")
        expect(page.locator("[data-print]")).to_be_visible()
        page.emulate_media(media="print", color_scheme="dark")
        for gone in (".crumb", "[data-print]", ".keep", ".language"):
            for each in page.locator(gone).all():
                expect(each).to_be_hidden()
        expect(page.locator("h1")).to_have_css("color", "rgb(20, 41, 58)")
        file = tmp_path / "page.pdf"
        page.pdf(path=file, format="A4")
        text = "".join(each.extract_text() for each in PdfReader(file).pages)
        assert said in text
        assert len(PdfReader(file).pages) <= 4


def test_only_teachers_may_look(lab):
    river = re.findall(r"class=(\w+)", lab.sign_in("teacher").get(ROOM)[2].decode())[0]
    paths = (
        f"{ROOM}/analysis",
        f"{ROOM}/analysis.csv?class={river}",
        learner(lab, "Lina"),
        learner(lab, "Lina", ".csv"),
    )
    teacher, amal = lab.sign_in("teacher"), lab.sign_in("Amal")
    for path in paths:
        assert teacher.get(path)[0] == 200
        status, _, body = amal.get(path)
        assert status == 403, path
        assert b"Lina" not in body
        stranger = Visitor(lab)
        stranger.get(path)
        assert "/hub/login" in stranger.url


def test_a_learner_may_not_look_at_her_own_page_on_the_desk(lab):
    assert lab.sign_in("Lina").get(learner(lab, "Lina"))[0] == 403


def test_who_is_no_learner_here_has_no_page(lab):
    teacher = lab.sign_in("teacher")
    assert teacher.get(learner(lab, "Gone"))[0] == 200
    lab.run("roster", "erase", lab.accounts["Gone"], "--yes")
    own = next(account for name, account in lab.accounts.items() if name == lab.teacher[0])
    for account in (lab.accounts["Gone"], own, "k0000000000", "..%2Fdesk"):
        for more in ("", ".csv"):
            status, _, body = teacher.get(f"{CLASSROOM}desk/learner/{account}{more}")
            assert status == 404, account
            assert b"Gone" not in body


def test_what_is_no_lesson_or_class_has_no_numbers(lab):
    teacher = lab.sign_in("teacher")
    for path in ("nothing/here", f"{COURSE}/rain-barrel"):
        assert teacher.get(f"{CLASSROOM}desk/lesson/{path}/analysis")[0] == 404
        assert teacher.get(f"{CLASSROOM}desk/lesson/{path}/analysis.csv")[0] == 404
    assert teacher.get(f"{ROOM}/analysis.csv?class=c000")[0] == 404
