"""Gaps that learners fill, one by one: in a sentence (`cloze`) and in a table (`table`)."""

from collections.abc import Mapping, Sequence
from typing import Any

from lp_widgets.questions import base, messages, number, short_text
from lp_widgets.questions.base import Mark, Sample
from lp_widgets.questions.choices import check_texts, not_among, telling_names
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.exact import exact
from lp_widgets.questions.gap_kinds import (
    MOST_VALUES,
    ChoiceGap,
    Choices,
    Gap,
    NumberGap,
    TextGap,
)
from lp_widgets.questions.numerals import write
from lp_widgets.questions.words import fold

_NUMBER = number.Spec(id="gap", ask="…")
_TEXT = short_text.Spec(id="gap", ask="…")
_UNREAD = {
    messages.NUMBER_WANTED: messages.GAP_NUMBER,
    messages.NUMBER_MEANT: messages.GAP_MEANT,
    messages.NUMBER_EITHER: messages.GAP_EITHER,
    messages.NUMBER_ALONE: messages.GAP_ALONE,
    messages.TWO_ALPHABETS: messages.GAP_ALPHABETS,
    messages.NOT_OFFERED: messages.NOT_OFFERED,
}


def check_gaps(
    gaps: Mapping[str, Gap], choices: Choices, any_order: Sequence[list[str]], field: str
) -> None:
    """Refuse gaps that nobody could fill, and choices and groups of gaps that are none."""
    for name in choices:
        if not isinstance(gaps.get(name), ChoiceGap):
            raise QuestionError(f"choices/{name}", "belongs to no gap of the kind “choice”")
        if len(choices[name]) < 2:
            raise QuestionError(f"choices/{name}", "has too few entries")
        check_texts(choices[name], f"choices/{name}")
    for name, gap in gaps.items():
        try:
            _check_gap(gap, choices.get(name, {}))
        except QuestionError as error:
            raise QuestionError(f"{field}/{name}/{error.field}", error.message) from error
    seen: set[str] = set()
    for place, group in enumerate(any_order):
        _check_group(gaps, group, seen, f"any_order/{place}")
        seen.update(group)


def _check_gap(gap: Gap, choices: dict[str, str]) -> None:
    if isinstance(gap, ChoiceGap):
        for name in (gap.answer, *gap.say):
            if name not in choices:
                raise QuestionError("answer", not_among(name, choices))
    elif isinstance(gap, TextGap):
        short_text.check(_TEXT, gap.key())
    else:
        for key in gap.each():
            number.check(_NUMBER, key)


def _check_group(gaps: Mapping[str, Gap], group: list[str], seen: set[str], field: str) -> None:
    for name in group:
        if name not in gaps:
            raise QuestionError(field, f"“{name}” is no gap")
        if name in seen or group.count(name) > 1:
            raise QuestionError(field, f"has the gap “{name}” twice")
    kinds = {gaps[name].kind for name in group}
    if len(kinds) > 1 or "choice" in kinds:
        raise QuestionError(field, "needs gaps of one kind, number or short_text")
    if not len(group) <= len(_pool(gaps, group, "")) <= MOST_VALUES:
        raise QuestionError(
            field, f"needs a different answer for each gap, and at most {MOST_VALUES} in all"
        )


def telling_gaps(gaps: Mapping[str, Gap], choices: Choices, field: str) -> None:
    """Refuse names of gaps and choices that tell what is right: they travel to learners."""
    telling_names(gaps, field)
    for name, offered in choices.items():
        telling_names(offered, f"choices/{name}")
    for name, gap in gaps.items():
        said = fold(name.replace("_", " ").replace("-", " "), "")
        accepted = gap.accepted if isinstance(gap, TextGap) else []
        if isinstance(gap, ChoiceGap):
            accepted = [gap.answer, choices.get(name, {}).get(gap.answer, "")]
        if said in (fold(text, "") for text in accepted):
            raise QuestionError(
                f"{field}/{name}", "this name travels to learners and is the answer; name the gap"
            )


def keypad(gaps: Mapping[str, Gap]) -> list[str]:
    """Return the gaps that a phone's keypad of digits can fill."""
    return [
        name
        for name, gap in gaps.items()
        if isinstance(gap, NumberGap) and not any("/" in value for value in gap.answer)
    ]


def mark_gaps(
    key: base.Key,
    gaps: Mapping[str, Gap],
    choices: Choices,
    any_order: Sequence[list[str]],
    response: Any,
    locale: str,
) -> Mark:
    """Mark a map of what stands in each gap; a gap that is not there is empty."""
    if response is None or response == {}:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if not isinstance(response, dict) or len(response) > len(gaps):
        return Mark.invalid(messages.WRONG_SHAPE)
    if not all(name in gaps and isinstance(text, str) for name, text in response.items()):
        return Mark.invalid(messages.WRONG_SHAPE)
    marks: dict[str, Mark] = {}
    for place, (name, gap) in enumerate(gaps.items(), 1):
        marks[name] = _judge(gap, choices.get(name, {}), response.get(name, ""), locale)
        if marks[name].state == "invalid" and marks[name].message != messages.NOTHING_WRITTEN:
            return _unread(marks[name], place, locale)
    if all(mark.state == "invalid" for mark in marks.values()):
        return Mark.invalid(messages.NOTHING_WRITTEN)
    for group in any_order:
        marks.update(_judge_group(gaps, group, response, marks, locale))
    return _summed(key, marks, locale)


