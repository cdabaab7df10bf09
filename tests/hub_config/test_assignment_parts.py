"""More time for one learner, work for one group, a learner in two classes; files among hand-ins."""

import hashlib
import json
import time
import uuid
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from grading.autograder.course import CourseFolder
from grading.exchange.store import Store
from grading.records import assignments, submissions
from grading.records.database import Database
from grading.records.files import used
from grading.records.submissions import Closed, NotReleased
from hub_config.cli import main
from hub_config.control.client import call
from hub_config.lab import backup
from hub_config.lab.folder import Folder
from tests.hub_config.handing_in import COURSE, NAME, RIGHT, hand_in
from tests.hub_config.test_assignment_cli import made, rows, run

PAST = "2026-01-05 12:00"


@pytest.fixture
def lab(tmp_path):
    """A lab that does not run, with two classes; its learners' accounts by name."""
    folder, accounts = made(tmp_path / "data")
    roster(folder, "move", accounts["Karim"], "River")
    return folder, accounts


def roster(folder, *words, fails=False):
    done = CliRunner().invoke(main, ["roster", *words, "--data", str(folder.root)])
    assert (done.exit_code != 0) == fails, done.output
    return done.output


def who(folder, name=NAME):
    told = call(folder, "assignment.roster", course=COURSE, name=name)
    return {each["name"] for each in told["learners"]}


def sees(folder, account):
    database = Database(folder.database)
    try:
        with database.read() as connection:
            return [each.name for each in assignments.seen_by(connection, account)]
    finally:
        database.close()


def hand_in_files(folder, account, files, name=NAME):
    """Hand in files as the classroom keeps them."""
    place = folder.root / "sent"
    listed = {}
    for path, content in files.items():
        place.write_bytes(content)
        listed[path] = Store(folder.files).add(place)
    place.unlink()
    database = Database(folder.database)
    try:
        with database.write() as connection:
            return submissions.hand_in(
                connection,
                id=str(uuid.uuid4()),
                account=account,
                course=COURSE,
                assignment=name,
                locale="en",
                files=listed,
            )
    finally:
        database.close()


def notebook(folder):
    """Return the bytes of the learners' copy."""
    return (folder.courses / COURSE / "release" / NAME / f"{NAME}.ipynb").read_bytes()


# -- who sees it --------------------------------------------------------------------------------


def test_work_for_a_group_is_seen_by_its_members_and_nobody_else(lab):
    folder, accounts = lab
    roster(folder, "group", "Kite class", "Stars", accounts["Amal"], accounts["Noor"])
    said = run(folder, "release", NAME, "--to", "Kite class/Stars").output
    assert "to Kite class/Stars" in said
    assert sees(folder, accounts["Amal"]) == [NAME] == sees(folder, accounts["Noor"])
    assert sees(folder, accounts["Lina"]) == []
    assert who(folder) == {"Amal", "Noor"}
    with pytest.raises(NotReleased):
        hand_in(folder, accounts["Lina"], RIGHT)
    hand_in(folder, accounts["Amal"], RIGHT)


def test_a_learner_in_two_classes_sees_the_work_of_both(lab):
    folder, accounts = lab
    run(folder, "release", NAME, "--to", "River")
    assert sees(folder, accounts["Lina"]) == []
    roster(folder, "join", accounts["Lina"], "River")
    assert sees(folder, accounts["Lina"]) == [NAME]
    assert who(folder) == {"Karim", "Lina"}
    roster(folder, "leave", accounts["Lina"], "River")
    assert sees(folder, accounts["Lina"]) == []
    assert "own class" in roster(folder, "leave", accounts["Karim"], "River", fails=True)


def test_released_again_it_keeps_its_audience_until_another_is_named(lab):
    folder, accounts = lab
    run(folder, "release", NAME, "--to", "River")
    run(folder, "release", NAME, "--due", "+2d")
    assert sees(folder, accounts["Lina"]) == []
    run(folder, "release", NAME, "--to", "everybody")
    assert sees(folder, accounts["Lina"]) == [NAME]


