"""Every command in the documents is run, in the order of its page, against a real lab.

- ```` ```sh ```` blocks are run, and must succeed. A line ``learning-passport lab start`` or
  ``make run`` is left running until ``lab stop`` or the page's end.
- ```` ```console ```` blocks are run too: lines after ``$`` are commands, the others must be among
  what they print (``…`` stands for anything).
- ```` ```csv roster.csv ```` is written to that file first.
- ``ACCOUNT`` stands for a learner on the roster.
- ```` ```sh no-run ```` is not run; which those are is listed here, with the reason.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from grading.records.database import Database
from grading.roster import people
from hub_config.lab import setup
from hub_config.lab.folder import Folder
from tests.docs.pages import ROOT, Block, blocks, pages
from tests.e2e.lab import PROGRAM, free_port

SHELL = ("sh", "console")
NOT_RUN = {
    "README.md": ["git clone"],
    "CONTRIBUTING.md": ["git clone", "make test"],
    "docs/tutorial/first-lab.md": ["sudo apt install", "git clone", "lab doctor"],
    "docs/how-to/install-without-internet.md": ["make bundle", "sh install.sh"],
    "docs/how-to/add-a-question-type.md": ["pip install"],
    "docs/how-to/write-a-lesson.md": ["learning-passport lesson preview", "make gallery"],
    "docs/how-to/roster.md": ["roster add-teacher"],
}
"""Blocks that fetch, install, need a person at the keyboard or a browser, or are this run."""


def of_shell(page: str) -> list[Block]:
    return [each for each in blocks(page) if each.language in SHELL]


def runnable(page: str) -> list[Block]:
    return [each for each in of_shell(page) if "no-run" not in each.words]


def test_what_is_not_run_is_listed_and_stays_little():
    left_out = {
        page: [each for each in of_shell(page) if "no-run" in each.words] for page in pages()
    }
    for page, found in left_out.items():
        expected = NOT_RUN.get(page, [])
        assert len(found) == len(expected), f"{page}: {[str(each) for each in found]}"
        for block, beginning in zip(found, expected, strict=True):
            assert beginning in block.text.splitlines()[0], block
    assert sum(map(len, left_out.values())) <= 12


def test_no_command_of_ours_hides_in_a_block_that_is_not_run():
    for page in pages():
        for block in blocks(page):
            if block.language not in (*SHELL, "text"):
                assert not re.search(r"^\$? ?learning-passport ", block.text, re.M), block


class Reader:
    """Somebody who types a page's commands at one keyboard, into a folder of her own."""

    def __init__(self, place: Path, account: str) -> None:
        self.place, self.account = place, account
        self.port = free_port()
        self.started: subprocess.Popen | None = None
        home = place / "home"
        home.mkdir()
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "PATH": f"{Path(PROGRAM).parent}{os.pathsep}{os.environ['PATH']}",
            "LEARNING_PASSPORT_DATA": str(place / "data"),
            "DATA": str(place / "data"),
            "PORT": str(self.port),
        }

    def type(self, block: Block) -> None:
        for command, printed in commands(block):
            command = re.sub(r"\bACCOUNT\b", self.account, command)
            if re.search(r"^(learning-passport lab start|make run)\b", command):
                self.start(command, block)
                continue
            with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as yes:  # to every question
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", command],
                    cwd=self.place,
                    env=self.environment,
                    stdin=yes.stdout,
                    capture_output=True,
                    text=True,
                    timeout=240,
                    check=False,
                )
                yes.kill()
            assert done.returncode == 0, f"{block}: {command}\n{done.stdout}{done.stderr}"
            for line in printed:
                pattern = ".*".join(re.escape(part) for part in line.split("…"))
                assert re.search(f"^{pattern}$", done.stdout + done.stderr, re.M), (
                    f"{block}: {command}\ndoes not print  {line}\nbut\n{done.stdout}{done.stderr}"
                )

    def start(self, command: str, block: Block) -> None:
        """Leave ``command`` running, as in a terminal of its own."""
        self.stop()
        if command.startswith("make"):
            # The environment is there: this is the run of its own tests.
            command = command.replace("make", f"make -C {ROOT} -o .venv/.installed", 1)
        elif "--port" not in command:
            command += f" --port {self.port}"
        log = (self.place / "start.log").open("w+")
        self.started = subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.place,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + 200
        while "\nLearning Passport is ready" not in "\n" + Path(log.name).read_text():
            assert self.started.poll() is None, f"{block}: {Path(log.name).read_text()}"
            assert time.monotonic() < until, f"{block}: {Path(log.name).read_text()}"
            time.sleep(0.1)

    def stop(self) -> None:
        """Press Ctrl-C."""
        if self.started is not None and self.started.poll() is None:
            os.killpg(self.started.pid, signal.SIGINT)
            self.started.wait(timeout=60)


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Return the commands of a block, each with the lines that it must print."""
    if block.language == "sh":
        lines = block.text.splitlines()
        if any(re.match(r"learning-passport lab start|make run", line) for line in lines):
            return [(line, []) for line in lines if line and not line.startswith("#")]
        return [(block.text, [])]
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found[-1][0].endswith("\\"):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        elif line.strip():
            found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A lab at rest with a teacher and the demo class, and the account of its first learner."""
    folder = Folder(tmp_path_factory.mktemp("demo") / "data")
    folder.create()
    database = Database(folder.database)
    database.upgrade()
    setup.add_teacher(folder, database, "teacher", setup.make_password())
    setup.add_demo_class(folder, database)
    with database.read() as connection:
        account = next(one.account for one in people.list_(connection) if one.name == "Amal")
    database.close()
    return folder, account


@pytest.mark.parametrize("page", [page for page in pages() if runnable(page)])
def test_the_commands_of_a_page_work_in_their_order(page, demo, tmp_path):
    folder, account = demo
    if page != "docs/tutorial/first-lab.md":  # which begins with nothing
        shutil.copytree(folder.root, tmp_path / "data")
    reader = Reader(tmp_path, account)
    try:
        for block in blocks(page):
            if block.language == "csv" and block.words:
                (tmp_path / block.words[0]).write_text(block.text, "utf-8")
            elif block in runnable(page):
                reader.type(block)
    finally:
        reader.stop()
