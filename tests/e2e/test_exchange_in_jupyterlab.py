"""JupyterLab as nbgrader has it: Assignment List, Course List, and Formgrader's buttons."""

import json
import subprocess
import sys
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import expect

from tests.e2e import homework
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab, answers, free_port
from tests.e2e.nbgrader import Person, solve, write_course

COURSE = "algebra-3"
STARTING = 90_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with one course: the list shows the first that there is."""
    running = RunningLab(tmp_path_factory.mktemp("lab"), "name,locale,class\nSara,en,Kite\n")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def people(lab, tmp_path_factory):
    """A teacher with a course that nothing was done in yet, and a learner."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    listed = json.loads(lab.run("roster", "list", "--json").stdout)["people"]
    account = next(each["account"] for each in listed if each["role"] == "teacher")
    teacher = Person(lab, "teacher", folder, account)
    write_course(teacher.folder, COURSE)
    return teacher, Person(lab, "Sara", folder)


@contextmanager
def jupyterlab(person):
    """Serve a stock JupyterLab in somebody's folder; yield its address."""
    port = free_port()
    log = person.folder.parent / f"jupyterlab-{person.account}.log"
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root",
         "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0",
         "--ServerApp.disable_check_xsrf=True"],
        cwd=person.folder,
        env=person.environment,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip

    def ready():
        assert process.poll() is None, log.read_text()
        return answers(f"http://127.0.0.1:{port}/api")

    try:
        until(ready, 60)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(30)
    assert person.token not in log.read_text()


def ask(address, path, **sent):
    """Return the JSON of a GET, or of a POST when something is sent."""
    data = urlencode(sent).encode() if sent else None
    try:
        with build_opener(ProxyHandler({})).open(Request(address + path, data), timeout=120) as it:
            return json.loads(it.read())
    except HTTPError as error:
        raise AssertionError(error.read().decode()) from error


def press(address, button):
    """Press one of Formgrader's buttons for the assignment."""
    told = ask(address, f"formgrader/api/assignment/ps1/{button}", pressed=button)
    assert told["success"], told
    return told


def test_a_piece_of_work_goes_all_the_way_by_buttons(lab, people, chrome):
    teacher, learner = people
    with jupyterlab(teacher) as desk, jupyterlab(learner) as lab_of_learner:
        press(desk, "assign")
        press(desk, "release")
        (told,) = ask(desk, "formgrader/api/assignments")
        assert told["releaseable"] and told["status"] == "released"
        assert COURSE in ask(lab_of_learner, "courses")["value"]
        hand_in_by_clicking(chrome, lab_of_learner, learner)
        assert homework.receipt(lab, "Sara", "ps1")
        press(desk, "collect")
        graded = ask(desk, f"formgrader/api/submission/ps1/{learner.account}/autograde", now="1")
        assert graded["success"], graded
        press(desk, "generate_feedback")
        press(desk, "release_feedback")
        place = {"course_id": COURSE, "assignment_id": "ps1"}
        listed = ask(lab_of_learner, "assignments/fetch_feedback", **place)["value"]
        (handed,) = [each for each in listed if each["status"] == "submitted"]
        assert handed["submissions"][0]["has_local_feedback"]
        (page,) = learner.folder.glob("ps1/feedback/*/p1.html")
        assert "2.0 / 2.0" in page.read_text()
        press(desk, "unrelease")
        listed = ask(lab_of_learner, f"assignments?course_id={COURSE}")["value"]
        assert [each["status"] for each in listed] == ["submitted"]


def hand_in_by_clicking(chrome, address, learner):
    """Fetch and submit in JupyterLab's Assignment List, as its buttons do."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(STARTING)
    page = context.new_page()
    page.goto(f"{address}lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    page.get_by_role("button", name="Fetch").first.click()
    expect(page.get_by_role("button", name="Submit").first).to_be_visible()
    solve(learner.folder / "ps1" / "p1.ipynb")
    page.get_by_role("button", name="Submit").first.click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text("ps1")
    context.close()
