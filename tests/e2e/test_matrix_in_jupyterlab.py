"""The same question in an author's own JupyterLab: same responses, same marks, by her kernel."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from lp_widgets import plugins
from lp_widgets.lesson.gallery import gallery
from tests.e2e import matrix
from tests.e2e.browser import check, question, state
from tests.e2e.handset import until
from tests.e2e.lab import free_port

SENT = re.compile(rb'"check": ?')
STARTING = 90_000
# Cells out of sight are taken out of the page otherwise.
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A stock JupyterLab in a folder with the gallery's questions, run by nobody yet."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    shutil.copytree(gallery(folder, plugins.load()) / "questions", folder / "work")
    path = folder / "work" / "questions.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells = [each for each in notebook.cells if each.cell_type == "code"]
    nbformat.write(notebook, path)
    for name, values in SETTINGS.items():
        package, plugin = name.split(":")
        place = folder / "settings" / package / f"{plugin}.jupyterlab-settings"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(values))
    port = free_port()
    own = {name: str(folder / "own") for name in ("HOME", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root",
         "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0",
         f"--LabApp.user_settings_dir={folder / 'settings'}",
         f"--LabApp.workspaces_dir={folder / 'workspaces'}"],
        cwd=folder / "work",
        env={**os.environ, **own, "JUPYTER_PREFER_ENV_PATH": "1"},
        stdout=(folder / "jupyterlab.log").open("w"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip

    def answers():
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return True
        except OSError:
            assert process.poll() is None, Path(folder / "jupyterlab.log").read_text()
            return False

    until(answers)
    yield f"http://127.0.0.1:{port}/lab/tree/questions.ipynb"
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def opened(chrome, address):
    """The notebook with every cell run, and what its widgets send."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    called, sent = set(), []
    page.on("request", lambda request: called.add(request.url))

    def hear(frame):
        found = SENT.search(frame if isinstance(frame, bytes) else frame.encode())
        if found:
            text = found.string[found.end() :].decode(errors="replace")
            sent.append(json.JSONDecoder().raw_decode(text)[0])

    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: hear(frame)))
    page.goto(address)
    page.locator(".jp-Notebook").wait_for(timeout=STARTING)
    page.get_by_role("button", name="| Idle").wait_for(timeout=STARTING)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = matrix.identity(matrix.NAMES[-1])
    expect(question(page, last).locator(".check")).to_be_visible(timeout=STARTING)
    yield page, sent
    context.close()
    web = {url for url in called if url.startswith("http")}
    assert {url.split("/")[2].split(":")[0] for url in web} == {"127.0.0.1"}


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_an_author_gets_the_mark_that_a_learner_gets(opened, how):
    page, sent = opened
    for name in matrix.NAMES:
        asked = matrix.identity(name)
        for response, expected in matrix.examples(name):
            matrix.give(name, question(page, asked), response, how)
            check(page, asked)
            state(page, asked, expected.state)
            assert matrix.same(name, sent[-1], response), (name, sent[-1])


def test_what_is_typed_into_a_field_is_no_command_of_jupyterlabs(opened):
    page, _ = opened
    cells = page.locator(".jp-Cell").count()
    field = question(page, matrix.identity("short_text")).locator("input")
    field.fill("")
    field.press_sequentially("ddxa")
    expect(field).to_have_value("ddxa")
    assert page.locator(".jp-Cell").count() == cells
