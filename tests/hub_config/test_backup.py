"""A backup: one file, made while the lab works, that brings everything back elsewhere."""

import json
import os
import sqlite3
import tarfile

import pytest
from click.testing import CliRunner

from hub_config.cli import main
from hub_config.lab.folder import Folder
from tests.e2e.lab import RunningLab
from tests.e2e.test_attacks import CLASSROOM, a_question, answer


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def resting(folder):
    """A lab that does not run, with the demo class on its roster."""
    from grading.records.database import Database
    from hub_config.lab import setup

    database = Database(folder.database)
    database.upgrade()
    setup.add_demo_class(folder, database)
    database.close()
    return folder


def test_the_drill_a_class_goes_on_where_it_was_on_another_laptop(lab, tmp_path):
    """What docs/how-to/back-up-and-restore.md tells, with a class at work and a dead laptop."""
    file = tmp_path / "stick" / "lab.backup"
    file.parent.mkdir()
    question, _ = a_question(lab)
    before = answer(question, "1.5")
    assert lab.sign_in("Noor").post_json(CLASSROOM + "api/responses", before)[0] == 200
    assert "holds the lab" in lab.run("lab", "backup", str(file)).stdout
    later = answer(question, "99")
    assert lab.sign_in("Noor").post_json(CLASSROOM + "api/responses", later)[0] == 200

    other = RunningLab(tmp_path / "other laptop")
    other.data.parent.mkdir()
    assert "is back in" in other.run("lab", "restore", str(file)).stdout
    other.start(enrol=False)
    try:
        other.pins = dict(lab.pins)  # the cards that the children have in their hands
        other.read_roster()
        status, kept = other.sign_in("Noor").post_json(CLASSROOM + "api/responses", before)
        assert (status, kept["id"]) == (200, before["id"])
        database = sqlite3.connect(f"file:{other.data / 'classroom.sqlite'}?mode=ro", uri=True)
        ids = [i for (i,) in database.execute("SELECT id FROM response")]
        database.close()
        assert ids.count(before["id"]) == 1
        assert later["id"] not in ids
        assert other.accounts == lab.accounts
        assert "Teacher's sign-in" not in other.output
    finally:
        other.stop()


def test_a_backup_is_private_and_holds_two_files(resting, tmp_path):
    file = tmp_path / "lab.backup"
    assert run("lab", "backup", file, "--data", resting.root).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["classroom.sqlite", "secrets/pepper"]
    assert [each.name for each in tmp_path.iterdir() if "backup" in each.name] == ["lab.backup"]
    assert not list(resting.run.glob("backup-*"))


@pytest.fixture
def with_work(resting):
    """The lab with a course in which somebody handed in, and a gradebook that is being written."""
    course = resting.courses / "first-steps"
    handed = course / "submitted" / "k1" / "our-garden" / "our-garden.ipynb"
    handed.parent.mkdir(parents=True)
    handed.write_text("what was handed in")
    base = sqlite3.connect(course / "gradebook.db")
    base.execute("CREATE TABLE grade (points)")
    base.execute("INSERT INTO grade VALUES (7.5)")
    base.commit()
    base.execute("BEGIN IMMEDIATE")
    base.execute("INSERT INTO grade VALUES (99)")
    yield resting
    base.close()


def test_hand_ins_and_gradebooks_come_back_with_the_lab(with_work, tmp_path):
    file, target = tmp_path / "lab.backup", Folder(tmp_path / "there")
    assert run("lab", "backup", file, "--data", with_work.root).exit_code == 0
    assert run("lab", "restore", file, "--data", target.root).exit_code == 0
    course = target.courses / "first-steps"
    handed = course / "submitted" / "k1" / "our-garden" / "our-garden.ipynb"
    assert handed.read_text() == "what was handed in"
    base = sqlite3.connect(course / "gradebook.db")
    assert base.execute("SELECT points FROM grade").fetchall() == [(7.5,)]
    base.close()
    modes = {path.stat().st_mode & 0o777 for path in course.rglob("*")}
    assert modes == {0o600, 0o700}


def test_what_learners_made_in_jupyterlab_comes_back(resting, tmp_path):
    home = resting.home("k234")
    (home / "Übung").mkdir(parents=True)
    (home / "Übung" / "mine.ipynb").write_text("{}")
    (home / "out").symlink_to("/etc/passwd")
    assert run("lab", "backup", tmp_path / "one.backup", "--data", resting.root).exit_code == 0
    place = tmp_path / "elsewhere"
    done = run("lab", "restore", tmp_path / "one.backup", "--data", place)
    assert done.exit_code == 0, done.output
    back = Folder(place).home("k234")
    assert (back / "Übung" / "mine.ipynb").read_text() == "{}"
    assert not (back / "out").is_symlink()


