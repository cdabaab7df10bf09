"""Each check fails when what it looks for is there: a soak that cannot fail proves nothing."""

import subprocess
import sys
import uuid
from collections.abc import Callable

import pytest

from grading.records import responses
from grading.records.database import Database
from grading.records.responses import Response, Result
from tests.e2e.lab import RunningLab
from tests.soak import checks, leftovers, logs, vitals
from tests.soak.ledger import Answer, Ledger
from tests.soak.vitals import Sample

COUNT = 5


@pytest.fixture
def lab(folder):
    """A lab's folder with nobody in it; nothing runs."""
    return RunningLab(folder.root.parent)


@pytest.fixture
def kept(lab):
    """What the phones know of answers that are all in the record."""
    ledger = Ledger()
    database = Database(lab.data / "classroom.sqlite")
    database.upgrade()
    for number in range(COUNT):
        answer = Answer(str(uuid.uuid4()), "amal", "fractions", "jug", str(number))
        ledger.make(answer)
        ledger.sent[answer.id] += 1
        ledger.acknowledged[answer.id] += 1
        with database.write() as connection:
            response = Response(
                answer.id, "amal", "first-steps", "fractions", "jug", "0", "en", answer.response
            )
            responses.keep(connection, response, Result("wrong", 0.0))
    database.close()
    return ledger


def failed(lab, ledger):
    return {each.name for each in checks.of_answers(lab, ledger) if not each.passed}


def an_answer(ledger):
    return next(iter(ledger.made))


def another(ledger):
    answer = Answer(str(uuid.uuid4()), "amal", "fractions", "jug", "7")
    ledger.make(answer)
    return answer.id


FAULTS: dict[str, Callable[[Ledger], object]] = {
    "every acknowledged answer is in the record": lambda ledger: ledger.acknowledged.update(
        [another(ledger)]
    ),
    "none is another than was given": lambda ledger: ledger.make(
        Answer(an_answer(ledger), "amal", "fractions", "jug", "something else")
    ),
    "none that was never sent": lambda ledger: ledger.sent.pop(an_answer(ledger)),
    "none is still waiting in a phone": another,
    "none was refused": lambda ledger: ledger.refused.update({another(ledger): 422}),
}


def test_a_sound_record_passes(lab, kept):
    assert failed(lab, kept) == set()
    assert checks.of_databases(lab).passed


@pytest.mark.parametrize("name", FAULTS)
def test_each_difference_between_phones_and_record_is_found(lab, kept, name):
    FAULTS[name](kept)
    assert failed(lab, kept) == {name}


def test_a_damaged_database_is_found(lab, kept):
    path = lab.data / "classroom.sqlite"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 4] = b"x" * 4096 * 2
    path.write_bytes(content)
    assert not checks.of_databases(lab).passed


def test_what_a_lab_leaves_behind_is_found(lab, tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    assert leftovers.files(lab, temporary) == []
    left = [temporary / "x", lab.data / "run/kernels/k1", lab.data / "run/voila_1"]
    for path in left:
        path.mkdir()
    half = lab.data / "secrets" / ".pepper.4711"
    half.touch()
    assert leftovers.files(lab, temporary) == sorted(map(str, [*left, half]))

    others = leftovers.processes(lab)  # of tests that ran in this process before
    wait = "import sys; sys.stdin.read()"
    left_over = subprocess.Popen(
        [sys.executable, "-c", wait, str(lab.data)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        assert len(leftovers.processes(lab)) == len(others) + 1
    finally:
        left_over.communicate()


def test_a_fault_in_a_log_is_found_and_a_kill_is_none(lab):
    log = lab.data / "logs/hub.log"
    (lab.data.parent / "start.log").touch()
    log.write_text(
        "[E 2026-01-01 JupyterHub service:504] Service classroom exited with status -9\n"
    )
    assert logs.unexpected(lab) == []
    log.write_text(log.read_text() + "Traceback (most recent call last):\n  File\nKeyError: 0\n")
    assert len(logs.unexpected(lab)) == 1
    log.write_text("[E 2026-01-01 JupyterHub ioloop:1] Exception\n    Traceback (most recent call")
    assert len(logs.unexpected(lab)) == 1


def test_crashes_are_told_from_ends(lab):
    (lab.data.parent / "start.log").touch()
    ends = [f"The kernel k is over: it ended by itself ({code})\n" for code in (3, -9, 139, -11)]
    (lab.data / "logs/hub.log").write_text("".join(ends))
    assert logs.crashes(lab) == 2


def test_what_goes_on_growing_is_found():
    def samples(step: int) -> list[Sample]:
        return [Sample(float(at), "hub", 1, 100_000_000 + at * step, 50, 0) for at in range(90)]

    [steady] = vitals.growth(samples(0), 0, 90)
    [growing] = vitals.growth(samples(1_000_000), 0, 90)
    assert steady.stopped and not growing.stopped
