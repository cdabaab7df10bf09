"""The teacher's work page: give, mark and give back, on a phone and at a desk, whatever happens."""

import os
import signal
import uuid
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hub_config.lab.folder import Folder
from tests.e2e.handset import Handset, until
from tests.e2e.lab import RunningLab
from tests.hub_config.handing_in import COURSE, NAME, RIGHT, WRONG, add_assignment

CLASSROOM = "/services/classroom/"
WORK = f"{CLASSROOM}work/{COURSE}/{NAME}"
# Milliseconds that a job may take on a slow laptop.
PATIENCE = 120_000
TITLE = "A tiny piece of work"
ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nSara,fr,River\nTeacher's helper,en,River\n"
# It holds a marking up for as long as one program may run.
SLOW = {**RIGHT, "double": "import time\ntime.sleep(12)\ndef double(n):\n    return 2 * n\n"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own: what is given here stands on everybody's home."""
    running = RunningLab(tmp_path_factory.mktemp("work"), ROSTER)
    running.start()
    add_assignment(Folder(running.data))
    yield running
    running.stop()


@pytest.fixture
def work(lab, request):
    """The name of an assignment that only this test uses."""
    name = "w-" + uuid.uuid4().hex[:8]
    add_assignment(Folder(lab.data), name)
    return name


def release(lab, name):
    lab.run("assignment", "release", name, "--course", COURSE)


def hand_in(lab, who, name, given):
    """Answer and hand in as a phone does; return what the class says."""
    learner = lab.sign_in(who)
    place = {"course": COURSE, "locale": "en", "account": lab.accounts[who]}
    for question, response in given.items():
        answer = {"question": question, "version": "v", "response": response, "lesson": name}
        status, told = learner.post_json(
            CLASSROOM + "api/responses", {**place, **answer, "id": str(uuid.uuid4())}
        )
        assert status == 200, told
    status, told = learner.post_json(
        CLASSROOM + "api/hand-ins", {**place, "assignment": name, "id": str(uuid.uuid4())}
    )
    assert status == 200, told
    return told


def open_work(handset: Handset, name: str):
    handset.page.goto(f"{handset.classroom}work/{COURSE}/{name}")
    return handset.page


def marked(page):
    """Wait until the page says that the work is marked."""
    expect(page.locator("#job")).to_contain_text("The work is marked", timeout=PATIENCE)


def jobs(lab) -> list[int]:
    """Return the processes of this lab that do long work."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--progress-json" in words and os.fsencode(lab.data) in words:
            found.append(int(entry.name))
    return found


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def row(page, name):
    return page.locator(".who .row", has_text=name)


def test_a_teacher_gives_marks_and_gives_back_on_a_phone_without_a_reload(lab, handset):
    teacher = handset("teacher")
    page = teacher.home()
    page.get_by_role("link", name="Work to hand in").click()
    expect(page.locator(".works li", has_text=TITLE)).to_contain_text("Not given to the class yet")
    page.get_by_role("link", name=TITLE).first.click()
    page.evaluate("window.stays = true")
    page.locator("[name=due]").fill("2031-05-06T12:00")
    page.locator("#do-release").click()
    expect(page.locator("#job")).to_contain_text("The class can see it now", timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("Nothing has come yet")
    expect(page.locator(".cover")).to_contain_text("May 6")

    receipt = hand_in(lab, "Lina", NAME, RIGHT)["receipt"]
    hand_in(lab, "Amal", NAME, WRONG)
    page.reload()
    page.evaluate("window.stays = true")
    expect(row(page, "Lina")).to_contain_text(receipt)
    expect(row(page, "Sara")).to_contain_text("Not handed in yet")
    expect(page.locator("#do-autograde")).not_to_have_class("quiet")
    page.locator("#do-autograde").click()
    marked(page)
    expect(row(page, "Lina")).to_contain_text("To mark by hand")
    assert page.evaluate("window.stays") is True
    assert violations(page) == []
    assert teacher.overflow() == 0

    mark_by_hand(lab, NAME)
    page.reload()
    page.evaluate("window.stays = true")
    expect(row(page, "Lina")).to_contain_text("6/6")
    page.locator("#give").click()
    assert violations(page) == []
    page.locator("#do-feedback").click()
    expect(page.locator("#job")).to_contain_text("The work is given back", timeout=PATIENCE)
    expect(row(page, "Lina")).to_contain_text("Given back")
    assert page.evaluate("window.stays") is True
    status, _, feedback = lab.sign_in("Lina").get(f"{CLASSROOM}feedback/{COURSE}/{NAME}")
    assert status == 200 and b"Well added." in feedback


def mark_by_hand(lab, name):
    """Give full points for every text, in nbgrader's gradebook as Formgrader does."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{lab.data}/courses/{COURSE}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(name):
            for grade in submission.notebooks[0].grades:
                if grade.name == "why":
                    grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.db.commit()


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("desktop", [False, True], ids=["phone", "desk"])
def test_every_page_can_be_read_in_both_directions_and_sizes(lab, handset, work, locale, desktop):
    release(lab, work)
    hand_in(lab, "Sara", work, RIGHT)
    teacher = handset("teacher", desktop=desktop)
    page = teacher.home()
    try:
        if locale != "en":
            page.locator(f".language [value={locale}]").click()
            expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
        for place in ("desk", "work", f"work/{COURSE}/{work}"):
            page.goto(teacher.classroom + place)
            assert violations(page) == []
            assert teacher.overflow() == 0
    finally:
        if locale != "en":
            page.goto(teacher.classroom + "desk")
            page.locator(".language [value=en]").click()
            expect(page.locator("html[lang=en]")).to_have_count(1)


def stops(page):
    """Return what each stop on the assignment's path is, in order."""
    return [each.get_attribute("class") for each in page.locator(".path > li").all()]


def test_the_path_says_what_is_done_and_a_release_can_be_undone(lab, handset, work):
    teacher = handset("teacher")
    page = open_work(teacher, work)
    assert stops(page) == ["now", *["next"] * 6]
    page.locator("#do-release").click()
    expect(page.locator("#job")).to_contain_text("The class can see it now", timeout=PATIENCE)
    assert stops(page) == ["done", "done", "now", *["next"] * 4]
    hand_in(lab, "Lina", work, RIGHT)
    page.reload()
    assert stops(page) == ["done", "done", "done", "next", "now", "next", "next"]
    expect(page.locator("[aria-current=step]")).to_contain_text("Marked by the laptop")

    page.locator("#withdraw").click()
    expect(page.locator("details[open]")).to_contain_text("What was handed in stays with you: 1")
    assert violations(page) == []
    page.locator("#do-withdraw").click()
    expect(page.locator(".path > li").first).to_have_class("now")
    place = f"{CLASSROOM}lesson/{COURSE}/{work}"
    assert lab.sign_in("Lina").get(place)[0] == 404

    page.locator("#do-release").click()
    expect(row(page, "Lina")).to_contain_text("Handed in", timeout=PATIENCE)
    assert lab.sign_in("Lina").get(place)[0] == 200
    page.locator("#do-autograde").click()
    marked(page)
    assert stops(page) == ["done", "done", "done", "done", "done", "now", "next"]
    expect(page.locator("[aria-current=step]")).to_contain_text("To mark by hand: 1")


def test_without_scripts_everything_works_by_loading_the_page_again(lab, handset, work):
    teacher = handset("teacher", java_script_enabled=False)
    page = open_work(teacher, work)
    page.locator("#do-release").click()
    expect(page.locator("main")).to_contain_text("Nothing has come yet", timeout=PATIENCE)
    hand_in(lab, "Lina", work, RIGHT)
    page.reload()
    page.locator("#do-autograde").click()
    # The page itself looks again.
    expect(page.locator("noscript a")).to_have_count(0, timeout=PATIENCE)
    expect(row(page, "Lina")).to_contain_text("To mark by hand", timeout=PATIENCE)


def test_a_job_outlives_a_reload_says_when_it_is_killed_and_starts_again(lab, handset, work):
    release(lab, work)
    hand_in(lab, "Lina", work, SLOW)
    teacher = handset("teacher")
    page = open_work(teacher, work)
    page.locator("#do-autograde").click()
    expect(page.locator("[data-job]")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-job]")).to_contain_text("The work is being marked")
    expect(page.locator("#do-autograde")).to_have_count(0)
    other = lab.sign_in("teacher")
    other.get(WORK)
    status, _ = post(other, work, "autograde")
    assert status == 200 and len(jobs(lab)) == 1, "one at a time"
    os.kill(until(lambda: jobs(lab))[0], signal.SIGKILL)
    expect(page.locator("#job")).to_contain_text("This was interrupted", timeout=PATIENCE)
    until(lambda: not jobs(lab))
    page.locator("#do-autograde").click()
    marked(page)
    expect(row(page, "Lina")).to_contain_text("To mark by hand")


def test_a_job_ends_with_its_classroom_and_the_next_one_says_so(lab, handset, work):
    release(lab, work)
    hand_in(lab, "Lina", work, SLOW)
    teacher = handset("teacher")
    teacher.expect_trouble("50[0-9]|Failed to load")
    page = open_work(teacher, work)
    page.locator("#do-autograde").click()
    until(lambda: jobs(lab))
    os.kill(lab.pids()["classroom"], signal.SIGKILL)
    until(lambda: not jobs(lab))
    lab.wait_until_answering()
    expect(page.locator("#job")).to_contain_text("This was interrupted", timeout=PATIENCE)
    page.locator("#do-autograde").click()
    marked(page)
    expect(row(page, "Lina")).to_contain_text("To mark by hand")


def test_work_that_cannot_be_read_is_not_given_and_the_page_says_why(lab, handset, work):
    path = lab.data / "courses" / COURSE / "source" / work / f"{work}.ipynb"
    path.write_text(path.read_text().replace('"points": 1,', '"points": 7,'))
    page = open_work(handset("teacher"), work)
    page.locator("#do-release").click()
    expect(page.locator("#job")).to_contain_text("This did not work", timeout=PATIENCE)
    expect(page.locator("#job .said")).to_contain_text("c-sum")
    expect(page.locator("#do-release")).to_have_count(1)


# -- nobody else ----------------------------------------------------------------------------------


def post(visitor, name, action, **more):
    fields = {"action": action, "_xsrf": visitor.xsrf(), **more}
    from urllib.parse import urlencode

    status, _, body = visitor.request(
        f"{CLASSROOM}work/{COURSE}/{name}", urlencode(fields).encode()
    )
    return status, body


def test_a_learner_sees_and_starts_nothing_here(lab, work):
    learner = lab.sign_in("Lina")
    places = ("work", f"work/{COURSE}/{work}", f"api/work/{COURSE}", f"work/{COURSE}/no-such")
    for place in places:
        assert learner.get(CLASSROOM + place)[0] == 403, place
    for action in ("release", "autograde", "feedback"):
        assert post(learner, work, action)[0] == 403
    assert jobs(lab) == []
    assert lab.sign_in("teacher").get(f"{CLASSROOM}work/{COURSE}/{work}")[0] == 200
    assert learner.get(f"{CLASSROOM}lesson/{COURSE}/{work}")[0] == 404


def test_what_is_not_there_or_not_asked_from_a_page_is_refused(lab, work):
    teacher = lab.sign_in("teacher")
    for place in (f"work/{COURSE}/no-such", "work/no-such/work", "work/a/b/c", "work/../desk/x"):
        assert teacher.get(CLASSROOM + place)[0] == 404, place
    assert post(teacher, work, "erase")[0] == 404
    assert post(teacher, work, "release", due="next week")[0] == 422
    assert post(teacher, work, "release", _xsrf="forged")[0] == 403
    assert post(teacher, "no-such", "release")[0] == 404
    assert jobs(lab) == []
