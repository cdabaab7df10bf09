"""Who helps and who looks after the machine: each sees what the duty needs, and no more."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.lab import RunningLab

CLASSROOM = "/services/classroom/"
ROSTER = "name,locale,class\nZuhra,en,Kite\nMilo,ar,Kite\n"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of its own, with names that stand in no text of ours."""
    running = RunningLab(tmp_path_factory.mktemp("roles"), ROSTER)
    running.start()
    yield running
    running.stop()


def test_a_facilitator_follows_the_class_and_finds_no_button_to_mark(lab):
    facilitator = lab.sign_in_as("facilitator")
    status, _, home = facilitator.get(CLASSROOM)
    assert status == 200 and facilitator.url.endswith("/desk")
    assert b"Zuhra" in home
    for path in (b"services/classroom/work", b"desk/log", b"classroom/machine"):
        assert path not in home


def test_a_keeper_sees_how_the_machine_does_and_nobody(lab):
    keeper = lab.sign_in_as("keeper")
    status, _, home = keeper.get(CLASSROOM)
    assert status == 200 and keeper.url.endswith("/machine")
    assert b"the lab is running" in home
    assert b"Zuhra" not in home and b"Milo" not in home
    assert keeper.get(CLASSROOM + "desk")[0] == 403
    looks = json.loads(lab.run("record", "audit", "--json").stdout)
    mine = [each for each in looks if each["who"] == account_of(lab, "Keeper")]
    assert mine == [], "who was refused has seen nothing"


def account_of(lab, name):
    people = json.loads(lab.run("roster", "list", "--json").stdout)["people"]
    return next(each["account"] for each in people if each["name"] == name)


def test_who_helps_stands_in_the_audit_log_and_in_the_list(lab):
    listed = lab.run("roster", "list", "--json").stdout
    assert '"duty": "facilitator"' in listed and '"duty": "keeper"' in listed
    assert '"did": "GET"' in lab.run("record", "audit", "--json").stdout


def test_no_other_duty_can_be_given(lab):
    done = lab.run("roster", "add-teacher", "Nora", "--as", "owner", check=False)
    assert done.returncode == 2 and "keeper" in done.stderr


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_machines_page_can_be_read_in_both_directions(lab, handset, locale):
    teacher = handset("teacher")
    page = teacher.home()
    if locale != "en":
        page.locator(f".language [value={locale}]").click()
        expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
    for place in ("machine", "desk/log"):
        page.goto(teacher.classroom + place)
        assert Axe().run(page).response["violations"] == []
        assert teacher.overflow() == 0
    if locale != "en":
        page.goto(teacher.classroom + "desk")
        page.locator(".language [value=en]").click()
