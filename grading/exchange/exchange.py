"""What nbgrader's seven plug-ins of ours share: where the class is, who asks, how they fail."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from dateutil.tz import gettz
from nbgrader.exchange import abc
from nbgrader.utils import ignore_patterns
from traitlets import Bool, Unicode, default

from grading.exchange.choose import ADDRESS
from grading.exchange.client import PATIENCE, Classroom
from grading.exchange.errors import ExchangeTrouble
from grading.exchange.gather import Gathered, gather
from grading.exchange.manifest import check_manifest
from grading.records.assignments import Files

TOKEN, TOKEN_FILE = "JUPYTERHUB_API_TOKEN", "LEARNING_PASSPORT_TOKEN_FILE"


class Exchange(abc.Exchange):
    """Base of the plug-ins. ``nbgrader`` shows these settings under ``Exchange``."""

    # Seconds for which a class that does not answer is asked again.
    patience = PATIENCE
    address = Unicode(
        help=f"The classroom's address; default: ${ADDRESS}, such as "
        "http://192.168.1.5:8000/services/classroom/"
    ).tag(config=True)
    token_file = Unicode(
        help=f"A file with the JupyterHub token of who works here; default: ${TOKEN_FILE}. "
        f"${TOKEN} goes before it."
    ).tag(config=True)
    path_includes_course = Bool(
        False, help="Whether an assignment's folder lies in one that is called like its course."
    ).tag(config=True)
    root = Unicode(help="Of nbgrader's shared folder, which is not used.").tag(config=True)
    cache = Unicode(help="Of nbgrader's shared folder, which is not used.").tag(config=True)

    @default("address")
    def _default_address(self) -> str:
        return os.environ.get(ADDRESS, "")

    @default("token_file")
    def _default_token_file(self) -> str:
        return os.environ.get(TOKEN_FILE, "")

    @cached_property
    def classroom(self) -> Classroom:
        """The way to the class. Fails when nobody said where it is, or who asks."""
        if not self.address:
            self.fail(f"Where is the class? Set {ADDRESS} or c.Exchange.address.")
        token = os.environ.get(TOKEN, "")
        if not token and self.token_file:
            try:
                token = Path(self.token_file).expanduser().read_text("utf-8").strip()
            except (OSError, ValueError):
                self.fail(f"{self.token_file} cannot be read.")
        if not token:
            self.fail(
                f"Who are you? Set {TOKEN_FILE} to a file with your token: your teacher makes one "
                "with `learning-passport roster token`."
            )
        return Classroom(self.address, token, self.patience)

    @cached_property
    def outbound(self) -> dict[str, Any]:
        """What the class says: account, whether she teaches, assignments."""
        told: dict[str, Any] = self.classroom.get("assignments")
        return told

    @property
    def course_id(self) -> str:
        """The course that was asked for; fails without one."""
        course: str = self.coursedir.course_id
        if not course:
            self.fail("No course id specified. Re-run with --course flag.")
        return course

    def start(self) -> Any:
        """Do it; what goes wrong is one sentence, as nbgrader's commands expect it."""
        with self.explained():
            return super().start()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn our errors into nbgrader's."""
        try:
            yield
        except ExchangeTrouble as error:
            self.fail(str(error))

    def assignment_place(self, course: str, assignment: str) -> Path:
        """Return the folder in which a learner works on an assignment."""
        inside = [course, assignment] if self.path_includes_course else [assignment]
        return Path(self.assignment_dir, *inside).absolute()

    def released(self, course: str, assignment: str) -> dict[str, Any]:
        """Return a released assignment as the class tells it; fails with what there is."""
        mine = [each for each in self.outbound["assignments"] if each["course"] == course]
        for each in mine:
            if each["name"] == assignment:
                return dict(each)
        self.log.fatal("Assignment not found: %s %s", course, assignment)
        near = get_close_matches(assignment, [each["name"] for each in mine], 1, 0.0)
        if near:
            self.log.error("Did you mean: %s", near[0])
        raise ExchangeTrouble(f"Assignment not found: {course} {assignment}")

    def gather(self, folder: Path) -> Gathered:
        """Return the files of ``folder`` but for those that nbgrader is told to leave."""
        told = self.coursedir
        found = gather(
            folder,
            ignore_patterns(
                exclude=told.ignore,
                include=told.include,
                max_file_size=told.max_file_size,
                log=self.log,
            ),
        )
        whole = sum(size for _, size in found.files.values())
        if whole > 1000 * told.max_dir_size:
            self.log.error("Directory size is too big")
            raise RuntimeError(
                f"Directory size is too big. Size is {whole}, maximum size is "
                f"{1000 * told.max_dir_size}"
            )
        return found

    def stamp(self, received: str) -> str:
        """Return the class's time of a hand-in as nbgrader writes times."""
        zone = gettz(self.timezone)
        if zone is None:
            self.fail(f"Invalid timezone: {self.timezone}")
        return datetime.fromisoformat(received).astimezone(zone).strftime(self.timestamp_format)


def listed(told: dict[str, Any]) -> Files:
    """Return the files that the class lists, checked as it checks ours; may be empty."""
    return check_manifest(told["files"]) if told["files"] else {}


def notebooks(files: Files) -> list[str]:
    """Return the names of the notebooks of an assignment, without ``.ipynb``."""
    return sorted(
        path.removesuffix(".ipynb") for path in files if path.endswith(".ipynb") and "/" not in path
    )
