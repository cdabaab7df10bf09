"""Processes are killed in the middle of the lesson: nothing acknowledged is lost or doubled."""

import json
import os
import signal
import sqlite3
import threading
import time
import uuid
from pathlib import Path

import pytest

from tests.e2e.lab import RunningLab
from tests.e2e.test_attacks import CLASSROOM, a_question, answer

CLIENTS = 30


@pytest.fixture(scope="module")
def own_lab(tmp_path_factory):
    """A lab of this module's own: its processes are killed."""
    running = RunningLab(tmp_path_factory.mktemp("killed"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def class_of_thirty(own_lab):
    """Thirty children of one class, signed in."""
    visitors = {}
    names = [f"Child {i}" for i in range(CLIENTS)]
    for name in names:
        own_lab.pin(name)

    def enter(name):
        visitors[name] = own_lab.sign_in(name)

    threads = [threading.Thread(target=enter, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(visitors) == CLIENTS
    return list(visitors.values())


def keep_answering(visitor, question, acknowledged, stop):
    """Answer as a phone does: every answer again and again until it is acknowledged."""
    number = 0
    while not stop.is_set():
        number += 1
        response = answer(question, str(number), id=str(uuid.uuid4()))
        while not stop.is_set():
            try:
                status, body = visitor.post_json(CLASSROOM + "api/responses", response)
            except (OSError, ValueError):
                status = 0
            if status == 200 and body["id"] == response["id"]:
                acknowledged.append(response["id"])
                break
            time.sleep(0.1)
        time.sleep(0.1)


@pytest.mark.parametrize("victim", ["classroom", "hub", "proxy"])
def test_what_was_acknowledged_survives_and_the_lab_comes_back(own_lab, class_of_thirty, victim):
    question, _ = a_question(own_lab)
    acknowledged, stop = [], threading.Event()
    threads = [
        threading.Thread(target=keep_answering, args=(each, question, acknowledged, stop))
        for each in class_of_thirty
    ]
    for thread in threads:
        thread.start()
    try:
        wait_for(lambda: len(acknowledged) > CLIENTS)
        before = own_lab.pids()
        os.kill(before[victim], signal.SIGKILL)
        at_kill = len(acknowledged)
        wait_for(lambda: len(acknowledged) > at_kill + 2 * CLIENTS)
        own_lab.wait_until_answering()
        # The lab says who runs for whom every two seconds.
        wait_for(lambda: own_lab.pids().get(victim, before[victim]) != before[victim])
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(acknowledged) == len(set(acknowledged))
    stored = stored_ids(own_lab)
    assert len(stored) == len(set(stored))
    assert set(acknowledged) <= set(stored)


def wait_for(condition, patience=90):
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "this took too long"
        time.sleep(0.05)


def stored_ids(lab):
    connection = sqlite3.connect(f"file:{lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [i for (i,) in connection.execute("SELECT id FROM response")]
    finally:
        connection.close()


def test_an_answer_to_each_is_marked_once_and_stated_once(own_lab, class_of_thirty):
    statements = json.loads(own_lab.run("record", "export").stdout)
    ids = [each["id"] for each in statements]
    assert len(ids) == len(set(ids))
    attempted = [s for s in statements if s["verb"]["id"].endswith("/attempted")]
    accounts = [s["actor"]["account"]["name"] for s in attempted]
    assert len(accounts) == len(set(accounts)) == CLIENTS


def test_killing_the_started_process_ends_all_that_it_started(own_lab):
    pids = own_lab.pids()
    own_lab.process.kill()
    own_lab.process.wait()
    wait_for(lambda: not any(alive(pid) for pid in pids.values()), 20)
    own_lab.start(enrol=False)
    own_lab.wait_until_answering()


def test_stopping_ends_everything_within_seconds_and_a_second_start_finds_all(own_lab):
    pids, kept = own_lab.pids(), set(stored_ids(own_lab))
    own_lab.stop(signal.SIGINT)
    assert own_lab.process.returncode == 0
    assert not any(alive(pid) for pid in pids.values())
    own_lab.start(enrol=False)
    assert set(stored_ids(own_lab)) == kept
    assert "Teacher's sign-in" not in own_lab.output


def alive(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
