"""nbgrader's Formgrader in the lab: a teacher marks by hand, and nothing handed in can act."""

import os
import re
import signal
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grading.autograder.course import CourseFolder
from tests.e2e.handset import Handset, until
from tests.e2e.hostile_work import HARM, hostile
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.marking import ASSIGNMENT, COURSE, hand_in, quickstart

FORMGRADER = f"/services/formgrader/{COURSE}/"
GRADING = f"/services/classroom/grading/{COURSE}"
NAME = f"<img src=x onerror=fetch('/{HARM}/name')> لينا"
STUDENTS = ("hostile", "kind")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with nbgrader's example course, in which two learners handed work in."""
    running = RunningLab(
        tmp_path_factory.mktemp("marking"), roster="name,locale,class\nAmal,en,Kite\n"
    )
    running.start()
    try:
        assert processes(running) == [], "nobody marks, so nothing of it runs"
        root = quickstart(running)
        hand_in(root, "hostile", hostile(str(running.data)))
        hand_in(root, "kind", lambda notebook: None)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def root(lab):
    """The course folder."""
    return lab.data / "courses" / COURSE


@pytest.fixture(scope="module")
def teacher(lab):
    """The teacher, who has opened Formgrader."""
    visitor = lab.sign_in("teacher")
    assert visitor.get(GRADING)[0] == 200
    return visitor


@pytest.fixture(scope="module")
def marked(lab, root, teacher):
    """Both submissions, marked through Formgrader's own road."""
    for student in STUDENTS:
        path = f"{FORMGRADER}formgrader/api/submission/{ASSIGNMENT}/{student}/autograde"
        status, answer = teacher.post_json(path, b"", xsrf=teacher.xsrf("/services/formgrader/"))
        assert status == 200 and answer["success"], answer
    return root


def processes(lab: RunningLab) -> list[int]:
    """Return the ids of this lab's Formgrader processes."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if b"hub_config.formgrader" in words and parent == lab.pids().get("classroom"):
            found.append(int(entry.name))
    return found


def rows(root: Path, query: str, *values: str) -> list[tuple]:
    """Ask the course's gradebook."""
    base = sqlite3.connect(f"file:{root / 'gradebook.db'}?mode=ro", uri=True)
    try:
        return base.execute(query, values).fetchall()
    finally:
        base.close()


def submission(root: Path, student: str) -> str:
    """Return the id of a learner's submitted notebook."""
    ((found,),) = rows(
        root,
        "SELECT sn.id FROM submitted_notebook sn JOIN notebook n ON n.id = sn.notebook_id "
        "JOIN submitted_assignment sa ON sa.id = sn.assignment_id "
        "WHERE n.name = 'problem1' AND sa.student_id = ?",
        student,
    )
    return found


def grade(root: Path, student: str, name: str) -> tuple:
    """Return a cell's manual score and comment."""
    ((score,),) = rows(
        root,
        "SELECT g.manual_score FROM grade g JOIN base_cell b ON b.id = g.cell_id "
        "WHERE g.notebook_id = ? AND b.name = ?",
        submission(root, student),
        name,
    )
    ((comment,),) = rows(
        root,
        "SELECT c.manual_comment FROM comment c JOIN base_cell b ON b.id = c.cell_id "
        "WHERE c.notebook_id = ? AND b.name = ?",
        submission(root, student),
        name,
    )
    return score, comment


def open_submission(desk: Handset, root: Path, student: str) -> Page:
    """Open a learner's work and wait until Formgrader can be used."""
    desk.expect_trouble(r"404 .*/submissions/\w+/x\b")  # a picture that she did not hand in
    address = f"{desk.origin[:-1]}{FORMGRADER}formgrader/submissions/{submission(root, student)}/"
    desk.page.goto(address)
    loaded = "formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded"
    until(lambda: desk.page.evaluate(loaded))
    return desk.page


def harm(desk: Handset) -> set[str]:
    """Return the addresses that a hostile page asked for."""
    return {url for url in desk.called if HARM in url or "path=" in url}


