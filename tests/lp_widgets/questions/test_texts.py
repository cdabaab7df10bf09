"""What a translator sees of a question, and how her words come back into it."""

import pytest

from lp_widgets import questions
from lp_widgets.questions import Message, QuestionError
from tests.lp_widgets.questions.examples import SOURCES, source


def paths(name: str) -> list[str]:
    spec, key = questions.split(name, SOURCES[name])
    return [m.path for m in (*questions.texts(spec), *questions.texts(key))]


def test_texts_are_found_under_the_paths_of_the_catalogs() -> None:
    assert paths("number") == [
        "ask", "hints/0", "unit", "right", "answer", "wrong/0/answer", "wrong/0/say",
    ]  # fmt: skip
    assert paths("single_choice") == [
        "ask", "hints/0", "options/air", "options/stone", "options/sun",
        "right", "otherwise", "say/stone",
    ]  # fmt: skip
    assert paths("short_text") == ["ask", "right", "accepted", "wrong/0/answer", "wrong/0/say"]
    assert paths("code") == ["ask", "starter"]


def test_accepted_answers_are_one_message_with_one_answer_a_line() -> None:
    _, key = questions.split("short_text", SOURCES["short_text"])
    found = {m.path: m for m in questions.texts(key)}
    assert found["accepted"] == Message("accepted", "evaporation\nit evaporates", "answer")


def test_a_translation_replaces_texts_and_accepted_answers_but_no_name() -> None:
    kind = questions.TYPES["short_text"]
    arabic = {"ask": "ما اسم هذه الخطوة؟", "accepted": "تبخر\nالتبخر", "wrong/0/answer": "تكاثف"}
    spec, key = kind.translated(
        *kind.split(SOURCES["short_text"]), lambda m: arabic.get(m.path, m.text)
    )
    assert spec.ask == arabic["ask"]
    assert key.accepted == ["تبخر", "التبخر"]
    assert key.wrong[0].say == "That is the way back, from vapour to water."
    assert questions.mark("short_text", spec, key, "التَّبخُّر", "ar").state == "correct"
    assert questions.mark("short_text", spec, key, "تكاثف", "ar").state == "wrong"


def test_a_translated_ordering_keeps_its_shuffle() -> None:
    kind = questions.TYPES["ordering"]
    spec, key = kind.split(SOURCES["ordering"])
    spoken, _ = kind.translated(spec, key, lambda m: f"<{m.text}>")
    assert list(spoken.items) == list(spec.items)
    assert spoken.items["sun"] == "<The sun warms the sea.>"


def test_a_translation_that_makes_two_options_alike_is_refused() -> None:
    kind = questions.TYPES["single_choice"]
    with pytest.raises(QuestionError, match="has the same text as"):
        kind.translated(*kind.split(SOURCES["single_choice"]), lambda m: "الهواء")


def test_a_translated_number_must_be_a_number() -> None:
    kind = questions.TYPES["number"]
    with pytest.raises(QuestionError, match="write a number as"):
        kind.translated(
            *kind.split(source("number")), lambda m: "١٫٥" if m.path == "answer" else m.text
        )


def test_a_translation_may_move_the_gaps_of_a_text_but_not_lose_one() -> None:
    kind = questions.TYPES["cloze"]
    spec, key = kind.split(
        {
            "id": "q",
            "ask": "?",
            "text": "[[one]] and [[other]]",
            "gaps": {name: {"kind": "number", "answer": [2, 3]} for name in ("one", "other")},
        }
    )
    moved = {"text": "[[other]] و[[one]]", "gaps/one/answer": "2\n5"}
    spec_ar, key_ar = kind.translated(spec, key, lambda m: moved.get(m.path, m.text))
    assert spec_ar.text == moved["text"]
    assert list(key_ar.gaps) == ["other", "one"]
    assert key_ar.gaps["one"].answer == ["2", "5"]
    with pytest.raises(QuestionError, match=r"text: has the gap \[\[other\]\] nowhere"):
        kind.translated(spec, key, lambda m: "[[one]]" if m.path == "text" else m.text)