def test_what_there_is_not_is_refused_with_what_there_is(lab):
    folder, accounts = lab
    roster(folder, "group", "River", "Stars", accounts["Karim"])
    said = run(folder, "release", NAME, "--to", "Moon", fails=True).output
    assert "Kite class" in said and "River/Stars" in said
    assert sees(folder, accounts["Karim"]) == []
    refused = roster(folder, "group", "River", "Sun", accounts["Lina"], fails=True)
    assert accounts["Lina"] in refused
    assert "Stars" in roster(folder, "groups")
    roster(folder, "group", "River", "Stars", "--dissolve")
    assert "There is no group" in roster(folder, "groups")


def test_an_erased_learner_is_in_no_group_and_no_file_of_hers_is_left(lab):
    folder, accounts = lab
    lina, noor = accounts["Lina"], accounts["Noor"]
    roster(folder, "group", "Kite class", "Stars", lina, noor)
    roster(folder, "join", lina, "River")
    run(folder, "release", NAME, "--due", PAST)
    run(folder, "extend", NAME, lina, "--until", "2026-12-30")
    hand_in_files(folder, lina, {"own.txt": b"hers", "both.txt": b"both"})
    hand_in_files(folder, noor, {"both.txt": b"both"})
    roster(folder, "erase", lina, "--yes")
    (group,) = call(folder, "roster.groups")
    assert list(group["accounts"]) == [noor]
    store = Store(folder.files)
    assert not store.has(hashlib.sha256(b"hers").hexdigest())
    assert store.has(hashlib.sha256(b"both").hexdigest())
    for table in ("extension", "membership", "group_member", "submission", "person"):
        assert rows(folder, f"SELECT 1 FROM {table} WHERE account = '{lina}'") == [], table


# -- more time ----------------------------------------------------------------------------------


