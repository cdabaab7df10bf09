"""What must be true when the hour is over: each check with what was found."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
    rows = _rows(lab.data / "classroom.sqlite")
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


def _rows(path: Path) -> list[tuple[str, str, str, str, str, int]]:
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return base.execute(
            "SELECT r.id, r.account, r.lesson, r.question, r.body, m.seq FROM response r"
            " LEFT JOIN mark m ON m.response_id = r.id"
        ).fetchall()
    finally:
        base.close()


def _is_as_made(row: tuple[str, str, str, str, str, int], ledger: Ledger) -> bool:
    made = ledger.made[row[0]]
    given = (made.account, made.lesson, made.question, made.response)
    return (*row[1:4], json.loads(row[4])) == given and row[5] is not None


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
