"""What an author forgot is named with its cell and its remedy, all of it in one run."""

import json

import pytest

from lp_widgets.lesson import localize, read
from lp_widgets.lesson.check import check
from lp_widgets.lesson.rules import RULES
from tests.lp_widgets.lesson.author import JUG, LEAF, MAP, code, md, notebook, translate, write

KITES = """\
%%question single_choice
id: kites
ask: Which kite is larger?
options:
  red: the red one
  blue: the blue one
answer: red
right: It is twice as wide.
"""
EXAMPLES = """\
examples:
  - response: "1.5"
    mark: 1
  - response: "0.5"
    mark: 0
"""
WHOLE = JUG + "otherwise: Draw the jug.\n" + EXAMPLES


def found(path, **wanted):
    """Return the findings that fit, each as one line."""
    every = [each.as_dict() for each in check(path)]
    return [each for each in every if all(each[k] == v for k, v in wanted.items())]


def test_a_lesson_to_which_nothing_is_to_be_said(tmp_path):
    path = write(tmp_path, notebook(md("tell", "Look at {3} jugs."), code("ask", WHOLE)))
    assert check(path) == check(path.parent) == []


BROKEN = {
    "a missing key": (JUG.replace("answer: 1.5\n", "").replace("wrong:", "x:"), "x"),
    "a key without its answer": ("%%question number\nid: a\nask: What is it?\n", "answer"),
    "a missing id": (JUG.replace("id: jug\n", ""), "has no id"),
    "a picture without words": (JUG + "picture: leaf.svg\n", "alt"),
    "an unknown type": (JUG.replace("number", "nummer"), "no question type"),
    "broken YAML": (JUG + "right: again\n", "twice"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_each_error_names_its_cell_and_a_remedy(tmp_path, what):
    source, said = BROKEN[what]
    path = write(tmp_path, notebook(code("bad", source), code("fine", KITES)))
    (path.parent / "leaf.svg").write_text(LEAF)
    errors = found(path, level="error")
    assert [each["cell"] for each in errors] == ["bad"]
    assert said in errors[0]["problem"] and errors[0]["remedy"]
    assert found(path, cell="fine"), "the others are looked at all the same"


def test_two_errors_are_named_in_one_run(tmp_path):
    path = write(
        tmp_path,
        notebook(code("one", JUG), code("two", JUG), md("see", "![](leaf.svg)")),
    )
    (path.parent / "leaf.svg").write_text(LEAF)
    errors = found(path, level="error")
    assert [each["cell"] for each in errors] == ["two", "see"]
    assert "also that of cell “one”" in errors[0]["problem"]


def test_an_example_that_does_not_get_its_mark_is_an_error(tmp_path):
    wrong = WHOLE.replace('"1.5"', '"1,5"')
    path = write(tmp_path, notebook(code("ask", wrong)))
    (error,) = found(path, level="error")
    assert error["rule"] == "examples"
    assert "Example 1 of “jug” gets invalid and not 1 ('1,5' in en)" in error["problem"]


def test_an_example_is_marked_in_the_language_in_which_it_is_given(tmp_path):
    french = WHOLE.replace('"1.5"\n', '"1,5"\n    locale: fr\n')
    assert not found(write(tmp_path, notebook(code("ask", french))), level="error")


def test_an_option_to_which_nothing_is_said_is_named(tmp_path):
    path = write(tmp_path, notebook(code("ask", KITES)))
    (advice,) = found(path, rule="feedback")
    assert "whoever chooses “blue”" in advice["problem"]
    assert "say" in advice["remedy"]
    more = KITES + "otherwise: Measure both.\n"
    assert not found(write(tmp_path, notebook(code("ask", more))), rule="feedback")


def test_a_question_without_examples_or_words_for_other_answers_is_named(tmp_path):
    path = write(tmp_path, notebook(code("ask", JUG)))
    assert {each["rule"] for each in found(path, level="advice")} == {"feedback", "tried"}


def test_what_no_translator_can_reach_is_named(tmp_path):
    drawn = LEAF.replace("<path", '<text x="1" y="9">stalk</text><path')
    path = write(
        tmp_path,
        notebook(
            md("see", "![A leaf](leaf.svg)"),
            code("run", 'print("Good morning")'),
            code("q", WHOLE),
            code("map", MAP),
        ),
    )
    (path.parent / "leaf.svg").write_text(drawn)
    assert [each["cell"] for each in found(path, rule="translatable")] == ["see", "map", "run"]
    (path.parent / "leaf.svg").write_text(drawn.replace("stalk", "A"))
    assert [each["cell"] for each in found(path, rule="translatable")] == ["run"]


def test_a_number_outside_of_braces_is_named_and_code_is_not(tmp_path):
    path = write(tmp_path, notebook(md("bad", "There are 12."), md("fine", "`a[12]` {12}")))
    assert [(e["cell"], e["remedy"]) for e in found(path, rule="braced")] == [("bad", "Write {12}")]


def test_a_catalog_that_makes_a_question_unusable_is_named(tmp_path):
    path = write(tmp_path, notebook(md("tell", "Look."), code("ask", WHOLE)))
    entry = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    translate(tmp_path, f'{entry}msgctxt "tell/0"\nmsgid "Look."\nmsgstr "{{٣}}"\n')
    (error,) = found(path, rule="translated")
    assert "other digits than 0-9" in error["problem"] and "demo.jug.po" in error["problem"]


def test_a_course_is_checked_as_a_whole(tmp_path):
    write(tmp_path, notebook(code("ask", WHOLE)), "jug")
    write(tmp_path, notebook(code("ask", KITES.replace("red\n", "green\n"))), "kites")
    write(tmp_path, notebook(code("ask", WHOLE)), "forgotten")
    course = tmp_path / "notebooks" / "demo"
    (course / "course.toml").write_text('title = "Demo"\nlessons = ["jug", "kites", "gone"]\n')
    errors = found(course, level="error")
    assert [e["file"].rsplit("/", 1)[1] for e in errors] == ["kites.ipynb", "gone.ipynb"]
    assert [each["rule"] for each in found(course, level="advice")] == ["unlisted"]
    json.dumps(found(course))


def test_each_rule_says_in_its_first_line_what_it_holds():
    assert len({rule.__name__ for rule in RULES}) == len(RULES)
    assert all((rule.__doc__ or "").endswith(".") for rule in RULES)


def test_the_courses_that_we_ship_have_no_errors():
    from lp_widgets import plugins

    for course in plugins.load().courses:
        assert [each for each in check(course) if each.level == "error"] == []


BASKETS = """\
%%question number
id: baskets
ask: "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
vary:
  a: 2..9
  b: 2..9
  name: [Amal, Chen]
  where: a*b != a + b
answer: "{= a*b}"
wrong:
  - answer: "{= a + b}"
    say: "{= a + b} is both put together."
right: "{= a} times {= b}."
otherwise: Draw the baskets.
examples:
  - response: "{= a*b}"
    mark: 1
  - response: "{= a + b}"
    mark: 0
"""


def test_a_question_that_varies_is_sound_in_every_variant(tmp_path):
    path = write(tmp_path, notebook(code("ask", BASKETS)))
    assert check(path) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ("  where: a*b != a + b\n", "", "varied", "a = 2, b = 2"),
        ("a: 2..9", "a: 0..9", "varied", "divides by 0"),
        ('"{= a + b}"\n    mark: 0', '"{= a*b - b}"\n    mark: 0', "", ""),
        ('"{= a*b}"\n    mark: 1', '"{= max(a, 3) * b}"\n    mark: 1', "examples", "with a = 2, b"),
        (
            '"{= name} has {= a} baskets of {= b} or',
            '"Two baskets of or',
            "varied",
            "asks the same",
        ),
    ],
)
def test_a_variant_that_is_no_question_is_named_with_its_values(tmp_path, old, new, rule, said):
    assert old in BASKETS
    source = BASKETS.replace(old, new).replace('right: "{= a} times', 'right: "{= 6/a} times')
    problems = found(write(tmp_path, notebook(code("ask", source))), cell="ask")
    assert {each["rule"] for each in problems} == ({rule} if rule else set())
    assert said in "".join(each["problem"] for each in problems)


