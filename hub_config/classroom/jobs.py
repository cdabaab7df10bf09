"""Long work that a teacher starts from a page: our own command in a process of its own.

The classroom answers phones meanwhile, and nothing of nbgrader is in it. A job ends with the
classroom; every command may be started again, and the page says when one was ended in the middle.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hub_config.lab.folder import Folder, write_durably
from hub_config.lab.processes import die_with_parent

RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "stopped"
# What a job says on its error output beside how far it is, in characters.
_LONGEST_WORDS = 4000
# Seconds for which a page says that something was done.
_GOOD_NEWS = 600
# A class at work comes first.
_NICENESS = 5


@dataclass
class Job:
    """One piece of work and how far it is.

    ``state`` is running, done, failed (``said`` tells why) or stopped (ended in the middle).
    ``result`` is what the command printed as JSON; ``ended`` is in seconds since 1970.
    """

    course: str
    assignment: str
    action: str
    state: str = RUNNING
    done: int = 0
    total: int = 0
    said: str = ""
    result: Any = field(default=None)
    ended: float = 0.0

    @property
    def is_news(self) -> bool:
        """Whether a teacher wants to be told: good news grow old, the rest waits to be mended."""
        return self.state != DONE or time.time() - self.ended < _GOOD_NEWS


class Jobs:
    """The newest job of each course; at most one of a course runs at a time."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._newest: dict[str, Job] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        for path in sorted(folder.jobs.glob("*.json")):
            with contextlib.suppress(OSError, ValueError, TypeError):
                job = Job(**json.loads(path.read_text("utf-8")))
                if job.state == RUNNING:  # it ended with the classroom that had begun it
                    job.state = STOPPED
                self._newest[job.course] = job

    def newest(self, course: str) -> Job | None:
        """Return the job of ``course`` that runs or ran last."""
        return self._newest.get(course)

    def start(self, course: str, assignment: str, action: str, *words: str) -> bool:
        """Start ``learning-passport assignment ACTION ASSIGNMENT WORDS``; False: one runs already.

        To be called on the event loop: the kernel ends the job when the thread that started it
        ends, and that one lives as long as the classroom.
        """
        known = self._newest.get(course)
        if known is not None and known.state == RUNNING:
            return False
        job = self._newest[course] = Job(course, assignment, action)
        self._keep(job)
        task = asyncio.get_running_loop().create_task(self._run(job, words))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _run(self, job: Job, words: tuple[str, ...]) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hub_config.cli"),
                *("assignment", job.action, job.assignment, "--course", job.course),
                *("--json", "--progress-json", "--data", str(self._folder.root), *words),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=1 << 20,
                cwd=self._folder.root,
                preexec_fn=_of_the_classroom,
            )
            assert process.stdout is not None and process.stderr is not None
            printed, _ = await asyncio.gather(
                process.stdout.read(), self._listen(job, process.stderr)
            )
            status = await process.wait()
            with contextlib.suppress(ValueError):
                job.result = json.loads(printed)
            # 1 with a result: some of it could not be done, and the result says what.
            whole = status == 0 or (status == 1 and job.result is not None)
            job.state = DONE if whole else STOPPED if status < 0 else FAILED
        except OSError as error:
            job.state, job.said = FAILED, str(error)
        except asyncio.CancelledError:
            job.state = STOPPED
            raise
        finally:
            if job.state == RUNNING:
                job.state = FAILED
            job.ended = time.time()
            self._keep(job)

    async def _listen(self, job: Job, stream: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # longer than the limit: dropped, so that the pipe never fills
                continue
            if not line:
                return
            text = line.decode(errors="replace").rstrip()
            with contextlib.suppress(ValueError, KeyError, TypeError):
                told = json.loads(text)
                job.done, job.total = int(told["done"]), int(told["total"])
                continue
            job.said = (job.said + "\n" + text).strip()[-_LONGEST_WORDS:]

    def _keep(self, job: Job) -> None:
        """Let a reload, and the next classroom, know of it."""
        with contextlib.suppress(OSError):  # a full disk ends no work
            path: Path = self._folder.jobs / f"{job.course}.json"
            write_durably(path, json.dumps(asdict(job), ensure_ascii=False).encode())


def _of_the_classroom() -> None:
    die_with_parent()
    os.nice(_NICENESS)
