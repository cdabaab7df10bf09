"""Draw: a drawing made with a finger, kept as lines; a person marks it."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.words import is_sound

WIDE, HIGH = 1000, 750
"""The paper, in its own units: x to the right and y downwards from the upper left corner."""
MAX_LINES = 45_000
"""Characters of a drawing: some 6,000 points, more than a patient child draws."""
MAX_WORDS = 2_000

_LINE = re.compile(r"M(\d{1,4}) (\d{1,4})((?:L\d{1,4} \d{1,4})+)", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)


class Spec(base.Spec):
    """A sheet of paper."""

    paper: Literal["plain", "squared", "dotted"] = Field(
        default="plain", description="what the paper looks like: plain, squared or dotted"
    )


class Key(base.Key):
    """Nothing beyond what every key has: a person marks the drawing."""


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Check the form alone: ``{"lines": "M10 20L30 40…", "words": "…"}``, one of them at least.

    ``lines`` is an SVG path of whole numbers, ``words`` says what it shows.
    """
    if response is None or response == {}:
        return Mark.invalid(messages.NOTHING_DRAWN)
    if not isinstance(response, dict) or not set(response) <= {"lines", "words"}:
        return Mark.invalid(messages.WRONG_SHAPE)
    lines, words = response.get("lines", ""), response.get("words", "")
    if not isinstance(lines, str) or not isinstance(words, str) or not is_sound(words):
        return Mark.invalid(messages.WRONG_SHAPE)
    if len(lines) > MAX_LINES or len(words) > MAX_WORDS:
        return Mark.invalid(messages.TOO_LONG)
    if not _is_path(lines):
        return Mark.invalid(messages.WRONG_SHAPE)
    return Mark.pending() if lines or words.strip() else Mark.invalid(messages.NOTHING_DRAWN)


def _is_path(lines: str) -> bool:
    at = 0
    while at < len(lines):
        found = _LINE.match(lines, at)
        if not found:
            return False
        at = found.end()
    numbers = [int(each) for each in _NUMBER.findall(lines)]
    return max(numbers[::2], default=0) <= WIDE and max(numbers[1::2], default=0) <= HIGH


def drawn(spec: Mapping[str, Any], response: Any) -> str:
    """Return a drawing on its paper, as SVG; empty when the response has none."""
    lines = response.get("lines", "") if isinstance(response, dict) else ""
    if not isinstance(lines, str) or not lines or len(lines) > MAX_LINES or not _is_path(lines):
        return ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" width="500"'
        f' height="375"><path fill="#fff" stroke="#999" d="M0 0H{WIDE}V{HIGH}H0Z"/>'
        f"{_ruled(spec.get('paper', 'plain'))}"
        '<path fill="none" stroke="#000" stroke-width="8" stroke-linecap="round"'
        f' stroke-linejoin="round" d="{lines}"/></svg>'
    )


def _ruled(paper: str) -> str:
    """Return the lines or dots of the paper, as the view has them: 50 from one to the next."""
    columns, rows = range(50, WIDE, 50), range(50, HIGH, 50)
    if paper == "squared":
        ends = [f"M{x} 0V{HIGH}" for x in columns] + [f"M0 {y}H{WIDE}" for y in rows]
    elif paper == "dotted":
        ends = [f"M{x} {y}h0" for x in columns for y in rows]
    else:
        return ""
    wide = 6 if paper == "dotted" else 2
    return (
        f'<path fill="none" stroke="#bbb" stroke-width="{wide}" stroke-linecap="round"'
        f' d="{"".join(ends)}"/>'
    )


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return drawings, words in place of one, and what is neither."""
    return [
        Sample({"lines": "M100 100L300 250L500 100"}, "pending"),
        Sample({"lines": "M5 5L5 5M0 0L1000 750", "words": "a dot and a line"}, "pending"),
        Sample({"words": "A circle, and the moon beside it."}, "pending"),
        Sample(None, "invalid"),
        Sample({}, "invalid"),
        Sample({"words": "  "}, "invalid"),
        Sample({"lines": "M0 0L1001 0"}, "invalid"),
        Sample({"lines": "M0 0L0 751"}, "invalid"),
        Sample({"lines": 'M0 0L1 1"/><script>'}, "invalid"),
        Sample({"lines": "M0 0"}, "invalid"),
        Sample({"lines": ["M0 0L1 1"]}, "invalid"),
        Sample("M0 0L1 1", "invalid"),
    ]


EXAMPLE = """\
id: shadow
ask: A stick stands upright in the sun. Draw the stick and its shadow at noon and in the evening.
help: Whoever would rather say it in words writes it below the paper.
examples:
  - response: {lines: M500 250L500 500M500 500L800 550, words: The evening shadow is longer.}
    mark: pending
  - response: {words: At noon it is short. In the evening it is long and points to the east.}
    mark: pending
  - response: {lines: a stick}
    mark: invalid
"""

QUESTION = QuestionType(
    name="draw",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="map<gap,string>",
    partial_credit="None on arrival: the drawing is kept, and a person marks it.",
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "paper"),
    drawn=drawn,
)
