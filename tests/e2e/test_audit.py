"""Who looks at children's work or changes it stands in the audit log, before it happens."""

import json
import os
import signal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from hub_config.lab.folder import Folder
from tests.e2e.handset import Handset
from tests.e2e.lab import RunningLab
from tests.hub_config.handing_in import COURSE, NAME, add_assignment

ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\n"
CLASSROOM = "/services/classroom/"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own, whose log holds what these tests do."""
    running = RunningLab(tmp_path_factory.mktemp("audit"), ROSTER)
    running.start()
    add_assignment(Folder(running.data))
    yield running
    running.stop()


def noted(lab, about=""):
    """Return (did, what) of the log, the oldest first."""
    words = ["record", "audit", "--json", *(["--about", about] if about else [])]
    told = json.loads(lab.run(*words).stdout)
    return [(each["did"], each["what"]) for each in reversed(told)]


def test_every_look_and_change_is_noted_and_nobody_is_named(lab):
    teacher, account = lab.sign_in("teacher"), lab.accounts["Lina"]
    for path in ("desk", f"desk/learner/{account}", f"desk/lesson/{COURSE}/fractions", "desk"):
        assert teacher.get(CLASSROOM + path)[0] == 200
    lab.run("assignment", "release", NAME, "--course", COURSE)
    lab.run("roster", "list")
    found = noted(lab)
    assert [each for each in found if each[0] == "GET"] == [
        ("GET", "desk"),
        ("GET", f"desk/learner/{account}"),
        ("GET", f"desk/lesson/{COURSE}/fractions"),
    ], "a page that stays open is noted once"
    assert ("assignment.release", f"{COURSE} {NAME}") in found
    assert ("roster.list", "") in found
    assert noted(lab, account) == [("GET", f"desk/learner/{account}")]
    assert "Lina" not in json.dumps(found) and "Amal" not in json.dumps(found)


def test_a_learner_leaves_no_line_and_cannot_read_them(lab):
    learner = lab.sign_in("Amal")
    before = len(noted(lab))
    assert learner.get(CLASSROOM)[0] == 200
    assert learner.get(CLASSROOM + "desk/log")[0] == 403
    assert noted(lab)[before:] == [("audit.read", "")]


def test_what_was_noted_is_there_after_the_power_is_pulled(lab):
    teacher = lab.sign_in("teacher")
    assert teacher.get(f"{CLASSROOM}work/{COURSE}/{NAME}")[0] == 200
    os.kill(lab.pids()["classroom"], signal.SIGKILL)
    lab.wait_until_answering()
    assert ("GET", f"work/{COURSE}/{NAME}") in noted(lab)


@pytest.mark.parametrize(
    "locale, title", [("en", "Looked at a learner's page"), ("ar", "الاطلاع على صفحة متعلّم")]
)
def test_teachers_read_it_on_the_desk(lab, handset, locale, title):
    teacher: Handset = handset("teacher")
    page = teacher.home()
    if locale != "en":
        page.locator(f".language [value={locale}]").click()
        expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
    page.goto(f"{teacher.classroom}desk/learner/{lab.accounts['Lina']}")
    page.goto(f"{teacher.classroom}desk/log")
    expect(page.locator(".row", has_text=title).first).to_contain_text("Lina")
    assert Axe().run(page).response["violations"] == []
    assert teacher.overflow() == 0
    if locale != "en":
        page.goto(teacher.classroom + "desk")
        page.locator(".language [value=en]").click()
