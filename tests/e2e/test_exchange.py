"""nbgrader's own commands against a real lab: released, fetched, handed in, collected, returned."""

import re
import uuid
from pathlib import Path

import nbformat
import pytest

from hub_config.control.client import call
from hub_config.lab.folder import Folder
from tests.e2e import homework
from tests.e2e.nbgrader import course_with_work, solve

COURSE = "algebra-1"


@pytest.fixture(scope="module")
def people(lab, tmp_path_factory):
    """A teacher with a course of her own, and two learners; each works in a folder of her own."""
    folder = tmp_path_factory.mktemp("nbgrader")
    return course_with_work(lab, folder, COURSE, ("Lina", "Noor"))


def receipt_in(said):
    found = re.search(r"Your receipt is (\w{3}-\w{3})\.", said)
    assert found, said
    return found[1]


def test_work_goes_all_the_way_and_back(lab, people):
    teacher, lina = people["teacher"], people["Lina"]
    assert f"{COURSE} ps1" in lina.nbgrader("list")
    lina.nbgrader("fetch_assignment", "ps1", "--course", COURSE)
    book = lina.folder / "ps1" / "p1.ipynb"
    assert (lina.folder / "ps1" / "data.csv").read_text() == "a,b\n1,2\n"
    assert "BEGIN SOLUTION" not in book.read_text()
    solve(book)
    code = receipt_in(lina.nbgrader("submit", "ps1", "--course", COURSE))
    assert homework.rows(lab, "SELECT account FROM submission WHERE receipt = ?", code) == [
        (lina.account,)
    ]
    assert f"{COURSE} {lina.account} ps1" in lina.nbgrader("list", "--cached")
    said = teacher.nbgrader("list", "--inbound", "--course", COURSE)
    assert f"{COURSE} {lina.account} ps1" in said

    teacher.nbgrader("collect", "ps1")
    submitted = teacher.folder / "submitted" / lina.account / "ps1"
    assert (submitted / "submission_secret.txt").read_text() == code
    told = nbformat.read(submitted / "p1.ipynb", as_version=4)
    assert told.metadata.learning_passport.receipt == code
    teacher.nbgrader("autograde", "ps1")
    teacher.nbgrader("generate_feedback", "ps1")
    teacher.nbgrader("release_feedback", "ps1")

    assert "feedback ready to be fetched" in lina.nbgrader("list", "--cached")
    lina.nbgrader("fetch_feedback", "ps1", "--course", COURSE)
    (page,) = (lina.folder / "ps1" / "feedback").glob("*/p1.html")
    assert "2.0 / 2.0" in page.read_text()
    assert "feedback already fetched" in lina.nbgrader("list", "--cached")


def test_a_stranger_to_a_hand_in_is_told_nothing_of_it(lab, people):
    noor, lina = people["Noor"], people["Lina"]
    ((code,),) = homework.rows(
        lab, "SELECT receipt FROM submission WHERE account = ? LIMIT 1", lina.account
    )
    assert lina.api("GET", "hand-ins", code, "files", "p1.ipynb")[0] == 200
    assert noor.api("GET", "hand-ins", code, "files", "p1.ipynb")[0] == 404
    assert noor.api("GET", "hand-ins", code, "feedback", "p1.html")[0] == 404
    assert noor.api("PUT", "hand-ins", code, "feedback", body={"files": {}})[0] == 403
    assert noor.api("GET", f"hand-ins?course={COURSE}&assignment=ps1")[0] == 403
    assert noor.api("PUT", "assignments", COURSE, "ps1", body={"files": {}})[0] == 403
    assert noor.api("DELETE", "assignments", COURSE, "ps1")[0] == 403
    assert noor.api("GET", "hand-ins") == (200, [])
    assert Path(noor.folder).is_dir()


def test_work_for_a_group_is_there_for_its_members_alone(lab, people):
    lina, noor, teacher = people["Lina"], people["Noor"], people["teacher"]
    lab.run("roster", "group", "Kite", "Lions", lina.account)
    told = teacher.api("GET", "assignments", COURSE, "ps1")[1]
    release = {"files": told["files"], "to": ["Kite/Lions"]}
    assert teacher.api("PUT", "assignments", COURSE, "ps2", body=release)[0] == 200
    assert f"{COURSE} ps2" in lina.nbgrader("list")
    assert "ps2" not in noor.nbgrader("list")
    assert "not found" in noor.nbgrader("fetch_assignment", "ps2", "--course", COURSE, fails=True)
    body = {"id": str(uuid.uuid4()), "account": noor.account, "course": COURSE, "locale": "en"}
    body |= {"assignment": "ps2", "files": told["files"]}
    assert noor.api("POST", "hand-ins", body=body)[0] == 404
    assert noor.api("GET", "assignments", COURSE, "ps2", "files", "p1.ipynb")[0] == 404
    assert lina.api("GET", "assignments", COURSE, "ps2", "files", "p1.ipynb")[0] == 200
    refused = teacher.api("PUT", "assignments", COURSE, "ps3", body={**release, "to": ["Moon"]})
    assert refused[0] == 422 and "Kite/Lions" in refused[1]["message"]


def test_a_phone_does_not_show_what_is_another_groups(lab, people):
    lab.run("roster", "group", "Kite", "Bears", people["Lina"].account)
    lab.run("assignment", "release", homework.BARREL, "--to", "Kite/Bears")
    path = f"/services/classroom/lesson/first-steps/{homework.BARREL}"
    for name, status in (("Lina", 200), ("Noor", 404)):
        visitor = lab.sign_in(name)
        assert visitor.get(path)[0] == status
        page = visitor.get("/services/classroom/")[2]
        assert (homework.BARREL.encode() in page) == (status == 200)
    lab.run("assignment", "release", homework.BARREL, "--to", "everybody")


def test_more_time_counts_for_who_works_in_nbgrader(lab, people):
    lina, noor, teacher = people["Lina"], people["Noor"], people["teacher"]
    told = teacher.api("GET", "assignments", COURSE, "ps1")[1]
    late = {"files": told["files"], "due": "2026-01-05T12:00:00+00:00", "force": True}
    assert teacher.api("PUT", "assignments", COURSE, "ps1", body=late)[0] == 200
    noor.nbgrader("fetch_assignment", "ps1", "--course", COURSE)
    assert "This is late" in noor.nbgrader("submit", "ps1", "--course", COURSE)
    assert "is over" in noor.nbgrader("submit", "ps1", "--course", COURSE, fails=True)
    more = {"course": COURSE, "name": "ps1", "accounts": [noor.account]}
    call(Folder(lab.data), "assignment.extend", **more, until="2027-01-05T12:00:00+00:00")
    assert "late" not in noor.nbgrader("submit", "ps1", "--course", COURSE)
    assert noor.api("GET", "assignments", COURSE, "ps1")[1]["due"].startswith("2027")
    assert lina.api("GET", "assignments", COURSE, "ps1")[1]["due"].startswith("2026")


def test_a_token_ends_with_a_new_card(lab, people):
    noor = people["Noor"]
    lab.run("roster", "reset-pin", noor.account)
    done = lab.run("roster", "token", noor.account, "-o", str(noor.folder / "t"), check=False)
    assert done.returncode == 1 and "signing in once" in done.stderr
    assert not (noor.folder / "t").exists()
