"""The one door through which learners' code runs: kernels inside fences that fail closed.

Names are loaded when they are first used: a kernel that is fencing itself in imports this package
too, and must not carry a manager's libraries with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grading.kernels.errors import FenceMissing, KernelError, KernelFolderError
    from grading.kernels.folders import sweep
    from grading.kernels.manager import FencedKernelManager
    from grading.kernels.probing import FenceReport, probe
    from grading.kernels.system import protect_process

__all__ = [
    "FenceMissing",
    "FenceReport",
    "FencedKernelManager",
    "KernelError",
    "KernelFolderError",
    "probe",
    "protect_process",
    "sweep",
]

_WHERE = {
    "FenceMissing": "errors",
    "FenceReport": "probing",
    "FencedKernelManager": "manager",
    "KernelError": "errors",
    "KernelFolderError": "errors",
    "probe": "probing",
    "protect_process": "system",
    "sweep": "folders",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
