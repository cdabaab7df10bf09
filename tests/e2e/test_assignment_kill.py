"""The classroom is killed while work is handed in and given back: nothing is lost or doubled."""

import json
import os
import signal
import threading
import time
from http.client import HTTPException
from itertools import count

import pytest

from hub_config.control.client import call
from hub_config.control.errors import OperationError
from hub_config.lab.folder import Folder
from tests.e2e import homework
from tests.e2e.homework import HAND_INS, RESPONSES, answer
from tests.e2e.test_kill import wait_for
from tests.hub_config.handing_in import COURSE, NAME

CLIENTS = 30
CHILDREN = [f"Child {i}" for i in range(CLIENTS)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of this module's own, with one piece of work: its classroom is killed."""
    running = homework.lab_with_work(tmp_path_factory.mktemp("killed"), CHILDREN)
    yield running
    running.stop()


class Child:
    """A learner whose phone answers, hands in, and sends each again until it is acknowledged."""

    def __init__(self, lab, name):
        self.lab, self.name = lab, name
        self.visitor = lab.sign_in(name)
        self.handed = []  # what was acknowledged: the hand-in, the class's words, the answer's id

    def work(self, stop):
        """Answer and hand in, and again, until ``stop``."""
        for number in count():
            response = answer("sum", str(number), NAME)
            if not self._send(RESPONSES, response, stop):
                return
            sent = homework.hand_in(self.lab, self.name, NAME)
            told = self._send(HAND_INS, sent, stop)
            if not told:
                return
            self.handed.append((sent, told, response["id"]))

    def _send(self, path, value, stop):
        while not stop.is_set():
            try:
                status, body = self.visitor.post_json(path, value)
            except (OSError, HTTPException):
                status = 0
            if status == 200:
                return body
            time.sleep(0.1)
        return None


@pytest.fixture(scope="module")
def children(lab):
    """Thirty children of one class, signed in."""
    found = []
    for name in CHILDREN:
        lab.pin(name)
    threads = [
        threading.Thread(target=lambda name=name: found.append(Child(lab, name)))
        for name in CHILDREN
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == CLIENTS
    return found


@pytest.fixture(scope="module")
def killed_while_handing_in(lab, children):
    """Everybody hands in again and again while the classroom is killed."""
    stop = threading.Event()
    threads = [threading.Thread(target=each.work, args=(stop,)) for each in children]
    for each in threads:
        each.start()
    try:
        wait_for(lambda: done(children) > CLIENTS)
        kill_classroom(lab)
        killed = done(children)
        wait_for(lambda: done(children) > killed + 2 * CLIENTS)
        wait_for(lambda: all(each.handed for each in children))
    finally:
        stop.set()
        for each in threads:
            each.join()
    lab.wait_until_answering()


def done(children):
    return sum(len(each.handed) for each in children)


def kill_classroom(lab):
    """Kill the classroom and wait until the lab says that another one runs."""
    before = lab.pids()["classroom"]
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: lab.pids().get("classroom", before) != before)


def test_every_receipt_that_was_acknowledged_is_kept_once(lab, children, killed_while_handing_in):
    assert homework.rows(lab, "PRAGMA integrity_check") == [("ok",)]
    kept = homework.rows(lab, "SELECT id, receipt, account, responses FROM submission")
    assert len({id for id, *_ in kept}) == len({receipt for _, receipt, *_ in kept}) == len(kept)
    found = {id: tuple(rest) for id, *rest in kept}
    for child in children:
        for sent, told, response in child.handed:
            receipt, account, responses = found[sent["id"]]
            assert (receipt, account) == (told["receipt"], lab.accounts[child.name])
            # What was acknowledged before is what was handed in.
            assert json.loads(responses) == {"sum": response}


def test_each_hand_in_is_stated_once(lab, children, killed_while_handing_in):
    stated = json.loads(lab.run("record", "export").stdout)
    ids = [each["id"] for each in stated]
    assert len(ids) == len(set(ids))
    verbs = [each["verb"]["display"]["en"] for each in stated]
    assert verbs.count("submitted") == homework.count(lab)
    assert verbs.count("attempted") == CLIENTS


def test_a_phone_that_asks_again_gets_the_same_receipt(lab, children, killed_while_handing_in):
    before = homework.count(lab)
    for child in children:
        for sent, told, _ in child.handed[-2:]:
            assert child.visitor.post_json(HAND_INS, sent) == (200, told)
    assert homework.count(lab) == before


def test_grades_go_back_all_or_none_when_the_classroom_is_killed(
    lab, children, killed_while_handing_in
):
    """The command tries again what the laptop did not acknowledge: it is given back once."""
    receipts = [homework.receipt(lab, each.name, NAME) for each in children]
    acknowledged, stop = [], threading.Event()

    def give_back():
        for number in count():
            grades = [grade(each, number) for each in receipts]
            while True:
                try:
                    call(Folder(lab.data), "assignment.return", course=COURSE, name=NAME,
                         grades=grades)  # fmt: skip
                    break
                except OperationError:
                    time.sleep(0.1)
            acknowledged.append(number)
            if stop.is_set():
                return

    thread = threading.Thread(target=give_back)
    thread.start()
    try:
        wait_for(lambda: len(acknowledged) > 2)
        kill_classroom(lab)
        killed = len(acknowledged)
        wait_for(lambda: len(acknowledged) > killed + 2)
    finally:
        stop.set()
        thread.join()
    kept = homework.rows(lab, "SELECT submission_id, body FROM grade")
    assert len(kept) == len(set(kept)) == len(acknowledged) * CLIENTS
    assert homework.rows(
        lab, "SELECT count(*), count(DISTINCT id) FROM statement WHERE body LIKE '%\"graded\"%'"
    ) == [(len(kept), len(kept))]
    ((marks,),) = homework.rows(lab, "SELECT count(*) FROM mark WHERE state = 'partial'")
    assert marks == len(kept)


def grade(receipt, number):
    """Return a grade that differs from round to round."""
    told = {"points": 0.5, "max_points": 1, "state": "partial", "comment": f"Round {number}"}
    return {"receipt": receipt, "score": 0.5, "max_score": 6, "questions": {"sum": told}}
