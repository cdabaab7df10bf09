"""Hand-ins that would harm: each is refused with a reason, and nothing of it is stored."""

import hashlib
import json
import os
import socket
import uuid

import pytest

from tests.e2e import homework
from tests.e2e.lab import Visitor
from tests.e2e.nbgrader import course_with_work, solve
from tests.grading.exchange.test_content import HARMFUL

COURSE = "algebra-2"
HAND_INS = "/services/classroom/api/hand-ins"


@pytest.fixture(scope="module")
def people(lab, tmp_path_factory):
    """A teacher who released one assignment, and two learners who fetched it."""
    folder = tmp_path_factory.mktemp("attacks")
    made = course_with_work(lab, folder, COURSE, ("Child 1", "Child 2"))
    for name in ("Child 1", "Child 2"):
        made[name].nbgrader("fetch_assignment", "ps1", "--course", COURSE)
    return made


@pytest.fixture
def unharmed(lab, people):
    """Whatever the test does: no hand-in is made, no file is kept, none waits."""

    def state():
        files = lab.data / "files"
        kept = sorted(path.name for path in files.glob("kept/*/*"))
        waiting = sorted(path.name for path in files.glob("arriving/*/*"))
        return homework.count(lab), kept, waiting

    before = state()
    yield
    assert state() == before


def hand_in(person, files, **changes):
    body = {
        "id": str(uuid.uuid4()),
        "account": person.account,
        "course": COURSE,
        "assignment": "ps1",
        "locale": "en",
        "files": files,
        **changes,
    }
    return person.api("POST", "hand-ins", body=body)


def send(person, content):
    """Send a file; return its entry in a list."""
    digest = hashlib.sha256(content).hexdigest()
    size = len(content)
    told = {"Content-Range": f"bytes 0-{size - 1}/{size}" if size else "bytes */0"}
    status, answer = person.api("PUT", "uploads", digest, body=content, headers=told)
    assert status == 200, answer
    return {"sha256": digest, "size": size}


ENTRY = {"sha256": "0" * 64, "size": 1}
NAMES = {
    "../p1.ipynb": "leads out",
    "/etc/passwd": "absolute",
    "a/../../p1.ipynb": "leads out",
    "a\nb": "cannot be seen",
    "gpj.\u202eexe": "cannot be seen",
    "e\u0301.txt": "normal form",
    "a\\b": "“\\”",
    "x" * 300: "too long",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_away_is_refused(people, unharmed, name):
    status, told = hand_in(people["Child 1"], {name: ENTRY})
    assert status == 422 and NAMES[name] in told["message"], told


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({f"{n}.txt": ENTRY for n in range(10_000)}, "10000 files"),
        ({}, "no file"),
        ({"a": {"sha256": "0" * 64, "size": 10**12}}, "at most 32 MB"),
        ({"a": {"sha256": "../../x", "size": 1}}, "SHA-256"),
        ({"a": {"sha256": "0" * 64, "size": 1, "type": "symlink"}, "A": ENTRY}, "one name"),
    ],
)
def test_a_list_that_cannot_be_is_refused(people, unharmed, files, why):
    status, told = hand_in(people["Child 1"], files)
    assert status == 422 and why in told["message"], told


@pytest.mark.parametrize("name", HARMFUL)
def test_content_that_would_harm_is_refused(people, unharmed, name):
    content, why = HARMFUL[name]
    child = people["Child 1"]
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    piece = 4 * 1024 * 1024
    for first in range(0, size, piece):
        part = content[first : first + piece]
        told = {"Content-Range": f"bytes {first}-{first + len(part) - 1}/{size}"}
        assert child.api("PUT", "uploads", digest, body=part, headers=told)[0] == 200
    status, told = hand_in(child, {name: {"sha256": digest, "size": size}})
    assert status == 422 and why in told["message"], told


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
        (lambda path: path.symlink_to("/etc", target_is_directory=True), "is a link"),
        (os.mkfifo, "a device or a pipe"),
        (lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path)), "a device"),
        (lambda path: [(path / f"{n}").mkdir(parents=True) or (path / f"{n}/x").touch()
                       for n in range(600)], "more than 500"),
    ],
    ids=["link to a file", "link to a folder", "pipe", "socket", "600 files"],
)  # fmt: skip
def test_the_command_refuses_what_is_no_file(people, unharmed, make, why):
    child = people["Child 2"]
    path = child.folder / "ps1" / "more"
    make(path)
    try:
        assert why in child.nbgrader("submit", "ps1", "--course", COURSE, fails=True)
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rename(child.folder / "aside")
        else:
            path.unlink()


