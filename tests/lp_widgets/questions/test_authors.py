"""What an author is told about a question that cannot be used."""

from typing import Any

import pytest

from lp_widgets import questions
from lp_widgets.questions import QuestionError
from tests.lp_widgets.questions.examples import source

WRONG_ORDER = ["fall", "rise", "sun"]

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("number", {"anser": "1"}, "anser", "did you mean “answer”?"),
    ("number", {"answer": None}, "answer", "is missing: the right number"),
    ("number", {"id": None}, "id", "is missing: a name for this question that never changes"),
    ("number", {"ask": "  "}, "ask", "is empty"),
    ("number", {"id": "1st"}, "id", "it says “1st”"),
    ("number", {"id": "a/b"}, "id", "it says “a/b”"),
    ("number", {"answer": "1,5"}, "answer", "write a number as 1.5, 3/4 or 1 1/2"),
    ("number", {"answer": "١٫٥"}, "answer", "write a number as 1.5"),
    ("number", {"answer": "1/0"}, "answer", "write a number as 1.5"),
    ("number", {"answer": "nan"}, "answer", "write a number as 1.5"),
    ("number", {"answer": "9" * 10_000}, "answer", "write a number as 1.5"),
    ("number", {"answer": float("nan")}, "answer", "write a number as 1.5"),
    ("number", {"answer": True}, "answer", "must be text"),
    ("number", {"tolerance": "-1"}, "tolerance", "must not be below 0"),
    ("number", {"credit": "2"}, "credit", "must lie between 0 and 1"),
    ("number", {"points": "many"}, "points", "must be a whole number"),
    ("number", {"points": "-1"}, "points", "greater than or equal to 0"),
    ("number", {"form": "roman"}, "form", "'lowest'"),
    ("number", {"wrong": [{"answer": "0.5"}]}, "wrong/0/say", "is missing"),
    ("number", {"wrong": [{"answer": "1.49", "say": "no"}]}, "wrong/0/answer", "marked as right"),
    ("number", {"wrong": [{"answer": "1", "says": "no"}]}, "wrong/0", ""),
    ("number", {"wrong": "0.5"}, "wrong", "must be a list"),
    ("number", {"units": [{"write": "m"}]}, "units", "keep one of the two"),
    ("number", {"picture": "jug.svg"}, "", "a picture needs “alt”"),
    ("number", {"picture": "../jug.svg", "alt": "a jug"}, "picture", "it says “../jug.svg”"),
    ("number", {"picture": "jug.exe", "alt": "a jug"}, "picture", "it says “jug.exe”"),
    ("number", {"hints": "one"}, "hints", "must be a list"),
    ("number", {"hints": ["h"] * 10}, "hints", "has too many entries"),
    ("short_text", {"accepted": []}, "accepted", "has too few entries"),
    ("short_text", {"accepted": ["\u0640"]}, "accepted", "nothing in it that could be typed"),
    ("short_text", {"accepted": [" "]}, "accepted/0", "is empty"),
    ("short_text", {"accepted": ["A", "condensation."]}, "wrong/0/answer", "accepted as right"),
    ("short_text", {"ignore_accents": "maybe"}, "ignore_accents", "must be yes or no"),
    ("single_choice", {"answer": "water"}, "answer", "not one of the names air, stone and sun"),
    ("single_choice", {"say": {"water": "no"}}, "say/water", "not one of the names"),
    ("single_choice", {"options": {"air": "a"}}, "options", "has too few entries"),
    ("single_choice", {"options": ["a", "b"]}, "options", "“name: text”"),
    ("single_choice", {"options": {"1": "a", "2": "b"}}, "options/1", "it says “1”"),
    (
        "single_choice",
        {"options": {"air": "x", "stone": "x", "sun": "y"}},
        "options/stone",
        "same text as “air”",
    ),
    (
        "single_choice",
        {"options": {"correct": "x", "stone": "y"}, "answer": "correct"},
        "options/correct",
        "tells what is right",
    ),
    ("single_choice", {"options": {"air": "", "stone": "y"}}, "options/air", "is empty"),
    ("multiple_choice", {"answers": ["wind", "wind"]}, "answers", "the same name twice"),
    ("multiple_choice", {"answers": ["wind", "rain"]}, "answers", "“rain” is not one of"),
    ("multiple_choice", {"answer": "wind"}, "answer", "did you mean “answers”?"),
    ("true_false", {"answer": "maybe"}, "answer", "must be yes or no"),
    ("true_false", {"answer": None}, "answer", "is missing: yes: the statement is true"),
    ("cloze", {"text": "No gap at all."}, "text", "has the gap [[low]] nowhere"),
    (
        "cloze",
        {"gaps": {"low": {"kind": "roman"}}},
        "gaps/low/kind",
        "is one of number, short_text",
    ),
    ("cloze", {"gaps": {"low": {"answer": "1"}}}, "gaps/low", "needs its “kind”"),
    ("cloze", {"gaps": {"low": {"kind": "number", "answer": "0"}}}, "text", "has a gap [[high]]"),
    (
        "cloze",
        {"text": "[[a]] [[", "gaps": {"a": {"kind": "number", "answer": "0"}}, "choices": {}},
        "text",
        "has “[[” without",
    ),
    ("cloze", {"choices": {"low": {"x": "1", "y": "2"}}}, "choices/low", "belongs to no gap"),
    ("cloze", {"choices": {}}, "gaps/weight/answer", "“light” is not one of"),
    ("cloze", {"any_order": [["low", "gas"]]}, "any_order/0", "needs gaps of one kind"),
    ("cloze", {"any_order": [["low", "low"]]}, "any_order/0", "has the gap “low” twice"),
    (
        "cloze",
        {
            "text": "[[a]] [[b]]",
            "choices": {},
            "any_order": [["a", "b"]],
            "gaps": {name: {"kind": "number", "answer": "3"} for name in "ab"},
        },
        "any_order/0",
        "a different answer for each gap",
    ),
    (
        "cloze",
        {
            "text": "[[steam]]",
            "choices": {},
            "gaps": {"steam": {"kind": "short_text", "accepted": ["Steam"]}},
        },
        "gaps/steam",
        "is the answer; name the gap",
    ),
    ("table", {"given": {}}, "cells", "says nothing of bee.legs"),
    ("table", {"cells": {"bee": {"kind": "number", "answer": "1"}}}, "cells/bee", "is no cell"),
    (
        "table",
        {"columns": {"legs": "Legs", "wings": "Legs"}},
        "columns/wings",
        "same text as “legs”",
    ),
    (
        "table",
        {"cells": {"bee.legs": {"kind": "number", "answer": "6"}}},
        "cells/bee.legs",
        "is given already",
    ),
    ("ordering", {"order": ["sun", "rise"]}, "order", "leaves out “fall”"),
    ("ordering", {"order": ["sun", "rise", "snow"]}, "order", "“snow” is not one of"),
    ("ordering", {"order": ["sun", "rise", "sun"]}, "order", "the same name twice"),
    (
        "ordering",
        {"wrong": [{"answer": ["sun", "rise", "fall"], "say": "?"}]},
        "wrong/0/answer",
        "is the right order",
    ),
    ("formula", {"answer": "4x +"}, "answer", "still missing beside “+”"),
    ("formula", {"answer": "y = 4x"}, "answer", "without the sign ="),
    ("formula", {"answer": "1/(x-x)"}, "answer", "no value anywhere"),
    ("formula", {"answer": "9^9^9^9"}, "answer", "too large"),
    ("formula", {"answer": "4y + 6"}, "answer", "“y” is not among the variables x"),
    ("formula", {"answer": "2(2x + 3)"}, "answer", "is not expanded"),
    ("formula", {"form": "factored"}, "answer", "is not factored"),
    ("formula", {"variables": ["x", "e"]}, "variables", "“e” cannot be a variable"),
    ("formula", {"variables": ["speed"]}, "variables/0", "at most 1 character"),
    (
        "formula",
        {"wrong": [{"answer": "2(2x + 3)", "say": "?"}]},
        "wrong/0/answer",
        "is equal to the answer",
    ),
    ("matching", {"pairs": {"hen": "feather", "bee": "wax"}}, "pairs", "leaves out “snail”"),
    ("matching", {"pairs": {"cow": "wax"}}, "pairs/cow", "not one of the names hen, snail and bee"),
    (
        "matching",
        {"pairs": {"hen": "wax", "snail": "slime", "bee": "wax"}},
        "pairs/bee",
        "give a second card the same text",
    ),
    ("matching", {"pairs": {"hen": "egg"}}, "pairs/hen", "“egg” is not one of"),
    ("matching", {"wrong": [{"answer": {"bee": "wax"}, "say": "?"}]}, "wrong/0/answer", "is right"),
    ("matching", {"wrong": [{"answer": {}, "say": "?"}]}, "wrong/0/answer", "has too few entries"),
    (
        "matching",
        {"lines": {"wax": "a", "bee": "b"}, "pairs": {"wax": "slime", "bee": "wax"}, "wrong": None},
        "pairs/wax",
        "the name of two things",
    ),
    (
        "matching",
        {"lines": {"wax-room": "a", "b": "b"}, "pairs": {"wax-room": "wax", "b": "web"}},
        "pairs/wax-room",
        "tell what belongs together",
    ),
    (
        "matching",
        {
            "lines": {"l1": "a", "l2": "b"},
            "cards": {"r2": "c", "r1": "d"},
            "pairs": {"l1": "r1", "l2": "r2"},
            "wrong": None,
        },
        "pairs/l1",
        "tell what belongs together",
    ),
    ("categorize", {"belongs": {"cork": "up"}}, "belongs", "leaves out “"),
    (
        "categorize",
        {"belongs": {"cork": "left"}},
        "belongs/cork",
        "not one of the names up and down",
    ),
    ("categorize", {"groups": {"up": "x", "down": "x"}}, "groups/down", "same text as “up”"),
    (
        "categorize",
        {"wrong": [{"answer": {"coin": "down"}, "say": "?"}]},
        "wrong/0/answer",
        "is right",
    ),
    (
        "categorize",
        {
            "groups": {"float": "a", "sink": "b"},
            "items": {"sinker": "c", "cork": "d"},
            "belongs": {"sinker": "sink", "cork": "float"},
            "wrong": None,
        },
        "belongs/sinker",
        "tell what belongs together",
    ),
    ("label_picture", {"picture": None, "alt": None}, "picture", "is missing: an .svg or .png"),
    ("label_picture", {"spots": {"top": {"x": 50, "y": 120}}}, "spots/top/y", "between 0 and 100"),
    ("label_picture", {"places": {"top": "flower"}}, "places", "leaves out “side”"),
    (
        "label_picture",
        {"spots": {name: {"x": 5, "y": 5} for name in ("top", "side", "middle", "under")}},
        "spots/side",
        "lies where “top” lies",
    ),
    ("hotspot", {"picture": None, "alt": None}, "picture", "is missing: an .svg or .png"),
    ("hotspot", {"answer": ["moon"]}, "answer", "“moon” is not one of"),
    ("hotspot", {"answer": ["sun", "sun"]}, "answer", "the same name twice"),
    ("hotspot", {"say": {"moon": "?"}}, "say", "“moon” is not one of"),
    ("hotspot", {"count": 3}, "count", "more points than there are right regions"),
    ("hotspot", {"regions": {"sun": {}}}, "regions/sun", "is one of circle, rect and polygon"),
    ("hotspot", {"regions": {"sun": {"circle": [1, 2]}}}, "regions/sun", "[x, y, reach]"),
    (
        "hotspot",
        {"regions": {"sun": {"rect": [40, 2, 10, 20]}}},
        "regions/sun",
        "[left, top, right, bottom]",
    ),
    (
        "hotspot",
        {"regions": {"sun": {"polygon": [[1, 2], [3, 4]]}}},
        "regions/sun",
        "three corners or more",
    ),
    ("number_line", {"step": 0}, "step", "must be above 0"),
    ("number_line", {"step": "3/7"}, "step", "must fit into the line 1 to 100 times"),
    ("number_line", {"step": "1/200"}, "step", "must fit into the line 1 to 100 times"),
    ("number_line", {"snap": "1/600"}, "snap", "must fit into the line 1 to 1000 times"),
    ("number_line", {"named": ["1/3"]}, "named", "1/3 is at no tick"),
    ("number_line", {"answer": 7, "wrong": None}, "answer", "7 is not on the line"),
    ("number_line", {"answer": "1/3", "wrong": None}, "answer", "no point can be put to 1/3"),
    ("number_line", {"answer": [1, 1]}, "answer", "2 different numbers"),
    (
        "number_line",
        {"wrong": [{"answer": 1, "say": "?"}]},
        "wrong/0/answer",
        "2 different numbers",
    ),
    (
        "number_line",
        {"wrong": [{"answer": ["3/2", "3/4"], "say": "?"}]},
        "wrong/0/answer",
        "is right",
    ),
    ("code", {"answer": "x"}, "answer", "code has no such field"),
]