def test_a_teacher_comes_from_the_classroom_to_the_list_of_work_and_back(lab, root, handset):
    desk = handset("teacher", desktop=True)
    desk.page.goto(f"{desk.origin[:-1]}{GRADING}")
    expect(desk.page.get_by_role("link", name=ASSIGNMENT)).to_be_visible()
    desk.page.get_by_role("link", name="Work to hand in").first.click()
    expect(desk.page).to_have_url(f"{desk.classroom}work")
    desk.page.goto(f"{desk.origin[:-1]}{GRADING}/{ASSIGNMENT}")
    expect(desk.page.get_by_role("link", name="problem1")).to_be_visible()
    assert len(processes(lab)) == 1


def test_children_are_called_by_their_names_and_a_name_is_only_text(marked, handset):
    base = sqlite3.connect(marked / "gradebook.db")
    base.execute("UPDATE student SET first_name = ? WHERE id = 'kind'", (NAME,))
    base.commit()
    base.close()
    desk = handset("teacher", desktop=True)
    page = desk.page
    page.goto(f"{desk.origin[:-1]}{GRADING}")
    for place in ("manage_students", f"manage_submissions/{ASSIGNMENT}"):
        page.goto(f"{desk.origin[:-1]}{FORMGRADER}formgrader/{place}")
        expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page.goto(f"{desk.origin[:-1]}{GRADING}/{ASSIGNMENT}")
    page.get_by_role("link", name="problem1").click()
    expect(page.get_by_text("Submission #1")).to_be_visible()
    page.get_by_role("button", name="Show All Names").click()
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page = open_submission(desk, marked, "kind")
    page.locator(".glyphicon-eye-open").click()
    expect(page.locator("a.name-shown")).to_have_text(NAME)
    assert harm(desk) == set()


def test_the_autograde_button_runs_a_hostile_program_behind_the_fence(lab, root, handset):
    desk = handset("teacher", desktop=True)
    page = desk.page
    page.goto(f"{desk.origin[:-1]}{GRADING}")
    page.goto(f"{desk.origin[:-1]}{FORMGRADER}formgrader/manage_submissions/{ASSIGNMENT}")
    page.locator("tr", has_text="hostile").locator(".autograde a").click()
    expect(page.locator("#success-modal")).to_be_visible(timeout=120_000)
    written = (root / "autograded" / "hostile" / ASSIGNMENT / "problem1.ipynb").read_text()
    assert "refused" in written
    for sign in ("secret ", "source ", "environment "):
        assert f'"{sign}' not in written.replace(f'\\"{sign}', "")
    secret = (lab.data / "secrets" / "formgrader-token").read_bytes().hex()
    assert secret not in written
    assert not harmed(lab)


def harmed(lab: RunningLab) -> bool:
    """Whether a hostile program wrote outside, or a process of its own still runs."""
    left = [p for p in Path("/proc").glob("[0-9]*/cmdline") if HARM in read(p)]
    return (lab.data / HARM).exists() or bool(left)


