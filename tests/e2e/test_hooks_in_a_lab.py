"""The hooks of a package at work in a running lab: reader, panels, listener, and bad neighbours."""

import json
import re
import signal
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from tests.e2e import hooks_package
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import add_package, beside
from tests.e2e.handset import until
from tests.e2e.lab import RunningLab, answers
from tests.e2e.test_accessibility import judge

ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nNoor,en,River\n"
TIDES = """\
# Tides

Twice a day the sea comes and goes. At its highest it is **high water**.

```question number
id: tides-1
ask: How often does the sea come in on one day?
answer: 2
right: Once by day and once by night.
examples:
  - response: "2"
    mark: 1
```

The moon pulls at the sea.
"""
# Somebody's anywidget, in a package that knows nothing of us.
WAVES = """
import anywidget
import traitlets


class Waves(anywidget.AnyWidget):
    _esm = "export default { render() { document.title = 'executed'; } }"
    height = traitlets.Int(1).tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)

    def __init__(self):
        super().__init__()
        self.observe(lambda change: setattr(self, "told", f"{change.new} metres"), "height")
"""
WAVES_VIEW = """
export default () => ({
  initialize({ model }) {
    model.on("change:told", () => model.set("heard", model.get("told")));
  },
  render({ model, el }) {
    const button = document.createElement("button");
    button.className = "wave";
    button.textContent = "Higher";
    const said = document.createElement("p");
    button.onclick = () => {
      model.set("height", model.get("height") + 1);
      model.save_changes();
    };
    model.on("change:heard", () => (said.textContent = model.get("heard")));
    el.append(button, said);
  },
});
"""
BROKEN = {
    "lp_adrift": "import no_such_sea\n",
    "lp_taker": """
from pathlib import Path
from lp_widgets.hookspecs import hookimpl
from lp_widgets.questions import BUILT_IN
from lp_widgets.extensions import Panel
from dataclasses import replace


@hookimpl
def question_types():
    return [replace(BUILT_IN[3], mark=lambda *_: 1 / 0)]


@hookimpl
def home_panels():
    return [Panel("taker", lambda who, locale: ("Taker", "I am here all the same"))]
""",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """An environment with the package and its two bad neighbours."""
    folder = tmp_path_factory.mktemp("environment")
    own = beside(folder)
    add_package(own, "lp_sea", Path(hooks_package.__file__).read_text("utf-8"))
    lesson = own / "lp_sea" / "sea" / "tides"
    lesson.mkdir(parents=True)
    (lesson / "tides.md").write_text(TIDES, "utf-8")
    about = 'title = "The sea"\nlessons = ["tides", "waves"]\n'
    (lesson.parent / "course.toml").write_text(about, "utf-8")
    (own / "waves.py").write_text(WAVES)
    (own / "waves.js").write_text(WAVES_VIEW)
    (own / "waves.css").write_text(".wave { letter-spacing: 3px; }\n")
    waves = new_notebook(
        metadata={"learning_passport": {"title": "Waves", "minutes": 5}},
        cells=[
            new_markdown_cell("# Waves\n\nThe wind makes them."),
            new_code_cell("%load_ext lp_widgets"),
            new_code_cell("import waves\nwaves.Waves()"),
            new_code_cell("class Unknown(waves.Waves): pass\nUnknown()"),
        ],
    )
    (lesson.parent / "waves").mkdir()
    nbformat.write(waves, lesson.parent / "waves" / "waves.ipynb")
    for name, source in BROKEN.items():
        add_package(own, name, source)
    return folder


@pytest.fixture(scope="module")
def heard(environment):
    """The file into which the listener writes."""
    return next(environment.glob("lib/python*/site-packages/lp_sea")) / "heard.jsonl"


@pytest.fixture(scope="module")
def lab(environment, tmp_path_factory):
    """A lab in that environment."""
    program = str(environment / "bin" / "learning-passport")
    running = RunningLab(tmp_path_factory.mktemp("sea"), ROSTER, program)
    running.start()
    yield running
    running.stop()


def open_tides(phone):
    phone.page.goto(f"{phone.classroom}lesson/sea/tides")
    ready(phone.page)


def test_a_lesson_in_markdown_is_on_the_shelf_and_is_answered_and_heard_of(lab, handset, heard):
    phone = handset("Lina")
    assert "Tides" in phone.home().content()
    open_tides(phone)
    expect(phone.page.get_by_text("Twice a day the sea comes and goes.")).to_be_visible()
    assert phone.page.locator("main b, main strong").get_by_text("high water").count() == 1
    phone.page.locator("#f-tides-1").fill("2")
    check(phone.page, "tides-1")
    state(phone.page, "tides-1", "correct")
    expect(question(phone.page, "tides-1").locator(".slip")).to_contain_text("once by night")
    until(lambda: heard.exists() and '"completed"' in heard.read_text())
    told = [json.loads(line) for line in heard.read_text().splitlines()]
    assert ["response", "", "sea", "tides", "tides-1", "correct", 1.0] in told
    assert ["statement", "completed", "sea", "tides"] in [each[:4] for each in told]
    judge(phone.page)


def test_somebodys_anywidget_is_drawn_by_the_view_that_a_plugin_names(lab, handset):
    phone = handset("Lina")
    page = phone.page
    page.goto(f"{phone.classroom}lesson/sea/waves")
    button = page.get_by_role("button", name="Higher")
    button.click()
    expect(page.get_by_text("2 metres")).to_be_visible()
    assert button.evaluate("e => getComputedStyle(e).letterSpacing") == "3px"
    # One whose view nobody named says so; what its class sent was not executed.
    expect(page.get_by_text("This part of the lesson cannot be shown here.")).to_be_visible()
    assert page.title() != "executed"


@pytest.mark.parametrize(
    ("learner", "said"),
    [("Lina", hooks_package.WORDS["en"]), ("Amal", hooks_package.WORDS["ar"])],
)
def test_a_panel_is_on_the_learners_home_and_does_no_harm(lab, handset, learner, said):
    phone = handset(learner)
    page = phone.home()
    panel = page.locator("section.panel")
    expect(panel).to_have_count(1)
    expect(panel.get_by_role("heading")).to_have_text("A word for <b>today</b>")
    expect(panel).to_contain_text(said)
    assert panel.locator("img, script").count() == 0 and "document." not in panel.inner_text()
    assert page.title() not in ("taken", "1")
    judge(page)
    assert phone.overflow() <= 0


def test_a_panel_is_on_the_teachers_desk_below_its_class(lab, handset):
    desk = handset("teacher", desktop=True)
    page = desk.home()
    panel = page.locator("section.panel")
    expect(panel).to_have_count(1)
    expect(panel.get_by_role("heading")).to_have_text("Garden")
    expect(panel).to_contain_text("It is the turn of Kite to water.")
    expect(panel.get_by_role("columnheader")).to_have_text("Who")
    assert panel.locator("img, script").count() == 0
    judge(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert desk.overflow() <= 0


def test_bad_neighbours_are_named_and_left_out_and_the_lab_runs_on(lab, handset, environment):
    listed = subprocess.run(
        [environment / "bin" / "learning-passport", "plugins", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(listed.stdout)
    assert listed.returncode == 1
    assert any("lp_adrift" in each and "no_such_sea" in each for each in found["problems"])
    assert any("“number” is taken" in each for each in found["problems"])
    # Of the one that takes a name, nothing is kept: not its panel either.
    assert [each["name"] for each in found["home_panels"]] == ["word"]
    ours = [each for each in found["question_types"] if each["name"] == "number"]
    assert [each["distribution"] for each in ours] == ["learning-passport"]
    logs = lab.logs()
    assert "“lp_adrift” of lp_adrift is left out" in logs
    assert "“lp_taker” of lp_taker is left out" in logs
    phone = handset("Noor")
    assert "I am here all the same" not in phone.home().content()
    open_tides(phone)
    phone.page.locator("#f-tides-1").fill("3")
    check(phone.page, "tides-1")
    state(phone.page, "tides-1", "wrong")


def test_its_author_previews_the_markdown_and_sees_what_is_saved(environment, chrome, tmp_path):
    course = next(environment.glob("lib/python*/site-packages/lp_sea/sea"))
    program = str(environment / "bin" / "learning-passport")
    process = subprocess.Popen(
        [program, "lesson", "preview", str(course), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    page = chrome.new_page()
    try:
        line = next(each for each in process.stdout if "http://127" in each)
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
        assert answers(address)
        page.goto(f"{address}en/lesson/tides")
        expect(page.get_by_text("The moon pulls at the sea.")).to_be_visible()
        file = course / "tides" / "tides.md"
        file.write_text(TIDES.replace("The moon", "The round moon"), "utf-8")
        expect(page.get_by_text("The round moon pulls at the sea.")).to_be_visible()
        file.write_text(TIDES.replace("answer: 2\n", "answer: lots\n"), "utf-8")
        expect(page.get_by_text("This lesson cannot be shown yet")).to_be_visible()
        expect(page.get_by_text("tides.md, cell “ask-1”")).to_be_visible()
        file.write_text(TIDES, "utf-8")
    finally:
        page.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
