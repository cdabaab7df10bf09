"""A pytest plugin: nbgrader's own tests of its exchange run against ours, in a real lab.

Each test is given a teacher of its own, who may also hand in, and finds a class with nothing in it.
Our exchange is chosen by the configuration that is installed with us; the tests are not changed.
They look into the folder that is nbgrader's exchange. Ours has none, so after each command what the
class has is written into theirs, as nbgrader lays it out, for them to look at.
"""

import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from grading.exchange.client import Classroom
from hub_config.control.client import call
from hub_config.lab.folder import Folder
from hub_config.lab.tokens import issue
from tests.e2e.lab import RunningLab

_PASSWORD = "bright river stones under seven bridges"


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """The lab."""
    lab = RunningLab(tmp_path_factory.mktemp("lab"), roster="name,locale,class\nLina,en,Kite\n")
    lab.start()
    yield lab
    lab.stop()


@pytest.fixture(autouse=True)
def somebody(running, request, monkeypatch):
    """Be a teacher who was not there before, and be forgotten after the test."""
    folder = Folder(running.data)
    name = f"Teacher {abs(hash(request.node.nodeid)) % 10**9}"
    account = call(folder, "roster.add-teacher", name=name, password=_PASSWORD)["account"]
    running.teacher = (name, _PASSWORD)
    running.sign_in("teacher")
    monkeypatch.setenv("LEARNING_PASSPORT_CLASSROOM", running.classroom)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", issue(folder, account, 1))
    # nbgrader asks the hub's variable for a name where the user is called as in Jupyter's images.
    monkeypatch.setenv("JUPYTERHUB_USER", account)
    monkeypatch.setenv("USER", account)
    monkeypatch.setattr("nbgrader.utils.get_osusername", lambda: "jovyan")
    yield
    for each in call(folder, "assignment.list"):
        call(folder, "assignment.withdraw", course=each["course"], name=each["name"])
    call(folder, "roster.erase", account=account)


@pytest.fixture(autouse=True)
def folders_to_look_into(running, somebody, request, monkeypatch):
    """Show what the class has after each command of a test that looks into the folders."""
    if "exchange" not in request.fixturenames:
        return
    folders = [request.getfixturevalue(name) for name in ("exchange", "cache")]
    command = request.module.run_nbgrader

    def run(*args, **kwargs):
        said = command(*args, **kwargs)
        show(running, *map(Path, folders))
        return said

    monkeypatch.setattr(request.module, "run_nbgrader", run)


def show(running, exchange, cache):
    """Write what the class has into ``exchange`` and ``cache`` as nbgrader's own exchange does."""
    for folder in (exchange, cache):
        for left in folder.iterdir():
            shutil.rmtree(left)
    way = Classroom(running.classroom, os.environ["JUPYTERHUB_API_TOKEN"])
    for each in way.get("assignments")["assignments"]:
        place = exchange / each["course"]
        for name in ("outbound", "inbound", "feedback"):
            (place / name).mkdir(parents=True, exist_ok=True)
        target = place / "outbound" / each["name"]
        way.fetch(files(each), target, "assignments", each["course"], each["name"], "files")
        asked = {"course": each["course"], "assignment": each["name"], "which": "all"}
        for handed in way.get("hand-ins", **asked):
            stamp = datetime.fromisoformat(handed["received"]).strftime("%Y-%m-%d %H:%M:%S.%f %Z")
            name = f"{handed['account']}+{each['name']}+{stamp}"
            inbound = place / "inbound" / f"{name}+{handed['receipt']}"
            way.fetch(files(handed), inbound, "hand-ins", handed["receipt"], "files")
            (inbound / "timestamp.txt").write_text(stamp)
            shutil.copytree(inbound, cache / each["course"] / name)


def files(told):
    """Return a list of files as our own commands have it."""
    return {path: (each["sha256"], each["size"]) for path, each in told["files"].items()}


@pytest.fixture(autouse=True)
def no_configuration_of_this_user(monkeypatch, tmp_path):
    """Let nbgrader find no settings but those that are installed."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    assert "PATH" in os.environ
