"""``learning-passport assignment``: released, collected, marked, given back; and all again."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from grading.autograder.course import CourseFolder
from grading.autograder.results import results
from grading.records.database import Database
from grading.roster import people
from hub_config.assignments.due import read_due
from hub_config.cli import main
from hub_config.control.errors import OperationError
from hub_config.lab import setup
from hub_config.lab.folder import Folder
from tests.e2e.lab import PROGRAM
from tests.hub_config.handing_in import COURSE, NAME, RIGHT, WRONG, add_assignment, hand_in

PATIENCE = 120
NOON = datetime(2026, 11, 24, 12, 0).astimezone()


def made(place: Path) -> tuple[Folder, dict[str, str]]:
    """Return a lab that does not run, and the accounts of its learners by name."""
    folder = Folder(place)
    folder.create()
    database = Database(folder.database)
    database.upgrade()
    setup.add_demo_class(folder, database)
    with database.read() as connection:
        accounts = {each.name: each.account for each in people.list_(connection)}
    database.close()
    add_assignment(folder)
    return folder, accounts


@pytest.fixture
def resting(tmp_path):
    """A lab with a class and one more assignment, and the accounts of its learners."""
    return made(tmp_path / "data")


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    """A lab in which two learners handed in, all was marked, and what could be was given back."""
    folder, accounts = made(tmp_path_factory.mktemp("flow") / "data")
    run(folder, "release", NAME, "--due", "+2d")
    hand_in(folder, accounts["Lina"], RIGHT, locale="en")
    hand_in(folder, accounts["Amal"], WRONG, locale="ar")
    marked = run(folder, "autograde", NAME, "--json")
    return folder, accounts, json.loads(marked.stdout)


def test_what_is_taken_back_is_seen_no_more_and_comes_back_whole(resting):
    folder, accounts = resting
    run(folder, "release", NAME, "--due", "+2d")
    hand_in(folder, accounts["Lina"], RIGHT, locale="en")
    words = ["assignment", "withdraw", NAME, "--course", COURSE, "--data", str(folder.root)]
    asked = CliRunner().invoke(main, words, input="n\n")
    assert asked.exit_code == 1 and f"1 handed “{NAME}” in; that is kept." in asked.output
    assert listed(folder)["released"]
    assert "is taken back" in run(folder, "withdraw", NAME, "--yes").stdout
    assert not listed(folder).get("released")
    again = CliRunner().invoke(main, [*words, "--yes"])
    assert again.exit_code == 1 and NAME in again.output
    run(folder, "release", NAME)
    assert listed(folder)["handed_in"] == 1


def run(folder, *words, fails=False):
    """Run an assignment command on a lab's folder."""
    done = CliRunner().invoke(main, ["assignment", *words, "--data", str(folder.root)])
    assert (done.exit_code != 0) == fails, done.output
    return done


def listed(folder, name=NAME):
    found = json.loads(run(folder, "list", "--json").stdout)
    return next(each for each in found if each["name"] == name)


def rows(folder, query):
    base = sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


# -- deadlines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-12-01 12:00", datetime(2026, 12, 1, 12, 0).astimezone()),
        ("2026-12-01T12:00", datetime(2026, 12, 1, 12, 0).astimezone()),
        ("2026-12-01", datetime(2026, 12, 1, 23, 59).astimezone()),
        ("+2d", NOON + timedelta(days=2)),
        (" +3h ", NOON + timedelta(hours=3)),
        ("+45m", NOON + timedelta(minutes=45)),
    ],
)
def test_a_deadline_is_read_in_the_laptops_own_time(text, wanted):
    assert read_due(text, NOON) == wanted


@pytest.mark.parametrize("text", ["", "tomorrow", "+2", "2026-13-01", "+9999999d", "1. 12. 2026"])
def test_what_is_no_deadline_is_refused_with_examples(text):
    with pytest.raises(OperationError, match="2026-12-01 12:00"):
        read_due(text, NOON)


# -- what is refused ----------------------------------------------------------------------------


def test_what_there_is_not_is_said_with_what_there_is(resting, tmp_path):
    folder, _ = resting
    assert NAME in run(folder, "release", "no-such-work", fails=True).output
    assert COURSE in run(folder, "list", "--course", "no-such-course", fails=True).output
    assert "no folder" in run(folder, "autograde", "x", "--course", "./none", fails=True).output
    nowhere = Folder(tmp_path / "nowhere")
    assert "There is no lab in" in run(nowhere, "list", fails=True).output
    assert "There is no lab in" in run(nowhere, "release", NAME, fails=True).output


