"""What types share that offer things with names: their checks, and an order that tells nothing."""

import hashlib
import re
from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from lp_widgets.questions import messages
from lp_widgets.questions.base import Id, Key, Spec
from lp_widgets.questions.errors import QuestionError, listed
from lp_widgets.questions.texts import Text

_TELLING = re.compile(r"(?i)(correct|incorrect|wrong|answer|distractor|solution)")

Options = Annotated[
    dict[Id, Text],
    Field(
        min_length=2,
        max_length=26,
        description="what can be chosen, as “name: text”, in the order in which it is shown",
    ),
]


class ChoiceSpec(Spec):
    """Options to choose from, shown in the author's order."""

    options: Options


class ChoiceKey(Key):
    """What is said to those who choose an option."""

    say: dict[Id, Text] = Field(
        default={}, description="what to say to whoever chose an option, as “name: text”"
    )


def check_options(spec: ChoiceSpec, key: ChoiceKey, answers: list[str], field: str) -> None:
    """Refuse names that are not offered, and options that look alike."""
    for name in answers:
        if name not in spec.options:
            raise QuestionError(field, not_among(name, spec.options))
    for name in key.say:
        if name not in spec.options:
            raise QuestionError(f"say/{name}", not_among(name, spec.options))
    check_texts(spec.options, "options")


def telling_options(spec: ChoiceSpec, key: ChoiceKey) -> None:
    """Refuse an option's name that would tell a learner what is right."""
    telling_names(spec.options, "options")


def telling_names(names: Collection[str], field: str) -> None:
    """Refuse names that travel to learners and say what is right."""
    for name in names:
        if _TELLING.match(name) or (name.lower() == "right" and "left" not in names):
            raise QuestionError(
                f"{field}/{name}",
                "this name travels to learners and tells what is right; name what the text says",
            )


def check_texts(texts: dict[str, str], field: str) -> None:
    """Refuse two equal or empty texts."""
    seen: dict[str, str] = {}
    for name, text in texts.items():
        if not text:
            raise QuestionError(f"{field}/{name}", "is empty")
        if text in seen:
            raise QuestionError(f"{field}/{name}", f"has the same text as “{seen[text]}”")
        seen[text] = name


def mixed(seed: str, names: Iterable[str]) -> list[str]:
    """Return names in an order that hangs on ``seed`` (the question's id) and on them alone."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())


def not_among(name: str, options: Iterable[str]) -> str:
    """Return the sentence for a name that is not offered."""
    return f"“{name}” is not one of the names {listed(options)}"


def net_correct(chosen: set[str], right: set[str]) -> tuple[Fraction, str]:
    """Return right choices less wrong ones over the right ones, and what to say of part of it.

    Choosing everything never pays.
    """
    hits, slips = len(chosen & right), len(chosen - right)
    score = max(Fraction(hits - slips, len(right)), Fraction(0)) if right else Fraction(0)
    if not score:
        return score, ""
    if not slips:
        return score, messages.SOME_MISSING
    return score, messages.SOME_TOO_MUCH if hits == len(right) else messages.SOME_OF_BOTH
