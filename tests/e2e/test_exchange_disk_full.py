"""The disk runs full while files are handed in: a clear refusal, and nothing is lost or half."""

import hashlib
import subprocess
import uuid
from pathlib import Path

from grading.exchange import store as store_module
from grading.exchange.client import Classroom
from grading.exchange.errors import Unreachable
from grading.exchange.manifest import as_json
from grading.exchange.store import NoRoom, Store
from hub_config.lab.folder import Folder
from hub_config.lab.tokens import issue
from tests.e2e import homework
from tests.e2e.apart import with_own_mounts
from tests.e2e.lab import RunningLab
from tests.e2e.test_disk_full import fill
from tests.hub_config.handing_in import COURSE, NAME, add_assignment

SIZE = store_module.RESERVE + 64_000_000


def test_a_full_disk_refuses_a_hand_in_and_loses_none(tmp_path):
    assert "all is well" in with_own_mounts(a_disk_that_fills_up, tmp_path)


def small_disk(place, size):
    place.mkdir()
    options = f"size={size},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)


def a_disk_that_fills_up(folder):
    """Run a lab on a small disk: hand in, fill it, be refused, free it, hand in again."""
    folder = Path(folder)
    lab = RunningLab(folder)
    small_disk(lab.data, SIZE)
    lab.start()
    try:
        add_assignment(Folder(lab.data))
        lab.run("assignment", "release", NAME)
        learner = Learner(lab, folder)
        first = learner.hand_in(b"the first work" * 1000)
        filler = fill(lab.data)
        assert "disk is full" in learner.refused(b"more work" * 1000)
        # Nothing new has to be sent for this one; the database itself is what has no room.
        assert "cannot keep answers" in learner.refused_in_the_end(b"the first work" * 1000)
        assert learner.read(first) == b"the first work" * 1000
        filler.unlink()
        second = learner.hand_in(b"more work" * 1000)
        assert learner.read(second) == b"more work" * 1000
        kept = homework.rows(lab, "SELECT receipt FROM submission ORDER BY seq")
        receipts = [code for (code,) in kept]
        assert receipts[0] == first and receipts[-1] == second
        assert homework.rows(lab, "PRAGMA integrity_check") == [("ok",)]
    finally:
        lab.stop()
    a_piece_that_does_not_fit(folder)
    print("all is well")


class Learner:
    """Lina, with a program of her own."""

    def __init__(self, lab, folder):
        self.account, self.folder = lab.accounts["Lina"], folder
        lab.sign_in("Lina")
        self.way = Classroom(lab.classroom, issue(Folder(lab.data), self.account, 1))

    def hand_in(self, content):
        path = self.folder / "work.txt"
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        files = {"work.txt": (digest, len(content))}
        body = {
            "id": str(uuid.uuid4()),
            "account": self.account,
            "course": COURSE,
            "assignment": NAME,
            "locale": "en",
            "files": as_json(files),
        }
        told = self.way.with_files(
            lambda: self.way.post("hand-ins", body=body), files, {digest: path}
        )
        return told["receipt"]

    def refused(self, content):
        try:
            told = self.hand_in(content)
        except Unreachable as error:
            return str(error)
        raise AssertionError(f"kept as {told}")

    def refused_in_the_end(self, content):
        """Hand in until the log of the database, which has some room left, is full too."""
        for _ in range(200):
            try:
                self.hand_in(content)
            except Unreachable as error:
                return str(error)
        raise AssertionError("the disk never ran full")

    def read(self, code):
        target = self.folder / code
        target.mkdir()
        (own,) = [each for each in self.way.get("hand-ins") if each["receipt"] == code]
        files = {path: (told["sha256"], told["size"]) for path, told in own["files"].items()}
        self.way.fetch(files, target, "hand-ins", code, "files")
        return (target / "work.txt").read_bytes()


def a_piece_that_does_not_fit(folder):
    """The system itself says that there is no room: what had arrived before stays."""
    disk = folder / "tiny"
    small_disk(disk, 1_000_000)
    store_module.RESERVE = -10_000_000  # so that nobody asks before
    store, content = Store(disk / "files"), b"x" * 3_000_000
    digest = hashlib.sha256(content).hexdigest()
    store.receive("k1", digest, 0, len(content), content[:500_000])
    try:
        store.receive("k1", digest, 500_000, len(content), content[500_000:])
    except NoRoom as error:
        assert "disk is full" in str(error)
    else:
        raise AssertionError("it fitted")
    assert store.received("k1", digest) == 500_000