def test_collecting_before_the_release_says_what_to_do_first(resting):
    folder, _ = resting
    assert f"assignment release {NAME}" in run(folder, "collect", NAME, fails=True).output


def test_an_assignment_that_cannot_be_read_names_file_and_cell_and_is_not_released(resting):
    folder, _ = resting
    path = folder.courses / COURSE / "source" / NAME / f"{NAME}.ipynb"
    path.write_text(path.read_text().replace('"points": 1,', '"points": 7,'))
    said = run(folder, "release", NAME, fails=True).output
    assert f"{NAME}.ipynb" in said and "c-sum" in said
    assert listed(folder)["released"] is None


# -- release ------------------------------------------------------------------------------------


def test_a_release_is_built_in_every_language_and_its_deadline_stays(resting):
    folder, _ = resting
    said = run(folder, "release", NAME, "--due", "2031-12-01 12:00").output
    assert "due 2031-12-01 12:00" in said
    for locale in ("en", "ar", "fr"):
        assert (folder.built / locale / COURSE / NAME / "lesson.json").is_file()
        assert (folder.keys / locale / COURSE / NAME / "keys.json").is_file()
    due = listed(folder)["due"]
    run(folder, "release", NAME)
    assert listed(folder)["due"] == due
    run(folder, "release", NAME, "--due", "none")
    assert listed(folder)["due"] is None


def test_nothing_that_learners_get_holds_a_solution_a_hidden_test_or_a_key(flow):
    folder, _, _ = flow
    for place in (folder.built, folder.courses / COURSE / "release"):
        for path in place.rglob(f"{NAME}/**/*"):
            if path.is_file():
                text = path.read_text()
                assert "return 2 * n" not in text and "-14" not in text, path
                assert "Well added" not in text, path


def test_a_deadline_that_is_over_is_noted(resting):
    folder, _ = resting
    assert "marked late" in run(folder, "release", NAME, "--due", "2020-01-01").output


# -- mark and give back -------------------------------------------------------------------------


def test_marks_come_from_keys_tests_and_wait_for_a_person(flow):
    _, accounts, marked = flow
    found = {each["student"]: each for each in marked}
    lina, amal = found[accounts["Lina"]], found[accounts["Amal"]]
    assert (lina["name"], lina["status"], lina["needs_manual"]) == ("Lina", "graded", True)
    assert (lina["score"], lina["max_score"]) == (3, 6)
    assert amal["score"] == 0


def test_what_waits_for_a_person_is_not_given_back_until_all_is_asked_for(flow):
    folder, accounts, _ = flow
    told = json.loads(run(folder, "feedback", NAME, "--json").stdout)
    assert {each["account"]: each["why"] for each in told["waiting"]}[accounts["Lina"]] == "by hand"
    assert accounts["Lina"] not in told["returned"]
    first = json.loads(run(folder, "feedback", NAME, "--all", "--json").stdout)
    assert set(first["returned"]) == {accounts["Lina"], accounts["Amal"]}
    again = json.loads(run(folder, "feedback", NAME, "--all", "--json").stdout)
    assert again["new"] == 0
    bodies = [json.loads(body) for (body,) in rows(folder, "SELECT body FROM grade")]
    assert len(bodies) == 2
    best = max(bodies, key=lambda body: body["score"])
    assert best["questions"]["sum"]["points"] == 1
    assert best["questions"]["sum"]["feedback"] == "Well added."
    assert best["questions"]["double"] | {"feedback": ""} == {
        "points": 2,
        "max_points": 2,
        "state": "correct",
        "comment": "",
        "feedback": "",
        "message": "",
        "values": {},
    }
    assert best["questions"]["why"]["state"] == "pending"


def test_nothing_is_given_back_while_somebody_marks(flow):
    folder, _, _ = flow
    with CourseFolder(folder.courses / COURSE).lock():
        said = run(folder, "feedback", NAME, "--all", fails=True).output
    assert "being worked on just now" in said


def test_who_hands_in_again_is_marked_again_and_nobody_else(resting):
    folder, accounts = resting
    run(folder, "release", NAME)
    assert "Nobody has handed in" in run(folder, "autograde", NAME).output
    hand_in(folder, accounts["Lina"], RIGHT)
    hand_in(folder, accounts["Sara"], WRONG)
    run(folder, "autograde", NAME)
    hand_in(folder, accounts["Sara"], RIGHT)
    waits = json.loads(run(folder, "feedback", NAME, "--all", "--json").stdout)["waiting"]
    assert [(each["name"], each["why"]) for each in waits] == [("Sara", "mark")]
    marked = json.loads(run(folder, "autograde", NAME, "--json").stdout)
    assert {each["name"]: each["status"] for each in marked} == {
        "Lina": "unchanged",
        "Sara": "graded",
    }
    assert {each["score"] for each in marked} == {3}


