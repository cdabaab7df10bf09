"""Files by their content: they arrive in pieces, are kept whole, and go only with who sent them."""

import hashlib
import os
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading.exchange import store as module
from grading.exchange.errors import UploadRefused
from grading.exchange.store import FORGOTTEN, NoRoom, OutOfStep, Store

WORK = b"a learner's work" * 1000


def digest(content=WORK):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "files")


def send(store, content=WORK, account="k1", size=7000):
    offset = 0
    while True:
        piece = content[offset : offset + size]
        offset = store.receive(account, digest(content), offset, len(content), piece)
        if offset == len(content):
            return digest(content)


def test_what_came_in_pieces_is_kept_as_it_was(store):
    name = send(store)
    assert not store.has(name)
    store.keep("k1", name)
    assert store.path(name).read_bytes() == WORK
    assert oct(store.path(name).stat().st_mode)[-3:] == "600"
    assert not list(store.root.glob("arriving/*/*"))


def test_an_empty_file_is_a_file(store):
    assert store.receive("k1", digest(b""), 0, 0, b"") == 0
    store.keep("k1", digest(b""))
    assert store.path(digest(b"")).read_bytes() == b""


def test_after_a_cut_it_goes_on_where_it_stopped(store):
    store.receive("k1", digest(), 0, len(WORK), WORK[:5000])
    again = Store(store.root)
    assert again.received("k1", digest()) == 5000
    with pytest.raises(OutOfStep) as caught:
        again.receive("k1", digest(), 0, len(WORK), WORK[:100])
    assert caught.value.received == 5000
    again.receive("k1", digest(), 5000, len(WORK), WORK[5000:])
    assert again.whole("k1", digest()).read_bytes() == WORK


def test_the_last_piece_said_twice_is_no_fault(store):
    send(store)
    assert store.receive("k1", digest(), 15_000, len(WORK), WORK[15_000:]) == len(WORK)


def test_what_arrived_and_was_never_checked_is_checked_by_an_empty_piece(store):
    place = store.root / "arriving" / "k1"
    place.mkdir(parents=True)
    (place / f"{digest()}.part").write_bytes(WORK)  # killed before the last answer
    assert store.whole("k1", digest()) is None
    assert store.receive("k1", digest(), len(WORK), len(WORK), b"") == len(WORK)
    assert store.whole("k1", digest()) is not None


def test_bytes_of_another_digest_are_thrown_away(store):
    with pytest.raises(UploadRefused, match="as it was sent"):
        store.receive("k1", digest(), 0, len(WORK), b"x" * len(WORK))
    assert store.received("k1", digest()) == 0
    assert not list(store.root.glob("*/*/*"))


@pytest.mark.parametrize(
    ("offset", "total", "piece"),
    [(0, module.LARGEST_FILE + 1, b"x"), (0, 3, b"four"), (-1, 10, b"x"), (5, 3, b"")],
)
def test_a_piece_that_cannot_belong_is_refused(store, offset, total, piece):
    with pytest.raises(UploadRefused, match="larger"):
        store.receive("k1", digest(), offset, total, piece)


@pytest.mark.parametrize("name", ["", "../x", "A" * 64, "0" * 63, "g" * 64])
def test_a_name_that_is_no_digest_touches_nothing(store, name):
    with pytest.raises(UploadRefused, match="SHA-256"):
        store.receive("k1", name, 0, 1, b"x")
    with pytest.raises(ValueError):
        store.path(name)
    assert not store.root.exists()


@pytest.mark.parametrize("account", ["", "..", "a/b", "a" * 33, "é"])
def test_an_account_that_is_none_touches_nothing(store, account):
    with pytest.raises(ValueError):
        store.receive(account, digest(), 0, 1, b"x")
    assert not store.root.exists()


def test_nobody_has_what_another_sent(store):
    send(store, account="k1")
    assert store.whole("k2", digest()) is None and store.received("k2", digest()) == 0


