"""A response in words that a person can read: the texts of what was chosen, or what was typed."""

from collections.abc import Mapping
from typing import Any

_NAMED = ("options", "items")
"""Fields of a spec that give names of options or lines their texts."""


def readable(spec: Mapping[str, Any], response: Any) -> list[str]:
    """Return the lines that say what ``response`` to a question with this public ``spec`` is.

    A name that the spec does not know, or anything that is no answer, is written as it is.
    """
    texts: dict[str, str] = {}
    for field in _NAMED:
        given = spec.get(field)
        if isinstance(given, Mapping):
            texts.update({str(name): str(text) for name, text in given.items()})
    if response is None:
        return []
    lines = response if isinstance(response, list) else [response]
    return [texts.get(str(each), str(each)) for each in lines]
