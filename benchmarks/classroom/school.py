"""A lab with a class signed in, and the crowd of phones that speaks to it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.lab import RunningLab

PREFIX = "/services/classroom/"
COURSE = "first-steps"
BUILT, LIVE = "fractions", "first-program"
READER = "Reader en"


class Crowd:
    """The process of the phones, asked from here; one task after another."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.classroom.crowd"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __call__(self, do: str, **task: Any) -> Any:
        """Have the crowd do a task; return what came of it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **task}) + "\n")
        said = self._process.stdout.readline()
        if not said:
            raise SystemExit(f"the phones' process ended in the middle of {do!r}")
        return json.loads(said)

    def close(self) -> None:
        """Send the phones home."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


@contextmanager
def crowd() -> Iterator[Crowd]:
    """Run the phones' process."""
    running = Crowd()
    try:
        yield running
    finally:
        running.close()


class School:
    """A running lab and its learners."""

    def __init__(self, folder: Path, learners: int) -> None:
        names = [f"Child {number}" for number in range(learners)]
        rows = "".join(f"{name},en,River\n" for name in [*names, READER])
        # Nobody waits for a kernel of somebody else: that is how many learners are measured.
        self.lab = RunningLab(
            folder, roster=f"name,locale,class\n{rows}", options=("--kernels", str(learners + 1))
        )
        self.names = names

    @property
    def origin(self) -> str:
        """Where the lab is, without a slash at its end."""
        return self.lab.address.rstrip("/")

    @property
    def pid(self) -> int:
        """The process that started all others of the lab."""
        assert self.lab.process is not None
        return self.lab.process.pid

    def phones(self) -> list[dict[str, str]]:
        """Sign everyone in; return their phones as the crowd takes them in."""
        for name in self.names:
            self.lab.pin(name)
        with ThreadPoolExecutor(4) as together:
            return list(together.map(self.phone, self.names))

    def phone(self, name: str) -> dict[str, str]:
        """Sign a learner in; return her phone as the crowd takes it in."""
        visitor = self.lab.sign_in(name)
        sent = [each for each in visitor.cookies if PREFIX.startswith(each.path)]
        cookie = "; ".join(f"{each.name}={each.value}" for each in sent)
        xsrf = visitor.xsrf(PREFIX)
        return {"origin": self.origin, "prefix": PREFIX, "cookie": cookie, "xsrf": xsrf}

    def responses(self, lesson: str) -> list[dict[str, str]]:
        """Return an answer to each question of a lesson that takes a number or a program."""
        path = self.lab.data / "keys" / "en" / COURSE / lesson / "keys.json"
        given = {"number": "3", "code": "forward(100)\n"}
        return [
            {"course": COURSE, "lesson": lesson, "question": name, "response": given[each["type"]]}
            for name, each in json.loads(path.read_text()).items()
            if each["type"] in given
        ]

    def notebook(self, lesson: str) -> Path:
        """Return a lesson as the learner's kernel gets it."""
        return self.lab.data / "built" / "en" / COURSE / lesson / f"{lesson}.ipynb"


@contextmanager
def school(learners: int, folder: Path) -> Iterator[School]:
    """Run a lab with that many learners on its list."""
    made = School(folder, learners)
    made.lab.start()
    try:
        yield made
    finally:
        made.lab.stop()


def lesson_path(lesson: str) -> str:
    """Return the path of a lesson's page."""
    return f"{PREFIX}lesson/{COURSE}/{lesson}"
