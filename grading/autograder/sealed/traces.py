"""What a test may leave behind in its process, as far as a next test could come upon it."""

import os
import sys
import threading
import warnings
from collections.abc import Iterable
from typing import Any

_ALWAYS = ("builtins", "sys", "os", "random", "inspect", "json", "unittest.mock", "numpy.random")
# What Python, and we ourselves, set anew for each test.
_NEW = frozenset({"stdout", "stderr", "last_exc", "last_type", "last_value", "last_traceback"})


class Traces:
    """Python as it is now: its settings, and what the names of modules lead to.

    ``modules`` are those that the assignment uses, beside the ones that any test does.
    """

    def __init__(self, modules: Iterable[str]) -> None:
        names = {*_ALWAYS, *modules} & sys.modules.keys()
        # They hold the objects: none can be another's at the same place.
        self._before = {name: dict(vars(sys.modules[name])) for name in sorted(names)}
        self._settings = _settings()

    def changed(self) -> bool:
        """Return whether anything of it is not as it was."""
        return self._settings != _settings() or any(
            name not in sys.modules or _places(before) != _places(vars(sys.modules[name]))
            for name, before in self._before.items()
        )


def _places(names: dict[str, Any]) -> dict[str, int]:
    return {name: id(value) for name, value in names.items() if name not in _NEW}


def _settings() -> tuple[Any, ...]:
    numpy, decimal = sys.modules.get("numpy"), sys.modules.get("decimal")
    context = decimal.getcontext() if decimal else None
    return (
        dict(os.environ),
        list(sys.path),
        sys.getrecursionlimit(),
        len(warnings.filters),
        threading.active_count(),
        numpy.geterr() if numpy else None,
        (context.prec, context.rounding, context.Emin, context.Emax) if context else None,
    )
