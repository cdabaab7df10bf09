"""An author sees her question in a stock Jupyter front-end; her kernel marks, the key stays."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from playwright.sync_api import expect, sync_playwright

import lp_widgets
from lp_widgets import plugins
from lp_widgets.cells import body
from lp_widgets.widgets import esm
from lp_widgets.widgets.tool_widget import ToolWidget
from tests.lp_widgets.lesson.author import JUG, LEAF, MAP

ASKED = {"ask": "How much is {3/4} of {2} litres?", "answer": 1.5, "right": "CANARY-RIGHT"}


@pytest.fixture
def shell():
    found = InteractiveShell.instance()
    found.run_line_magic("load_ext", "lp_widgets")
    yield found
    InteractiveShell.clear_instance()


def test_the_key_is_not_in_what_the_browser_gets():
    widget = lp_widgets.ask("number", id="jug", **ASKED)
    state = widget.get_state()
    sent = json.dumps({k: v for k, v in state.items() if not k.startswith("_")})
    assert "CANARY" not in sent
    assert '"answer"' not in sent
    assert state["spec"]["id"] == "jug"
    assert '<span class="frac"' in state["sheet"]


def test_a_response_is_marked_by_the_kernel(monkeypatch):
    widget = lp_widgets.ask("number", id="jug", **ASKED)
    answers = []
    monkeypatch.setattr(widget, "send", answers.append)
    for content in ({"check": "1.5"}, {"check": "2"}, {"check": "many"}, {"check": None}, "x"):
        widget._receive(widget, content, [])
    states = [answer["mark"]["state"] for answer in answers]
    assert states == ["correct", "wrong", "invalid", "invalid"]
    assert answers[0]["mark"]["words"] == "CANARY-RIGHT"
    assert "{" not in answers[2]["mark"]["words"]


def test_the_kernel_counts_hints_as_the_class_does(monkeypatch):
    widget = lp_widgets.ask("number", id="jug", hints=["one", "two"], hint_cost="10%", **ASKED)
    answers = []
    monkeypatch.setattr(widget, "send", answers.append)
    for hints in (0, 1, 7, "many", None):
        widget._receive(widget, {"check": "1.5", "hints": hints}, [])
    marks = [answer["mark"] for answer in answers]
    assert {mark["state"] for mark in marks} == {"correct"}
    assert [mark["more"].get("worth", 1) for mark in marks] == [1, 0.9, 0.8, 1, 1]


def test_an_author_is_asked_one_variant_and_may_ask_for_another(monkeypatch):
    vary = {"a": "1..9999", "name": ["Amal", "Chen"]}
    widget = lp_widgets.ask("number", id="n", ask="{= name}: {= a}", answer="{= a}", vary=vary)
    answers, asked = [], set()
    monkeypatch.setattr(widget, "send", answers.append)
    for _ in range(5):
        asked.add(widget.spec["ask"])
        number = re.search(r"\{(\d+)\}", widget.spec["ask"])[1]
        assert number in widget.sheet
        widget._receive(widget, {"check": number}, [])
        widget._receive(widget, {"another": True}, [])
    assert {answer["mark"]["state"] for answer in answers} == {"correct"}
    assert len(asked) > 1
    assert widget.varies
    sent = json.dumps({k: v for k, v in widget.get_state().items() if not k.startswith("_")})
    assert "9999" not in sent and "vary" not in sent


def test_a_picture_beside_the_notebook_is_shown(tmp_path, monkeypatch):
    (tmp_path / "leaf.svg").write_text(LEAF)
    monkeypatch.chdir(tmp_path)
    widget = lp_widgets.ask("number", id="jug", picture="leaf.svg", alt="A leaf", **ASKED)
    assert 'class="qpic" role="img" aria-label="A leaf"' in widget.sheet


def test_what_is_wrong_is_said_in_one_line(shell):
    for source in ("id: jug\nask: a: b", "ask: x\nanswer: 1", "id: jug\nask: x\nanswer: many"):
        with pytest.raises(UsageError):
            shell.run_cell_magic("question", "number", source)
    with pytest.raises(UsageError, match="short_text"):
        shell.run_cell_magic("question", "numbre", "id: a")
    with pytest.raises(UsageError, match="fraction_bars"):
        shell.run_cell_magic("widget", "pie", "parts: 8")
    with pytest.raises(UsageError, match="parts"):
        shell.run_cell_magic("widget", "fraction_bars", "parts: many")


@pytest.mark.parametrize("name", sorted(plugins.load().question_types))
def test_every_question_type_becomes_one_module_without_imports(name):
    module = esm.question_module(plugins.load().views[f"{name}.js"])
    assert not re.search(r"^\s*import\b", module, re.M)
    assert module.count("export ") == 1


def test_a_widget_needs_no_key(shell):
    widget = ToolWidget.of("fraction_bars", {"parts": "8", "compare": "3/4"})
    assert widget.state["parts"] == 8
    shell.run_cell_magic("widget", "fraction_bars", "id: bar\nparts: 8")


def test_a_widgets_picture_lies_beside_the_notebook(shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cell = MAP.split("\n", 1)[1]
    with pytest.raises(UsageError, match="no picture “leaf"):
        shell.run_cell_magic("widget", "map_pins", cell)
    (tmp_path / "leaf.svg").write_text(LEAF)
    assert 'aria-label="A leaf"' in ToolWidget.of("map_pins", body(cell)).sheet


NOTEBOOK = [
    "%load_ext lp_widgets",
    JUG + "attempts: once\n",
    '%%question single_choice\nid: one\nask: Which is more?\noptions:\n  half: "{1/2}"\n'
    '  third: "{1/3}"\nanswer: half\n',
    "%%widget fraction_bars\nparts: 8\ncompare: 3/4",
    '%%question number\nid: times\nask: "How much is {= a} times {= b}?"\n'
    'vary: {a: 3..99, b: 3..99}\nanswer: "{= a*b}"\nright: "{= a*b} it is."\n',
    MAP,
]


@pytest.fixture
def front_end(tmp_path):
    """Stock Voilà with its stock template: JupyterLab's own widget manager, nothing of ours."""
    cells = [nbformat.v4.new_code_cell(source) for source in NOTEBOOK]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "author.ipynb")
    (tmp_path / "leaf.svg").write_text(LEAF)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HOME": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "voila", "author.ipynb", "--no-browser", f"--port={port}"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}voila/static/voila.js", timeout=5).close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


