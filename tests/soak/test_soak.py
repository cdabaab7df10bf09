"""The hour, cut short: a small class, and service and proxy killed once each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHORT = ["--short", "--minutes", "1", "--learners", "8", "--pages", "1", "--seed", "3"]


@pytest.mark.timeout(900)  # a busy machine takes longer; how long is for `make soak` to say
def test_a_class_that_misbehaves_in_a_lab_that_is_killed_loses_and_leaves_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", *SHORT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["failed"] == []
    assert told["kills"] == 2
    assert told["acknowledged"] == told["made"] > 0
