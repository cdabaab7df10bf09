"""Parsons: build a program out of given lines, in the right order and at the right depth.

After Dale Parsons and Patricia Haden, “Parson's programming puzzles” (2006), in two dimensions.
"""

import hashlib
from collections import Counter
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import COMMON, Mark, QuestionType, Sample
from lp_widgets.questions.code import MAX_PROGRAM, Program
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Text, Translatable
from lp_widgets.questions.words import is_sound

INDENT = "    "
MAX_LINES = 30
_DEEPEST = 9

_Extra = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Translatable("answer"),
]
Line = tuple[int, str]
"""How many levels a line is indented, and its text."""


class Spec(base.Spec):
    """Lines to build a program from."""

    lines: list[str] = Field(
        default=[],
        max_length=2 * MAX_LINES,
        description="the lines to choose from: made from the program and `extra`, and shuffled",
    )


class Wrong(base.BaseModel):
    """A program that shows a known slip, and what to say to it."""

    model_config = base.Key.model_config

    answer: Program = Field(description="the program, built from the same lines")
    say: Text = Field(min_length=1, description="what this program shows")


class Key(base.Key):
    """The right program."""

    program: Program = Field(min_length=1, description="the right program, with its indentation")
    also: list[Program] = Field(
        default=[], max_length=9, description="other right programs of the same lines"
    )
    extra: list[_Extra] = Field(
        default=[], max_length=MAX_LINES, description="lines that belong nowhere"
    )
    wrong: list[Wrong] = Field(
        default=[], description="known slips; the first that fits the answer is said"
    )


def check(spec: Spec, key: Key) -> tuple[Spec, Key]:
    """Refuse a program that cannot be built, and shuffle its lines for good."""
    right = _author(key.program, "program")
    offered = Counter([text for _, text in right] + key.extra)
    for place, text in enumerate(key.extra):
        if text in (line for _, line in right):
            raise QuestionError(f"extra/{place}", f"“{text}” is a line of the program")
    for place, program in enumerate(key.also):
        _buildable(_author(program, f"also/{place}"), offered, f"also/{place}")
    for place, slip in enumerate(key.wrong):
        lines = _author(slip.answer, f"wrong/{place}/answer")
        _buildable(lines, offered, f"wrong/{place}/answer")
        if lines in _solutions(key):
            raise QuestionError(f"wrong/{place}/answer", "is a right program")
    return spec.model_copy(update={"lines": _shuffled(spec.id, right, key.extra)}), key


def _author(program: str, field: str) -> list[Line]:
    found = depths(program)
    if found is None:
        raise QuestionError(field, "has a line whose indentation fits none above it")
    if not 2 <= len(found) <= MAX_LINES:
        raise QuestionError(field, f"has {len(found)} lines; 2 to {MAX_LINES} can be put in order")
    return found


def _buildable(lines: list[Line], offered: Counter[str], field: str) -> None:
    for text in Counter(text for _, text in lines) - offered:
        raise QuestionError(field, f"“{text}” is no line of the program or of “extra”")


def _shuffled(seed: str, right: list[Line], extra: list[str]) -> list[str]:
    """Return the lines as every learner first sees them: never in their right order."""
    straight = [*(text for _, text in right), *extra]
    order = sorted(
        range(len(straight)), key=lambda at: hashlib.sha256(f"{seed}/{at}".encode()).digest()
    )
    mixed = [straight[at] for at in order]
    begun = mixed[: len(right)] == straight[: len(right)]
    return [*mixed[1:], mixed[0]] if begun else mixed


def depths(program: str) -> list[Line] | None:
    """Return the lines with their levels; None when one fits no level above it, or is too deep."""
    levels = [0]
    found = []
    for line in program.expandtabs(4).splitlines():
        text = line.strip()
        if not text:
            continue
        width = len(line) - len(line.lstrip())
        if width > levels[-1]:
            levels.append(width)
        while width < levels[-1]:
            levels.pop()
        if width != levels[-1] or len(levels) > _DEEPEST + 1:
            return None
        found.append((len(levels) - 1, text))
    return found


