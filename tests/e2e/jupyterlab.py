"""A stock JupyterLab with questions in a notebook, and what their widgets send."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, expect

from lp_widgets.lesson.gallery import gallery
from lp_widgets.plugins import Plugins
from tests.e2e.browser import question
from tests.e2e.handset import until
from tests.e2e.lab import answers, free_port

SENT = re.compile(rb'"check": ?')
STARTING = 90_000
# Cells out of sight are taken out of the page otherwise.
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}


@contextmanager
def jupyterlab(folder: Path, found: Plugins, python: str) -> Iterator[str]:
    """Serve the gallery's questions in a folder, run by nobody yet; yield the notebook's address.

    ``python`` is that of the environment in which the author works.
    """
    shutil.copytree(gallery(folder, found) / "questions", folder / "work")
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
    log = folder / "jupyterlab.log"
    process = subprocess.Popen(
        [python, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root",
         "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0",
         f"--LabApp.user_settings_dir={folder / 'settings'}",
         f"--LabApp.workspaces_dir={folder / 'workspaces'}"],
        cwd=folder / "work",
        env={**os.environ, **own, "JUPYTER_PREFER_ENV_PATH": "1"},
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip

    def ready() -> bool:
        assert process.poll() is None, log.read_text()
        return answers(f"http://127.0.0.1:{port}/api")

    until(ready)
    yield f"http://127.0.0.1:{port}/lab/tree/questions.ipynb"
    process.terminate()
    process.wait(30)


@contextmanager
def run(chrome: Browser, address: str, last: str) -> Iterator[tuple[Any, list[Any]]]:
    """Open the notebook and run every cell; yield its page and what its widgets send.

    ``last`` is the id of the last question in it.
    """
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(30_000)
    page = context.new_page()
    called: set[str] = set()
    sent: list[Any] = []
    page.on("request", lambda request: called.add(request.url))

    def hear(frame: str | bytes) -> None:
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
    expect(question(page, last).locator(".check")).to_be_visible(timeout=STARTING)
    yield page, sent
    context.close()
    web = {url for url in called if url.startswith("http")}
    assert {url.split("/")[2].split(":")[0] for url in web} == {"127.0.0.1"}
