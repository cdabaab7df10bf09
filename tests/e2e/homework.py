"""Answers and hand-ins in the form in which an assignment's page sends them; what a lab keeps."""

import json
import re
import sqlite3
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hub_config.lab.folder import Folder
from tests.e2e.lab import RunningLab, Visitor
from tests.hub_config.handing_in import COURSE, NAME, add_assignment

CLASSROOM = "/services/classroom/"
RESPONSES, HAND_INS = CLASSROOM + "api/responses", CLASSROOM + "api/hand-ins"
BARREL = "rain-barrel"
STEPS = ["sun", "vapour", "cloud", "rain", "barrel"]
RIGHT_BARREL = {
    "bucket": "air",
    "way": STEPS,
    "full": "150",
    "days": "def days(litres, each_day):\n    return litres // each_day\n",
    "lid": "So that nothing evaporates, and no leaves fall in.",
}


def lab_with_work(folder: Path, names: Iterable[str]) -> RunningLab:
    """Return a lab, started, with one class to which one piece of work is released."""
    roster = "name,locale,class\n" + "".join(f"{name},en,River\n" for name in names)
    running = RunningLab(folder, roster)
    running.start()
    add_assignment(Folder(running.data))
    running.run("assignment", "release", NAME)
    return running


def answer(question: str, response: Any, lesson: str = BARREL, **changes: Any) -> dict[str, Any]:
    """Return a response to a question of an assignment."""
    return {
        "id": str(uuid.uuid4()),
        "course": COURSE,
        "lesson": lesson,
        "question": question,
        "version": "0",
        "locale": "en",
        "response": response,
        **changes,
    }


def hand_in(lab: RunningLab, who: str, name: str = BARREL, **changes: Any) -> dict[str, Any]:
    """Return a hand-in of the learner called ``who``."""
    return {
        "id": str(uuid.uuid4()),
        "account": lab.accounts[who],
        "course": COURSE,
        "assignment": name,
        "locale": "en",
        **changes,
    }


def do(
    lab: RunningLab, visitor: Visitor, who: str, given: dict[str, Any], name: str = BARREL
) -> str:
    """Answer and hand in; return the receipt."""
    for question, response in given.items():
        status, told = visitor.post_json(RESPONSES, answer(question, response, name))
        assert status == 200, told
    status, told = visitor.post_json(HAND_INS, hand_in(lab, who, name))
    assert status == 200, told
    return str(told["receipt"])


def rows(lab: RunningLab, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Read the lab's database, which its classroom is writing."""
    base = sqlite3.connect(f"file:{lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
    try:
        return base.execute(query, values).fetchall()
    finally:
        base.close()


def count(lab: RunningLab, table: str = "submission") -> int:
    """Return how many rows a table has."""
    return int(rows(lab, f"SELECT count(*) FROM {table}")[0][0])


def receipt(lab: RunningLab, who: str, name: str = BARREL) -> str:
    """Return the receipt of what ``who`` handed in last."""
    query = "SELECT receipt FROM submission WHERE account = ? AND assignment = ? ORDER BY seq DESC"
    return str(rows(lab, query, lab.accounts[who], name)[0][0])


def told(page: bytes) -> dict[str, Any]:
    """Return what a page is told of where its learner stands."""
    found = re.search(rb'id="lp-learner">(.*?)</script>', page, re.S)
    assert found, page[-2000:]
    data: dict[str, Any] = json.loads(found[1])
    return data