def test_a_file_that_one_does_not_have_cannot_be_claimed_by_its_digest(people):
    first, second = people["Child 1"], people["Child 2"]
    entry = send(first, b"nobody else has written this")
    assert hand_in(first, {"own.txt": entry})[0] == 200
    status, told = hand_in(second, {"own.txt": entry})
    assert status == 409 and told["missing"] == {entry["sha256"]: 0}


def test_a_file_that_is_there_is_not_asked_for_again(people):
    child = people["Child 1"]
    files = {"own.txt": send(child, b"said once")}
    assert hand_in(child, files)[0] == 200
    assert hand_in(child, files)[0] == 200


def test_nobody_hands_in_for_another(people, unharmed):
    first, second = people["Child 1"], people["Child 2"]
    assert hand_in(first, {"a.txt": ENTRY}, account=second.account)[0] == 403


@pytest.mark.parametrize(
    "changes",
    [{"course": "../x"}, {"assignment": ""}, {"course": "a/b"}, {"id": "1"}, {"late": False}],
)
def test_a_request_of_another_form_is_refused(people, unharmed, changes):
    assert hand_in(people["Child 1"], {"a.txt": ENTRY}, **changes)[0] == 422


@pytest.mark.parametrize(
    "told",
    ["", "bytes 0-9/4", "bytes 5-8/9", "bytes */4", "bytes 0-3/999999999999", "bytes -1-2/4"],
)
def test_a_piece_that_does_not_fit_is_refused(people, unharmed, told):
    status, _ = people["Child 1"].api(
        "PUT", "uploads", "1" * 64, body=b"four", headers={"Content-Range": told}
    )
    assert status in (409, 422)


def test_without_a_token_that_counts_there_is_nothing(lab, people, unharmed):
    stranger = Visitor(lab)
    for token in ("", "token forged", f"token {people['Child 1'].token[:-1]}"):
        headers = {"Authorization": token} if token else {}
        for path in ("assignments", "hand-ins", "uploads/" + "0" * 64):
            status, _, body = stranger.request(f"/services/classroom/api/{path}", headers=headers)
            assert status == 403 and b"Please sign in" in body, body


def test_a_browser_needs_its_own_xsrf_token_as_before(lab, people, unharmed):
    visitor = lab.sign_in("Child 1")
    for xsrf in (None, "", "forged"):
        assert visitor.post_json(HAND_INS, {}, xsrf=xsrf)[0] == 403
    status, _, _ = visitor.request(
        "/services/classroom/api/assignments/x/y", method="DELETE", headers={"X-XSRFToken": "x"}
    )
    assert status == 403


def test_a_notebook_cannot_say_what_only_the_class_may_say(lab, people):
    teacher, child, other = people["teacher"], people["Child 2"], people["Child 1"]
    ((theirs,),) = homework.rows(
        lab, "SELECT max(receipt) FROM submission WHERE account = ?", other.account
    )
    path = child.folder / "ps1" / "p1.ipynb"
    solve(path)
    book = json.loads(path.read_text())
    forged = {"receipt": theirs, "graded": True}
    book["metadata"]["learning_passport"] = forged
    for cell in book["cells"]:
        cell["metadata"]["learning_passport"] = {"mark": {"state": "correct", "score": 1.0}}
    path.write_text(json.dumps(book))
    (child.folder / "ps1" / "timestamp.txt").write_text("2001-01-01 00:00:00.0 UTC")
    (child.folder / "ps1" / "submission_secret.txt").write_text(theirs)
    child.nbgrader("submit", "ps1", "--course", COURSE)
    own = homework.receipt(lab, "Child 2", "ps1")
    teacher.nbgrader("collect", "ps1", "--student", child.account)
    place = teacher.folder / "submitted" / child.account / "ps1"
    told = json.loads((place / "p1.ipynb").read_text())
    assert told["metadata"]["learning_passport"] == {"receipt": own, "locale": "en"}
    assert not any("learning_passport" in cell["metadata"] for cell in told["cells"])
    assert (place / "submission_secret.txt").read_text() == own
    assert "2001" not in (place / "timestamp.txt").read_text()


def test_no_token_is_in_any_log(lab, people):
    for path in (lab.data / "logs").glob("*.log"):
        text = path.read_text(errors="replace")
        assert not any(each.token in text for each in people.values()), path
