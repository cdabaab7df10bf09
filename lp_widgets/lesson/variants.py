"""The variants of a built lesson: what one learner is asked, drawn from what the server keeps."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from lp_widgets import plugins
from lp_widgets.lesson.built import BuiltLesson
from lp_widgets.pictures import Picture
from lp_widgets.questions import variants
from lp_widgets.questions.variants import Variants
from lp_widgets.text import inline, plain
from lp_widgets.widgets.sheet import question_sheet

ALT = "@alt@"
"""Stands in a picture's HTML where its words go."""
_MARK, _END = "<!--lp:asked {}-->", "<!--/lp:asked-->"
_MARKED = re.compile(r"<!--lp:asked ([\w-]+)-->.*?<!--/lp:asked-->", re.S)


def marked(question: str, sheet: str) -> str:
    """Return the sheet of a question that is another one for each learner, to be found again."""
    return f"{_MARK.format(question)}{sheet}{_END}"


def sheet(frame: Mapping[str, Any], spec: Any) -> str:
    """Return the sheet of one variant; ``frame`` is what all of them share (`html.frame`)."""
    told = spec if isinstance(spec, dict) else spec.model_dump()
    shown = None
    if told.get("picture"):
        markup, wide = frame["pictures"][told["picture"]]
        alt = escape(plain(told["alt"], frame["locale"]))
        shown = Picture(markup.replace(ALT, alt), wide)
    return question_sheet(
        told["id"],
        frame["type"],
        inline(told["ask"], frame["locale"]),
        number=frame["number"],
        picture=shown,
        tongue=frame["tongue"],
    )


def varies(built: BuiltLesson, question: str) -> bool:
    """Say whether a question is another one for each learner."""
    return "fields" in built.keys.get(question, {})


def public_of_all(
    built: BuiltLesson, seed: Callable[[str], str | None]
) -> dict[str, dict[str, Any]]:
    """Return what a browser may have of each question that varies; ``seed`` is asked for by id."""
    return {name: public(built, name, seed(name)) for name in built.keys if varies(built, name)}


def drawn(question: Mapping[str, Any], seed: str | None) -> Mapping[str, Any]:
    """Return type, spec and key of a built question as the learner with ``seed`` has it."""
    if "fields" not in question:
        return question
    spec, key = _read(question["type"], json.dumps(question["fields"])).draw(seed or "")
    dumps = {"spec": spec.model_dump(mode="json"), "key": key.model_dump(mode="json")}
    return {"type": question["type"], **dumps}


def public(built: BuiltLesson, question: str, seed: str | None) -> dict[str, Any]:
    """Return what a browser may have of a question as the learner with ``seed`` has it."""
    kept = built.keys[question]
    if "fields" not in kept:
        found: dict[str, Any] = built.specs[question]["spec"]
        return found
    kind = plugins.load().question_types[kept["type"]]
    return kind.lean_spec(drawn(kept, seed)["spec"])


def asked(page: str, built: BuiltLesson, specs: Mapping[str, Mapping[str, Any]]) -> str:
    """Return ``page``, or a part of it, with what is asked in ``specs`` by question."""

    def ask(found: re.Match[str]) -> str:
        spec = specs.get(found[1])
        if spec is None:
            return found[0]
        return sheet(built.keys[found[1]]["frame"], spec)

    return _MARKED.sub(ask, page) if specs else page


@lru_cache(maxsize=256)
def _read(kind: str, fields: str) -> Variants:
    return variants.read(plugins.load().question_types[kind], json.loads(fields))
