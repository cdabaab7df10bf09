"""The classroom is killed while files are handed in: what was acknowledged is kept, and whole."""

import hashlib
import json
import random
import threading
import uuid

import pytest

from grading.exchange import client
from grading.exchange.client import Classroom
from grading.exchange.errors import Unreachable
from grading.exchange.manifest import as_json
from grading.exchange.store import Store
from hub_config.lab.folder import Folder
from hub_config.lab.tokens import issue
from tests.e2e import homework
from tests.e2e.test_assignment_kill import kill_classroom
from tests.e2e.test_kill import wait_for
from tests.hub_config.handing_in import COURSE, NAME

LEARNERS = 6
KILLS = 4
NAMES = [f"Child {i}" for i in range(LEARNERS)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of this module's own, with one piece of work: its classroom is killed."""
    running = homework.lab_with_work(tmp_path_factory.mktemp("killed"), NAMES)
    yield running
    running.stop()


class Learner:
    """Somebody whose program hands in files, new ones each time, in many small pieces."""

    def __init__(self, lab, name, folder):
        self.account, self.folder = lab.accounts[name], folder / name
        self.folder.mkdir()
        lab.sign_in(name)
        self.way = Classroom(lab.classroom, issue(Folder(lab.data), self.account, 1))
        self.random = random.Random(name)
        self.acknowledged = []  # what was handed in, and the class's words

    def work(self, stop):
        while not stop.is_set():
            files, local = self.write()
            body = {
                "id": str(uuid.uuid4()),
                "account": self.account,
                "course": COURSE,
                "assignment": NAME,
                "locale": "en",
                "files": as_json(files),
            }
            told = self.way.with_files(
                lambda body=body: self.way.post("hand-ins", body=body), files, local
            )
            self.acknowledged.append((body, told))

    def write(self):
        files, local = {}, {}
        for number in range(3):
            content = self.random.randbytes(self.random.randrange(200_000))
            digest = hashlib.sha256(content).hexdigest()
            local[digest] = self.folder / digest
            local[digest].write_bytes(content)
            files[f"{number}.bin"] = (digest, len(content))
        return files, local


@pytest.fixture(scope="module")
def learners(lab, tmp_path_factory):
    """Everybody hands in again and again while the classroom is killed, again and again."""
    before, client.PIECE = client.PIECE, 16 * 1024
    found = [Learner(lab, name, tmp_path_factory.mktemp("work")) for name in NAMES]
    stop = threading.Event()
    threads = [threading.Thread(target=each.work, args=(stop,)) for each in found]
    for each in threads:
        each.start()

    def done():
        return sum(len(each.acknowledged) for each in found)

    try:
        for _ in range(KILLS):
            so_far = done()
            wait_for(lambda so_far=so_far: done() > so_far + LEARNERS)
            kill_classroom(lab)
        so_far = done()
        wait_for(lambda: done() > so_far + LEARNERS)
    finally:
        stop.set()
        for each in threads:
            each.join()
        client.PIECE = before
    lab.wait_until_answering()
    return found


def test_every_acknowledged_hand_in_is_kept_once_and_whole(lab, learners):
    assert homework.rows(lab, "PRAGMA integrity_check") == [("ok",)]
    kept = homework.rows(lab, "SELECT id, receipt, account, files FROM submission")
    assert len({id for id, *_ in kept}) == len({receipt for _, receipt, *_ in kept}) == len(kept)
    found = {id: tuple(rest) for id, *rest in kept}
    store = Store(Folder(lab.data).files)
    for learner in learners:
        assert learner.acknowledged
        for body, told in learner.acknowledged:
            receipt, account, files = found[body["id"]]
            assert (receipt, account) == (told["receipt"], learner.account)
            listed = {path: [each["sha256"], each["size"]] for path, each in body["files"].items()}
            assert json.loads(files) == listed
            for digest, size in listed.values():
                content = store.path(digest).read_bytes()
                assert len(content) == size
                assert hashlib.sha256(content).hexdigest() == digest


def test_nothing_is_kept_that_nobody_handed_in(lab, learners):
    lab.stop()
    lab.start(enrol=False)
    used = {
        digest
        for (files,) in homework.rows(lab, "SELECT files FROM submission WHERE files IS NOT NULL")
        for digest, _ in json.loads(files).values()
    }
    ((released,),) = homework.rows(lab, "SELECT files FROM assignment")
    used |= {digest for digest, _ in json.loads(released).values()}
    assert {path.name for path in Folder(lab.data).files.glob("kept/*/*")} == used


def test_a_class_that_is_away_is_said_in_a_sentence(lab, learners):
    lab.stop()
    way = Classroom(lab.classroom, "token", patience=0.5)
    with pytest.raises(Unreachable, match="Are you in its network"):
        way.get("assignments")
