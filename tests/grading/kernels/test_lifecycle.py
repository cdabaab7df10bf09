"""A fenced kernel starts, is interrupted and ends as Jupyter expects of any kernel."""

import asyncio
import json

import pytest
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets.config import Config

from grading.kernels import FencedKernelManager, KernelError
from tests.hostile.kernels import MODES


@pytest.mark.parametrize("mode", MODES)
def test_an_interrupt_stops_a_cell_and_the_kernel_goes_on(kernels, mode):
    kernel = kernels.fresh(mode)

    async def interrupt():
        running = asyncio.ensure_future(kernel._run("import time\ntime.sleep(60)", 30))
        await asyncio.sleep(1)
        await kernel.manager.interrupt_kernel()
        return await running

    assert "KeyboardInterrupt" in kernel.loop.run(interrupt())
    assert kernel.run("print('here')") == "here"
    kernel.stop()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("now", [True, False])
def test_a_shutdown_leaves_no_folder(kernels, mode, now):
    kernel = kernels.fresh(mode)
    folder = kernel.manager.kernel_folder
    kernel.client.stop_channels()

    kernel.loop.run(kernel.manager.shutdown_kernel(now=now))

    assert not folder.path.exists()
    assert not kernel.manager.has_kernel
    assert kernel.manager.kernel_folder is None


@pytest.mark.parametrize("mode", MODES)
def test_exit_in_a_cell_is_noticed_and_cleared_away(kernels, mode):
    kernel = kernels.fresh(mode)
    folder = kernel.manager.kernel_folder
    told = []
    kernel.manager.add_restart_callback(lambda: told.append(1), "dead")

    async def leave():
        kernel.client.execute("import os; os._exit(3)")
        while not told:
            await asyncio.sleep(0.05)

    kernel.loop.run(asyncio.wait_for(leave(), 30))
    assert not folder.path.exists()
    assert kernel.manager.reason == "it ended by itself"
    kernel.stop()


def test_a_kernel_is_not_restarted(kernels):
    kernel = kernels.kept("plain")
    with pytest.raises(KernelError, match="start a new one"):
        kernel.loop.run(kernel.manager.restart_kernel())


def test_only_unix_sockets_in_a_private_folder_are_used(kernels):
    kernel = kernels.kept("plain")
    folder = kernel.manager.kernel_folder
    connection = json.loads((folder.ipc / "c.json").read_text())

    assert connection["transport"] == "ipc"
    assert sorted(path.name for path in folder.ipc.iterdir()) == [
        "c.json",
        *(f"s-{number}" for number in range(1, 7)),
    ]
    assert folder.ipc.stat().st_mode & 0o777 == 0o700
    assert (folder.ipc / "c.json").stat().st_mode & 0o077 == 0


def test_no_two_kernels_share_a_key_or_a_folder(kernels):
    one, other = kernels.kept("plain"), kernels.fresh()

    assert one.manager.session.key != other.manager.session.key
    assert one.manager.kernel_folder != other.manager.kernel_folder
    other.stop()


def test_the_servers_own_manager_of_many_kernels_runs_it_whatever_kernel_is_asked_for(tmp_path):
    config = Config()
    config.AsyncMappingKernelManager.kernel_manager_class = (
        "grading.kernels.manager.FencedKernelManager"
    )
    config.FencedKernelManager.folder = str(tmp_path / "k")

    async def run():
        many = AsyncMappingKernelManager(config=config, connection_dir=str(tmp_path))
        started = [
            await many.start_kernel(kernel_name=name, env={"TOKEN": "x"})
            for name in ("python3", "a kernel that nobody has")
        ]
        manager = many.get_kernel(started[0])
        assert isinstance(manager, FencedKernelManager)
        assert len(list((tmp_path / "k").iterdir())) == 2
        await many.interrupt_kernel(started[0])
        manager.provisioner.process.kill()
        while started[0] in many:
            await asyncio.sleep(0.05)
        await many.shutdown_all()
        assert list((tmp_path / "k").iterdir()) == []

    with asyncio.Runner() as runner:
        runner.run(asyncio.wait_for(run(), 60))
