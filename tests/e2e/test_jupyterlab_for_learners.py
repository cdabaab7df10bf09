"""JupyterLab for older learners: theirs alone, fenced, and of nobody else's harm."""

import json

import psutil
import pytest
from playwright.sync_api import expect

from hub_config.lab.folder import Folder
from tests.e2e import homework
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab, Visitor
from tests.e2e.own_server import STARTING, OwnServer, run_all
from tests.hub_config.handing_in import NAME, add_assignment

ROSTER = "name,locale,class\nSara,en,Kite\nOmar,ar,Kite\nRim,en,Kite\nLina,en,River\n"
"""Kite has JupyterLab, River has not."""

HOME = "/services/classroom/"
# Each prints "kept" when it was refused; the harm that it would do stands in its name.
ATTACKS = {
    "read the server's token": "open('/proc/1/environ').read()",
    "look at other processes": "import os; assert [p for p in os.listdir('/proc') if p.isdigit()]",
    "read the lab's database": "open({data!r} + '/classroom.sqlite', 'rb').read()",
    "read a mate's folder": "import os; os.listdir({data!r} + '/homes')",
    "reach into her own folder from a program": "open('/home/learner/startup.py', 'w')",
    "change what her server imports": "import jupyter_server; open(jupyter_server.__file__, 'a')",
    "speak to the hub": "import socket; socket.create_connection(('127.0.0.1', {port}), 3)",
    "run a command": "import subprocess; subprocess.run(['/bin/ls'], check=True)",
    "end the server": "import os, signal; os.kill(2, signal.SIGKILL)",
}
REFUSED = """try:
    {attack}
except (OSError, AssertionError) as error:
    print("kept")
else:
    print("done")
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab with one class that has JupyterLab, one that has not, and work to hand in."""
    running = RunningLab(tmp_path_factory.mktemp("jupyterlab"), ROSTER)
    running.start()
    told = running.run("roster", "jupyterlab", "Kite").stdout
    assert told == "The learners of Kite may use JupyterLab.\n"
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sara(lab):
    """Sara's server, running."""
    return OwnServer(lab, "Sara").start()


def test_who_may_finds_it_at_home_and_who_may_not_gets_none(lab):
    home = lab.sign_in("Omar").get(HOME)[2].decode()
    assert "JupyterLab" in home and f"/hub/spawn/{lab.accounts['Omar']}" in home
    lina = lab.sign_in("Lina")
    assert "JupyterLab" not in lina.get(HOME)[2].decode()
    assert lina.get(f"/hub/spawn/{lab.accounts['Lina']}")[0] == 403
    token = {"X-XSRFToken": lina.xsrf("/hub/")}
    path = f"/hub/api/users/{lab.accounts['Lina']}/server"
    assert lina.request(path, b"", token, "POST")[0] in (403, 404)


def test_she_writes_a_notebook_that_stays_and_its_programs_are_fenced(lab, sara, handset):
    port = json.loads((lab.data / "run" / "hub.json").read_text())["hub_port"]
    attacks = [each.format(data=str(lab.data), port=port) for each in ATTACKS.values()]
    sara.put("numbers.csv", "a,b\n1,2\n")
    sara.put_notebook(
        "mine.ipynb",
        "print(sum(range(5)), open('numbers.csv').read().split())",
        *(REFUSED.format(attack=each) for each in attacks),
        "import os; print(sorted(n for n in os.environ if 'JUPYTERHUB' in n or 'TOKEN' in n))",
    )
    laptop = handset("Sara", desktop=True)
    laptop.expect_trouble("Clipboard API not available")  # as everywhere on plain http
    page = laptop.page
    page.goto(f"{laptop.origin}user/{sara.account}/lab/tree/mine.ipynb")
    first, *outcomes, environment = run_all(page, sara.home / "mine.ipynb")
    assert first.split() == ["10", "['a,b',", "'1,2']"]
    assert dict(zip(ATTACKS, outcomes, strict=True)) == dict.fromkeys(ATTACKS, "kept\n")
    assert environment.strip() == "[]"


