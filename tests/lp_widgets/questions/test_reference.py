"""The reference of question types says what the code does."""

import re
from pathlib import Path

import pytest

from lp_widgets import questions

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "question-types.md"
TEXT = PAGE.read_text("utf-8")


def section(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", TEXT, re.S)
    assert found, f"{PAGE} has no section {name}"
    return found[1]


def test_every_type_has_a_heading() -> None:
    headings = re.findall(r"^## (\w+)$", TEXT, re.M)
    assert headings == [kind.name for kind in questions.BUILT_IN]


ROWS = re.findall(r"^\| ([\w-]+) \| `(.+?)` \| (\S+) \|", section("readings"), re.M)


@pytest.mark.parametrize(("locale", "typed", "value"), ROWS)
def test_a_number_is_read_as_the_page_says(locale: str, typed: str, value: str) -> None:
    answer = "0" if value == "asked" else value
    spec, key = questions.split("number", {"id": "q", "ask": "?", "answer": answer})
    state = questions.mark("number", spec, key, typed, locale).state
    assert state == ("invalid" if value == "asked" else "correct")