def test_two_who_send_the_same_share_one_file(store):
    for account in ("k1", "k2"):
        send(store, account=account)
        store.keep(account, digest())
    assert len(list(store.root.glob("kept/*/*"))) == 1


def test_a_kept_file_is_never_written_again(store):
    send(store)
    store.keep("k1", digest())
    before = store.path(digest()).stat()
    send(store)
    store.keep("k1", digest())
    after = store.path(digest()).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_one_of_our_own_files_is_copied(store, tmp_path):
    (tmp_path / "p1.ipynb").write_bytes(WORK)
    assert store.add(tmp_path / "p1.ipynb") == (digest(), len(WORK))
    assert store.path(digest()).read_bytes() == WORK


def test_sweeping_removes_what_nothing_refers_to(store, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    (kept, _), (other, _) = store.add(tmp_path / "a"), store.add(tmp_path / "b")
    store.receive("k1", digest(), 0, len(WORK), WORK[:10])
    store.receive("k2", digest(), 0, len(WORK), WORK[:10])
    old = store.root / "arriving" / "k2" / f"{digest()}.part"
    past = time.time() - FORGOTTEN - 60
    os.utime(old, (past, past))
    assert store.sweep({kept}) == 1
    assert store.has(kept) and not store.has(other)
    assert store.received("k1", digest()) == 10 and not old.exists()


def test_forgetting_somebody_removes_what_she_sent(store):
    send(store, account="k1")
    send(store, account="k2")
    store.forget("k1")
    assert store.whole("k1", digest()) is None and store.whole("k2", digest()) is not None


def test_uploads_that_were_given_up_make_room_for_new_ones(store, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_WHOLE", 8000)
    for number in range(10):
        content = bytes([number]) * 4000
        store.receive("k1", digest(content), 0, 4000, content[:3999])
    left = list((store.root / "arriving" / "k1").iterdir())
    assert sum(path.stat().st_size for path in left) <= 2 * 8000 + 4000


def test_answers_keep_room_on_the_disk(store, monkeypatch):
    monkeypatch.setattr(module, "RESERVE", 1 << 60)
    with pytest.raises(NoRoom, match="disk is full"):
        store.receive("k1", digest(), 0, len(WORK), WORK)
    assert not list(store.root.glob("*/*/*"))


SLOW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@SLOW
@given(content=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300), max_size=8))
def test_however_it_is_cut_it_arrives(tmp_path, content, cuts):
    store = Store(tmp_path / digest(content) / str(hash(tuple(cuts))))
    offset = 0
    for cut in [*sorted({each for each in cuts if each < len(content)}), len(content)]:
        piece = content[offset:cut]
        if piece or cut == len(content):
            offset = store.receive("k1", digest(content), offset, len(content), piece)
    assert store.whole("k1", digest(content)).read_bytes() == content


KILLED = """
import os, sys
from pathlib import Path
from grading.exchange.store import Store
store, step = Store(Path(sys.argv[1])), 0
real = {name: getattr(os, name) for name in ("fsync", "open")}
def dying(name):
    def call(*args, **more):
        global step
        if step == int(sys.argv[2]):
            os.kill(os.getpid(), 9)
        step += 1
        return real[name](*args, **more)
    return call
for name in real:
    setattr(os, name, dying(name))
content = b"x" * 9000
import hashlib
digest = hashlib.sha256(content).hexdigest()
offset = store.received("k1", digest)
if store.whole("k1", digest) is None and not store.has(digest):
    for end in (5000, 9000, 9000):
        if offset < end or offset == 9000:
            offset = store.receive("k1", digest, offset, 9000, content[offset:end])
if not store.has(digest):
    store.keep("k1", digest)
print("kept")
"""


def test_killed_at_any_step_it_goes_on_and_what_is_kept_is_whole(store):
    content = b"x" * 9000
    for step in range(40):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(store.root), str(step)],
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, -9), done.stderr
        if store.has(digest(content)):
            assert store.path(digest(content)).read_bytes() == content
        if done.returncode == 0:
            break
    assert done.stdout == "kept\n" and step > 3
