"""One question in many variants: what is drawn, by what, and what an author cannot get wrong."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lp_widgets import questions
from lp_widgets.cells import body
from lp_widgets.questions import QuestionError, arithmetic, variants
from lp_widgets.questions.texts import texts

NUMBER = questions.TYPES["number"]
BASKETS = """
id: baskets
ask: "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
vary:
  a: 3..9
  b: [2, 4, 5.5]
  name: [Amal, Bilal, Chen]
  total: = a*b
  where: a != b
answer: "{= total}"
wrong:
  - answer: "{= a + b}"
    say: "{= a + b} is {= a} and {= b} put together."
right: "{= a/b as fraction}, {= a/b as mixed}, {= total as plain}"
hints: ["One basket has {= b}."]
examples:
  - response: "{= total}"
    mark: 1
"""


PAGE = Path(__file__).parents[3] / "docs/reference/question-types.md"


def test_the_example_of_the_reference_is_sound_in_every_variant():
    section = PAGE.read_text("utf-8").split("## Variants")[1]
    shown = re.search(r"```\n%%question number\n(.*?)```", section, re.S)[1]
    made = variants.read(NUMBER, body(shown))
    for seed in map(str, range(200)):
        spec, key = made.one(seed)
        (example,) = key.examples
        assert example.fits(questions.mark("number", spec, key, example.response))


def baskets(**more):
    return variants.read(NUMBER, {**body(BASKETS), **more})


@given(st.text(max_size=40))
def test_a_variant_is_sound_and_its_own_example_is_right(seed):
    spec, key = baskets().draw(seed)
    values = baskets().values(seed)
    assert values["total"] == values["a"] * values["b"]
    assert questions.mark("number", spec, key, key.examples[0].response).score == 1
    assert spec.ask.startswith(values["name"])
    assert f"{{{variants.written(values['a'])}}} baskets" in spec.ask
    assert "{=" not in str(spec) + str(key)


def test_the_same_seed_draws_the_same_for_ever():
    drawn = baskets().values("seed-1")
    assert drawn == baskets().values("seed-1")
    # Written down: another answer here would give learners another question in the middle of work.
    assert drawn == {"a": 5, "b": 4, "name": "Chen", "total": 20}


def test_every_choice_is_drawn_about_as_often_as_any_other():
    made = baskets()
    drawn = Counter(made.values(str(seed))["a"] for seed in range(2100))
    assert set(drawn) == set(range(3, 10))
    assert min(drawn.values()) > 200


def test_what_must_not_be_is_not_drawn():
    made = baskets(
        vary={"a": "1..4", "b": "1..4", "where": ["a < b", "a*b != 4"]},
        ask="{= a}?",
        answer="{= b}",
        wrong=[],
        right="",
        hints=[],
        examples=[],
    )
    for seed in range(300):
        drawn = made.values(str(seed))
        assert drawn["a"] < drawn["b"] and drawn["a"] * drawn["b"] != 4


def test_a_number_in_a_text_is_in_braces_and_elsewhere_as_an_author_writes_it():
    spec, key = baskets(vary={"a": "7", "b": "2", "name": ["Chen"], "total": "= a*b"}).draw("x")
    assert spec.ask == "Chen has {7} baskets of {2} oranges. How many oranges are that?"
    assert spec.hints == ["One basket has {2}."]
    assert key.answer == "14"
    assert key.wrong[0].say == "{9} is {7} and {2} put together."
    assert key.right == "{7/2}, {3 1/2}, 14"


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        ("3", "", "3"),
        ("-3", "", "-3"),
        ("1/2", "", "0.5"),
        ("-1/8", "", "-0.125"),
        ("1/3", "", "1/3"),
        ("7/2", "fraction", "7/2"),
        ("7/2", "mixed", "3 1/2"),
        ("-7/2", "mixed", "-3 1/2"),
        ("1/2", "mixed", "1/2"),
        ("1/10000000", "", "1/10000000"),
    ],
)
def test_numbers_are_written_as_authors_write_them(number, form, text):
    assert variants.written(Fraction(number), form) == text


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("3..9", "names what is drawn"),
        ({}, "names what is drawn"),
        ({"where": "a < b"}, "names what is drawn"),
        ({"A": "3..9"}, "a name is a-z"),
        ({"max": "3..9"}, "a name is a-z"),
        ({"a": "9..3"}, "no number in its range"),
        ({"a": "0..1000000"}, "more than 10000 numbers"),
        ({"a": "0..1 step 0"}, "is a range such as"),
        ({"a": "some"}, "is a range such as"),
        ({"a": []}, "a list of numbers or of texts"),
        ({"a": {"b": "c"}}, "goes along with a list before it"),
        ({"a": ["1", "2"], "b": {"a": ["x"]}}, "has 1 for the 2 of “a”"),
        ({"a": "1..3", "b": {"a": ["x", "y", "z"]}}, "goes along with a list"),
        ({"b": {"a": ["x"]}, "a": ["1"]}, "goes along with a list"),
        ({"a": [["1"]]}, "a list of numbers or of texts"),
        ({"a": "= b"}, "“b” is not drawn"),
        ({"a": "3..9", "b": "= a/(a-a)"}, "divides by 0"),
        ({"a": "3..9", "where": "a > 20"}, "none of 200 draws"),
        ({"a": "3..9", "where": "a"}, "write a comparison"),
        ({"a": ["x", "y"], "where": "a > 2"}, "cannot be compared"),
        ({"a": "3..9", "where": {"a": "b"}}, "is a comparison or a list"),
        ({"a": "3..9", "where": ["a > 2"] * 11}, "more than 10"),
        ({f"a{n}": "1..2" for n in range(21)}, "more than 20"),
    ],
)
def test_what_cannot_be_drawn_is_said(vary, said):
    source = {"id": "q", "ask": "?", "answer": "1", "vary": vary}
    with pytest.raises(QuestionError, match=said) as refused:
        variants.read(NUMBER, source)
    assert refused.value.field == "vary"


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("ask", "{= c}", "“c” is not drawn; there is a, name"),
        ("ask", "{= a +}", "no arithmetic that can be read"),
        ("answer", "{= name * 2}", "“name” is a text and no number"),
        ("answer", "{= a.b}", "no arithmetic"),
        ("answer", "{= open(a)}", "there is no “open”"),
        ("answer", "{= a^a^a^a}", "an exponent is a whole number"),
        ("answer", "{= gcd(a/2, 1)}", "takes whole numbers"),
        ("answer", "{= round()}", "does not take 0 numbers"),
        ("answer", "{= name}", "write a number"),
        ("id", "q-{= a}", "the same in every variant"),
        ("points", "{= a}", "the same in every variant"),
        ("picture", "{= a + 1}.svg", "has one name of a list in it"),
        ("picture", "{= a}{= name}.svg", "has one name of a list in it"),
    ],
)
def test_a_place_that_makes_no_question_is_named_by_its_field(field, text, said):
    source = {"id": "q", "ask": "?", "answer": "1", "vary": {"a": ["5", "7"], "name": ["x"]}}
    with pytest.raises(QuestionError, match=said) as refused:
        variants.read(NUMBER, {**source, field: text})
    assert refused.value.field == field


def test_a_draw_that_makes_no_question_is_left_out():
    source = {"id": "q", "ask": "?", "vary": {"a": "1..4"}, "answer": "{= 12/(a - 2)}"}
    made = variants.read(NUMBER, source)
    drawn = {made.draw(str(seed))[1].answer for seed in range(60)}
    assert drawn == {"-12", "12", "6"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2*(a + b)", 10), ("a^2", 4), ("a**2", 4), ("-a + +b", 1), ("b/a", Fraction(3, 2)),
        ("7 // a", 3), ("7 % b", 1), ("0.1 + 0.2", Fraction(3, 10)), ("abs(a-b)", 1),
        ("min(a, b)", 2), ("max(a, b, 9)", 9), ("gcd(12, 18)", 6), ("lcm(4, 6)", 12),
        ("round(2.5)", 3), ("round(-2.5)", -3), ("round(2.345, 2)", Fraction(235, 100)),
        ("floor(b/a)", 1), ("ceil(b/a)", 2), ("a^-1", Fraction(1, 2)),
    ],
)  # fmt: skip
def test_arithmetic_is_exact(text, value):
    assert arithmetic.value(text, {"a": Fraction(2), "b": Fraction(3)}) == value


@settings(max_examples=500)
@given(
    st.text(alphabet="ab0123456789.+-*/^%()<>=!, _'\"[]{}:lambdifxor\\", max_size=60) | st.text()
)
def test_no_text_is_run_or_breaks_anything(text):
    known = {"a": Fraction(2), "b": Fraction(3)}
    for work in (arithmetic.value, arithmetic.holds):
        try:
            found = work(text, known)
        except ValueError:
            continue
        assert isinstance(found, bool | str | Fraction)


@pytest.mark.parametrize(
    "text",
    ["9**9**9**9", "(" * 100 + "1", "9" * 199, "2^100^100", "((10^100)^100)^100",
     "lcm(10^90, 10^90+1, 10^90+3)",
     "__import__('os')", "a if a else b", "[a for a in b]", "a" * 201],
)  # fmt: skip
def test_hostile_arithmetic_is_refused_at_once(text):
    with pytest.raises(ValueError, match=r"\w"):
        arithmetic.value(text, {"a": Fraction(2), "b": Fraction(3)})


def test_what_goes_along_with_a_list_is_drawn_at_its_place():
    vary = {
        "fruit": ["apples", "pears"],
        "price": {"fruit": ["3", "4.5"]},
        "file": {"fruit": ["apple.svg", "pear.svg"]},
        "n": "2..5",
    }
    source = {"id": "q", "ask": "{= n} {= fruit}, {= price} each?", "answer": "{= n * price}"}
    source |= {"picture": "{= file}", "alt": "{= fruit} on a table", "vary": vary}
    made = variants.read(NUMBER, source)
    assert made.pictures() == ["apple.svg", "pear.svg"]
    assert {m.path for m in made.messages() if m.path.startswith("vary")} == {
        "vary/fruit/0", "vary/fruit/1",
    }  # fmt: skip
    arabic = made.translated(lambda m: "تفاح" if m.text == "apples" else m.text)
    seen = set()
    for seed in map(str, range(20)):
        drawn = made.values(seed)
        seen.add((drawn["fruit"], drawn["price"], drawn["file"]))
        assert arabic.draw(seed)[0].picture == made.draw(seed)[0].picture == drawn["file"]
    assert seen == {("apples", 3, "apple.svg"), ("pears", Fraction("4.5"), "pear.svg")}


def test_translators_get_the_places_and_every_drawn_text():
    found = {m.path: m.text for m in baskets().messages()}
    assert found["ask"].startswith("{= name} has {= a} baskets")
    assert [found[f"vary/name/{n}"] for n in range(3)] == ["Amal", "Bilal", "Chen"]
    assert "vary/b/0" not in found


def test_a_translation_draws_the_same_numbers():
    said = {"ask": "لدى {= name} من السلال {= a}", "vary/name/0": "أمل"}
    arabic = baskets().translated(lambda m: said.get(m.path, m.text))
    for seed in map(str, range(20)):
        here, there = baskets().values(seed), arabic.values(seed)
        assert {**here, "name": ""} == {**there, "name": ""}
        assert (there["name"] == "أمل") == (here["name"] == "Amal")
        assert arabic.draw(seed)[0].ask.startswith("لدى")


def test_a_translation_that_asks_for_what_is_not_drawn_is_refused():
    with pytest.raises(QuestionError, match="“c” is not drawn"):
        baskets().translated(lambda m: "{= c}" if m.path == "ask" else m.text)


@pytest.mark.parametrize("kind", questions.BUILT_IN, ids=lambda kind: kind.name)
def test_every_type_can_vary_and_says_the_same_to_translators(kind):
    source = body(kind.example)
    made = variants.read(kind, {**source, "vary": {"unused": "1..3"}})
    assert made.draw("x") == kind.split(source)
    plain = [m for part in kind.split(source) for m in texts(part)]
    assert [(m.path, m.text.strip()) for m in made.messages()] == [
        (m.path, m.text.strip()) for m in plain
    ]
