"""Kernels come after all else where processors are short."""

import os
from pathlib import Path

import psutil
import pytest

from tests.grading.kernels.test_lifecycle import MODES


@pytest.mark.parametrize("mode", MODES)
def test_a_kernel_gives_way_in_its_session_and_as_a_session(kernels, mode):
    kernel = kernels.kept(mode)
    top = psutil.Process(kernel.manager.provisioner.pid)
    everyone = [top, *top.children(recursive=True)]
    assert [each.nice() for each in everyone] == [19] * len(everyone)
    assert top.nice() > psutil.Process().nice()
    group = Path(f"/proc/{everyone[-1].pid}/autogroup")
    if os.geteuid() == 0 and group.exists():  # an ordinary user may not look at a hidden process
        assert group.read_text().split()[-1] == "19"
        assert group.read_text() != Path("/proc/self/autogroup").read_text()
