"""What must be true when the hour is over: each check with what was found."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.handset import COURSE
from tests.e2e.lab import RunningLab
from tests.soak.ledger import Ledger

_SHOWN = 6


@dataclass(frozen=True)
class Check:
    """One thing that must be true, and what was found."""

    name: str
    passed: bool
    found: str


def none_of(name: str, wrong: Iterable[str]) -> Check:
    """Return a check that passes when there is nothing in ``wrong``."""
    every = list(wrong)
    shown = "; ".join(every[:_SHOWN]) + ("; …" if len(every) > _SHOWN else "")
    return Check(name, not every, f"{len(every)}: {shown}" if every else "none")


def of_answers(lab: RunningLab, ledger: Ledger) -> list[Check]:
    """Hold the record against what the phones know."""
    rows = _read(
        lab.data / "classroom.sqlite",
        "SELECT r.id, r.account, r.lesson, r.question, r.body, m.seq FROM response r"
        " LEFT JOIN mark m ON m.response_id = r.id",
    )
    stored = {row[0] for row in rows}
    doubled = len(rows) - len(stored)
    wrong = [row[0] for row in rows if row[0] in ledger.made and not _is_as_made(row, ledger)]
    lost = [i for i in ledger.acknowledged if i not in stored]
    foreign = [i for i in stored if i not in ledger.made]
    unsent = [i for i in stored if not ledger.sent[i]]
    told = f"{len(ledger.acknowledged)} acknowledged, {len(stored)} kept"
    return [
        Check("every acknowledged answer is in the record", not lost, f"{told}, {len(lost)} lost"),
        Check("each is there once, with one mark", not doubled, f"{doubled} doubled"),
        none_of("none is another than was given", wrong),
        none_of("none that was never sent", [*foreign, *unsent]),
        none_of("none is still waiting in a phone", ledger.waiting()),
        none_of("none was refused", [f"{i} ({s})" for i, s in ledger.refused.items()]),
    ]


def _read(path: Path, query: str) -> list[Any]:
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def _is_as_made(row: Any, ledger: Ledger) -> bool:
    made = ledger.made[row[0]]
    given = (made.account, made.lesson, made.question, made.response)
    return (*row[1:4], json.loads(row[4])) == given and row[5] is not None


def of_hand_ins(lab: RunningLab, ledger: Ledger) -> list[Check]:
    """Hold receipts against the record, and the gradebook against both."""
    rows = _read(lab.data / "classroom.sqlite", "SELECT id, account, receipt FROM submission")
    wrong = [i for i, receipts in ledger.receipts.items() if receipts != _receipts_of(i, rows)]
    foreign = [row[0] for row in rows if ledger.hand_ins.get(row[0]) != row[1]]
    book = lab.data / "courses" / COURSE / "gradebook.db"
    query = "SELECT DISTINCT student_id FROM submitted_assignment"
    graded = {row[0] for row in _read(book, query)} if book.exists() else set()
    handed = {row[1] for row in rows}
    return [
        none_of("every receipt is in the record once, and no other hand-in", [*wrong, *foreign]),
        Check(
            "the gradebook holds who handed in, and nobody else",
            graded == handed,
            f"{len(ledger.receipts)} receipts, {len(handed)} learners, {len(graded)} graded",
        ),
    ]


def _receipts_of(hand_in: str, rows: list[Any]) -> set[str]:
    return {row[2] for row in rows if row[0] == hand_in}


def of_databases(lab: RunningLab) -> Check:
    """Ask SQLite itself about every database of the lab; the lab has stopped."""
    complaints, files = [], []
    for path in sorted(lab.data.rglob("*")):
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
            files.append(path.name)
            base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                said = [row[0] for row in base.execute("PRAGMA integrity_check")]
                said += [str(row) for row in base.execute("PRAGMA foreign_key_check")]
            except sqlite3.DatabaseError as error:
                said = [str(error)]
            finally:
                base.close()
            complaints += [f"{path.name}: {each}" for each in said if each != "ok"]
    return Check("every database is sound", not complaints, "; ".join(complaints or files))