def test_gradebook_and_record_count_lateness_by_the_same_deadline(resting):
    folder, accounts = resting
    course = CourseFolder(folder.courses / COURSE)
    run(folder, "release", NAME, "--due", "2026-01-01")
    hand_in(folder, accounts["Lina"], RIGHT)
    run(folder, "autograde", NAME)
    run(folder, "feedback", NAME, "--all")
    for due, late in (("2026-01-01", True), ("+2d", False), ("none", False), ("2025-01-01", True)):
        run(folder, "release", NAME, "--due", due)
        (work,) = results(course, NAME)
        assert (listed(folder)["late"] == 1) == (work.late_seconds > 0) == late, due


def test_progress_is_told_to_programs_line_by_line(resting):
    folder, accounts = resting
    run(folder, "release", NAME)
    for name in ("Lina", "Sara"):
        hand_in(folder, accounts[name], RIGHT)
    done = run(folder, "autograde", NAME, "--json", "--progress-json")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert told[-1] == {"done": 2, "total": 2}
    assert len(json.loads(done.stdout)) == 2


# -- erase, kill, elsewhere ---------------------------------------------------------------------


def test_erasing_takes_a_learner_out_of_the_course_too(resting):
    folder, accounts = resting
    run(folder, "release", NAME)
    hand_in(folder, accounts["Yusuf"], {**RIGHT, "why": "kumquat"})
    run(folder, "autograde", NAME)
    gone = CliRunner().invoke(
        main, ["roster", "erase", accounts["Yusuf"], "--yes", "--data", str(folder.root)]
    )
    assert gone.exit_code == 0, gone.output
    for path in folder.root.rglob("*"):
        assert accounts["Yusuf"] not in path.name, path
        if path.is_file():
            content = path.read_bytes()
            assert b"kumquat" not in content, path
            # That somebody was erased is all that stays, under the random account.
            if path.name != "classroom.sqlite":
                assert accounts["Yusuf"].encode() not in content, path


@pytest.mark.parametrize("words", [("autograde", NAME), ("feedback", NAME, "--all")])
def test_a_command_that_is_killed_anywhere_ends_the_same_when_started_again(resting, words):
    folder, accounts = resting
    run(folder, "release", NAME)
    for name in ("Lina", "Sara", "Adam"):
        hand_in(folder, accounts[name], RIGHT)
    if words[0] == "feedback":
        run(folder, "autograde", NAME)
    for seconds in (0.6, 1.2, 1.8, 2.4):
        started = subprocess.Popen(
            [PROGRAM, "assignment", *words, "--data", str(folder.root)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)  # wherever it is by then: no test of it depends on that
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    run(folder, *words)
    run(folder, "autograde", NAME)
    run(folder, "feedback", NAME, "--all")
    scores = rows(folder, "SELECT account, score FROM grade")
    assert sorted(scores) == sorted((accounts[n], 3.0) for n in ("Lina", "Sara", "Adam"))


def test_a_plain_course_folder_is_marked_without_any_lab(tmp_path):
    quick = subprocess.run(
        ["nbgrader", "quickstart", "mycourse"],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(PROGRAM).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert quick.returncode == 0, quick.stderr
    course, nowhere = tmp_path / "mycourse", Folder(tmp_path / "nowhere")
    outside = ("--course", str(course))
    assert [e["name"] for e in json.loads(run(nowhere, "list", *outside, "--json").stdout)] == [
        "ps1"
    ]
    run(nowhere, "release", "ps1", *outside)
    submitted = course / "submitted" / "bitdiddle"
    submitted.mkdir(parents=True)
    (course / "release" / "ps1").rename(submitted / "ps1")
    marked = json.loads(run(nowhere, "autograde", "ps1", *outside, "--json").stdout)
    assert [(e["student"], e["status"]) for e in marked] == [("bitdiddle", "graded")]
    assert "belongs to no lab" in run(nowhere, "feedback", "ps1", *outside, fails=True).output
    assert "belongs to no lab" in run(nowhere, "collect", "ps1", *outside, fails=True).output
    assert not nowhere.root.exists()
