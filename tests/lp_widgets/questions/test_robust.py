"""Whatever a browser sends, a mark comes back: never an exception, always the same."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lp_widgets import questions
from tests.lp_widgets.questions.examples import KEPT, SOURCES

NAMES = sorted(SOURCES)
MADE = {name: questions.split(name, SOURCES[name]) for name in NAMES}
ODD_LETTERS = (
    "0123456789.,'/-+ \u0660\u0663\u06f5\u066b\u066c\u060c½⅓٪%eEx_نm²\ud800\udfff\0\x1b\u202e"
)

texts = st.text(max_size=30) | st.text(alphabet=ODD_LETTERS, max_size=30)
ids = st.sampled_from(["air", "stone", "wind", "warm", "fog", "sun", "rise", "fall", "no"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts | ids
responses = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(texts | ids, inner, max_size=4),
    max_leaves=12,
)
locales = st.sampled_from(["en", "ar", "ar-EG", "fa", "fr", "de", "hi", "en-IN", "tr"]) | st.text(
    max_size=12
)


def checked(name: str, response: Any, locale: str) -> questions.Mark:
    spec, key = MADE[name]
    mark = questions.mark(name, spec, key, response, locale)
    assert 0 <= mark.score <= 1
    assert not mark.needs_manual or name in KEPT
    assert (mark.state == "pending") <= (name in KEPT)
    json.dumps(mark.as_dict(), ensure_ascii=False, allow_nan=False).encode("utf-8")
    mark.message.format(**mark.values)
    return mark


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=250, deadline=None)
@given(response=responses, locale=locales)
def test_no_response_raises_and_each_is_marked_the_same_again(
    name: str, response: Any, locale: str
) -> None:
    assert checked(name, response, locale) == checked(name, response, locale)


def nested(depth: int) -> list[Any]:
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


HOSTILE: dict[str, Any] = {
    "ten million letters": "9" * 10_000_000,
    "ten million harakat": "\u064b" * 10_000_000,
    "a million entries": ["air"] * 1_000_000,
    "ten thousand deep": nested(10_000),
    "not a number": math.nan,
    "infinite": math.inf,
    "a power of ten": "1e999",
    "half a character": "\ud800",
    "right to left override": "\u202e1.5\u202c\0",
    "a number": 12,
    "true": True,
    "an object": {"air": 1.5},
    "an object of lists": {"__proto__": [[]]},
    "five thousand digits": "9" * 5000,
    "nested fractions": "1/" * 90 + "1",
    "spaces": " " * 150 + "1",
    "groups without end": "1," * 99 + "1",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", HOSTILE)
def test_what_no_view_would_send_is_invalid_and_says_so_kindly(name: str, what: str) -> None:
    mark = checked(name, HOSTILE[what], "ar")
    typed = isinstance(HOSTILE[what], str)
    if name in (*KEPT, "short_text") and typed and mark.state != "invalid":
        return  # any short text can be an answer
    if name in ("number", "formula") and what == "spaces":
        return
    assert mark.state == "invalid"
    assert mark.score == 0
    assert "did not count as a try" in mark.message


@pytest.mark.parametrize("name", NAMES)
def test_models_and_the_dicts_they_were_dumped_to_give_one_mark(name: str) -> None:
    spec, key = MADE[name]
    stored = json.loads(json.dumps([spec.model_dump(), key.model_dump()]))
    for sample in questions.TYPES[name].generate(spec, key):
        fresh = questions.mark(name, spec, key, sample.response, "en")
        assert fresh == questions.mark(name, *stored, sample.response, "en")