def test_nobody_else_gets_into_her_server(lab, sara):
    for visitor in (lab.sign_in("Omar"), lab.sign_in("Lina"), lab.sign_in("teacher")):
        assert visitor.get(f"{sara.path}lab")[0] == 403
        assert visitor.get(f"{sara.path}api/contents")[0] == 403
    stranger = Visitor(lab)
    stranger.get(f"{sara.path}lab")
    assert "/hub/login" in stranger.url
    assert stranger.get(f"{sara.path}api/contents")[0] == 403


@pytest.mark.parametrize(
    "path",
    ["api/terminals", "api/contents/../../../etc", "api/contents/.lab", "api/contents/..%2f..%2f",
     "files/../../../../etc/passwd", "voila/render/mine.ipynb", "formgrader", "tree",
     "lsp/status", "terminals/new/1"],
)  # fmt: skip
def test_her_server_has_no_other_doors(sara, path):
    assert sara.ask(path)[0] in (403, 404)


def test_only_fenced_kernels_are_to_be_had(sara):
    assert list(sara.ask("api/kernelspecs")[1]["kernelspecs"]) == ["python3"]
    assert sara.ask("api/kernels", {"name": "bash"})[0] in (404, 500)


def test_a_page_of_hers_can_do_nothing_in_her_name(sara):
    sara.put("page.html", "<script>parent.document</script>")
    assert sara.ask("files/page.html")[0] == 200
    assert "sandbox allow-scripts" in sara.headers["Content-Security-Policy"]
    assert "default-src 'self'" in sara.headers["Content-Security-Policy"]


HARM = "open('/home/learner/harm', 'w').close()\n"
PLANTED = {
    "nbgrader_config.py": HARM,
    "jupyter_config.py": HARM,
    "jupyter_server_config.py": HARM,
    "nbgrader_config.json": '{"ExchangeFactory": {"list": "planted.Harm"}}',
    "planted.py": HARM,
    "yaml.py": HARM,
    "sitecustomize.py": HARM,
    "lab/index.html.j2": "{{ ''.__class__.__mro__[1].__subclasses__() | length }} harmed",
}


def test_what_she_keeps_does_not_run_in_her_server(lab, sara):
    sara.ask("api/contents/lab", {"type": "directory"}, "PUT")
    for name, text in PLANTED.items():
        assert sara.put(name, text)[0] == 201
    locked = {"grade": True, "grade_id": "t", "points": 1, "locked": True, "solution": False,
              "schema_version": 3, "task": False, "cell_type": "code"}  # fmt: skip
    sara.put_notebook("try.ipynb", HARM)
    status, model = sara.ask("api/contents/try.ipynb")
    model["content"]["cells"][0]["metadata"]["nbgrader"] = locked
    assert sara.ask("api/contents/try.ipynb", model, "PUT")[0] == 200
    try:
        status, told = sara.ask("assignments?course_id=first-steps")
        assert (status, told["success"]) == (200, True), told
        status, told = sara.ask("assignments/validate", {"path": "try.ipynb"}, "POST")
        assert status == 200 and "PermissionError" in json.dumps(told), told
        status, page = sara.ask("nbconvert/html/try.ipynb")
        assert status == 200 and b"harmed" not in page
        assert not (sara.home / "harm").exists()
    finally:
        for name in (*PLANTED, "lab", "try.ipynb"):
            sara.ask(f"api/contents/{name}", method="DELETE")


def test_a_folder_that_is_full_takes_nothing_more_and_says_so(sara):
    megabyte = "x" * 1_000_000
    for number in range(40):
        status, told = sara.put(f"large-{number}.txt", megabyte)
        if status == 413:
            break
    assert status == 413 and "Delete what you do not need." in told["message"]
    assert 15 < number < 30
    model = {"type": "file", "format": "text", "content": megabyte}
    assert sara.ask("api/contents/more.txt", {**model, "chunk": 1}, "PUT")[0] == 413
    for each in range(number):
        assert sara.ask(f"api/contents/large-{each}.txt", method="DELETE")[0] == 204
    assert sara.put("small.txt", "x")[0] == 201


