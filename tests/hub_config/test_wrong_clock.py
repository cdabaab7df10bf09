"""The laptop's clock is an hour wrong, and somebody sets it right in the middle of a class."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from grading.autograder.course import CourseFolder
from grading.autograder.results import results
from grading.records import responses, submissions
from grading.records.database import Database
from grading.records.standing import Day
from hub_config.classroom.presence import Presence
from hub_config.classroom.today import sight_of
from hub_config.cli import main
from hub_config.control.assignments import standing
from tests.hub_config.handing_in import COURSE, NAME, RIGHT, WRONG, hand_in
from tests.hub_config.test_assignment_cli import made

HOUR = timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """A list whose one entry says by how much the laptop's clock is wrong."""
    wrong = [timedelta(0)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + wrong[0]

    monkeypatch.setattr(responses, "datetime", Clock)
    monkeypatch.setattr("hub_config.classroom.presence.datetime", Clock)
    return wrong


@pytest.fixture
def lab(tmp_path):
    """A lab that does not run, and Lina's account."""
    folder, accounts = made(tmp_path / "data")
    return folder, accounts["Lina"]


def run(folder, *words):
    done = CliRunner().invoke(main, ["assignment", *words, "--data", str(folder.root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def learner(folder, account):
    """Return what the teacher's page knows of one learner's work."""
    database = Database(folder.database)
    try:
        with database.read() as connection:
            told = {each["account"]: each for each in standing(connection, COURSE, NAME)}
        return told[account]
    finally:
        database.close()


def test_what_came_later_counts_also_when_the_clock_was_set_back_before(lab, clock):
    folder, account = lab
    run(folder, "release", NAME)
    clock[0] = HOUR
    first = hand_in(folder, account, RIGHT)
    run(folder, "autograde", NAME)
    clock[0] = timedelta(0)
    second = hand_in(folder, account, WRONG)
    assert second.received < first.received
    assert learner(folder, account)["receipt"] == second.receipt

    run(folder, "autograde", NAME)
    marked = results(CourseFolder(folder.courses / COURSE), NAME)
    assert [each.receipt for each in marked] == [second.receipt]
    database = Database(folder.database)
    with database.read() as connection:
        kept = submissions.all_of(connection, COURSE, NAME)
    database.close()
    assert [each.receipt for each in kept] == [first.receipt, second.receipt], "both are kept"


def test_who_was_late_by_a_wrong_clock_is_in_time_once_the_deadline_is_set_again(lab, clock):
    folder, account = lab
    run(folder, "release", NAME, "--due", "+30m")
    clock[0] = HOUR
    receipt = hand_in(folder, account, RIGHT).receipt
    assert learner(folder, account)["late_seconds"] > 0
    clock[0] = timedelta(0)
    run(folder, "release", NAME, "--due", "+3h")
    run(folder, "autograde", NAME)
    assert learner(folder, account)["late_seconds"] == 0
    marked = json.loads(run(folder, "list", "--json"))
    assert [each["late"] for each in marked if each["name"] == NAME] == [0]
    assert learner(folder, account)["receipt"] == receipt


def test_who_is_here_is_known_after_the_clock_was_set(clock):
    presence = Presence()
    clock[0] = HOUR
    presence.saw("lina", "first-steps", "fractions")
    clock[0] = timedelta(0)
    now = datetime.now(UTC)
    day = Day("first-steps", "fractions", "q1", "correct", now + HOUR)
    assert not presence.sights()["lina"].is_fresh(now), "nobody knows until she asks again"
    assert presence.saw("lina", "first-steps", "water-cycle")
    sight = sight_of("lina", {"lina": day}, presence.sights())
    assert sight is not None and sight.is_fresh(now) and sight.lesson == "water-cycle"
