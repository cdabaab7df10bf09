"""Our kernelspec for Jupyter programs that know nothing of us."""

from pathlib import Path
from typing import Any

from grading.kernels import kernelspec


def write_spec(folder: Path, name: str = "fenced", **options: Any) -> None:
    """Write the kernelspec below ``folder``, with kernels' folders in ``folder/k``."""
    kept = {"folder": str(folder / "k"), **options}
    kernelspec.install(name, "Python 3 (fenced)", kept, user=False, prefix=str(folder))
