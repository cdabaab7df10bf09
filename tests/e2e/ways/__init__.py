"""How a learner gives a response of each type: one module a type, with a finger or with keys.

Every module has two functions. ``by_pointer(box, response, tap)`` uses ``tap(locator)`` for each
touch or click, and ``by_keys(box, response)`` uses nothing but the keyboard. Both begin from
whatever stands in the question ``box`` (its section), and press no Check.
"""

from importlib import import_module
from typing import Any


def way(kind: str) -> Any:
    """Return the module of the question type ``kind``."""
    return import_module(f"tests.e2e.ways.{kind}")


def press(field: Any, *keys: str) -> None:
    """Press keys in ``field`` one after the other."""
    field.focus()
    for key in keys:
        field.page.keyboard.press(key)


def type_over(field: Any, text: str) -> None:
    """Replace what stands in a field, by keys alone."""
    field.focus()
    field.page.keyboard.press("ControlOrMeta+a")
    field.page.keyboard.press("Delete")
    field.page.keyboard.insert_text(text)
