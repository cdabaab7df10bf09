"""What a kernel that is about to fence itself in is told: one JSON object in a line."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grading.kernels.folders import KernelFolder


@dataclass(frozen=True)
class Settings:
    """Everything that the fence of one kernel depends on; sizes in bytes."""

    folder: KernelFolder
    parent: int
    landlock: int
    """The Landlock version to use, at most the machine's own."""
    readable: list[tuple[Path, int]]
    memory: int
    disk: int
    files: int
    cpu_seconds: int
    packages: list[str] = field(default_factory=list)
    """Folders of installed packages to import from besides those that Python finds itself."""
    materials: Path | None = None
    """A folder whose files are copied into the work folder before the fence closes."""
    namespaces: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    """What a forked kernel finds in its environment; a started one has it already."""
    piped: bool = False
    """Whether the kernel speaks over its channel, or else over Jupyter's sockets."""
    imports: tuple[str, ...] = ()
    """Modules of ours that it has imported before the fence closes."""
    without: frozenset[str] = frozenset()
    """Fences to leave out. Only the tests that prove a fence by its absence set this."""

    def dump(self) -> bytes:
        """Return the settings as bytes for ``load``."""
        plain: dict[str, Any] = asdict(self)
        plain["folder"] = str(self.folder.path)
        plain["readable"] = [(str(path), rights) for path, rights in self.readable]
        plain["materials"] = str(self.materials) if self.materials else None
        plain["without"] = sorted(self.without)
        return json.dumps(plain).encode() + b"\n"

    @classmethod
    def load(cls, dumped: bytes) -> "Settings":
        """Return the settings that ``dump`` wrote. Raises ValueError, TypeError."""
        plain = json.loads(dumped)
        plain["folder"] = KernelFolder(Path(plain["folder"]))
        plain["readable"] = [(Path(path), rights) for path, rights in plain["readable"]]
        plain["materials"] = Path(plain["materials"]) if plain["materials"] else None
        plain["imports"] = tuple(plain["imports"])
        plain["without"] = frozenset(plain["without"])
        return cls(**plain)