def test_translators_get_the_places_of_a_question_that_varies(tmp_path):
    ask = "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
    catalog = f'msgctxt "baskets/ask"\nmsgid "{ask}"\nmsgstr "SAID"\n'
    path = write(tmp_path, notebook(code("ask", BASKETS)))
    translate(
        tmp_path, catalog.replace("SAID", "{= a} paniers de {= b} oranges pour {= name}."), "fr"
    )
    assert check(path) == []
    spoken = localize(read(path), "fr").questions[0].drawn("x")
    here = read(path).questions[0].drawn("x")
    assert "paniers" in spoken.spec.ask
    assert spoken.key == here.key
    translate(tmp_path, catalog.replace("SAID", "{= nom} a {= a} paniers."), "fr")
    (problem,) = found(path, rule="translated")
    assert "“nom” is not drawn" in problem["problem"]


def test_a_competency_that_nobody_can_reach_is_named(tmp_path):
    for name, told in {
        "second": {"needs": ["halve", "count"], "teaches": ["share"]},
        "first": {"teaches": ["halve"], "needs": ["fly"]},
    }.items():
        cells = (md("tell", "Look."), code("ask", WHOLE))
        path = write(tmp_path, notebook(*cells, **told), lesson=name)
    (path.parents[1] / "course.toml").write_text(
        'title = "Parts"\nlessons = ["second", "first"]\n[competencies]\n'
        'halve = "Halve things"\nshare = "Share things"\ncount = "Count things"\n'
    )
    every = found(path.parents[1], rule="competencies")
    said = [(each["file"].rsplit("/", 1)[1], each["problem"]) for each in every]
    assert said == [
        ("second.ipynb", "It needs the competency “halve”, which no lesson before it teaches"),
        ("second.ipynb", "It needs the competency “count”, which no lesson before it teaches"),
        ("first.ipynb", "The competency “fly” is not one of this course's"),
        ("course.toml", "No lesson teaches the competency “count”: nobody can reach it"),
    ]
