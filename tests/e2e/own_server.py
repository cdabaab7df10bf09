"""A learner's own JupyterLab: by its HTTP API with her cookies, and by a browser."""

import json
import time
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Page, expect

from tests.e2e.handset import until
from tests.e2e.lab import RunningLab, Visitor

STARTING = 120


class OwnServer:
    """The server of the learner called ``name``, whom ``visitor`` has signed in as."""

    def __init__(self, lab: RunningLab, name: str) -> None:
        self.lab = lab
        self.visitor = Visitor(lab)
        self.visitor.sign_in(name)
        self.account = lab.accounts[name]
        self.path = f"/user/{self.account}/"
        self.home = lab.data / "homes" / self.account

    def start(self) -> "OwnServer":
        """Ask for it as the button on her home does, and wait until it serves its page."""
        status, _, body = self.visitor.get(f"/hub/spawn/{self.account}")
        assert status == 200, body
        until = time.monotonic() + STARTING
        while True:
            status, _, body = self.visitor.get(f"{self.path}lab")
            if status == 200 and self.visitor.url.endswith("/lab"):
                return self
            assert time.monotonic() < until, (status, self.visitor.url, body[-2000:])
            time.sleep(0.5)

    def ask(self, path: str, sent: Any = None, method: str | None = None) -> tuple[int, Any]:
        """Return status and JSON (or bytes) of a request to her server."""
        headers = {"X-XSRFToken": self.visitor.xsrf(self.path), "Content-Type": "application/json"}
        data = None if sent is None else json.dumps(sent).encode()
        status, self.headers, body = self.visitor.request(self.path + path, data, headers, method)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body

    def put(self, name: str, content: str, kind: str = "file") -> tuple[int, Any]:
        """Save a file as JupyterLab does."""
        model = {"type": kind, "format": "text", "content": content}
        return self.ask(f"api/contents/{name}", model, "PUT")

    def put_notebook(self, name: str, *cells: str) -> None:
        """Save a notebook with these cells."""
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        notebook = new_notebook(cells=[new_code_cell(each) for each in cells], metadata=kernel)
        model = {"type": "notebook", "content": json.loads(nbformat.writes(notebook))}
        status, told = self.ask(f"api/contents/{name}", model, "PUT")
        assert status in (200, 201), told


def run_all(page: Page, saved: Path) -> list[str]:
    """Run the notebook that ``page`` shows and save it to ``saved``; return what cells printed."""
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=STARTING * 1000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def cells() -> Any:
        page.keyboard.press("Control+s")
        text = saved.read_text()
        found = nbformat.reads(text, 4).cells if text else []  # "" while it is being written
        return found and found[-1].execution_count and found

    return ["".join(out.get("text", "") for out in each.outputs) for each in until(cells, STARTING)]
