"""A response in words that a person can read: the texts of what was chosen, or what was typed."""

import re
from collections.abc import Mapping
from typing import Any

FIXED: Mapping[str, Mapping[str, str]] = {"true_false": {"true": "True", "false": "Not true"}}
"""What a view writes on its own buttons, by type: msgids of the domain ``interface-questions``."""


def readable(spec: Mapping[str, Any], response: Any, kind: str = "") -> list[str]:
    """Return the lines that say what ``response`` to a question with this public ``spec`` is.

    Every field of the spec that gives names their texts (options, items, groups) is looked up; a
    name that none of them knows, or anything that is no answer, is written as it is. ``kind`` is
    the question's type: some have buttons of their own (FIXED).
    """
    texts: dict[str, str] = dict(FIXED.get(kind, {}))
    for given in spec.values():
        if isinstance(given, Mapping):
            texts.update({str(name): text for name, text in given.items() if isinstance(text, str)})
    for row, head in (spec.get("rows") or {}).items():
        columns = (spec.get("columns") or {}).items()
        texts.update({f"{row}.{column}": f"{head}, {words}" for column, words in columns})
    if response is None:
        return []
    if kind == "draw" and isinstance(response, Mapping):
        # Its lines are for the eye: QuestionType.drawn shows them.
        return [str(response["words"])] if response.get("words") else []
    if isinstance(response, Mapping) and "[[" in str(spec.get("text", "")):
        return [_filled(spec, response)]
    if isinstance(response, Mapping):
        choices = spec.get("choices") or {}
        return [
            f"{_said(name, texts)}: {_said(each, choices.get(name, texts))}"
            for name, each in response.items()
        ]
    return [_said(each, texts) for each in (response if isinstance(response, list) else [response])]


def _filled(spec: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """Return the text of a cloze with what stands in its gaps, in brackets."""
    choices = spec.get("choices") or {}
    return re.sub(
        r"\[\[([\w-]+)\]\]",
        lambda gap: f"[{_said(response.get(gap[1], ''), choices.get(gap[1], {}))}]",
        str(spec["text"]),
    )


def _said(value: Any, texts: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_said(each, texts) for each in value)
    return texts.get(str(value), str(value))
