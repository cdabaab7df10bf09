"""What may be chosen for a kernel: what it reads, how much it uses, how it starts."""

from functools import cache
from pathlib import Path
from typing import Any

from traitlets import Bool, Float, HasTraits, Integer, List, Unicode, default

from grading.kernels import folders, readable
from grading.kernels.landlock import Rule
from grading.kernels.limits import MEBIBYTE


class KernelOptions(HasTraits):
    """Traits of the provisioner, which uses them, and of a manager that hands its own over.

    Without a manager of ours they stand in the kernelspec (``config`` of its provisioner) or in
    the configuration of the server (``c.FencedProvisioner.memory = …``).
    """

    folder = Unicode(
        config=True, help="Folder for the kernels' sockets and work; short, private, emptied."
    )
    hidden = List(
        Unicode(),
        config=True,
        help="Files and folders that no kernel reads: data, plugins' courses.",
    )
    also_readable = List(Unicode(), config=True, help="Files and folders that every kernel reads.")
    materials = Unicode(
        "",
        config=True,
        help="A folder whose files (no links, no notebooks) are copied into the kernel's folder.",
    )
    beside_notebook = Bool(
        False,
        config=True,
        help="Copy the files of the folder that a kernel was asked to work in, as materials.",
    )
    forks = Bool(
        True, config=True, help="Fork kernels from a warmed process; else each starts for itself."
    )
    namespaces = Bool(True, config=True, help="Use user namespaces where the machine has them.")
    memory = Integer(512 * MEBIBYTE, config=True, help="Bytes of private memory of a kernel.")
    disk = Integer(32 * MEBIBYTE, config=True, help="Bytes of files a kernel may keep.")
    files = Integer(2048, config=True, help="Number of files and folders a kernel may keep.")
    cpu_seconds = Integer(3600, config=True, help="Processor time in a kernel's whole life.")
    longest_run = Float(
        60.0, config=True, help="Seconds that one run may take before it is interrupted."
    )
    output = Integer(
        32 * MEBIBYTE, config=True, help="Bytes that a kernel may put out within a minute."
    )
    spare_memory = Integer(
        96 * MEBIBYTE,
        config=True,
        help="Bytes of the machine's memory; when fewer are left the largest kernel ends.",
    )
    start_patience = Float(60.0, config=True, help="Seconds to wait for a kernel to be ready.")

    without: frozenset[str] = frozenset()
    """Fences to leave out: for the tests that show what each one stops. Not configurable."""
    landlock_limit: int = 99
    """Highest Landlock version to use: for the tests that act an older machine."""

    @default("folder")
    def _default_folder(self) -> str:
        return str(folders.default_root())

    def hand_over(self, other: "KernelOptions") -> None:
        """Set every option of ``other`` to what it is here."""
        for name, value in self.options().items():
            setattr(other, name, value)
        other.without, other.landlock_limit = self.without, self.landlock_limit

    def options(self) -> dict[str, Any]:
        """Return the options by their names."""
        return {name: getattr(self, name) for name in KernelOptions.class_own_traits()}

    def readable_rules(self) -> list[Rule]:
        """Return the Landlock rules for what every kernel of these options may read."""
        return _rules(tuple(self.hidden), tuple(self.also_readable))


@cache
def _rules(hidden: tuple[str, ...], also: tuple[str, ...]) -> list[Rule]:
    """Return the rules: to look for them in all folders takes longer than to begin a kernel."""
    return readable.rules(map(Path, hidden), map(Path, also))
