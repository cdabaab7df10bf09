"""A machine without a fence is found out, and no kernel starts there."""

import subprocess
import sys
from pathlib import Path

import pytest

from grading.kernels import probe
from grading.kernels.syscall_table import numbers
from grading.kernels.system import machine

_ROOT = Path(__file__).parents[3]

# Takes system calls away (by answering ENOSYS), as an old kernel or a container would, for good.
_POORER = """
import asyncio, sys, tempfile
from grading.kernels import FencedKernelManager, FenceMissing, KernelError, probe, seccomp, system
code = [(0x20, 0, 0, 0)]
for number in map(int, sys.argv[2:]):
    code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | 38)]
system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
if sys.argv[1] == "late":
    probe()
seccomp.load([*code, (0x06, 0, 0, 0x7FFF0000)])
print(probe())
folder = tempfile.mkdtemp()
async def main():
    await FencedKernelManager(folder=folder).start_kernel()
try:
    asyncio.run(main())
except (FenceMissing, KernelError) as error:
    print(type(error).__name__, error)
import os
print(os.listdir(folder))
os.rmdir(folder)
"""


def _on_poorer_machine(when, *calls):
    known = numbers(machine())
    ran = subprocess.run(
        [sys.executable, "-c", _POORER, when, *(str(known[call]) for call in calls)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=_ROOT,
    )
    assert "[]" in ran.stdout, ran.stdout + ran.stderr
    return ran.stdout


def test_this_machine_has_the_fences_that_the_tests_need():
    report = probe()

    assert report.sufficient, report.problems
    assert report.problems == ()


def test_without_landlock_no_kernel_starts():
    said = _on_poorer_machine("early", "landlock_create_ruleset")

    assert "landlock_abi=0" in said
    assert "FenceMissing Files cannot be fenced" in said


def test_landlock_that_fails_half_way_counts_as_none():
    said = _on_poorer_machine("early", "landlock_restrict_self")

    assert "landlock_abi=0" in said
    assert "FenceMissing Files cannot be fenced" in said


def test_a_fence_that_is_lost_after_the_probe_stops_the_kernel():
    said = _on_poorer_machine("late", "landlock_restrict_self")

    assert "KernelError No kernel was started" in said


@pytest.mark.parametrize("call", ["unshare", "mount"])
def test_without_namespaces_the_report_says_why_and_is_still_sufficient(call):
    said = _on_poorer_machine_that_starts(call)

    assert "namespaces=False" in said
    assert "problems=()" in said
    assert "Function not implemented" in said
    assert "started" in said


_STARTS = _POORER.replace(
    "    await FencedKernelManager(folder=folder).start_kernel()\n",
    "    manager = FencedKernelManager(folder=folder)\n"
    "    await manager.start_kernel()\n"
    "    print('started')\n"
    "    await manager.shutdown_kernel(now=True)\n",
)


def _on_poorer_machine_that_starts(call):
    number = str(numbers(machine())[call])
    ran = subprocess.run(
        [sys.executable, "-c", _STARTS, "early", number],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=_ROOT,
    )
    assert "[]" in ran.stdout, ran.stdout + ran.stderr
    return ran.stdout
