"""What holds of every question type that is shipped."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lp_widgets import questions
from lp_widgets.questions import Key, Mark, QuestionError, QuestionType, Sample, Spec
from tests.lp_widgets.questions.examples import KEPT, SOURCES, source

NAMES = [kind.name for kind in questions.BUILT_IN]

# What a browser may have. A new field of a spec is not public until it stands here too.
PUBLIC = {
    "single_choice": {"options"},
    "multiple_choice": {"options"},
    "true_false": set(),
    "number": {"unit", "units", "form", "places", "figures"},
    "short_text": set(),
    "long_text": set(),
    "draw": {"paper"},
    "cloze": {"text", "choices", "keypad"},
    "table": {"columns", "rows", "corner", "given", "choices", "keypad"},
    "ordering": {"items"},
    "mark_words": {"pieces"},
    "fraction_bars": {"parts", "fixed"},
    "plot_point": {"x", "y", "step", "draw", "count", "x_label", "y_label"},
    "parsons": {"lines"},
    "formula": {"variables", "form"},
    "matching": {"lines", "cards"},
    "categorize": {"groups", "items"},
    "label_picture": {"spots", "labels"},
    "hotspot": {"count"},
    "number_line": {"line", "step", "snap", "named", "count"},
    "code": {"starter"},
}
COMMON = {
    "id",
    "ask",
    "help",
    "hints",
    "hint_cost",
    "picture",
    "alt",
    "points",
    "label",
    "attempts",
}


@pytest.mark.parametrize("name", NAMES)
def test_each_type_marks_its_own_samples_as_it_says(name: str) -> None:
    spec, key = questions.split(name, SOURCES[name])
    samples = questions.TYPES[name].generate(spec, key)
    for sample in samples:
        assert questions.mark(name, spec, key, sample.response).state == sample.state, sample
    states = {sample.state for sample in samples}
    assert "invalid" in states
    assert {"correct", "wrong"} <= states or name in KEPT


@pytest.mark.parametrize("name", NAMES)
def test_a_browser_gets_what_is_listed_and_nothing_of_the_key(name: str) -> None:
    kind = questions.TYPES[name]
    spec, key = questions.split(name, SOURCES[name])
    public = questions.public_spec(name, spec)
    assert set(public) == COMMON | PUBLIC[name]
    assert set(kind.Spec.model_fields) == set(public)
    assert not set(kind.Key.model_fields) & set(public)
    sent = json.dumps(public)
    for message in questions.texts(key):
        assert message.text.lower() not in sent.lower() or message.kind == "answer"


@pytest.mark.parametrize("name", NAMES)
def test_the_public_spec_of_a_dict_is_that_of_its_model(name: str) -> None:
    spec, _ = questions.split(name, SOURCES[name])
    dumped = json.loads(json.dumps(spec.model_dump()))
    assert questions.public_spec(name, dumped) == questions.public_spec(name, spec)


@pytest.mark.parametrize("name", NAMES)
def test_the_json_schema_is_sound_and_takes_the_example(name: str) -> None:
    schema = questions.TYPES[name].schema()
    Draft202012Validator.check_schema(schema)
    spec, key = questions.split(name, SOURCES[name])
    dump = {**spec.model_dump(mode="json"), **key.model_dump(mode="json")}
    Draft202012Validator(schema).validate(dump)
    assert all(field.get("description") for field in schema["properties"].values())


@pytest.mark.parametrize("name", NAMES)
def test_its_example_carries_answers_and_the_marks_that_they_get(name: str) -> None:
    kind = questions.TYPES[name]
    spec, key = kind.split(SOURCES[name])
    for example in key.examples:
        given = questions.mark(name, spec, key, example.response, example.locale or "en")
        assert example.fits(given), example
    marks = {example.mark for example in key.examples}
    assert "invalid" in marks
    assert {"0", "1"} <= marks or name in KEPT
    partial = any(mark not in ("0", "1", "invalid", "pending") for mark in marks)
    assert partial or kind.partial_credit.startswith("None") or name == "number"


@pytest.mark.parametrize("name", NAMES)
def test_its_rule_for_partial_credit_is_one_sentence(name: str) -> None:
    rule = questions.TYPES[name].partial_credit
    assert rule.endswith(".")
    assert rule.count(". ") == 0


@pytest.mark.parametrize("name", NAMES)
def test_splitting_the_same_source_again_gives_the_same(name: str) -> None:
    first = questions.split(name, SOURCES[name])
    assert first == questions.split(name, SOURCES[name])
    assert list(SOURCES[name]) == list(source(name))


def test_a_field_outside_the_list_stays_on_the_server() -> None:
    class Secretive(Spec):
        """A spec with a field that no browser should have."""

        teacher_note: str = ""

    kind = one_of_a_kind(Secretive, public=questions.COMMON)
    spec, _ = kind.split({"id": "q", "ask": "?", "teacher_note": "watch out"})
    assert "teacher_note" not in kind.public_spec(spec)


def test_a_type_cannot_have_one_field_in_spec_and_in_key() -> None:
    class Leaking(Spec):
        """A spec with a field of the key."""

        right: str = ""

    with pytest.raises(ValueError, match="right stands in spec and in key"):
        one_of_a_kind(Leaking)


def test_a_shipped_type_is_never_replaced() -> None:
    with pytest.raises(ValueError, match="we ship"):
        questions.register(one_of_a_kind(Spec, name="number"))
    assert questions.TYPES["number"] in questions.BUILT_IN


def test_when_a_types_own_code_fails_the_answer_waits_for_a_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def mark(spec: Any, key: Any, response: Any, locale: str) -> Mark:
        raise RuntimeError(f"cannot read {response}")

    kind = one_of_a_kind(Spec, name="broken", mark=mark)
    questions.register(kind)
    try:
        spec, key = kind.split({"id": "q", "ask": "?"})
        given = questions.mark("broken", spec, key, "what a child wrote")
    finally:
        del questions.TYPES["broken"]
    assert given == Mark(0.0, "pending", needs_manual=True)
    assert "broken" in caplog.text
    assert "child" not in caplog.text


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(QuestionError, match="there is no question type “nummer”; there are"):
        questions.split("nummer", {})


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf"), "1"])
def test_a_mark_outside_0_to_1_cannot_be_made(score: Any) -> None:
    with pytest.raises(ValueError, match="score"):
        Mark(score, "partial")


def one_of_a_kind(spec: type[Spec], name: str = "odd", **more: Any) -> QuestionType:
    def mark(spec: Any, key: Any, response: Any, locale: str) -> Mark:
        return Mark.graded(1)

    return QuestionType(
        **{
            "name": name,
            "Spec": spec,
            "Key": Key,
            "mark": mark,
            "response_shape": "string",
            "partial_credit": "None.",
            "generate": lambda spec, key: [Sample("", "correct")],
            **more,
        }
    )


def test_a_drawing_that_cannot_be_drawn_costs_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(spec: Any, response: Any) -> str:
        raise ZeroDivisionError

    drawing = {"lines": "M0 0L9 9"}
    assert "M0 0L9 9" in questions.drawn("draw", {}, drawing)
    assert "M50 0V750" in questions.drawn("draw", {"paper": "squared"}, drawing)
    for nothing in (None, {}, "M0 0L9 9", {"lines": "M0 0L9 9<script>"}, {"lines": 3}):
        assert questions.drawn("draw", {}, nothing) == ""
    assert questions.drawn("number", {}, "3") == questions.drawn("no-such-type", {}, "3") == ""
    broken = replace(questions.TYPES["draw"], drawn=fail)
    monkeypatch.setitem(questions.TYPES, "draw", broken)
    assert questions.drawn("draw", {}, drawing) == ""
