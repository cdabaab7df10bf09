"""Ending kernels, whatever they do meanwhile by themselves."""

import asyncio

from hub_config.classroom.kernels import OwnedKernels
from hub_config.classroom.live import KernelSocket


def test_a_kernel_that_has_ended_meanwhile_keeps_no_other_from_being_ended():
    async def attempt():
        kernels = OwnedKernels()
        kernels._pending_kernels["gone"] = asyncio.current_task()
        await kernels.shutdown_all()

    asyncio.run(attempt())


def test_a_page_may_go_before_it_has_reached_its_kernel():
    KernelSocket.__new__(KernelSocket).on_close()