def test_many_small_files_fill_it_as_well(sara):
    folder = {"type": "directory"}
    assert sara.ask("api/contents/many", folder, "PUT")[0] == 201
    for number in range(1000):
        status, _ = sara.ask(f"api/contents/many/f{number}", folder, "PUT")
        if status == 413:
            break
    assert status == 413
    sara.ask("api/contents/many", method="DELETE")
    while "many" in [each["name"] for each in sara.ask("api/contents")[1]["content"]]:
        for each in sara.ask("api/contents/many")[1]["content"]:
            sara.ask(f"api/contents/{each['path']}", method="DELETE")
        sara.ask("api/contents/many", method="DELETE")


def test_work_is_fetched_and_handed_in_by_its_list(lab, sara, handset):
    add_assignment(Folder(lab.data))
    lab.run("assignment", "release", NAME)
    laptop = handset("Sara", desktop=True)
    laptop.expect_trouble("Clipboard API not available")
    page = laptop.page
    page.set_default_timeout(STARTING * 1000)
    page.goto(f"{laptop.origin}user/{sara.account}/lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    page.get_by_role("button", name="Fetch").first.click()
    expect(page.get_by_role("button", name="Submit").first).to_be_visible()
    assert list(sara.home.glob(f"**/{NAME}/*.ipynb"))
    page.get_by_role("button", name="Submit").first.click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(NAME)
    assert homework.receipt(lab, "Sara", NAME)


def servers(lab):
    """Return the processes in which this lab's learners have JupyterLab."""
    found = []
    for each in psutil.process_iter(["cmdline"]):
        words = each.info["cmdline"] or []
        if "hub_config.servers.inside" in words and str(lab.data / "homes") in " ".join(words):
            found.append(each)
    return found


def test_who_is_done_leaves_no_server_open_to_the_next(lab):
    rim = OwnServer(lab, "Rim").start()
    before = len(servers(lab))
    rim.visitor.get("/services/classroom/signout")
    until(lambda: len(servers(lab)) < before, 30)

    def is_asked_who_she_is():
        status, _, _ = rim.visitor.get(f"{rim.path}lab")
        # The proxy learns of it a moment later than the server.
        assert "/hub/login" in rim.visitor.url or status in (502, 503)
        return "/hub/login" in rim.visitor.url

    until(is_asked_who_she_is, 30)


def test_an_erased_learner_leaves_no_folder(lab):
    rim = OwnServer(lab, "Rim").start()
    rim.put("letter.txt", "Dear all")
    assert (rim.home / "letter.txt").read_text() == "Dear all"
    lab.run("roster", "erase", rim.account, "--yes")
    assert not rim.home.exists()
    assert not list(lab.data.glob("homes/*/letter.txt"))


def test_a_teacher_allows_it_from_the_desk(lab, handset):
    phone = handset("teacher")
    page = phone.home()
    row = page.locator("form.switch", has_text="River")
    expect(row).to_contain_text("does without")
    row.get_by_role("button", name="Allow it").tap()
    expect(row).to_contain_text("may use it")
    assert phone.overflow() == 0
    assert "JupyterLab" in lab.sign_in("Lina").get(HOME)[2].decode()
    row.get_by_role("button", name="No longer").tap()
    expect(row).to_contain_text("does without")
    assert "JupyterLab" not in lab.sign_in("Lina").get(HOME)[2].decode()
    noted = json.loads(lab.run("record", "audit", "--json").stdout)
    did = [each["did"] for each in noted if each["what"] == "desk/jupyterlab"]
    assert sorted(did) == ["POST allow", "POST end"]


def test_a_class_can_do_without_it_again(lab):
    lab.run("roster", "jupyterlab", "kite", "--off")
    omar = lab.sign_in("Omar")
    assert "JupyterLab" not in omar.get(HOME)[2].decode()
    until(lambda: omar.get(f"/hub/spawn/{lab.accounts['Omar']}")[0] == 403, 60)
    assert lab.run("roster", "jupyterlab", "Owl", check=False).returncode == 1


def test_servers_end_with_the_lab(lab, sara):
    assert servers(lab)
    lab.stop()
    until(lambda: not servers(lab), 20)
    lab.start()
