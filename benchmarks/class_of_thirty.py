"""Thirty learners press Check at the same instant: how long until each answer is acknowledged.

``python -m benchmarks.class_of_thirty [ROUNDS]``

An answer is acknowledged when it is on disk, so the disk's own fsync, measured in the same run on
the same disk, is the floor. All answers go through one writer: the last of thirty waits for thirty.
"""

import http.client
import json
import os
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import figures
from tests.e2e.lab import RunningLab, Visitor

LEARNERS = 30
PATH = "/services/classroom/api/responses"
_PAUSE = 0.5


class Phone:
    """One learner's connection, kept open as a browser keeps it."""

    def __init__(self, lab: RunningLab, name: str) -> None:
        visitor: Visitor = lab.sign_in(name)
        cookies = [c for c in visitor.cookies if PATH.startswith(c.path)]
        self.headers = {
            "Content-Type": "application/json",
            "X-XSRFToken": visitor.xsrf(),
            "Cookie": "; ".join(f"{c.name}={c.value}" for c in cookies),
        }
        self.connection = http.client.HTTPConnection("127.0.0.1", lab.port, timeout=60)

    def answer(self, question: str, number: int) -> float:
        """Send one answer; return the seconds until it was acknowledged."""
        response = {
            "id": str(uuid.uuid4()),
            "course": "first-steps",
            "lesson": "fractions",
            "question": question,
            "version": "0",
            "locale": "en",
            "response": str(number),
        }
        body = json.dumps(response).encode()
        began = time.perf_counter()
        self.connection.request("POST", PATH, body, self.headers)
        answer = self.connection.getresponse()
        said = json.loads(answer.read())
        took = time.perf_counter() - began
        assert answer.status == 200 and said["id"] == response["id"], said
        return took


def fsyncs(folder: Path, times: int = 200) -> list[float]:
    """Append a page and fsync it, ``times`` times; return the seconds of each."""
    took = []
    with (folder / "floor").open("wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return took


def at_once(phones: list[Phone], question: str, number: int) -> list[float]:
    """Let every phone answer at the same instant."""
    gate = threading.Barrier(len(phones))

    def one(phone: Phone) -> float:
        gate.wait()
        return phone.answer(question, number)

    with ThreadPoolExecutor(len(phones)) as together:
        return list(together.map(one, phones))


def a_number(lab: RunningLab) -> str:
    """Return a question of the lesson that takes a number."""
    path = lab.data / "keys" / "en" / "first-steps" / "fractions" / "keys.json"
    keys = json.loads(path.read_text())
    return next(name for name, each in keys.items() if each["type"] == "number")


def main(rounds: int) -> None:
    """Measure; print the table and the figures."""
    with tempfile.TemporaryDirectory() as folder:
        lab = RunningLab(Path(folder))
        lab.start()
        try:
            names = [f"Child {number}" for number in range(LEARNERS)]
            for name in names:
                lab.pin(name)
            with ThreadPoolExecutor(4) as together:
                phones = list(together.map(lambda name: Phone(lab, name), names))
            question = a_number(lab)
            at_once(phones, question, 0)  # first use of everything
            floor = fsyncs(Path(folder))
            alone = [phone.answer(question, i) for i in range(rounds) for phone in phones[:3]]
            crowd, slowest = [], []
            for number in range(rounds):
                took = at_once(phones, question, number)
                crowd += took
                slowest.append(max(took))
                time.sleep(_PAUSE)
        finally:
            lab.stop()
    measured = {
        "fsync of one page, this disk": floor,
        "one learner answers": alone,
        f"{LEARNERS} answer at once, each": crowd,
        f"{LEARNERS} answer at once, the last": slowest,
    }
    rows = [
        [name, f"{figures.median(took) * 1e3:.1f}", f"{figures.p95(took) * 1e3:.1f}", len(took)]
        for name, took in measured.items()
    ]
    print("Milliseconds until an answer is acknowledged, marked and on disk\n")
    figures.table(["", "median", "p95", "measured"], rows)
    result = {
        name: {
            "median_ms": round(figures.median(took) * 1e3, 2),
            "p95_ms": round(figures.p95(took) * 1e3, 2),
            "count": len(took),
        }
        for name, took in measured.items()
    }
    figures.finish("class_of_thirty", {"learners": LEARNERS, "times": result})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