def test_a_link_in_a_course_takes_nothing_along(with_work, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("of this laptop")
    (with_work.courses / "first-steps" / "link").symlink_to(secret)
    file = tmp_path / "lab.backup"
    assert run("lab", "backup", file, "--data", with_work.root).exit_code == 0
    with tarfile.open(file) as archive:
        assert "courses/first-steps/link" not in archive.getnames()


@pytest.mark.parametrize("name", ["courses/../../evil", "courses/../evil", "courses"])
def test_a_backup_writes_nothing_outside_of_the_courses(resting, tmp_path, name):
    file, target = tmp_path / "lab.backup", tmp_path / "place" / "there"
    run("lab", "backup", file, "--data", resting.root)
    (tmp_path / "whole").mkdir()
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "whole", filter="data")
    with tarfile.open(file, "w:gz") as archive:
        for each in ("classroom.sqlite", "secrets/pepper"):
            archive.add(tmp_path / "whole" / each, each)
        archive.add(__file__, name)
    done = run("lab", "restore", file, "--data", target)
    assert done.exit_code == 1 and "damaged" in done.output
    assert not list(tmp_path.rglob("evil"))
    assert not (target / "classroom.sqlite").exists()


def test_a_damaged_gradebook_makes_no_backup_and_is_named(resting, tmp_path):
    course = resting.courses / "first-steps"
    course.mkdir()
    (course / "gradebook.db").write_bytes(b"no database at all" * 400)
    file = tmp_path / "lab.backup"
    done = run("lab", "backup", file, "--data", resting.root)
    assert done.exit_code == 1 and "gradebook.db" in done.output
    assert not file.exists()


def test_a_folder_with_a_lab_is_never_written_over(resting, tmp_path):
    file = tmp_path / "lab.backup"
    run("lab", "backup", file, "--data", resting.root)
    before = resting.database.read_bytes()
    done = run("lab", "restore", file, "--data", resting.root)
    assert done.exit_code == 1 and "holds a lab already" in done.output
    assert resting.database.read_bytes() == before


def test_a_lone_wal_of_an_older_lab_is_never_mixed_in(resting, tmp_path):
    file = tmp_path / "lab.backup"
    run("lab", "backup", file, "--data", resting.root)
    target = Folder(tmp_path / "there")
    target.create()
    (target.root / "classroom.sqlite-wal").write_bytes(b"of another database")
    done = run("lab", "restore", file, "--data", target.root)
    assert done.exit_code == 1 and "holds a lab already" in done.output


@pytest.mark.parametrize("cut", [0, 20, 2000])
def test_a_damaged_backup_is_refused_and_leaves_the_place_free(resting, tmp_path, cut):
    file, target = tmp_path / "lab.backup", Folder(tmp_path / "there")
    run("lab", "backup", file, "--data", resting.root)
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    done = run("lab", "restore", file, "--data", target.root)
    assert done.exit_code == 1 and "damaged" in done.output
    file.write_bytes(whole)
    assert run("lab", "restore", file, "--data", target.root).exit_code == 0
    listed = json.loads(run("roster", "list", "--json", "--data", target.root).output)
    assert len(listed["people"]) == 8


def test_another_archive_is_no_backup(tmp_path):
    file = tmp_path / "holiday.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(__file__, "secrets/pepper")
    done = run("lab", "restore", file, "--data", tmp_path / "there")
    assert done.exit_code == 1 and "is not a backup of a lab" in done.output


def test_a_full_stick_leaves_the_older_backup_alone(resting, tmp_path):
    file = tmp_path / "lab.backup"
    run("lab", "backup", file, "--data", resting.root)
    older = file.read_bytes()
    # The system's own full device, under the name that is written first.
    (tmp_path / f".lab.backup.{os.getpid()}").symlink_to("/dev/full")
    done = run("lab", "backup", file, "--data", resting.root)
    assert done.exit_code == 1 and "No space left" in done.output
    assert file.read_bytes() == older


def test_a_stick_that_is_not_there_is_said_in_a_sentence(resting, tmp_path):
    done = run("lab", "backup", tmp_path / "stick" / "lab.backup", "--data", resting.root)
    assert done.exit_code == 1 and "is the stick in its place?" in done.output


def test_a_damaged_database_makes_no_backup(resting, tmp_path):
    file = tmp_path / "lab.backup"
    run("lab", "backup", file, "--data", resting.root)
    older = file.read_bytes()
    content = bytearray(resting.database.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    for page in range(2, len(content) // size):
        content[page * size : page * size + 40] = os.urandom(40)
    resting.database.write_bytes(content)
    done = run("lab", "backup", file, "--data", resting.root)
    assert done.exit_code == 1, done.output
    assert file.read_bytes() == older
