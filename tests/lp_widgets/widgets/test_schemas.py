"""What an author may write of each widget."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from benchmarks.question_types import packed
from lp_widgets.cells import body
from lp_widgets.lesson import words
from lp_widgets.plugins import load
from lp_widgets.questions.texts import texts
from lp_widgets.widgets.circuit import WIDGET as CIRCUIT
from lp_widgets.widgets.fraction_bars import WIDGET as BAR
from lp_widgets.widgets.function_plot import WIDGET as PLOT
from lp_widgets.widgets.map_pins import WIDGET as MAP
from lp_widgets.widgets.periodic_table import SYMBOLS
from lp_widgets.widgets.periodic_table import WIDGET as ELEMENTS
from lp_widgets.widgets.turtle import WIDGET as TURTLE
from lp_widgets.widgets.turtle import steps
from lp_widgets.widgets.widget_type import WidgetType

SHIPPED = load().lesson_widgets
BLOCKS, CHART, CLOCK, BARS, EVENTS, CARDS, READER, LINE = (
    SHIPPED[name]
    for name in (
        "base_ten_blocks",
        "place_value_chart",
        "clock",
        "bar_chart",
        "timeline",
        "flashcards",
        "reader",
        "number_line",
    )
)
PIN = {"x": "50", "y": "25.5", "name": "The spring", "text": "Water comes out here."}
WIND = {"wind": {"label": "Wind", "min": "0", "max": "5", "step": "0.5", "value": "1"}}


def test_a_bar_as_yaml_gives_it_becomes_numbers_for_the_view() -> None:
    state = BAR.schema(parts="8", coloured="0", compare="3/4").model_dump(mode="json")
    assert state == {"parts": 8, "coloured": 0, "compare": "3/4", "label": "", "caption": ""}


def test_a_plot_as_yaml_gives_it_becomes_numbers_for_the_view() -> None:
    plot = PLOT.schema(expression="5 - wind * x", sliders=WIND, x=["0", "48"], y=["0", "6"])
    state = plot.model_dump(mode="json")
    assert state["x"] == [0, 48]
    assert state["sliders"]["wind"] == {
        "label": "Wind", "min": 0, "max": 5, "step": 0.5, "value": 1,
    }  # fmt: skip
    assert [m.path for m in texts(plot)] == ["sliders/wind/label"]


@pytest.mark.parametrize("kind", SHIPPED.values(), ids=lambda kind: kind.name)
def test_every_example_fits_and_every_field_is_described(kind: WidgetType) -> None:
    assert kind.schema(**body(kind.example)).model_dump(mode="json")
    assert all(field.description for field in kind.schema.model_fields.values())


@pytest.mark.parametrize("kind", SHIPPED.values(), ids=lambda kind: kind.name)
def test_the_view_lies_beside_the_schema(kind: WidgetType) -> None:
    assert kind.js.is_file()
    assert kind.js.stem == kind.name


BAD: list[tuple[WidgetType, dict[str, Any], str]] = [
    (BAR, {"parts": "1"}, "greater than or equal to 2"),
    (LINE, {"line": [0, 1], "step": "3/7"}, "step: must fit into the line 1 to 100 times"),
    (LINE, {"named": ["1/2"]}, "named: 1/2 is at no tick"),
    (LINE, {"marks": ["1/2"]}, "marks: no point can be put to 1/2"),
    (LINE, {"marks": [11]}, "marks: no point can be put to 11"),
    (LINE, {"marks": [1, 2, 3]}, "more of them than “count” allows, 2"),
    (BAR, {"parts": "13"}, "less than or equal to 12"),
    (BAR, {"parts": "4", "coloured": "5"}, "5 parts are coloured, but there are 4"),
    (BAR, {"compare": "0.75"}, "write it as 3/4"),
    (BAR, {"compare": "1/0"}, "write it as 3/4"),
    (BAR, {"compare": "5/4"}, "more than one whole bar"),
    (BAR, {"color": "red"}, "not permitted"),
    (PLOT, {}, "Field required"),
    (PLOT, {"expression": "a * x"}, "“a” in it, but no slider"),
    (PLOT, {"expression": "2x"}, "write 2 * x"),
    (PLOT, {"expression": "x**2"}, "x^2"),
    (PLOT, {"expression": "1e5 * x"}, "write 2 * x"),
    (PLOT, {"expression": "(x"}, "cannot be read"),
    (PLOT, {"expression": "x(2)"}, "the functions are"),
    (PLOT, {"expression": "max(x)"}, "max takes 2 values"),
    (PLOT, {"expression": "sin(x, 2)"}, "sin takes 1 value"),
    (PLOT, {"expression": "x.real"}, "brackets and functions only"),
    (PLOT, {"expression": "x, x"}, "brackets and functions only"),
    (PLOT, {"expression": "__import__('os')"}, "the formula has"),
    (PLOT, {"expression": "lambda"}, "cannot be read"),
    (PLOT, {"expression": "٣ * x"}, "the formula has “٣”"),
    (PLOT, {"expression": "x" * 301}, "at most 300"),
    (PLOT, {"expression": "x", "x": ["5", "1"]}, "the smaller one first"),
    (PLOT, {"expression": "x", "x": ["nan", "1"]}, "finite"),
    (PLOT, {"expression": "x", "x": ["1"]}, "at least 2 items"),
    (PLOT, {"expression": "x", "sliders": {"x": {}}}, "cannot be called “x”"),
    (PLOT, {"expression": "x", "sliders": {"sin": {}}}, "cannot be called “sin”"),
    (PLOT, {"expression": "x", "sliders": {"a": {"min": "5", "max": "1"}}}, "less than “max”"),
    (PLOT, {"expression": "x", "sliders": {"a": {"value": "99"}}}, "lie between"),
    (PLOT, {"expression": "x", "sliders": {"a": {"step": "0"}}}, "greater than 0"),
    (BLOCKS, {"ones": "31"}, "less than or equal to 30"),
    (CHART, {"number": "3,5"}, "with a point"),
    (CHART, {"number": "1000"}, "more digits than there are columns"),
    (CHART, {"number": "0.5"}, "more digits than there are columns"),
    (CHART, {"whole": "5", "decimals": "3"}, "at most 6 columns"),
    (CLOCK, {"time": "24:00"}, "from 00:00 to 23:59"),
    (CLOCK, {"time": "7:30"}, "from 00:00 to 23:59"),
    (CLOCK, {"hours": "13"}, "'12' or '24'"),
    (CLOCK, {"step": "7"}, "no whole number of such steps"),
    (BARS, {"rows": []}, "at least 1 item"),
    (BARS, {"rows": [{"value": "3/4"}]}, "as a decimal"),
    (EVENTS, {"events": [{"at": "1", "title": "One"}]}, "at least 2 items"),
    (EVENTS, {"events": [{"at": "nan", "title": "One"}] * 2}, "finite"),
    (CARDS, {"cards": [{"front": "One"}]}, "Field required"),
    (ELEMENTS, {"show": ["NA"]}, "“NA” is no element's symbol"),
    (ELEMENTS, {"chosen": "Water"}, "no element's symbol"),
    (ELEMENTS, {"show": ["H", "O"], "chosen": "C"}, "not among the elements"),
    (ELEMENTS, {"show": ["H"], "highlight": ["O"], "highlighted": "gas"}, "not among"),
    (ELEMENTS, {"highlight": ["O"]}, "must say what the mark means"),
    (TURTLE, {"program": "jump 50"}, "there is no command “jump”"),
    (TURTLE, {"program": "forward"}, "takes 0 to 500"),
    (TURTLE, {"program": "left 361"}, "takes 0 to 360"),
    (TURTLE, {"program": "color pink"}, "takes black or red"),
    (TURTLE, {"program": "penup 3"}, "takes nothing after it"),
    (TURTLE, {"program": "forward(50)"}, "cannot be read"),
    (TURTLE, {"program": "forward 5\n  left 90"}, "stands too far in"),
    (TURTLE, {"program": "repeat 3\n   left 90"}, "stands too far in"),
    (TURTLE, {"program": "repeat 2\n  repeat 2\n    repeat 2\n      repeat 2"}, "3 repeats"),
    (TURTLE, {"program": "left 1\n" * 61}, "60 are allowed"),
    (TURTLE, {"goal": "repeat 50\n  repeat 50\n    left 1"}, "takes 2500 steps"),
    (TURTLE, {"blocks": ["jump"]}, "'forward'"),
    (CIRCUIT, {"circuit": [{"lamp": "L1", "switch": "S1"}]}, "each part is one of"),
    (CIRCUIT, {"circuit": [{}]}, "each part is one of"),
    (CIRCUIT, {"circuit": []}, "at least 1 item"),
    (CIRCUIT, {"circuit": [{"resistor": "R"}]}, "“R” needs its “ohms”"),
    (CIRCUIT, {"circuit": [{"resistor": "R", "ohms": "0"}]}, "greater than or equal to 0.001"),
    (CIRCUIT, {"circuit": [{"switch": "S", "ohms": "5"}]}, "a switch has no “ohms”"),
    (CIRCUIT, {"circuit": [{"ammeter": "A", "volts": "5"}]}, "an ammeter has no “volts”"),
    (CIRCUIT, {"circuit": [{"lamp": "L", "closed": "yes"}]}, "a lamp cannot be closed"),
    (CIRCUIT, {"circuit": [{"lamp": "L"}] * 2}, "two parts have the name “L”"),
    (CIRCUIT, {"circuit": [{"lamp": f"L{n}"} for n in range(6)]}, "need 6 places"),
    (CIRCUIT, {"circuit": [{"parallel": [[{"lamp": "L"}]]}]}, "at least 2 items"),
    (
        CIRCUIT,
        {"circuit": [{"parallel": [[{"parallel": [[], [], []]}], [{"parallel": [[], []]}]]}]},
        "at most 4 branches",
    ),
    (MAP, {"picture": "map.svg", "pins": [PIN]}, "Field required"),
    (MAP, {"picture": "map.svg", "alt": "", "pins": [PIN]}, "at least 1 character"),
    (MAP, {"picture": "map.svg", "alt": "A map", "pins": []}, "at least 1 item"),
    (MAP, {"picture": "map.svg", "alt": "A map", "pins": [{**PIN, "x": "101"}]}, "equal to 100"),
    (MAP, {"picture": "map.svg", "alt": "A map", "pins": [{**PIN, "text": ""}]}, "at least 1"),
    (READER, {"text": "The [mist](mist) rises."}, "no meaning for “mist”"),
    (READER, {"text": "It rises.", "words": {"mist": "Drops."}}, "marks no word as “mist”"),
]


@pytest.mark.parametrize(("kind", "fields", "said"), BAD)
def test_what_the_view_could_not_draw_is_refused(
    kind: WidgetType, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        kind.schema(**fields)
    assert said in str(raised.value)


def test_a_program_is_counted_with_its_repeats() -> None:
    program = "forward 1\nrepeat 3\n  left 1\n  repeat 0\n    left 2\n  back 1\nright 1\n"
    assert TURTLE.schema(program=program).model_dump()["program"] == program.strip()
    assert steps(program) == 8


def test_the_view_of_the_elements_has_one_name_weight_and_family_for_each_symbol() -> None:
    source = ELEMENTS.js.read_text("utf-8")
    listed = dict(re.findall(r'^const (\w+) =\n  "(.*)";$', source, re.M))
    assert tuple(listed["SYMBOLS"].split()) == SYMBOLS
    assert {len(listed[each].split()) for each in ("NAMES", "WEIGHTS")} == {118}
    assert len(listed["FAMILY"]) == 118


@pytest.mark.parametrize("locale", ["ar", "fr"])
def test_the_elements_have_names_of_their_own_that_only_their_page_carries(locale: str) -> None:
    names = re.search(r'const NAMES =\n  "(.*)"', ELEMENTS.js.read_text("utf-8"))[1].split()
    found = words.of_scripts(locale, ["periodic_table"], live=False)
    assert len({found[name] for name in names}) == 118
    others = set(SHIPPED) - {"periodic_table"}
    assert not set(names) & set(words.of_scripts(locale, others, live=True))


@pytest.mark.parametrize("kind", SHIPPED.values(), ids=lambda kind: kind.name)
def test_the_view_is_light(kind: WidgetType) -> None:
    assert packed(kind.js) <= 5 * 1024


@pytest.mark.parametrize(
    "expression",
    ["x", "-x^2", "2 * sin(pi * x) + 1", "max(0, 5 - x / 3)", "wind * (x + 1.5)", "sqrt(abs(x))"],
)
def test_a_formula_of_what_the_view_knows_is_taken(expression: str) -> None:
    assert PLOT.schema(expression=expression, sliders=WIND)


@pytest.mark.parametrize("name", ["Bar", "a-b", "", "1st"])
def test_a_widgets_name_is_a_word_for_machines(name: str) -> None:
    with pytest.raises(ValueError, match="is not a widget's name"):
        WidgetType(name, BaseModel, Path("view.js"))
