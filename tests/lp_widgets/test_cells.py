"""A question cell's YAML is a strict subset, and every mistake is named with its line."""

import pytest

from lp_widgets.cells import CellError, as_strings, body, declared, is_loader


def test_every_value_is_the_text_that_was_written():
    found = body("answer: 1.50\nyes: no\nempty:\nlist: [1, two]\nday: 2026-01-02\nhex: 0x1F\n")
    assert found == {
        "answer": "1.50",
        "yes": "no",
        "empty": "",
        "list": ["1", "two"],
        "day": "2026-01-02",
        "hex": "0x1F",
    }


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("%%question\nid: a", 1, "names no type"),
        ("%%question two words\nid: a", 1, "two words"),
        ("%%question number\nid: a\nask: {3/4} of it", 3, "quotes"),
        ("%%question number\nid: a\nask: {3/4}", 3, "quotes"),
        ("%%question number\nask: Look: here", 2, "quotes"),
        ("%%question number\nid: a\n\nid: b", 4, "“id” stands there twice"),
        ("%%question number\nask: &a x\nhelp: *a", 2, "anchor"),
        ("%%question number\nask: !!python/object/apply:os.system [x]", 2, "tag"),
        ("%%question number\nask: !secret x", 2, "tag"),
        ("%%question number\n- a\n- b", 2, "field: value"),
        ("%%question number\njust words", 2, "field: value"),
        ("%%question number\nhints:\n\t- a", 3, "spaces"),
        ("%%question number\na: " + "[" * 50 + "]" * 50, 2, "too deep"),
        ("%%question number\n? [a]\n: b", 2, "quotes"),
        ("lp_widgets.ask('number', id='a', answer=x)", 1, "kernel"),
        ("x = 1\nlp_widgets.ask('number', id='a')", 2, "alone"),
        ("lp_widgets.ask('number', **fields)", 1, "kernel"),
        ("for i in [1]:\n    lp_widgets.ask('number', id='a')", 2, "alone"),
    ],
)
def test_a_mistake_is_named_with_its_line_in_the_cell(source, line, said):
    with pytest.raises(CellError) as caught:
        declared(source)
    assert caught.value.line == line
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        "%%question number\n\x00",
        "%%question number\na: \ud800",
        "%%question number\n" + "a" * 10**6,
    ],
)
def test_what_yaml_cannot_hold_is_refused(source):
    with pytest.raises(CellError):
        declared(source)


def test_entities_cannot_multiply():
    bomb = "%%question number\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"
    with pytest.raises(CellError, match="anchor"):
        declared(bomb)


def test_other_code_declares_nothing():
    assert declared("print('ask')") is None
    assert declared("task(1)") is None
    assert declared("def broken(: ask()") is None


def test_the_twin_gives_what_the_magic_gives():
    magic = declared("%%question number\nid: a\nanswer: 1.5\nhints: [x]")
    twin = declared("from lp_widgets import ask\nask('number', id='a', answer=1.5, hints=['x'])")
    assert magic == twin
    assert as_strings({"a": (1, 2.5, True)}) == {"a": ["1", "2.5", "True"]}


def test_a_loader_cell_is_known():
    assert is_loader("# for JupyterLab\n%load_ext lp_widgets\n")
    assert not is_loader("%load_ext lp_widgets\nprint(1)")
