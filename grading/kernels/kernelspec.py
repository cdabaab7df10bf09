"""The kernelspec by which any Jupyter server of this environment starts fenced kernels."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import write_kernel_spec
from jupyter_client.kernelspec import KernelSpecManager
from traitlets import TraitError

from grading.kernels.errors import KernelError
from grading.kernels.options import KernelOptions

if sys.platform == "linux":
    from grading.kernels.provisioner import FencedProvisioner as Provisioner
else:
    from grading.kernels.ordinary import OrdinaryProvisioner as Provisioner

__all__ = ["Provisioner", "install", "read_options"]

PROVISIONER = "learning-passport-fenced"
"""The name of ``Provisioner`` among jupyter_client's entry points."""


def install(
    name: str, display_name: str, options: dict[str, Any], user: bool, prefix: str | None
) -> Path:
    """Write the kernelspec ``name`` and return its folder; one of that name is replaced.

    It goes into the person's own Jupyter folder (``user``) or below ``prefix``, else below this
    environment. Raises ValueError for a name that Jupyter does not take, OSError.
    """
    provisioner = {"provisioner_name": PROVISIONER, "config": options}
    overrides = {
        "display_name": display_name,
        "interrupt_mode": "signal",
        # The debugger listens on a port, which no fenced kernel can.
        "metadata": {"debugger": False, "kernel_provisioner": provisioner},
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "spec"
        write_kernel_spec(source, overrides)
        place = None if user else prefix or sys.prefix
        made = KernelSpecManager().install_kernel_spec(str(source), name, user=user, prefix=place)
    return Path(made)


def read_options(said: list[str]) -> dict[str, Any]:
    """Return the options in ``NAME=VALUE`` words. Raises KernelError that says what there is."""
    options = KernelOptions()
    known = options.traits(config=True)
    found: dict[str, Any] = {}
    for word in said:
        name, _, value = word.partition("=")
        if name not in known:
            there = ", ".join(sorted(known))
            raise KernelError(f"There is no option “{name}”. There are: {there}.")
        try:
            setattr(options, name, known[name].from_string(value))
        except (TraitError, ValueError) as error:
            raise KernelError(f"{word}: {known[name].help} Here: {error}") from error
        found[name] = getattr(options, name)
    return found
