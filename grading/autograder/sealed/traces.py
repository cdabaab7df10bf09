"""What a test may leave behind in its process, as far as a next test could come upon it."""

import os
import sys
import threading
import warnings
from collections.abc import Iterable
from itertools import repeat
from operator import is_
from typing import Any

_ALWAYS = ("builtins", "sys", "os", "random", "inspect", "json", "unittest.mock", "numpy.random")
# What Python, and we ourselves, set anew for each test.
_NEW = frozenset({"stdout", "stderr", "last_exc", "last_type", "last_value", "last_traceback"})
_MISSING = object()


class Traces:
    """Python as it is now: its settings, and what the names of modules lead to.

    ``modules`` are those that the assignment uses, beside the ones that any test does.
    """

    def __init__(self, modules: Iterable[str]) -> None:
        names = {*_ALWAYS, *modules} & sys.modules.keys()
        # They hold the objects: none can be another's at the same place.
        self._before = {name: _kept(vars(sys.modules[name])) for name in sorted(names)}
        self._settings = _settings()

    def changed(self) -> bool:
        """Return whether anything of it is not as it was."""
        return self._settings != _settings() or any(
            name not in sys.modules or not _is_as(before, vars(sys.modules[name]))
            for name, before in self._before.items()
        )


def _kept(names: dict[str, Any]) -> dict[str, Any]:
    made = dict(names)
    for name in _NEW:
        made.pop(name, None)
    return made


def _is_as(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Return whether the same names lead to the same objects; no step of it for each is Python."""
    new = sum(name in now for name in _NEW)
    found = map(now.get, before, repeat(_MISSING))
    return len(now) == len(before) + new and all(map(is_, before.values(), found))


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
