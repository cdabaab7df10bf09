"""Ending kernels, whatever they do meanwhile by themselves."""

import asyncio

from hub_config.classroom.kernels import OwnedKernels


def test_a_kernel_that_has_ended_meanwhile_keeps_no_other_from_being_ended():
    async def attempt():
        kernels = OwnedKernels()
        kernels._pending_kernels["gone"] = asyncio.current_task()
        await kernels.shutdown_all()

    asyncio.run(attempt())