@pytest.mark.parametrize(("name", "changes", "field", "said"), CASES)
def test_an_author_reads_which_field_and_why(
    name: str, changes: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(QuestionError) as raised:
        questions.split(name, source(name, **changes))
    assert raised.value.field.startswith(field)
    assert said in raised.value.message
    assert "pydantic" not in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("thing", [None, [], "id: jug", 3])
def test_what_is_no_question_is_refused(thing: Any) -> None:
    with pytest.raises(QuestionError, match="field: value"):
        questions.split("number", thing)


@pytest.mark.parametrize(
    "names",
    [
        ["a", "b", "c"],
        ["s1", "s2", "s3"],
        ["step-9", "step-10", "step-11"],
        ["First", "second", "third"],
        ["one", "two", "three"],
        ["a", "c"],
    ],
)
def test_names_that_count_up_in_the_right_order_are_refused(names: list[str]) -> None:
    items = {name: f"text {name}" for name in reversed(names)}
    with pytest.raises(QuestionError, match="name each line by what it says"):
        questions.split("ordering", source("ordering", items=items, order=names, wrong=None))


def test_names_that_count_in_another_order_tell_nothing() -> None:
    items = {"a": "1", "b": "2", "c": "3"}
    given = source("ordering", items=items, order=["b", "a", "c"], wrong=None)
    assert questions.split("ordering", given)


def test_numbers_from_python_are_taken_as_they_are_written() -> None:
    _, key = questions.split("number", source("number", answer=1.5, tolerance=0, points=3))
    assert (key.answer, key.tolerance) == ("1.5", "0")
