"""A learner's program draws, prints, and is told in kind words what stopped it."""

import re
import xml.etree.ElementTree as ET

import pytest

from lp_widgets.widgets import pen, program
from lp_widgets.widgets.program import run

SQUARE = "for side in repeat(4):\n    forward(100)\n    left(90)\n"


def test_a_square_is_one_closed_line():
    ran = run(SQUARE)
    assert ran.error is None
    assert 'd="M0.0 0.0L100.0 0.0L100.0 -100.0L0.0 -100.0L-0.0 0.0"' in ran.svg.replace(
        " -0.0", " 0.0"
    )


def test_all_drawing_words_work_together():
    source = """\
color("sea")
width(5)
circle(30)
circle(-30, 180)
pen_up()
go_to(50, 50)
pen_down()
dot(20)
color("#ff0000")
back(10)
right(45)
forward(10.5)
print("done", 1)
"""
    ran = run(source)
    assert ran.error is None
    assert ran.text == "done 1\n"
    svg = ET.fromstring(ran.svg)
    assert {e.tag.split("}")[1] for e in svg.iter()} == {"svg", "rect", "g", "path", "circle"}
    assert 'stroke="#0b5a7e" stroke-width="5"' in ran.svg


def test_nothing_drawn_is_no_drawing():
    assert run("print(1)").svg is None


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("forward(10)\nforwad(10)", 2, program.UNKNOWN_NEAR),
        ("zzz", 1, program.UNKNOWN),
        ("forward('far')", 1, pen.NOT_A_NUMBER),
        ("forward([1])", 1, pen.NOT_A_NUMBER),
        ("forward(float('nan'))", 1, pen.NOT_A_NUMBER),
        ("forward(10**400)", 1, pen.NOT_A_NUMBER),
        ("forward(10**9)", 1, pen.TOO_FAR),
        ("color('<script>')", 1, pen.NO_COLOUR),
        ("while True:\n    forward(1)", 2, pen.TOO_MANY),
        ("x = (1,\n", 1, program.UNREADABLE),
        ("print('hi'", 1, program.UNREADABLE),
        ("for i in repeat(3):\nforward(1)", 2, program.INDENT),
        ("1 / 0", 1, program.ZERO),
        ("[][1]", 1, program.NO_PLACE),
        ("{}['a']", 1, program.NO_ENTRY),
        ("import nothing_here", 1, program.NO_MODULE),
        ("forward()", 1, program.MISFIT),
        ("'a' + 1", 1, program.MISFIT),
        ("int('a')", 1, program.MISFIT),
        ("def f():\n    f()\nf()", 2, program.ENDLESS_CALL),
        ("input('name?')", 1, program.NO_INPUT),
        ("assert False", 1, program.OTHER),
        ("class E(Exception):\n    def __str__(self): raise E\nraise E", 3, program.OTHER),
        ("raise KeyboardInterrupt", 1, program.TOO_LONG),
        ("\0", None, None),
    ],
)
def test_a_problem_is_named_with_its_line_in_kind_words(source, line, message):
    error = run(source).error
    assert error is not None
    if message is not None:
        assert (error["line"], error["message"]) == (line, message)
    assert set(re.findall(r"\{([a-z_]+)\}", error["message"])) == set(error["values"])


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True:\n    try:\n        pass\n    except:\n        pass",
        "import time\ntime.sleep(60)",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
    ],
)
def test_a_program_without_an_end_is_ended(source):
    assert run(source, seconds=0.3).error["message"] in (program.TOO_LONG, program.OTHER)


def test_what_was_drawn_before_a_problem_is_kept():
    ran = run("forward(10)\nprint('half')\n1 / 0")
    assert ran.svg and ran.text == "half\n" and ran.error["line"] == 3


def test_printing_without_end_keeps_the_first_page():
    ran = run("for i in range(100000): print('x' * 50)")
    assert len(ran.text) <= program.MAX_TEXT


def test_each_run_begins_on_fresh_paper():
    assert run("x = 1\ncolor('red')\nforward(1)").error is None
    ran = run("forward(1)\nx")
    assert ran.error["message"] == program.UNKNOWN
    assert "red" not in ran.svg


def test_leaving_early_is_no_error():
    assert run("forward(1)\nexit()\nforward(1)").error is None


def test_a_program_that_is_a_book_is_refused():
    assert run("#" * 100_000).error["message"] == program.TOO_BIG


def test_a_drawing_stays_light():
    ran = run("for i in range(19999):\n    forward(3)\n    left(91)")
    assert ran.error is None
    assert len(ran.svg) < 400_000
