"""Somebody who works with nbgrader's own commands against a running lab, from another folder."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.e2e.lab import RunningLab
from tests.hub_config.handing_in import told

NBGRADER = str(Path(sys.executable).with_name("nbgrader"))
SUM = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION\n"


def course_with_work(
    lab: RunningLab, folder: Path, course: str, learners: Iterable[str]
) -> "dict[str, Person]":
    """Return a teacher with a course of her own and ps1 released, and learners, by their names."""
    listed = json.loads(lab.run("roster", "list", "--json").stdout)["people"]
    account = next(each["account"] for each in listed if each["role"] == "teacher")
    people = {name: Person(lab, name, folder) for name in learners}
    people["teacher"] = Person(lab, "teacher", folder, account)
    write_course(people["teacher"].folder, course)
    people["teacher"].nbgrader("generate_assignment", "ps1")
    people["teacher"].nbgrader("release_assignment", "ps1")
    return people


class Person:
    """One person's token, folder and commands."""

    def __init__(self, lab: RunningLab, name: str, folder: Path, account: str = "") -> None:
        self.lab, self.folder = lab, folder / name.replace(" ", "-")
        self.folder.mkdir()
        self.account = account or lab.accounts[name]
        lab.sign_in(name)
        file = self.folder.parent / f"{self.account}.token"
        lab.run("roster", "token", self.account, "-o", str(file))
        self.token = file.read_text()
        home = self.folder.parent / f"home-{self.account}"
        home.mkdir()
        own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("JUPYTERHUB_")},
            **dict.fromkeys(("HOME", *own), str(home)),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "PATH": f"{Path(NBGRADER).parent}:{os.environ['PATH']}",  # nbgrader calls alembic
            "LEARNING_PASSPORT_CLASSROOM": lab.classroom,
            "LEARNING_PASSPORT_TOKEN_FILE": str(file),
        }

    def nbgrader(self, *words: str, fails: bool = False) -> str:
        """Run ``nbgrader WORDS`` in the own folder; return what it said."""
        done = subprocess.run(
            [NBGRADER, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) == fails, said
        assert self.token not in said
        return said

    def api(
        self, method: str, *path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Return status and answer (JSON, else bytes) of a request to the classroom's API."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = Request(
            self.lab.classroom + "api/" + "/".join(quote(each, safe="?=&") for each in path),
            data=data,
            headers={"Authorization": f"token {self.token}", **(headers or {})},
            method=method,
        )
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
                status, raw = answer.status, answer.read()
        except HTTPError as error:
            status, raw = error.code, error.read()
        try:
            return status, json.loads(raw)
        except ValueError:
            return status, raw


def small(title: str = "A sum") -> Any:
    """Return a teacher's notebook of two points."""
    return new_notebook(
        cells=[
            new_markdown_cell(f"# {title}", id="title"),
            new_code_cell(SUM, id="c-add", metadata=told("add", "code", solution=True)),
            new_code_cell(
                "assert add(2, 3) == 5\nassert add(-1, 1) == 0",
                id="c-tests",
                metadata=told("add-tests", "code", grade=True, locked=True, points=2),
            ),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )


def write_course(folder: Path, course: str, name: str = "ps1", notebook: str = "p1") -> None:
    """Make ``folder`` a course of nbgrader's with one assignment in source/."""
    place = folder / "source" / name
    place.mkdir(parents=True)
    nbformat.write(small(), place / f"{notebook}.ipynb")
    (place / "data.csv").write_text("a,b\n1,2\n")
    (folder / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {course!r}\n"
    )


def solve(path: Path, line: str = "return a + b") -> None:
    """Write a learner's solution into a fetched notebook."""
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "add":
            cell.source = f"def add(a, b):\n    {line}\n"
    nbformat.write(book, path)
