"""The disk runs full while answers arrive: everyone is told, nothing is lost, it goes on after."""

import errno
import json
import sqlite3
import subprocess
import uuid
from pathlib import Path

from tests.e2e.apart import with_own_mounts
from tests.e2e.lab import RunningLab
from tests.e2e.test_attacks import CLASSROOM, a_question, answer

SIZE = 48_000_000
HAS_TO_SAY = "The laptop cannot keep answers just now. Please tell your teacher."
EVERYONE = ["Lina", "Noor", "Child 1"]


def test_a_full_disk_loses_no_answer_and_is_said_to_everyone(tmp_path):
    said = with_own_mounts(a_disk_that_fills_up, tmp_path)
    assert "all is well" in said


def small_disk(place):
    """Mount a small disk at ``place``."""
    place.mkdir()
    options = f"size={SIZE},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)


def fill(disk):
    """Take all room that is left on the disk; return the file that took it."""
    filler = disk / "film.mp4"
    with filler.open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                assert error.errno == errno.ENOSPC
    return filler


class Phones:
    """Learners who answer; what was acknowledged, and what still waits in their phones."""

    def __init__(self, lab):
        self.question, _ = a_question(lab)
        self.visitors = [lab.sign_in(name) for name in EVERYONE]
        self.acknowledged = []
        self.waiting = []

    def answer(self, times):
        """Each learner answers ``times``; what is not acknowledged waits."""
        refusals = []
        for number in range(times):
            for visitor in self.visitors:
                response = answer(self.question, f"{number}", id=str(uuid.uuid4()))
                status, body = self.send(visitor, response)
                if status != 200:
                    refusals.append((status, body))
                    self.waiting.append((visitor, response))
        return refusals

    def send(self, visitor, response):
        status, body = visitor.post_json(CLASSROOM + "api/responses", response)
        if status == 200:
            assert body["id"] == response["id"]
            self.acknowledged.append(response["id"])
        return status, body

    def send_what_waits(self):
        waiting, self.waiting = self.waiting, []
        return [self.send(visitor, response) for visitor, response in waiting]


def a_disk_that_fills_up(folder):
    """Run a lab on a small disk: fill it, answer, free it, answer again."""
    folder = Path(folder)
    lab = RunningLab(folder)
    small_disk(lab.data)
    lab.start()
    try:
        phones = Phones(lab)
        assert phones.answer(5) == []
        filler = fill(lab.data)
        while_it_is_full(lab, phones)
        filler.unlink()
        after_room_was_made(lab, phones)
    finally:
        lab.stop()
    starting_on_a_full_disk(lab, fill(lab.data))
    starting_anew_on_a_full_disk(folder)
    print("all is well")


def while_it_is_full(lab, phones):
    """Phones are told to keep their answers; what was answered before can still be read."""
    refusals = []
    for _ in range(40):
        refusals += phones.answer(5)
        if len(refusals) > 30:
            break
    assert len(refusals) > 30, "the disk never ran full"
    for status, body in refusals:
        assert status in (503, 507), (status, body)
        assert body == {"message": HAS_TO_SAY}, body
    for visitor in phones.visitors:
        status, _, page = visitor.get(CLASSROOM + "lesson/first-steps/fractions")
        assert status == 200 and b"data-question" in page
    found = {each["about"]: each for each in json.loads(doctor(lab))}
    assert found["disk"]["state"] == "bad" and "full disk" in found["disk"]["remedy"]
    assert sound(lab) >= set(phones.acknowledged)


def doctor(lab):
    return lab.run("lab", "doctor", "--json", check=False).stdout


def after_room_was_made(lab, phones):
    """The same answers arrive, each once; somebody new can sign in."""
    assert phones.waiting
    results = phones.send_what_waits()
    assert {status for status, _ in results} == {200}, results
    assert phones.answer(1) == []
    late = lab.sign_in("Sara")
    status, _, _ = late.get(CLASSROOM + "lesson/first-steps/fractions")
    assert status == 200
    assert len(phones.acknowledged) == len(set(phones.acknowledged))
    assert sound(lab) == set(phones.acknowledged)


def sound(lab):
    """Return the ids that are kept, after SQLite has looked at every page."""
    connection = sqlite3.connect(f"file:{lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ids = [name for (name,) in connection.execute("SELECT id FROM response")]
    finally:
        connection.close()
    assert len(ids) == len(set(ids))
    return set(ids)


def starting_on_a_full_disk(lab, filler):
    """The start says what is wrong; with room again it finds all."""
    kept = sound(lab)
    said = refused(lab)
    assert "full" in said and "Free" in said, said
    filler.unlink()
    lab.start(enrol=False)
    assert sound(lab) == kept
    lab.stop()


def starting_anew_on_a_full_disk(folder):
    """A first start without room is one sentence too."""
    disk = folder / "stick"
    small_disk(disk)
    fill(disk)
    lab = RunningLab(disk)
    said = refused(lab)
    assert "full" in said and "Free" in said, said


def refused(lab):
    """Return the one sentence with which the lab does not start."""
    done = lab.run("lab", "start", "--port", str(lab.port), check=False)
    said = done.stderr.strip()
    assert done.returncode == 1, done.stdout + said
    assert "Traceback" not in said and "ready" not in done.stdout
    assert len(said.splitlines()) == 1, said
    return said
