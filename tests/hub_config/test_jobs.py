"""Long work beside the classroom: one a course, known again after a restart, never in the way."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from grading.records.database import Database
from hub_config.classroom.jobs import DONE, FAILED, RUNNING, STOPPED, Job, Jobs

PATIENCE = 90


@pytest.fixture
def resting(folder):
    """A lab that does not run, with its database."""
    database = Database(folder.database)
    database.upgrade()
    database.close()
    return folder


async def ended(jobs, course):
    """Wait until the job of ``course`` has ended, and return it."""
    async with asyncio.timeout(PATIENCE):
        while (job := jobs.newest(course)).state == RUNNING:
            await asyncio.sleep(0.05)
    return job


async def child(before):
    """Wait for a child of this process that was not there ``before``, and return its number."""
    async with asyncio.timeout(PATIENCE):
        while not (born := await asyncio.to_thread(children) - before):
            await asyncio.sleep(0.02)
    return born.pop()


def children():
    """Return the numbers of this process's children: the whole session's lab may be one."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(each) for each in listed.split()}


def test_what_a_command_refuses_is_told_in_its_own_words(resting):
    async def act():
        jobs = Jobs(resting)
        assert jobs.start("no-course", "no-work", "autograde")
        return await ended(jobs, "no-course")

    job = asyncio.run(act())
    assert job.state == FAILED
    assert "There is no course “no-course”" in job.said
    assert job.is_news


def test_a_course_has_one_job_at_a_time_and_another_course_its_own(resting):
    async def act():
        jobs = Jobs(resting)
        assert jobs.start("one", "work", "autograde")
        assert not jobs.start("one", "work", "feedback")
        assert jobs.start("two", "work", "autograde")
        assert jobs.newest("one").action == "autograde"
        await ended(jobs, "one")
        await ended(jobs, "two")
        assert jobs.start("one", "work", "feedback")
        await ended(jobs, "one")

    asyncio.run(act())


def test_a_job_that_is_killed_says_so_and_can_be_started_again(resting):
    async def act():
        jobs, before = Jobs(resting), children()
        jobs.start("one", "work", "autograde")
        os.kill(await child(before), signal.SIGKILL)
        assert (await ended(jobs, "one")).state == STOPPED
        assert jobs.start("one", "work", "autograde")
        await ended(jobs, "one")

    asyncio.run(act())


def test_the_next_classroom_knows_how_it_ended_and_what_was_cut_off(resting):
    async def act():
        jobs = Jobs(resting)
        jobs.start("one", "work", "autograde")
        await ended(jobs, "one")

    asyncio.run(act())
    (resting.jobs / "two.json").write_text(json.dumps(vars(Job("two", "work", "release"))))
    (resting.jobs / "three.json").write_text("half a fi")
    again = Jobs(resting)
    assert again.newest("one").state == FAILED
    assert again.newest("two").state == STOPPED
    assert again.newest("three") is None


def test_good_news_grow_old_and_bad_news_do_not():
    assert not Job("one", "work", "release", DONE, ended=1).is_news
    assert Job("one", "work", "release", STOPPED, ended=1).is_news
