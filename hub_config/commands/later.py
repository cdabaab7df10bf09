"""Puts off an import that costs a second and that next to nothing needs."""

import sys
from types import ModuleType
from typing import Any

_NAME = "rfc3987_syntax"


def put_off() -> None:
    """Stand in for ``rfc3987_syntax``, which jsonschema imports to be able to check an IRI.

    That library builds its grammar when it is imported. Now it does so when an IRI is checked.
    """
    if _NAME not in sys.modules:
        sys.modules[_NAME] = _stand_in()


def _stand_in() -> ModuleType:
    module = ModuleType(_NAME)

    def is_valid_syntax(*arguments: Any, **more: Any) -> bool:
        """Say what the real one says."""
        if sys.modules.get(_NAME) is module:
            del sys.modules[_NAME]
        import rfc3987_syntax

        return bool(rfc3987_syntax.is_valid_syntax(*arguments, **more))

    module.is_valid_syntax = is_valid_syntax  # type: ignore[attr-defined]
    return module
