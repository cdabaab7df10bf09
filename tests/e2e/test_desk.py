"""The teacher's desk in a real lab: today and the heat map, live, for teachers alone."""

import csv
import json
import re
import uuid
from pathlib import Path
from urllib.request import Request

import psutil
import pytest
from playwright.sync_api import expect

from tests.e2e.handset import COURSE, keys, right, until, wrong
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.test_accessibility import judge

CLASSROOM = "/services/classroom/"
LESSON = "fractions"
MAP = f"{CLASSROOM}desk/lesson/{COURSE}/{LESSON}"
EVENTS = CLASSROOM + "api/desk/events"
LEARNERS = ("Amal", "Lina", "Noor", "Sara", "Tariq")
ROSTER = (
    "name,locale,class\nAmal,ar,Kite\nLina,en,Kite\nNoor,en,Kite\nSara,fr,Kite\nTariq,en,Kite\n"
)
ROSTER += "Ben,en,River\nFinn,en,River\n"
# What a name is in a spreadsheet, where it would be a formula.
FORMULA = "=1+1"
ROSTER += f"{FORMULA},en,River\nOmar,en,River\n"
LOCALES = {"Amal": "ar", "Sara": "fr"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own: the desk shows everybody's work."""
    running = RunningLab(tmp_path_factory.mktemp("desk"), ROSTER)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def visitors(lab):
    """Every learner, signed in; nobody has opened or answered anything in a lesson."""
    return {name: lab.sign_in(name) for name in (*LEARNERS, "Ben", "Omar")}


@pytest.fixture(scope="module")
def give(lab, visitors):
    """Answer as a learner's page does."""

    def answer(name, question, response, lesson=LESSON):
        status, told = visitors[name].post_json(
            CLASSROOM + "api/responses",
            {
                "id": str(uuid.uuid4()),
                "account": lab.accounts[name],
                "course": COURSE,
                "lesson": lesson,
                "question": question,
                "version": "v",
                "locale": LOCALES.get(name, "en"),
                "response": response,
            },
        )
        assert status == 200, told
        return told["state"]

    return answer


def row(page, name):
    return page.locator("#map tbody tr").filter(has=page.get_by_role("rowheader", name=name))


def cell(page, name, number):
    return row(page, name).locator("td").nth(number - 1)


def open_map(handset, lab, **how):
    teacher = handset("teacher", **how)
    page = teacher.home()
    page.locator("table", has_text="Lina").get_by_role("link", name="Fractions").click()
    expect(page.locator("#map")).to_be_visible()
    return teacher, page


def test_answers_appear_on_the_heat_map_by_themselves(lab, handset, give):
    entries = keys(lab, "en", LESSON)
    first = next(iter(entries))
    _, page = open_map(handset, lab, desktop=True)
    page.evaluate("window.stays = true")
    expect(cell(page, "Lina", 1)).to_have_text("Not begun")
    for tries in (1, 2):
        give("Lina", first, wrong(entries[first])[0])
        expect(cell(page, "Lina", 1)).to_contain_text(f"tries: {tries}")
    expect(cell(page, "Lina", 1)).to_contain_text("Is here now")
    give("Lina", first, right(entries[first]))
    expect(cell(page, "Lina", 1)).to_have_text("Right")
    expect(cell(page, "Lina", 2)).to_have_text("Is here now")
    expect(page.locator("#map tfoot td").first).to_have_text("100%")
    give("Noor", first, wrong(entries[first])[0])
    expect(page.locator("#map tfoot td").first).to_have_text("50%")
    expect(page.locator("#map tfoot td").nth(1)).to_have_text("–")
    assert page.evaluate("window.stays") is True


def test_what_went_wrong_is_counted_in_the_teachers_language(lab, handset, give):
    _, said = wrong(keys(lab, "en", LESSON)["jug"])
    _, page = open_map(handset, lab)
    found = page.locator(".insight", has_text="is the part that is empty")
    give("Amal", "jug", "٠٫٥")
    expect(found).to_contain_text("1 of 1: Question 8")
    found.get_by_text("Show these learners").tap()
    found.locator("summary").focus()
    give("Sara", "jug", "0,5")
    expect(found).to_contain_text("2 of 2")
    assert found.locator("details").get_attribute("open") is not None
    expect(found.locator("summary")).to_be_focused()
    expect(found.locator("li")).to_have_text(["Amal", "Sara"])
    give("Sara", "jug", "1,5")
    expect(found.locator("li").nth(1)).to_have_text("Sara has it right now")
    assert said


def test_today_says_who_is_here_who_is_stuck_and_who_has_not_started(lab, handset, give, visitors):
    teacher = handset("teacher")
    page = teacher.home()
    live = page.locator("#live")
    away = live.locator(".sheet", has_text="Not started today")
    needs = live.locator(".sheet", has_text="Who may need you")
    here = live.locator(".sheet", has_text="Who is here")
    page.evaluate("window.stays = true")
    expect(away).to_contain_text("Finn")
    table = page.locator("table", has_text="Tariq")
    expect(table.get_by_role("row", name="Tariq").locator("td").first).to_have_text("Not begun")
    visitors["Ben"].get(f"{CLASSROOM}lesson/{COURSE}/water-cycle")
    expect(here).to_contain_text("Ben")
    expect(here.get_by_role("link", name="The water cycle")).to_be_visible()
    for _ in range(2):
        give("Tariq", "jug", "0.5")
    expect(here).to_contain_text("Tariq Question 8")
    expect(needs).not_to_contain_text("Tariq")
    give("Tariq", "jug", "0.5")
    expect(needs).to_contain_text("Tariq")
    expect(needs).to_contain_text("3 answers in a row that are not right")
    give("Tariq", "jug", "1.5")
    expect(needs).not_to_contain_text("Tariq")
    expect(table.get_by_role("row", name="Tariq").locator("td").first).to_have_text("1/8")
    visitors["Ben"].get(CLASSROOM + "signout")
    expect(here).not_to_contain_text("Ben")
    expect(away).to_contain_text("Ben")
    assert page.evaluate("window.stays") is True
    assert teacher.overflow() == 0
    page.get_by_role("link", name="Kite", exact=True).click()
    expect(live).not_to_contain_text("Finn")
    expect(page.get_by_role("heading", name="River")).to_have_count(0)


def test_the_page_is_right_without_scripts(lab, handset, give):
    teacher = handset("teacher", java_script_enabled=False)
    page = teacher.page
    page.goto(f"http://{teacher.host}{MAP}")
    expect(cell(page, "Amal", 3)).to_have_text("Not begun")
    give("Amal", "eighths", "٦")
    page.reload()
    expect(cell(page, "Amal", 3)).to_have_text("Right")
    page.get_by_role("link", name="River").click()
    expect(row(page, "Finn")).to_be_visible()
    expect(row(page, "Amal")).to_have_count(0)


def test_the_desk_can_be_used_by_keys_alone(lab, handset, give):
    give("Tariq", "plants", "4")
    _, page = open_map(handset, lab, desktop=True)
    page.keyboard.press("Tab")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.localName")
        )
    assert "map" in reached and "summary" in reached
    summary = page.locator(".insight summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".insight details").first).to_have_attribute("open", "")


def kept(page, button):
    """Press a button that keeps a table; return its file's name, and its rows."""
    with page.expect_download() as saved:
        button.click()
    content = Path(saved.value.path()).read_text("utf-8-sig")
    return saved.value.suggested_filename, list(csv.reader(content.splitlines()))


def test_a_table_is_kept_for_a_spreadsheet_and_no_name_is_a_formula_there(lab, handset, give):
    entries = keys(lab, "en", "water-cycle")
    first = next(iter(entries))
    give("Omar", first, wrong(entries[first])[0], "water-cycle")
    give("Omar", first, right(entries[first]), "water-cycle")
    teacher = handset("teacher")
    page = teacher.home()
    page.get_by_role("link", name="River", exact=True).click()
    save = page.get_by_role("link", name="Save as a table (CSV)")
    name, rows = kept(page, save)
    assert re.fullmatch(r"River \d{4}-\d\d-\d\d\.csv", name)
    column = next(n for n, head in enumerate(rows[0]) if head.startswith("The water cycle (of "))
    assert {row[0]: row[column] for row in rows[1:]} == {
        "'=1+1": "0",
        "Ben": "0",
        "Finn": "0",
        "Omar": "1",
    }
    page.goto(f"http://{teacher.host}{CLASSROOM}desk/lesson/{COURSE}/water-cycle")
    page.get_by_role("link", name="River").click()
    name, rows = kept(page, page.get_by_role("link", name="Save as a table (CSV)"))
    assert name.startswith("River – The water cycle ")
    assert rows[0][:2] == ["Name", "Question 1"]
    omar = dict(zip(rows[0], next(row for row in rows if row[0] == "Omar"), strict=True))
    assert (omar["Question 1"], omar["Question 1: tries"]) == ("Right", "2")
    assert (omar["Question 2"], omar["Question 2: tries"]) == ("Not begun", "0")


def test_only_teachers_may_look(lab, visitors):
    river = next(iter(re.findall(r"class=(\w+)", lab.sign_in("teacher").get(MAP)[2].decode())))
    tables = (f"{MAP}.csv?class={river}", f"{CLASSROOM}desk/class.csv?class={river}")
    assert [lab.sign_in("teacher").get(path)[0] for path in tables] == [200, 200]
    for path in (MAP, MAP + "?part=live", CLASSROOM + "desk?part=live", EVENTS, *tables):
        status, _, body = visitors["Amal"].get(path)
        assert status == 403, path
        assert b"Lina" not in body
    stranger = Visitor(lab)
    stranger.get(MAP)
    assert "/hub/login" in stranger.url
    status, _, body = stranger.get(EVENTS)
    assert status == 403
    assert json.loads(body)["message"]


@pytest.mark.parametrize("path", ["nothing/here", f"{COURSE}/rain-barrel", f"{COURSE}/keys"])
def test_what_is_no_lesson_has_no_map(lab, path):
    status, _, _ = lab.sign_in("teacher").get(f"{CLASSROOM}desk/lesson/{path}")
    assert status == 404


def test_a_class_that_is_not_there_changes_nothing(lab):
    teacher = lab.sign_in("teacher")
    for wanted in ("c000", "%27%20OR%201", ""):
        status, _, body = teacher.get(f"{MAP}?class={wanted}")
        assert status == 200 and b"Lina" in body
        assert teacher.get(f"{MAP}.csv?class={wanted}")[0] == 404
        assert teacher.get(f"{CLASSROOM}desk/class.csv?class={wanted}")[0] == 404


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_nothing_hinders_anybody(lab, handset, give, locale):
    give("Noor", "third", "three")
    give("Noor", "half", ["a", "b"])
    for _ in range(3):
        give("Noor", "plants", "4")
    desk = handset("teacher", desktop=True)
    page = desk.home()
    if locale != "en":
        page.locator(f".language [value={locale}]").click()
    try:
        for path in (CLASSROOM + "desk", MAP):
            page.goto(f"http://{desk.host}{path}")
            expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
            for details in page.locator("details").all():
                details.evaluate("each => (each.open = true)")
            judge(page)
            page.set_viewport_size({"width": 360, "height": 640})
            judge(page)
            assert desk.overflow() == 0
            page.set_viewport_size({"width": 1280, "height": 800})
    finally:
        if locale != "en":
            page.locator(".language [value=en]").click()
            expect(page.locator("html[lang=en]")).to_have_count(1)


# -- the line itself --------------------------------------------------------------------------


def listen(lab, teacher):
    """Open a line of events as a browser does; return the answer, to be read line by line."""
    request = Request(lab.address.rstrip("/") + EVENTS, headers={"Accept": "text/event-stream"})
    answer = teacher.opener.open(request, timeout=30)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    return answer


def signs(answer, number):
    """Return the next signs that come over a line."""
    found = []
    while len(found) < number:
        line = answer.readline()
        assert line, "the line has ended"
        if line.startswith(b"data: "):
            found.append(line.strip())
    return found


def connections(lab):
    classroom = psutil.Process(lab.pids()["classroom"])
    return sum(each.status == "ESTABLISHED" for each in classroom.net_connections("tcp"))


def test_many_answers_at_once_are_few_events_for_all_and_name_nobody(lab, give):
    teacher = lab.sign_in("teacher")
    lines = [listen(lab, teacher) for _ in range(3)]
    begun = [signs(each, 1)[0] for each in lines]
    assert len(set(begun)) == 1
    for number in range(25):
        give("Amal", "jug", str(number + 20))
    last = teacher.get(MAP + "?part=live")[2].decode().split('data-sign="')[1].split('"')[0]
    for line in lines:
        told = []
        while not told or told[-1] != f"data: {last}".encode():
            told += signs(line, 1)
        assert len(told) < 25
        assert not any(
            name.encode() in b"".join(told) for name in (*LEARNERS, *lab.accounts.values())
        )
        line.close()


def test_a_browser_that_leaves_leaves_nothing_behind(lab):
    teacher = lab.sign_in("teacher")
    lines = [listen(lab, teacher) for _ in range(5)]
    for each in lines:
        signs(each, 1)
    held = connections(lab)
    for each in lines:
        each.close()
    until(lambda: connections(lab) <= held - len(lines))


def test_the_line_comes_back_when_the_classroom_has_started_again(lab, handset, give):
    """And what was answered meanwhile is there. The last test here: it ends the service."""
    teacher, page = open_map(handset, lab, desktop=True)
    teacher.expect_trouble("status of (502|503|404)|EventSource")
    line = listen(lab, lab.sign_in("teacher"))
    signs(line, 1)
    process = psutil.Process(lab.pids()["classroom"])
    process.terminate()
    assert b"data:" not in line.read()  # an answer that is cut off raises IncompleteRead
    process.wait(30)
    lab.wait_until_answering()
    give("Sara", "half", ["b"])
    expect(cell(page, "Sara", 4)).to_contain_text("tries: 1", timeout=60_000)


@pytest.mark.parametrize("site, expected", [("same-origin", 200), ("cross-site", 403)])
def test_on_the_laptop_itself_our_pages_read_without_a_token_and_no_others(lab, site, expected):
    """At http://localhost a browser says where a request comes from; in the Wi-Fi it does not."""
    teacher = lab.sign_in("teacher")
    headers = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": site}
    assert teacher.request(CLASSROOM + "api/alive", headers=headers)[0] == expected
    written = {**headers, "Content-Type": "application/json"}
    assert teacher.request(CLASSROOM + "api/responses", b"{}", written)[0] == 403
