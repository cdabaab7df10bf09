"""What lies in a learner's folder is data: her server neither runs it nor is configured by it.

nbgrader's pages look for a course's configuration, and for modules, in the folder that they work
in, and nbconvert looks for templates there. On one's own computer that is convenient. Here it would
hand a learner her server, and with it a page at this lab's address that a teacher might open.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from traitlets.config.loader import (
    ConfigFileNotFound,
    JSONFileConfigLoader,
    PyFileConfigLoader,
)

_PROGRAMS = frozenset({"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"})


def trust_nothing_in(folder: Path) -> None:
    """Have this process, for good, run no Python of ``folder`` and no program but Python.

    Whoever tries gets a PermissionError; configuration files in there are not found.
    """
    inside = f"{folder}{os.sep}"

    def is_inside(name: Any) -> bool:
        # What was made up in memory is called <string>, and lies nowhere.
        if not isinstance(name, (str, os.PathLike)) or str(name).startswith("<"):
            return False
        return os.path.abspath(name).startswith(inside)  # noqa: PTH100 (as cheap as can be)

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if event == "exec":
            name = given[0].co_filename if isinstance(given[0], CodeType) else ""
        elif event in ("compile", "import"):
            name = given[1]
        elif event in _PROGRAMS and given[0] != sys.executable:
            raise PermissionError(f"No program is started here: {given[0]}")
        else:
            return
        if name and is_inside(name):
            raise PermissionError(f"{name} is a learner's, and is not run outside of a kernel")

    sys.addaudithook(watch)
    for loader in (JSONFileConfigLoader, PyFileConfigLoader):
        loader.load_config = _elsewhere(loader.load_config, is_inside)  # type: ignore[method-assign]


def _elsewhere(stock: Callable[..., Any], is_inside: Callable[[Any], bool]) -> Callable[..., Any]:
    def load_config(self: Any) -> Any:
        places = [self.path] if isinstance(self.path, str) else self.path or [""]
        self.path = [
            place
            for place in places
            if not is_inside(os.path.join(place or "", self.filename))  # noqa: PTH118
        ]
        if not self.path:
            raise ConfigFileNotFound(f"{self.filename} is not looked for in a learner's folder")
        return stock(self)

    return load_config
