"""What matching, categorize and label_picture share: names on one side, and what each is given."""

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from pydantic import Field

from lp_widgets.questions import base, messages
from lp_widgets.questions.base import Id, Mark, Sample
from lp_widgets.questions.choices import not_among, telling_names
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Text

_COUNTER = re.compile(r"\d+$|(?<=[-_])[a-z]$|^[a-z]$", re.I)


class Wrong(base.BaseModel):
    """A slip that is foreseen: one or more things in a place that is not theirs."""

    model_config = base.Key.model_config

    answer: dict[Id, Id] = Field(
        min_length=1, max_length=24, description="what is put where, written like the right answer"
    )
    say: Text = Field(min_length=1, description="what this slip shows")


class Key(base.Key):
    """What is said to known slips."""

    wrong: list[Wrong] = Field(
        default=[],
        max_length=50,
        description="foreseen slips; the first that is part of the answer is said",
    )


def check_places(
    places: Mapping[str, str],
    names: Collection[str],
    texts: Mapping[str, str],
    field: str,
    wrong: list[Wrong],
) -> None:
    """Refuse what does not give each of ``names`` one of ``texts``, and slips that are none."""
    _check_names(places, names, texts, field)
    for name in names:
        if name not in places:
            raise QuestionError(field, f"leaves out “{name}”")
    for at, slip in enumerate(wrong):
        _check_names(slip.answer, names, texts, f"wrong/{at}/answer")
        if all(texts[places[name]] == texts[given] for name, given in slip.answer.items()):
            raise QuestionError(f"wrong/{at}/answer", "is right")


def _check_names(
    places: Mapping[str, str], names: Collection[str], texts: Mapping[str, str], field: str
) -> None:
    for name, given in places.items():
        if name not in names:
            raise QuestionError(f"{field}/{name}", not_among(name, names))
        if given not in texts:
            raise QuestionError(f"{field}/{name}", not_among(given, texts))


def check_once(places: Mapping[str, str], field: str) -> None:
    """Refuse a card that is needed in two places: each is there once."""
    seen: dict[str, str] = {}
    for name, given in places.items():
        if given in seen:
            raise QuestionError(
                f"{field}/{name}",
                f"“{given}” is taken by “{seen[given]}”; give a second card the same text",
            )
        seen[given] = name


def check_filled(texts: Mapping[str, str], field: str) -> None:
    """Refuse a card with nothing on it; two cards may say the same."""
    for name, text in texts.items():
        if not text:
            raise QuestionError(f"{field}/{name}", "is empty")


def telling_places(
    places: Mapping[str, str], names: Collection[str], others: Collection[str], field: str
) -> None:
    """Refuse names that travel to learners and tell what belongs together."""
    telling_names([*names, *others], field)
    for name in names:
        if name in others:
            raise QuestionError(f"{field}/{name}", "is the name of two things; give each its own")
    pairs = [(name.lower(), given.lower()) for name, given in places.items()]
    counters = {(_counter(name), _counter(given)) for name, given in pairs}
    counted = len(pairs) > 1 and all(one and one == other for one, other in counters)
    for name, given in pairs:
        short, long = sorted((name, given), key=len)
        if counted or (len(short) > 2 and short in long):
            raise QuestionError(
                f"{field}/{name}",
                f"the names “{name}” and “{given}” travel to learners and tell what belongs"
                " together; name each by what it says itself",
            )


def _counter(name: str) -> str:
    found = _COUNTER.search(name)
    return found[0] if found else ""


def mark_places(
    response: Any,
    places: Mapping[str, str],
    names: Collection[str],
    texts: Mapping[str, str],
    key: Key,
    *,
    once: bool,
) -> Mark:
    """Mark what each of ``names`` was given; ``places`` is right, and ``texts`` what counts.

    Two things with the same text are as good as each other. ``once`` says that each thing can be
    in one place only.
    """
    said = _unreadable(response, names, texts, once)
    if said:
        return Mark.invalid(said)
    rightly = [
        name
        for name, wanted in places.items()
        if name in response and texts[response[name]] == texts[wanted]
    ]
    if len(rightly) == len(places):
        return Mark.graded(1, key.right)
    slip = next((slip.say for slip in key.wrong if _shows(slip, response, texts)), key.otherwise)
    message = ""
    if rightly:
        whole = len(rightly) == len(response)
        message = messages.PLACES_MISSING if whole else messages.PLACES_BEGUN
    return Mark.graded(float(Fraction(len(rightly), len(places))), slip, message=message)


def _unreadable(response: Any, names: Collection[str], texts: Mapping[str, str], once: bool) -> str:
    if response is None or response == {}:
        return messages.NOTHING_PLACED
    if not isinstance(response, dict) or len(response) > len(names):
        return messages.WRONG_SHAPE
    given = list(response.values())
    if not all(isinstance(each, str) for each in given):
        return messages.WRONG_SHAPE
    if any(name not in names for name in response) or any(each not in texts for each in given):
        return messages.NOT_OFFERED
    if once and len(set(given)) < len(given):
        return messages.WRONG_SHAPE
    return ""


def _shows(slip: Wrong, response: dict[str, str], texts: Mapping[str, str]) -> bool:
    return all(
        name in response and texts[response[name]] == texts[given]
        for name, given in slip.answer.items()
    )


def sample_places(places: Mapping[str, str], texts: Mapping[str, str]) -> list[Sample]:
    """Return the right answer, one right and one wrong place alone, and what is no answer."""
    name, wanted = next(iter(places.items()))
    samples = [
        Sample(dict(places), "correct"),
        Sample(dict(reversed(list(places.items()))), "correct"),
        Sample(None, "invalid"),
        Sample({}, "invalid"),
        Sample([*places], "invalid"),
        Sample({**places, "no-such-place-here": wanted}, "invalid"),
        Sample({name: "no-such-thing-here"}, "invalid"),
        Sample({name: [wanted]}, "invalid"),
    ]
    other = next((each for each, text in texts.items() if text != texts[wanted]), None)
    if other:
        samples.append(Sample({name: other}, "wrong"))
    if len(places) > 1:
        samples.append(Sample({name: wanted}, "partial"))
    return samples