def read(path: Path) -> str:
    """Return what a file of a process says, nothing when the process has gone."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_the_button_does_not_mark_what_is_being_marked(marked, teacher):
    teacher.get(GRADING)
    path = f"{FORMGRADER}formgrader/api/submission/{ASSIGNMENT}/kind/autograde"
    with CourseFolder(marked).lock():
        status, answer = teacher.post_json(path, b"", xsrf=teacher.xsrf("/services/formgrader/"))
    assert status == 200 and not answer["success"]
    assert "just now" in answer["error"]


def test_nothing_that_was_handed_in_acts_in_the_teachers_browser(marked, handset):
    desk = handset("teacher", desktop=True)
    page = open_submission(desk, marked, "hostile")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    expect(page.get_by_text("The sum.").first).to_be_visible()
    for link in page.get_by_text(re.compile("a link|another link|a third|anywhere|press")).all():
        link.dispatch_event("click")
    for word in page.get_by_text("hover").all():
        word.dispatch_event("mouseover")
    page.wait_for_load_state("networkidle")
    assert harm(desk) == set() and asked == []
    assert page.title() == "problem1"
    assert grade(marked, "hostile", "sum_of_squares_equation")[0] is None
    learners = ".text_cell_render, .output_area"
    for what in (
        "script",
        "style",
        "iframe",
        "form",
        "button",
        "input",
        "svg",
        "[id]",
        "[onerror]",
    ):
        expect(page.locator(f":is({learners}) {what}")).to_have_count(0)
    expect(page.locator("#sum_of_squares_equation")).to_have_count(1)


def test_even_markup_that_came_through_cannot_run_a_script(marked, handset):
    desk = handset("teacher", desktop=True)
    desk.expect_trouble("Content Security Policy")
    page = open_submission(desk, marked, "kind")
    page.evaluate(
        """harm => {
          const add = html => document.body.insertAdjacentHTML("beforeend", html);
          add(`<img src=x onerror="fetch('/${harm}/onerror')">`);
          add(`<a id=js href="javascript:fetch('/${harm}/link')">x</a>`);
          add(`<iframe srcdoc="<script>parent.fetch('/${harm}/srcdoc')</script>"></iframe>`);
          add(`<form id=f action="/${harm}/form"></form>`);
          $("body").append(`<script>fetch('/${harm}/jquery')</script>`);
          for (const source of [`/${harm}/x.js`, `${base_url}/static/js/utils.js`]) {
            const script = document.createElement("script");
            script.src = source;
            script.onload = () => fetch(`/${harm}/loaded`);
            document.body.append(script);
          }
          document.getElementById("js").click();
          document.getElementById("f").submit();
        }""",
        HARM,
    )
    page.wait_for_load_state("networkidle")
    assert {url for url in harm(desk) if not url.endswith("/x.js")} == set()


def test_a_mark_and_a_comment_are_kept(marked, handset):
    desk = handset("teacher", desktop=True)
    page = open_submission(desk, marked, "kind")
    page.locator("#sum_of_squares_equation").fill("0.5")
    page.locator("#sum_of_squares_equation-comment").fill("A good beginning, كيف؟")
    page.locator("#sum_of_squares_equation-comment").blur()
    kept = (0.5, "A good beginning, كيف؟")
    until(lambda: grade(marked, "kind", "sum_of_squares_equation") == kept)
    page.locator(".nbgrader_cell", has=page.locator("#sum_of_squares_application")).get_by_role(
        "button", name="Full credit"
    ).click()
    until(lambda: grade(marked, "kind", "sum_of_squares_application")[0] == 2)
    page = open_submission(desk, marked, "kind")
    expect(page.locator("#sum_of_squares_equation")).to_have_value("0.5")


def test_a_mark_that_finds_the_service_asleep_is_kept_all_the_same(lab, marked, handset):
    desk = handset("teacher", desktop=True)
    desk.expect_trouble("50[23]")  # 502: the proxy spoke to the one that was killed
    page = open_submission(desk, marked, "hostile")
    (pid,) = processes(lab)
    os.kill(pid, signal.SIGKILL)
    until(lambda: pid not in processes(lab))
    page.locator("#sum_of_squares_equation").fill("1")
    page.locator("#sum_of_squares_equation").blur()
    until(lambda: grade(marked, "hostile", "sum_of_squares_equation")[0] == 1)
    (pid,) = processes(lab)
    os.kill(pid, signal.SIGKILL)
    until(lambda: pid not in processes(lab))
    page = open_submission(desk, marked, "hostile")
    expect(page.locator("#sum_of_squares_equation")).to_have_value("1")


def test_a_mark_that_finds_the_gradebook_in_use_is_kept_a_little_later(marked, handset):
    desk = handset("teacher", desktop=True)
    desk.expect_trouble("503")
    page = open_submission(desk, marked, "kind")
    refused: list[int] = []
    page.on("response", lambda each: refused.append(each.status) if each.status == 503 else None)
    base = sqlite3.connect(marked / "gradebook.db", isolation_level=None)
    base.execute("BEGIN EXCLUSIVE")
    page.locator("#sum_of_squares_equation").fill("0.75")
    page.locator("#sum_of_squares_equation").blur()
    until(lambda: page.evaluate("1") and refused)
    base.execute("ROLLBACK")
    base.close()
    until(lambda: grade(marked, "kind", "sum_of_squares_equation")[0] == 0.75)


def test_a_mark_that_is_lost_is_not_lost_silently(marked, handset):
    desk = handset("teacher", desktop=True)
    desk.expect_trouble("500")
    page = open_submission(desk, marked, "kind")
    page.route("**/api/grade/*", lambda route: route.fulfill(status=500))
    page.locator("#sum_of_squares_equation").fill("0.125")
    page.locator("#sum_of_squares_equation").blur()
    expect(page.get_by_role("alert")).to_contain_text("This was not saved")
    page.unroute("**/api/grade/*")
    page.locator("#sum_of_squares_equation").fill("0.25")
    page.locator("#sum_of_squares_equation").blur()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert grade(marked, "kind", "sum_of_squares_equation")[0] == 0.25


@pytest.mark.parametrize("awake", [True, False])
def test_a_learner_is_refused_and_wakes_nothing(lab, marked, teacher, awake):
    if awake:
        teacher.get(GRADING)
    else:
        for pid in processes(lab):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not processes(lab))
    learner = lab.sign_in("Amal")
    for path in (
        GRADING,
        f"{GRADING}/{ASSIGNMENT}",
        f"{FORMGRADER}formgrader/gradebook",
        f"{FORMGRADER}formgrader/api/students",
        f"{FORMGRADER}formgrader/submissions/{submission(marked, 'kind')}/",
        f"{FORMGRADER}formgrader/submissions/{submission(marked, 'kind')}/jupyter.png",
        f"{FORMGRADER}passport/formgrader.js",
    ):
        status, _, body = learner.get(path)
        assert status == 403, path
        assert b"kind" not in body
    path = f"{FORMGRADER}formgrader/api/submitted_notebook/{submission(marked, 'kind')}/flag"
    assert learner.post_json(path, b"", xsrf="forged")[0] in (403, 503)
    assert len(processes(lab)) == int(awake)


def test_a_stranger_is_led_to_the_sign_in(lab, marked):
    stranger = Visitor(lab)
    _, _, body = stranger.get(f"{FORMGRADER}formgrader/gradebook")
    assert "/hub/login" in stranger.url and b"ps1" not in body


@pytest.mark.parametrize(
    "path",
    [
        "api/contents",
        "api/kernels",
        "api/terminals",
        "terminals/1",
        "tree",
        "lab",
        "files/gradebook.db",
        "formgrader/static/../../gradebook.db",
        "formgrader/static/..%2f..%2fhandlers.py",
        "formgrader/submissions/components/x",
        "formgrader/api/assignment/ps1/release",
        "formgrader/api/assignment/ps1/collect",
        "formgrader/api/assignment/ps1/assign",
        "formgrader/api/assignment/ps1/generate_feedback",
        "formgrader/submissions/SUBMISSION/..%2f..%2f..%2fgradebook.db",
        "formgrader/submissions/SUBMISSION/%2e%2e/%2e%2e/%2e%2e/gradebook.db",
        "formgrader/submissions/SUBMISSION/link",
        "formgrader/gradebook/%3Cscript%3E",
        "formgrader/manage_students/%22;alert(1)%2F%2F",
        "nbgrader_version",
    ],
)
def test_there_is_nothing_but_marking(marked, teacher, path):
    teacher.get(GRADING)
    link = marked / "autograded" / "kind" / ASSIGNMENT / "link"
    if not link.is_symlink():
        link.symlink_to(marked / "gradebook.db")
    status, headers, body = teacher.get(
        FORMGRADER + path.replace("SUBMISSION", submission(marked, "kind"))
    )
    assert status in (403, 404), path
    assert headers["X-Content-Type-Options"] == "nosniff" and b"SQLite" not in body


def test_no_address_makes_formgrader_run_another_folders_configuration(lab, marked, teacher):
    planted = marked / "submitted" / "hostile" / ASSIGNMENT / "nbgrader_config.py"
    planted.write_text(f"open({str(lab.data / HARM)!r}, 'w').write('x')\n")
    status, _, _ = teacher.get(f"{FORMGRADER}formgrader?path={planted.parent}")
    assert status == 200 and "path=" not in teacher.url
    assert not (lab.data / HARM).exists()


def test_a_file_beside_a_submission_is_a_picture_and_never_a_page(marked, teacher):
    beside = marked / "autograded" / "kind" / ASSIGNMENT / "page.html"
    beside.write_text("<script>alert(1)</script>")
    for name in ("page.html", "jupyter.png"):
        address = f"{FORMGRADER}formgrader/submissions/{submission(marked, 'kind')}/{name}"
        status, headers, _ = teacher.get(address)
        assert status == 200
        assert headers["Content-Disposition"] == "attachment"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("xsrf", [None, "", "forged"])
def test_a_mark_without_the_teachers_own_token_is_refused(marked, teacher, xsrf):
    teacher.get(GRADING)
    path = f"{FORMGRADER}formgrader/api/submitted_notebook/{submission(marked, 'kind')}/flag"
    assert teacher.post_json(path, b"", xsrf=xsrf)[0] == 403


def test_validating_runs_a_hostile_program_behind_the_fence(lab, marked, teacher):
    teacher.get(GRADING)
    status, answer = teacher.post_json(
        f"{FORMGRADER}assignments/validate",
        {"path": f"submitted/hostile/{ASSIGNMENT}/problem1.ipynb"},
        xsrf=teacher.xsrf("/services/formgrader/"),
    )
    assert status == 200 and answer["success"] and answer["value"]["failed"]
    assert not harmed(lab)


def test_answers_to_scripts_are_no_pages(marked, teacher):
    teacher.get(GRADING)
    for path in (
        "students",
        f"submissions/{ASSIGNMENT}",
        f"comments?submission_id={submission(marked, 'kind')}",
    ):
        status, headers, _ = teacher.get(f"{FORMGRADER}formgrader/api/{path}")
        assert status == 200 and headers["Content-Type"].startswith("text/plain")


def test_work_that_no_course_has_is_not_there(marked, teacher):
    assert teacher.get("/services/classroom/grading/nothing")[0] == 404
    assert teacher.get("/services/formgrader/nothing/formgrader/gradebook")[0] == 404


def test_formgrader_has_no_other_page_to_lead_to(lab, marked, teacher):
    for asked in ("https://elsewhere.test/", "//elsewhere.test/", "/hub/logout"):
        teacher.get(f"{GRADING}?next={asked}")
        assert teacher.url.startswith(f"{lab.address}services/formgrader/{COURSE}/")


def test_nothing_of_nbgraders_extensions_is_in_the_classroom(lab, teacher):
    learner = lab.sign_in("Amal")
    status, _, page = learner.get("/services/classroom/lesson/first-steps/first-program")
    assert status == 200 and b"nbgrader" not in page and b"labextensions" not in page
    for path in ("formgrader", "formgrader/api/status", "assignments/validate", "nbgrader_version"):
        for visitor in (learner, teacher):
            assert visitor.get(f"/services/classroom/{path}")[0] == 404
    status, _ = teacher.post_json("/services/classroom/assignments/validate", {"path": "x"})
    assert status == 404


def test_the_hub_does_not_complain_of_a_service_that_sleeps(lab, marked):
    said = (lab.data / "logs" / "hub.log").read_text()
    assert not re.search(r"Cannot connect|Is it running|formgrader.*(down|unreachable)", said)
