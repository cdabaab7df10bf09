"""What is lost of what was acknowledged: when the service is killed, and when the power goes."""

import os
import signal
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.classroom.school import BUILT, Crowd, School
from tests.grading.records import power, test_power_cut

KILLS = 3
_PATIENCE = 120


@dataclass(frozen=True)
class Loss:
    """Of ``acknowledged`` responses, how many are not there, or more than once."""

    acknowledged: int
    lost: int
    moments: int


def by_killing(school: School, crowd: Crowd, count: int) -> Loss:
    """Kill the service (``kill -9``) again and again under load; look for every response.

    Counts all that the crowd has ever had acknowledged by this lab.
    """
    crowd("keep_answering", count=count, responses=school.responses(BUILT))
    for _ in range(KILLS):
        _until_more(crowd, 2 * count)
        os.kill(school.lab.pids()["classroom"], signal.SIGKILL)
    _until_more(crowd, 2 * count)
    acknowledged = crowd("stop_answering")
    kept = sqlite3.connect(f"file:{school.lab.data / 'classroom.sqlite'}?mode=ro", uri=True)
    ids = [each for (each,) in kept.execute("SELECT id FROM response")]
    sound = kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()
    if not sound:
        raise SystemExit("the database is damaged")
    lost = len(set(acknowledged) - set(ids)) + len(ids) - len(set(ids))
    return Loss(len(acknowledged), lost, KILLS)


def _until_more(crowd: Crowd, more: int) -> None:
    """Wait until ``more`` responses are acknowledged, which after a kill means: it is back."""
    wanted, until = crowd("count_acknowledged") + more, time.monotonic() + _PATIENCE
    while crowd("count_acknowledged") < wanted:
        if time.monotonic() > until:
            raise SystemExit("the classroom did not come back")
        time.sleep(0.1)


def by_power_cuts(responses: int = 12) -> Loss:
    """Replay every write and fsync of a class answering; cut the power after each.

    Once each answer has a commit of its own, and once some come at the same instant and share one.
    """
    alone, shared = (_cut(responses, together) for together in (1, 4))
    return Loss(
        alone.acknowledged + shared.acknowledged,
        alone.lost + shared.lost,
        alone.moments + shared.moments,
    )


def _cut(responses: int, together: int) -> Loss:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = power.trace(folder / "classroom.sqlite", responses, together=together)
        moments = list(power.moments(lines, folder))
        lost = sum(
            len(test_power_cut.lost(moment, folder / f"cut{number}"))
            for number, moment in enumerate(moments)
        )
    return Loss(len(moments[-1].acknowledged), lost, len(moments))