def _solutions(key: Key) -> list[list[Line]]:
    return [depths(program) or [] for program in (key.program, *key.also)]


def mark(spec: Spec, key: Key, response: Any, locale: str) -> Mark:
    """Mark the program that was built, as text with four spaces a level; None is untouched."""
    if response is None or response == "":
        return Mark.invalid(messages.NOTHING_BUILT)
    if not isinstance(response, str) or len(response) > MAX_PROGRAM or not is_sound(response):
        return Mark.invalid(messages.WRONG_SHAPE)
    given = _given(response)
    if given is None:
        return Mark.invalid(messages.WRONG_SHAPE)
    if Counter(text for _, text in given) - Counter(spec.lines):
        return Mark.invalid(messages.NOT_OFFERED)
    solutions = _solutions(key)
    if given in solutions:
        return Mark.graded(1, key.right)
    score = max(_share(given, right) for right in solutions)
    said = next((slip.say for slip in key.wrong if depths(slip.answer) == given), key.otherwise)
    return Mark.graded(float(score), said, message=messages.PROGRAM_BEGUN if score else "")


def _given(response: str) -> list[Line] | None:
    """Return a learner's lines: she may indent too deep, which is a slip and not unreadable."""
    found: list[Line] = []
    for line in response.split("\n"):
        text = line.strip(" ")
        depth, rest = divmod(len(line) - len(line.lstrip(" ")), len(INDENT))
        if not text or rest or depth > _DEEPEST or len(found) > 2 * MAX_LINES:
            return None
        found.append((depth, text))
    return found


def _share(given: list[Line], right: list[Line]) -> Fraction:
    """Return the longest run in common, over the lines of the longer program."""
    run = _common(given, right)
    return Fraction(run, max(len(given), len(right))) if run > 1 else Fraction(0)


def _common(one: list[Line], other: list[Line]) -> int:
    last = [0] * (len(other) + 1)
    for line in one:
        row = [0]
        for at, target in enumerate(other, 1):
            row.append(last[at - 1] + 1 if line == target else max(last[at], row[-1]))
        last = row
    return last[-1]


def written(lines: list[Line]) -> str:
    """Return lines as the text that a view sends."""
    return "\n".join(INDENT * depth + text for depth, text in lines)


def generate(spec: Spec, key: Key) -> list[Sample]:
    """Return the right programs, one lonely line, and what cannot be built of these lines."""
    right = depths(key.program) or []
    return [
        *(Sample(written(lines), "correct") for lines in _solutions(key)),
        Sample(written([(5, right[0][1])]), "wrong"),
        Sample(None, "invalid"),
        Sample("", "invalid"),
        Sample(written([*right, (0, "no such line")]), "invalid"),
        Sample(written([right[0]] * (len(spec.lines) + 1)), "invalid"),
        Sample(" " + written(right), "invalid"),
        Sample([text for _, text in right], "invalid"),
    ]


EXAMPLE = """\
id: build
ask: Which lines draw a square? Build the program.
program: |
  for side in repeat(4):
      forward(100)
      left(90)
extra:
  - left(60)
wrong:
  - answer: |
      for side in repeat(4):
          forward(100)
      left(90)
    say: Here the pen turns once, at the very end. What belongs into the loop?
right: Each turn of the loop draws a side and turns a corner.
otherwise: Walk the program with your finger, line by line.
examples:
  - response: |-
      for side in repeat(4):
          forward(100)
          left(90)
    mark: 1
  - response: |-
      for side in repeat(4):
          forward(100)
      left(90)
    mark: 2/3
  - response: left(60)
    mark: 0
  - response: draw_a_square()
    mark: invalid
"""

QUESTION = QuestionType(
    name="parsons",
    Spec=Spec,
    Key=Key,
    mark=mark,
    response_shape="string",
    partial_credit=(
        "The most lines that follow one another rightly at the right depth, over the lines of the"
        " longer of both programs; a single line counts nothing."
    ),
    generate=generate,
    example=EXAMPLE,
    public=(*COMMON, "lines"),
    check=check,
)
