"""Where there is no Linux, the fenced kernelspec starts an ordinary kernel and says so once."""

import functools
import logging
import sys
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from grading.kernels.options import KernelOptions


class OrdinaryProvisioner(KernelOptions, LocalProvisioner):  # type: ignore[metaclass]
    """jupyter_client's own provisioner, which takes the fenced one's options and uses none.

    It is for people who run code of their own. A learner's kernel never comes from here: without
    the fences FencedKernelManager starts none.
    """

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Warn, the first time in this process."""
        _warn(self.log)
        return await super().pre_launch(**kwargs)


@functools.cache
def _warn(log: logging.Logger) -> None:
    log.warning(
        "Kernels can be fenced on Linux only, and this is %s: these kernels are ordinary ones, "
        "without a fence.",
        sys.platform,
    )