def _judge(gap: Gap, choices: dict[str, str], text: str, locale: str) -> Mark:
    """Mark one gap; invalid and NOTHING_WRITTEN when it is empty."""
    if isinstance(gap, TextGap):
        return short_text.mark(_TEXT, gap.key(), text, locale)
    if isinstance(gap, NumberGap):
        tried = [number.mark(_NUMBER, key, text, locale) for key in gap.each()]
        return max(tried, key=lambda mark: mark.score)
    if not text:
        return Mark.invalid(messages.NOTHING_WRITTEN)
    if text not in choices:
        return Mark.invalid(messages.NOT_OFFERED)
    return Mark.graded(float(text == gap.answer), gap.say.get(text, ""))


def _unread(mark: Mark, place: int, locale: str) -> Mark:
    if mark.message in (messages.TOO_LONG, messages.WRONG_SHAPE):
        return mark
    message = _UNREAD.get(mark.message, messages.GAP_UNREAD)
    return Mark.invalid(message, **{**mark.values, "gap": write(exact(str(place)), locale)})


def _pool(gaps: Mapping[str, Gap], group: list[str], locale: str) -> list[Any]:
    """Return one key for each different value that a group of gaps accepts."""
    keys: dict[Any, Any] = {}
    for name in group:
        gap = gaps[name]
        if isinstance(gap, NumberGap):
            keys.update((exact(key.answer), key) for key in gap.each())
        elif isinstance(gap, TextGap):
            keys.update((fold(key.accepted[0], locale), key) for key in gap.each())
    return list(keys.values())


def _judge_group(
    gaps: Mapping[str, Gap],
    group: list[str],
    response: dict[str, str],
    marks: Mapping[str, Mark],
    locale: str,
) -> dict[str, Mark]:
    """Mark gaps whose answers may stand in any order: each accepted value counts once."""
    pool = _pool(gaps, group, locale)
    fits: dict[str, dict[int, Mark]] = {}
    for name in group:
        kind, spec = (number, _NUMBER) if gaps[name].kind == "number" else (short_text, _TEXT)
        tried = [kind.mark(spec, key, response.get(name, ""), locale) for key in pool]
        fits[name] = {place: mark for place, mark in enumerate(tried) if mark.score == 1}
    taken: dict[int, str] = {}
    for name in group:
        _take(name, fits, taken, set())
    given = {name: fits[name][place] for place, name in taken.items()}
    # A foreseen slip is one only where no gap of the group would accept it.
    said = {name: marks[name].feedback for name in group if not fits[name]}
    return {name: given.get(name) or Mark.graded(0, said.get(name, "")) for name in group}


def _take(
    name: str, fits: Mapping[str, Mapping[int, Mark]], taken: dict[int, str], tried: set[int]
) -> bool:
    """Give a gap a value of its own, moving others aside where that helps (Kuhn's matching)."""
    for place in fits[name]:
        if place in tried:
            continue
        tried.add(place)
        if place not in taken or _take(taken[place], fits, taken, tried):
            taken[place] = name
            return True
    return False


def _summed(key: base.Key, marks: Mapping[str, Mark], locale: str) -> Mark:
    right = sum(mark.score == 1 for mark in marks.values())
    parts = {name: float(mark.score == 1) for name, mark in marks.items()}
    if right == len(marks):
        spelled = next((mark for mark in marks.values() if mark.message == messages.SPELLED), None)
        more = {"message": spelled.message, "values": spelled.values} if spelled else {}
        return Mark.graded(1, key.right, parts=parts, **more)
    said = dict.fromkeys(
        mark.feedback for mark in marks.values() if mark.score < 1 and mark.feedback
    )
    empty = any(mark.message == messages.NOTHING_WRITTEN for mark in marks.values())
    counted = {"right": right, "all": len(marks)}
    return Mark.graded(
        right / len(marks),
        " ".join(said) or key.otherwise,
        parts=parts,
        message=messages.GAPS_EMPTY if empty else messages.GAPS_RIGHT if right else "",
        values={name: write(exact(str(count)), locale) for name, count in counted.items()},
    )


def samples(gaps: Mapping[str, Gap], any_order: Sequence[list[str]]) -> list[Sample]:
    """Return gaps filled rightly, in part and not at all, and what is no map of gaps."""
    filled = {name: _right(gap) for name, gap in gaps.items()}
    for group in any_order:
        filled.update(zip(group, map(_value, _pool(gaps, group, "en")), strict=False))
    first = next(iter(gaps))
    nothing: tuple[Any, ...] = (None, {}, [], "", 3, list(filled.values()))
    made = [
        Sample(filled, "correct"),
        *(Sample(thing, "invalid") for thing in nothing),
        Sample(dict.fromkeys(gaps, " "), "invalid"),
        Sample({**filled, "no-such-gap-here": "1"}, "invalid"),
        Sample({**filled, first: None}, "invalid"),
        Sample({**filled, first: [filled[first]]}, "invalid"),
        Sample({**filled, first: "9" * 10_000}, "invalid"),
    ]
    if len(gaps) > 1:
        made.append(Sample({first: filled[first]}, "partial"))
    slips = {name: _slip(gap) for name, gap in gaps.items() if _slip(gap)}
    if slips:
        made.append(Sample(slips, "wrong"))
    return made


def _right(gap: Gap) -> str:
    if isinstance(gap, ChoiceGap):
        return gap.answer
    return _value(gap.each()[0])


def _value(key: number.Key | short_text.Key) -> str:
    if isinstance(key, short_text.Key):
        return key.accepted[0]
    return write(exact(key.answer), "en")


def _slip(gap: Gap) -> str:
    if isinstance(gap, NumberGap):
        return write(max(exact(value) for value in gap.answer) * 2 + 1000, "en")
    return "xyzxyzxyz" if isinstance(gap, TextGap) else ""
