"""The laptop's power is pulled: whatever was acknowledged is there, once, and nothing is half."""

import sqlite3
from pathlib import Path

import pytest

from tests.grading.records.power import Moment, moments, trace

RESPONSES = 12


def kept(files: dict[str, bytes], folder: Path) -> list[str]:
    """Put the files on a disk, open them as the next start would, return the kept responses."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    connection = sqlite3.connect(folder / "classroom.sqlite")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = {n for (n,) in connection.execute("SELECT name FROM sqlite_master")}
        if "response" not in tables:
            return []
        orphans = "SELECT count(*) FROM response WHERE id NOT IN (SELECT response_id FROM mark)"
        assert connection.execute(orphans).fetchone() == (0,)
        return [i for (i,) in connection.execute("SELECT id FROM response ORDER BY seq")]
    finally:
        connection.close()


def lost(moment: Moment, folder: Path) -> set[str]:
    """Return the acknowledged responses that are missing or doubled after the cut."""
    found = kept(moment.files, folder)
    assert len(found) == len(set(found))
    return set(moment.acknowledged) - set(found)


def test_every_acknowledged_response_survives_a_cut_after_each_fsync(tmp_path):
    lines = trace(tmp_path / "classroom.sqlite", RESPONSES)
    states = list(moments(lines, tmp_path))
    assert states[-1].acknowledged and len(states[-1].acknowledged) == RESPONSES
    assert len(states) > 2 * RESPONSES
    for number, moment in enumerate(states):
        assert lost(moment, tmp_path / f"cut{number}") == set()


def test_answers_that_share_a_transaction_survive_a_cut_after_each_fsync(tmp_path):
    lines = trace(tmp_path / "classroom.sqlite", RESPONSES, together=4)
    states = list(moments(lines, tmp_path))
    assert len(states[-1].acknowledged) == RESPONSES
    for number, moment in enumerate(states):
        assert lost(moment, tmp_path / f"cut{number}") == set()


def test_a_cut_in_the_middle_of_later_writes_loses_nothing_acknowledged(tmp_path):
    lines = trace(tmp_path / "classroom.sqlite", RESPONSES)
    for number, moment in enumerate(moments(lines, tmp_path)):
        # The disk took all that was written since the last fsync but for its last quarter.
        torn = dict(moment.files)
        for name, content in moment.unsynced.items():
            old = moment.files.get(name, b"")
            if content != old and name.endswith("-wal") and content.startswith(old[:32]):
                torn[name] = content[: len(old) + (len(content) - len(old)) * 3 // 4]
        found = kept(torn, tmp_path / f"torn{number}")
        assert set(moment.acknowledged) <= set(found)


def test_the_check_itself_sees_a_database_that_does_not_wait_for_the_disk(tmp_path):
    lines = trace(tmp_path / "classroom.sqlite", RESPONSES, "synchronous=OFF")
    states = list(moments(lines, tmp_path))
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        for number, moment in enumerate(states):
            assert lost(moment, tmp_path / f"cut{number}") == set()
