"""The reference of question types says what the code does."""

import re
from pathlib import Path

import pytest

from lp_widgets import questions
from lp_widgets.cells import body
from lp_widgets.questions.base import COMMON, Key, Spec

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "question-types.md"
TEXT = PAGE.read_text("utf-8")
BASE = {*COMMON, *Key.model_fields}


def section(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", TEXT, re.S)
    assert found, f"{PAGE} has no section {name}"
    return found[1]


def table(spec: type[Spec], key: type[Key], left_out: set[str]) -> str:
    """Return the table of fields as it must stand in the page."""
    rows = ["| field | | |", "|---|---|---|"]
    for kind, model in (("public", spec), ("secret", key)):
        for name, field in model.model_fields.items():
            if name not in left_out:
                need = "needed" if field.is_required() else kind
                both = kind if need == kind else f"{kind}, {need}"
                rows.append(f"| `{name}` | {both} | {field.description} |")
    return "\n".join(rows) + "\n"


def expected(kind: questions.QuestionType) -> str:
    fields = table(kind.Spec, kind.Key, BASE)
    own = f"{fields}\n" if fields.count("\n") > 2 else ""
    return (
        f"{own}The answer travels as `{kind.response_shape}`."
        f" Partial credit: {kind.partial_credit}\n"
    )


def test_the_common_fields_are_those_of_the_code() -> None:
    assert section("fields: common") == table(Spec, Key, set())


@pytest.mark.parametrize("kind", questions.BUILT_IN, ids=lambda kind: kind.name)
def test_each_type_is_documented_as_it_is(kind: questions.QuestionType) -> None:
    assert section(f"type: {kind.name}") == expected(kind)


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


def test_the_example_of_the_page_is_sound() -> None:
    source = re.search(r"```\n%%question number\n(.*?)```", TEXT, re.S)
    assert source
    spec, key = questions.split("number", body(source[1]))
    assert questions.mark("number", spec, key, "0,5", "fr").feedback.startswith("{0.5} litres")
