"""Puts off imports that cost a command a second and that next to none needs."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

_EXTENSION = ("load_jupyter_server_extension",)
_LATER: Mapping[str, tuple[str, ...]] = {
    # jsonschema's, to be able to check an IRI: it builds its grammar when it is imported.
    "rfc3987_syntax": ("is_valid_syntax",),
    # nbgrader's, to be able to collect archives: all of setuptools comes with it.
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
    # nbgrader's own, which a server of Jupyter's asks for, and which bring one.
    "nbgrader.server_extensions.assignment_list.handlers": _EXTENSION,
    "nbgrader.server_extensions.course_list.handlers": _EXTENSION,
    "nbgrader.server_extensions.formgrader.formgrader": _EXTENSION,
    "nbgrader.server_extensions.validate_assignment.handlers": _EXTENSION,
}
"""By module, none of them a package, the functions that others take when they are imported."""


def put_off() -> None:
    """Stand in for these modules until one of their functions is called, or more is asked for."""
    for name, functions in _LATER.items():
        if name not in sys.modules:
            sys.modules[name] = _StandIn(name, functions)


class _StandIn(ModuleType):
    """What is there in place of the module ``name`` while nobody needs it."""

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in functions:
            setattr(self, function, self._standing_in(function))

    def __getattr__(self, attribute: str) -> Any:
        """Return what the real one has."""
        if attribute == "__path__":  # Python asks whether it is a package.
            raise AttributeError(attribute)
        return getattr(self._real(), attribute)

    def _standing_in(self, function: str) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            return getattr(self._real(), function)(*arguments, **more)

        return call

    def _real(self) -> ModuleType:
        name = self.__name__
        if sys.modules.get(name) is self:
            del sys.modules[name]
        return import_module(name)
