"""What no single call can refuse: floods of files, programs without end, trees without bottom."""

import asyncio

import pytest

from tests.hostile.kernels import MODES, DeadKernel

_FLOOD = """
count = 0
try:
    while True:
        with open(f"file-{count}", "w") as file:
            file.write("x")
        count += 1
except OSError as error:
    import errno
    print("refused", errno.errorcode[error.errno])
"""
_FILL = """
count = 0
try:
    while True:
        with open(f"file-{count}", "wb") as file:
            file.write(bytes(1 << 20))
        count += 1
except OSError as error:
    import errno
    print("refused", errno.errorcode[error.errno])
"""
_NEST = """
import os
for _ in range(1500):
    os.mkdir("d")
    os.chdir("d")
    open("f", "w").close()
"""
_STUBBORN = """
import time
while True:
    try:
        time.sleep(0.01)
    except BaseException:
        pass
"""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", [_FLOOD, _FILL])
def test_a_flood_of_files_is_bounded(kernels, mode, code):
    kernel = kernels.fresh(mode, files=300, disk=16 << 20)
    folder = kernel.manager.kernel_folder

    try:
        said = kernel.run(code)
    except DeadKernel:
        said = "ended"

    # A namespace refuses the file itself; elsewhere the watch ends the kernel.
    assert said == ("refused ENOSPC" if mode == "namespaces" else "ended")
    kernel.stop()
    assert not folder.path.exists()


def test_a_program_without_end_is_interrupted_and_the_kernel_goes_on(kernels):
    kernel = kernels.fresh(longest_run=1)

    said = kernel.run("while True: pass")

    assert said == "KeyboardInterrupt:"
    assert kernel.run("print(1 + 1)") == "2"
    kernel.stop()


def test_a_program_that_swallows_interrupts_is_ended_with_its_kernel(kernels):
    kernel = kernels.fresh(longest_run=1)
    told = []
    kernel.manager.add_restart_callback(lambda: told.append("dead"), "dead")

    with pytest.raises(DeadKernel):
        kernel.run(_STUBBORN)

    kernel.loop.run(_settle(told))
    assert told == ["dead"]
    assert "longer than 1 seconds" in kernel.manager.reason
    assert kernel.manager.execution_state == "dead"
    kernel.stop()


@pytest.mark.parametrize("mode", MODES)
def test_a_tree_without_bottom_is_removed_with_its_kernel(kernels, mode):
    kernel = kernels.fresh(mode, files=4000)
    folder = kernel.manager.kernel_folder

    kernel.run(_NEST)
    kernel.run("import os\nos.umask(0o777)\nos.mkdir('shut')")
    kernel.stop()

    assert not folder.path.exists()


async def _settle(told):
    for _ in range(200):
        if told:
            return
        await asyncio.sleep(0.05)