def test_more_time_lets_one_learner_hand_in_again_and_is_not_late(lab):
    folder, accounts = lab
    run(folder, "release", NAME, "--due", PAST)
    first = hand_in(folder, accounts["Amal"], RIGHT)
    hand_in(folder, accounts["Noor"], RIGHT)
    assert first.late > 0
    until = (datetime.now().astimezone() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    said = run(folder, "extend", NAME, accounts["Amal"], "--until", until).output
    assert until in said and "Amal" in said
    again = hand_in(folder, accounts["Amal"], RIGHT)
    assert again.late == 0
    with pytest.raises(Closed):
        hand_in(folder, accounts["Noor"], RIGHT)
    listed = call(folder, "assignment.roster", course=COURSE, name=NAME)["learners"]
    late = {each["name"]: each["late_seconds"] > 0 for each in listed if each["receipt"]}
    assert late == {"Amal": False, "Noor": True}


def test_the_gradebook_counts_lateness_with_the_extension(lab):
    folder, accounts = lab
    run(folder, "release", NAME, "--due", PAST)
    hand_in(folder, accounts["Amal"], RIGHT)
    hand_in(folder, accounts["Noor"], RIGHT)
    run(folder, "extend", NAME, accounts["Amal"], "--until", "2027-12-30")
    marked = json.loads(run(folder, "autograde", NAME, "--json").stdout)
    assert {each["name"]: each["late_seconds"] > 0 for each in marked} == {
        "Amal": False,
        "Noor": True,
    }
    run(folder, "extend", NAME, accounts["Amal"], "--until", "none")
    run(folder, "collect", NAME)
    with CourseFolder(folder.courses / COURSE).gradebook() as gradebook:
        assert gradebook.find_submission(NAME, accounts["Amal"]).total_seconds_late > 0


@pytest.mark.parametrize("until", ["2025-12-30", PAST])
def test_an_extension_that_is_none_is_refused(lab, until):
    folder, accounts = lab
    run(folder, "release", NAME, "--due", PAST)
    said = run(folder, "extend", NAME, accounts["Amal"], "--until", until, fails=True).output
    assert "must be later" in said


def test_an_extension_of_no_deadline_or_for_nobody_is_refused(lab):
    folder, accounts = lab
    assert (
        "not released"
        in run(folder, "extend", NAME, accounts["Amal"], "--until", "+1d", fails=True).output
    )
    run(folder, "release", NAME)
    assert (
        "none" in run(folder, "extend", NAME, accounts["Amal"], "--until", "+1d", fails=True).output
    )
    run(folder, "release", NAME, "--due", PAST)
    assert "no account" in run(folder, "extend", NAME, "k0", "--until", "+1d", fails=True).output


# -- files among hand-ins -----------------------------------------------------------------------


def test_files_are_collected_and_marked_beside_what_came_from_pages(lab):
    folder, accounts = lab
    run(folder, "release", NAME)
    hand_in(folder, accounts["Amal"], RIGHT)
    book = json.loads(notebook(folder))
    for cell in book["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double":
            cell["source"] = "def double(n):\n    return n + n\n"
    made = hand_in_files(
        folder,
        accounts["Noor"],
        {f"{NAME}.ipynb": json.dumps(book).encode(), "notes/my notes.txt": b"n"},
    )
    marked = json.loads(run(folder, "autograde", NAME, "--json").stdout)
    scores = {each["name"]: (each["status"], each["score"]) for each in marked}
    assert scores == {"Amal": ("graded", 3.0), "Noor": ("graded", 2.0)}
    place = folder.courses / COURSE / "submitted" / accounts["Noor"] / NAME
    assert (place / "notes" / "my notes.txt").read_bytes() == b"n"
    assert (place / "submission_secret.txt").read_text() == made.receipt
    assert json.loads(run(folder, "feedback", NAME, "--all", "--json").stdout)["notes"] == []
    told = call(folder, "assignment.hand-ins", course=COURSE, name=NAME)
    pages = {each["name"]: each["feedback"] for each in told}
    assert pages["Amal"] == {} and set(pages["Noor"]) == {f"{NAME}.html"}
    page = Store(folder.files).path(pages["Noor"][f"{NAME}.html"]["sha256"]).read_text("utf-8")
    assert "2.0 / 6.0" in page
    run(folder, "feedback", NAME, "--all")
    assert call(folder, "assignment.hand-ins", course=COURSE, name=NAME) == told


def test_answers_of_the_page_count_for_questions_in_a_notebook_that_is_handed_in(lab):
    folder, accounts = lab
    run(folder, "release", NAME)
    hand_in(folder, accounts["Noor"], {"sum": "5"})
    hand_in_files(folder, accounts["Noor"], {f"{NAME}.ipynb": notebook(folder)})
    (marked,) = json.loads(run(folder, "autograde", NAME, "--json").stdout)
    assert marked["score"] == 1.0


def test_every_hand_in_is_kept_and_the_newest_one_counts(lab):
    folder, accounts = lab
    run(folder, "release", NAME)
    kept = [
        hand_in_files(folder, accounts["Noor"], {"a.txt": text}).receipt for text in (b"1", b"2")
    ]
    told = call(folder, "assignment.hand-ins", course=COURSE, name=NAME, which="all")
    assert [each["receipt"] for each in told] == kept
    (newest,) = call(folder, "assignment.hand-ins", course=COURSE, name=NAME)
    assert newest["receipt"] == kept[1]


def test_the_last_one_in_time_is_told_when_it_is_asked_for(lab):
    folder, accounts = lab
    run(folder, "release", NAME)
    first = hand_in_files(folder, accounts["Noor"], {"a.txt": b"1"})
    time.sleep(2)  # lateness is counted in whole seconds
    second = hand_in_files(folder, accounts["Noor"], {"a.txt": b"2"})
    due = (first.received + timedelta(milliseconds=1)).isoformat()
    call(folder, "assignment.release", course=COURSE, name=NAME, due=due)
    asked = {"course": COURSE, "name": NAME}
    (told,) = call(folder, "assignment.hand-ins", **asked, which="in-time")
    assert (told["receipt"], told["late_seconds"]) == (first.receipt, 0)
    (told,) = call(folder, "assignment.hand-ins", **asked)
    assert told["receipt"] == second.receipt and told["late_seconds"] > 0


def test_a_backup_brings_the_files_back(lab, tmp_path):
    folder, accounts = lab
    run(folder, "release", NAME)
    hand_in_files(folder, accounts["Noor"], {"a.txt": b"work"})
    call(folder, "lab.backup", target=str(tmp_path / "lab.tar.gz"))
    other = Folder(tmp_path / "other")
    backup.restore(other, tmp_path / "lab.tar.gz")
    database = Database(other.database)
    with database.read() as connection:
        wanted = used(connection)
    database.close()
    assert wanted and all(Store(other.files).has(digest) for digest in wanted)
    path = Store(other.files).path(hashlib.sha256(b"work").hexdigest())
    assert path.read_bytes() == b"work" and oct(path.stat().st_mode)[-3:] == "600"
