"""Ending kernels, whatever they do meanwhile by themselves."""

import asyncio
import signal
from types import SimpleNamespace

import psutil
from traitlets.config import Config

from hub_config.classroom.kernels import OwnedKernels
from hub_config.classroom.live import KernelSocket
from hub_config.classroom.messages import SUBPROTOCOL


def test_a_kernel_that_has_ended_meanwhile_keeps_no_other_from_being_ended():
    async def attempt():
        kernels = OwnedKernels()
        kernels._pending_kernels["gone"] = asyncio.current_task()
        await kernels.shutdown_all()

    asyncio.run(attempt())


def test_a_page_may_go_before_it_has_reached_its_kernel():
    page = KernelSocket.__new__(KernelSocket)
    page.on_close()
    page.ws_connection = SimpleNamespace(selected_subprotocol=SUBPROTOCOL)
    asyncio.run(page.open("k"))


def test_nothing_is_kept_open_for_a_kernel_that_has_ended_by_itself(tmp_path):
    async def attempt():
        kernels = OwnedKernels(
            kernel_manager_class="grading.kernels.FencedKernelManager",
            config=Config({"FencedKernelManager": {"folder": str(tmp_path / "k")}}),
        )
        opened = []
        for _ in range(3):
            kernel_id = await super(OwnedKernels, kernels).start_kernel()
            kernel = kernels.get_kernel(kernel_id)
            await kernel.signal_kernel(signal.SIGKILL)
            while kernel_id in kernels:
                await asyncio.sleep(0.05)
            opened.append(psutil.Process().num_fds())
        assert opened[0] == opened[1] == opened[2]

    asyncio.run(attempt())