def test_an_author_tries_her_questions_in_a_stock_front_end(front_end):
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(front_end)
        jug = page.locator("[data-question=jug]")
        expect(jug.get_by_text("The jug holds 2 litres.")).to_be_visible(timeout=60_000)
        jug.locator("input").fill("0.5")
        jug.get_by_role("button", name="Check").click()
        expect(jug.get_by_text("Half a litre is the part that is empty.")).to_be_visible()
        expect(jug.get_by_text("Learners have one try.")).to_be_visible()
        jug.get_by_role("button", name="Try again").click()
        jug.locator("input").fill("1 1/2")
        jug.get_by_role("button", name="Check").click()
        expect(jug.get_by_text("Each quarter is half a litre.")).to_be_visible()
        one = page.locator("[data-question=one]")
        one.locator("label").first.click()
        one.get_by_role("button", name="Check").click()
        expect(one.get_by_text("Yes, that is it")).to_be_visible()
        expect(page.get_by_role("slider")).to_be_visible()
        times = page.locator("[data-question=times]")
        seen = set()
        for _ in range(3):
            a, b = map(int, re.findall(r"\d+", times.locator(".q-text").inner_text()))
            seen.add((a, b))
            times.locator("input").fill(str(a * b))
            times.get_by_role("button", name="Check").click()
            expect(times.get_by_text(f"{a * b} it is.")).to_be_visible()
            times.get_by_role("button", name="Show another").click()
            expect(times.get_by_text(f"{a * b} it is.")).to_have_count(0)
        assert len(seen) > 1
        expect(page.get_by_role("img", name="A leaf")).to_be_visible()
        page.locator(".stake").click()
        expect(page.get_by_text("It carries the water.")).to_be_visible()
        assert "rgb" in jug.evaluate("el => getComputedStyle(el).backgroundColor")
        browser.close()
