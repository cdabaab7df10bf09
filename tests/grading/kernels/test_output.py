"""Who says too much is stopped for a while: nothing of it is lost, and nothing comes faster."""

import time

import psutil
import pytest
from jupyter_client.manager import KernelManager

from grading.kernels import output
from grading.kernels.output import (
    ANSWERS,
    ASKED_EACH_SECOND,
    BYTES,
    MESSAGES,
    MESSAGES_EACH_SECOND,
    Output,
)
from tests.grading.kernels.server import write_spec


@pytest.fixture
def clock(monkeypatch):
    """Return a list whose one number is what time it is."""
    now = [100.0]
    monkeypatch.setattr(output.time, "monotonic", lambda: now[0])
    return now


def test_a_burst_is_allowed_and_more_is_too_much(clock):
    said = Output()
    for _ in range(MESSAGES):
        said.heard(100)
    assert not said.is_too_much
    said.heard(100)
    assert said.is_too_much and not said.has_breath


def test_large_messages_use_the_allowance_up_as_well(clock):
    said = Output()
    said.heard(BYTES)
    assert not said.is_too_much
    said.heard(1)
    assert said.is_too_much


def test_the_allowance_comes_back_with_time_and_never_grows_beyond_the_whole(clock):
    said = Output()
    for _ in range(MESSAGES + 1):
        said.heard(1)
    clock[0] += 0.1
    assert not said.has_breath  # not one message at a time
    clock[0] += 0.4
    assert said.has_breath and not said.is_too_much
    clock[0] += 1000
    assert said.has_breath
    for _ in range(MESSAGES + 1):
        said.heard(1)
    assert said.is_too_much


def flood(said, clock, seconds):
    """Say all that is allowed, as soon as it is; return how many messages that were."""
    count, hushed = 0, False
    for _ in range(round(seconds / 0.05)):
        hushed = hushed and not said.has_breath
        while not hushed:
            said.heard(1)
            count += 1
            hushed = said.is_too_much
        clock[0] += 0.05
    return count


def test_a_flood_lasts_while_the_allowance_is_used_up_again_and_again(clock):
    said = Output()
    for _ in range(MESSAGES):
        said.heard(1)
    assert said.flooding == 0
    flood(said, clock, 6)
    assert said.flooding == pytest.approx(6, abs=0.2)
    clock[0] += 10
    assert said.flooding == 0


def test_who_has_said_far_too_much_at_once_is_not_calm_while_stopped(clock):
    said = Output()
    for _ in range(3 * MESSAGES):
        said.heard(1)
    for second in range(1, 7):
        clock[0] += 1
        assert not said.has_breath
        assert said.flooding == second


def test_the_longer_a_flood_lasts_the_less_comes_back(clock):
    said = Output()
    flood(said, clock, 2)
    assert 0 < flood(said, clock, 4) < 3 * MESSAGES_EACH_SECOND


def test_answers_to_the_page_are_allowed_beside_the_rest(clock):
    said = Output()
    for _ in range(60 * ASKED_EACH_SECOND):  # a minute with a thumb on a slider
        clock[0] += 1 / ASKED_EACH_SECOND
        said.asked()
        for _ in range(ANSWERS):
            said.heard(1)
        assert not said.is_too_much


def test_a_page_that_asks_without_end_earns_no_more_than_a_thumb(clock):
    said = Output()
    for _ in range(MESSAGES):
        said.heard(1)
    for _ in range(10_000):
        said.asked()
    for _ in range(ASKED_EACH_SECOND * ANSWERS + 1):
        said.heard(1)
    assert said.is_too_much


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A Jupyter folder with our kernelspec."""
    write_spec(tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    return tmp_path


COUNT = MESSAGES + 2 * MESSAGES_EACH_SECOND


def test_all_that_is_said_arrives_however_fast_it_was_said(folder):
    manager = KernelManager(kernel_name="fenced")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    stopped, shown = False, []
    try:
        client.wait_for_ready(timeout=30)
        kernel = manager.provisioner.watch._processes[-1]
        began = time.monotonic()
        client.execute(f"for n in range({COUNT}): display(n)")
        while len(shown) < COUNT:
            message = client.get_iopub_msg(timeout=30)
            stopped = stopped or kernel.status() == psutil.STATUS_STOPPED
            if message["msg_type"] == "display_data":
                shown.append(int(message["content"]["data"]["text/plain"]))
        assert shown == list(range(COUNT))
        # A machine that is very busy lets it speak no faster than it may.
        assert stopped or time.monotonic() - began > (COUNT - MESSAGES) / MESSAGES_EACH_SECOND
        assert client.execute("1", reply=True, timeout=30)["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
