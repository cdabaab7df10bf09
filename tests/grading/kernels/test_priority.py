"""Kernels come after all else where processors are short."""

import asyncio
import os
import pty
import subprocess
import sys

import psutil
import pytest

from tests.grading.kernels.test_lifecycle import MODES

MANY_THREADS = """
import threading, time
def work():
    while True:
        sum(range(20_000))
        time.sleep(0.0001)
for _ in range(8):
    threading.Thread(target=work, daemon=True).start()
work()
"""


def everyone(kernel):
    """All processes of a kernel."""
    top = psutil.Process(kernel.manager.provisioner.pid)
    return [top, *top.children(recursive=True)]


def policies(kernel):
    """How the threads of a kernel are scheduled."""
    threads = [thread.id for each in everyone(kernel) for thread in each.threads()]
    return {os.sched_getscheduler(each) for each in threads}


@pytest.mark.parametrize("mode", MODES)
def test_a_kernel_comes_last(kernels, mode):
    kernel = kernels.kept(mode)
    assert {each.nice() for each in everyone(kernel)} == {19}
    assert policies(kernel) == {os.SCHED_OTHER}


@pytest.mark.parametrize("mode", MODES)
def test_who_works_for_seconds_has_the_time_that_nobody_else_wants(kernels, mode):
    kernel = kernels.fresh(mode)

    async def work():
        running = asyncio.ensure_future(kernel._run(MANY_THREADS, 60))
        while os.SCHED_OTHER in policies(kernel) and not running.done():
            await asyncio.sleep(0.1)
        assert not running.done()
        assert policies(kernel) == {os.SCHED_IDLE}
        await kernel.manager.interrupt_kernel()
        await running

    kernel.loop.run(asyncio.wait_for(work(), 60))
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
    kernel.stop()


def test_without_a_terminal_kernels_stay_in_our_session():
    """Priorities count within a session; signals to our group are not for kernels."""
    assert _place(terminal=False) == (True, False)


def test_no_kernel_has_the_terminal_of_who_started_it():
    assert _place(terminal=True) == (False, False)


def _place(terminal: bool) -> tuple[bool, bool]:
    """Return whether a process that was started apart shares the session and the group."""
    code = (
        "import os, subprocess, sys\n"
        "from grading.kernels import sessions\n"
        "show = 'import os; print(os.getsid(0), os.getpgid(0))'\n"
        "said = subprocess.check_output([sys.executable, '-c', show], **sessions.apart())\n"
        "session, group = map(int, said.split())\n"
        "print(int(session == os.getsid(0)), int(group == os.getpgid(0)))\n"
    )
    if terminal:
        child, end = pty.fork()
        if not child:
            os.execv(sys.executable, [sys.executable, "-c", code])
        os.waitpid(child, 0)
        words = os.read(end, 1024).split()
        os.close(end)
    else:
        command = [sys.executable, "-c", code]
        words = subprocess.check_output(command, start_new_session=True).split()
    return words[0] == b"1", words[1] == b"1"
