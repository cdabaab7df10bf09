"""What no limit of the system covers in one kernel: that it ended, runs for ever, floods, fills."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil
import zmq

from grading.kernels import folders, limits
from grading.kernels.folders import KernelFolder
from grading.kernels.options import KernelOptions
from grading.kernels.output import Output

_GRACE = 5.0
_MINUTE = 60.0
# A kernel that computes uses most of its share of a processor; one that waits for its learner next
# to nothing.
_WORKING = 0.5
# Seconds of work that no cell asked for: a thread was left behind that never ends.
_UNASKED = 20.0
# Seconds for which somebody may say more than is allowed.
_FLOODED = 6.0
# Longer parts are no honest message about a run.
_LONGEST_PART = 65536
_MOST_RUNS = 32


class Process(Protocol):
    """What is asked of a kernel's process, in Popen's words."""

    pid: int

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""

    def send_signal(self, number: int) -> None:
        """Send it a signal; to one that has ended none is sent."""


@dataclass(frozen=True)
class End:
    """Why a kernel is over: ``cause`` in a word for pages, ``why`` in a sentence for the log.

    Causes: ``ended`` (by itself), ``run`` (never stops), ``flood`` (says too much), ``disk``,
    ``memory`` (the machine runs out of it).
    """

    cause: str
    why: str


class Watch:
    """One kernel and what it was seen to do; a Guard lets it look once a second.

    ``over`` brings the End of a process that has ended by itself or was ended for a reason, and
    None when it was shut down.
    A run is what the kernel says is one, and also any long time in which it works without a rest:
    a program can be silent about itself, but not about the processor.
    Who says too much is stopped until its allowance is back: nothing of it is lost, and nobody has
    to take it in faster.
    """

    def __init__(
        self, process: Process, folder: KernelFolder, options: KernelOptions, iopub: str
    ) -> None:
        self.over: Future[End | None] = Future()
        self.over.set_running_or_notify_cancel()  # Nobody who waits for it can take it away.
        self.iopub = iopub
        self._process, self._folder, self._options = process, folder, options
        self._processes = _family(process.pid)
        self._left = False
        self._end: End | None = None
        self._runs: dict[str, float] = {}
        self._working_since: float | None = None
        self._used, self._looked = 0.0, time.monotonic()
        self._said = Output()
        self._hushed = False
        self._heard = time.monotonic()
        self._put_out, self._floods, self._minute = 0, 0, time.monotonic()
        self._interrupted: float | None = None

    @property
    def memory(self) -> int:
        """Bytes that the kernel holds of the machine's memory."""
        return sum(_held(each) for each in self._processes)

    @property
    def spare(self) -> int:
        """Bytes of the machine's memory that the kernel has to leave to others."""
        return self._options.spare_memory

    @property
    def busy(self) -> bool:
        """Whether it says that it works."""
        return bool(self._runs)

    @property
    def silent(self) -> float:
        """Seconds since it said anything."""
        return time.monotonic() - self._heard

    @property
    def is_hushed(self) -> bool:
        """Whether it is stopped, because it said too much."""
        return self._hushed

    def leave(self) -> None:
        """Judge it no more: it is being shut down."""
        self._left = True

    def end(self, end: End) -> None:
        """End the kernel."""
        self._end = self._end or end
        self._process.send_signal(signal.SIGKILL)

    def look(self) -> bool:
        """Do what is due now; return whether the process is still there."""
        if self._process.poll() is not None:
            alone = None if self._left else End("ended", "it ended by itself")
            self.over.set_result(self._end or alone)
            return False
        if self._left:
            return True
        self._measure()
        end = self._end or self._disk() or self._run() or self._flood()
        if end:
            self.end(end)
        return True

    def hear(self, frames: list[zmq.Frame]) -> None:
        """Take note of one message on the kernel's output channel."""
        self._heard = time.monotonic()
        self.count(sum(map(len, frames)))
        if len(frames) < 6 or not frames[0].bytes.endswith(b".status"):
            return
        parent, content = frames[-3], frames[-1]
        if len(parent) + len(content) < _LONGEST_PART:
            # A learner's program can say here what it likes.
            with contextlib.suppress(ValueError, KeyError, TypeError):
                said = json.loads(content.bytes)["execution_state"]
                self._note(json.loads(parent.bytes), said == "busy")

    def count(self, size: int) -> None:
        """Count a message of ``size`` bytes, on any channel, and stop who says too much."""
        self._put_out += size
        self._said.heard(size)
        if self._said.is_too_much and not self._hushed:
            self._hushed = True
            for each in self._processes[-1:]:  # the kernel itself: who stands before it waits
                with contextlib.suppress(psutil.Error):
                    each.suspend()

    def ask(self) -> None:
        """Count a message of the page's, whose answers are allowed beside the rest."""
        self._said.asked()

    def go_on(self) -> None:
        """Let who was stopped speak again when it has an allowance again."""
        if self._hushed and self._said.has_breath:
            self._hushed = False
            for each in self._processes[-1:]:
                with contextlib.suppress(psutil.Error):
                    each.resume()

    def _note(self, parent: dict[str, str], begins: bool) -> None:
        if not begins:
            self._runs.pop(parent["msg_id"], None)
            return
        if parent["msg_type"] == "execute_request" or len(self._runs) > _MOST_RUNS:
            self._runs.clear()  # Cells run one after another: of the last one an end was missed.
        self._runs[parent["msg_id"]] = time.monotonic()

    def _measure(self) -> None:
        """Note since when the kernel works without a rest, and begin a new minute."""
        now = time.monotonic()
        used = sum(_seconds(each) for each in self._processes)
        if used - self._used < _WORKING * _share() * (now - self._looked):
            self._working_since = None
        elif self._working_since is None:
            self._working_since = self._looked
        else:
            self._give_way()
        self._used, self._looked = used, now
        if now - self._minute > _MINUTE:
            self._put_out, self._floods, self._minute = 0, 0, now

    def _give_way(self) -> None:
        """Let who works for seconds hold nobody up; threads that come later inherit it."""
        for each in self._processes:
            with contextlib.suppress(OSError):  # It, or one of its threads, has just ended.
                limits.spare_time_only(each.pid)

    def _disk(self) -> End | None:
        """Measure the disk, also where a namespace bounds it: it costs nothing there."""
        most = self._options
        size, count = folders.usage(self._folder.work, most.files)
        if size > most.disk or count > most.files:
            return End("disk", f"it kept more than {most.disk} bytes or {most.files} files")
        return None

    def _run(self) -> End | None:
        """Interrupt a run that takes too long, give it a little time, then give up on it."""
        since = list(self._runs.values())
        longest = self._options.longest_run if since else min(_UNASKED, self._options.longest_run)
        if self._working_since is not None:
            since.append(self._working_since)
        now = time.monotonic()
        if not since or now - min(since) <= longest:
            self._interrupted = None
            return None
        if self._interrupted is None:
            self._interrupted = now
            self._process.send_signal(signal.SIGINT)
        if now - self._interrupted > _GRACE:
            return End("run", f"one run took longer than {longest:.0f} seconds")
        return None

    def _flood(self) -> End | None:
        """Interrupt what nobody can read, or is too much in a minute, once; then give up on it."""
        if self._said.flooding > _FLOODED:
            self._said = Output()  # so that it can say that it was interrupted
            return self._flooded("it said more than can be read")
        if self._put_out > self._options.output:
            self._put_out = 0
            return self._flooded(f"it put out more than {self._options.output} bytes")
        return None

    def _flooded(self, why: str) -> End | None:
        self._floods += 1
        if self._floods > 1:
            return End("flood", f"{why}, twice within a minute")
        self._process.send_signal(signal.SIGINT)
        return None


def make_room(watched: Iterable[Watch]) -> None:
    """End the largest kernel when the machine's memory runs out; the next one a second later.

    Elsewhere the system would choose, and might choose what starts the kernels.
    """
    left = psutil.virtual_memory().available
    those = [kernel for kernel in watched if kernel.spare > left]
    if those:
        largest = max(those, key=lambda kernel: kernel.memory)
        why = f"the machine had {left >> 20} MiB of memory left, and it used the most"
        largest.end(End("memory", why))


def _family(pid: int) -> list[psutil.Process]:
    """Return the process and, with namespaces, the kernel that is its child: there are no more."""
    try:
        first = psutil.Process(pid)
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        if not listed.exists():  # as some Linux kernels are built
            return [first, *first.children()]
        return [first, *(psutil.Process(int(child)) for child in listed.read_text().split())]
    except (psutil.Error, OSError):
        return []  # It has ended, and the first look will say so.


def _share() -> float:
    """Return what part of a processor each gets now that wants to work."""
    return min(1.0, (os.cpu_count() or 1) / max(os.getloadavg()[0], 1.0))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
