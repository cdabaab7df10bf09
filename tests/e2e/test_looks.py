"""What a lesson's page weighs, and that everyone can read and use it in every theme and script."""

import gzip
import re
from pathlib import Path

import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import lp_widgets
from hub_config.classroom.statics import asset
from lp_widgets.plugins import load
from lp_widgets.questions import BUILT_IN
from lp_widgets.resources import shipped
from lp_widgets.widgets import parts
from tests.e2e.browser import PROGRAM, QUESTIONS, TOOLS, check, lesson, phone, question, state

PACKAGE = Path(lp_widgets.__file__).parent
STATIC = PACKAGE / "lesson" / "static"
SCRIPTS = sorted([*STATIC.glob("*.js"), *(PACKAGE / "widgets").glob("*.js")])
WIDGETS = set(load().lesson_widgets) - {kind.name for kind in BUILT_IN}
STYLES = sorted([STATIC / "passport.css", *(PACKAGE / "widgets").glob("*.css")])
# Words of the platform that look like the beginning of a sentence.
OF_THE_BROWSER = re.compile(
    r"Arrow\w+|Backspace|Delete|Content-Type|X-XSRFToken|Enter|Escape|Shift|Tab|\w+Model|Int"
)
COMMENT = re.compile(r"/\*.*?\*/|(?:^|\s)// .*?$", re.S | re.M)
TEXT = re.compile(r"""'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|"((?:\\.|[^"\\\n])*)\"""")
SENTENCE = re.compile(r"(?:[A-Z]|\{[a-z]+\} )[^A-Z\d].*[a-z].*")


def sentences():
    found = set()
    for path in SCRIPTS:
        found |= set(TEXT.findall(COMMENT.sub("", path.read_text("utf-8"))))
    # Every element of the periodic table in one text is a list, and no sentence.
    return {
        s
        for s in found
        if SENTENCE.fullmatch(s) and not OF_THE_BROWSER.fullmatch(s) and len(s.split()) < 100
    }


@pytest.mark.parametrize("locale", ["ar", "fr"])
def test_every_sentence_of_the_scripts_is_translated(locale):
    path = shipped("translations") / locale / "LC_MESSAGES" / "interface-questions.po"
    known = set()
    for entry in polib.pofile(str(path)):
        if entry.translated():
            known |= {entry.msgid, entry.msgid_plural}
            places = re.findall(r"\{[a-z_]+\}", entry.msgid)
            forms = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
            assert entry.msgid_plural or all(p in form for p in places for form in forms), entry
    said = sentences()
    assert len(said) > 80
    assert sorted(said - known) == []


def test_all_style_together_is_light():
    everything = b"".join(path.read_bytes() for path in STYLES if path.stem not in WIDGETS)
    assert len(gzip.compress(everything, 9)) < 12 * 1024


@pytest.mark.parametrize("name", sorted(WIDGETS))
def test_a_widget_that_a_page_may_show_is_light(name):
    """A page loads only those that it shows."""
    script, style = (
        asset((PACKAGE / "widgets" / name).with_suffix(end)) for end in (".js", ".css")
    )
    assert len(script.packed) < 5 * 1024
    assert len(style.packed) < 1.5 * 1024


VIEWS = {path.stem: path for path in (PACKAGE / "widgets").glob("*.js")}
CLASS = re.compile(r"""(?:class: |className = |classList\.\w+\()[`"]([^`"$]*)""")


@pytest.mark.parametrize("name", sorted(path.stem for path in STYLES if path.stem in VIEWS))
def test_a_views_style_reaches_no_other_view(name):
    """Pages show many views at once: what begins a rule is a class that one view alone gives."""
    style = re.sub(r"/\*.*?\*/", "", VIEWS[name].with_suffix(".css").read_text(), flags=re.S)
    rules = [
        each.strip() for group in re.findall(r"([^{}]+)\{", style) for each in group.split(",")
    ]
    begins = {found[1] for each in rules if (found := re.match(r"\.([a-z][\w-]*)", each))}
    for other, view in VIEWS.items():
        if name not in (other, parts.needed(view)):
            given = {word for text in CLASS.findall(view.read_text()) for word in text.split()}
            assert not begins & given, other


OF_LIVE = {"kernel.js", "programs.js", "comms.js", "style.js", "anywidgets.js", "controls.js"}
OF_LIVE |= {"home.js"}
OF_ASSIGNMENTS = {"handin.js"}


@pytest.mark.parametrize(
    "elsewhere, most", [(OF_LIVE | OF_ASSIGNMENTS, 16 * 1024), (OF_LIVE, 18 * 1024)]
)
def test_what_every_page_loads_is_light(elsewhere, most):
    """The shell without views: a page loads those that it shows, and they have their own limit."""
    shell = [asset(p).packed for p in STATIC.glob("*.js") if p.name not in elsewhere]
    assert sum(map(len, shell)) < most


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_the_style_knows_start_and_end_not_left_and_right(path):
    sides = r"\b(left|right)\b|[^-](width|height)\s*:|(margin|padding|border)-(top|bottom)"
    named = re.sub(r"/\*.*?\*/|min-width|max-width|url\([^)]*\)", "", path.read_text(), flags=re.S)
    assert re.findall(sides, named) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_evaluates_text_or_writes_markup(path):
    unsafe = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    assert re.findall(unsafe, path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_needs_a_newer_phone_or_a_secure_context(path):
    newer = r"\?\?=|\|\|=|&&=|\.at\(|\.replaceAll|\.replaceChildren|structuredClone|hasOwn\("
    secure = r"randomUUID\(|crypto\.subtle|serviceWorker|\bcaches\.|navigator\.locks"
    assert re.findall(f"{newer}|{secure}", COMMENT.sub("", path.read_text())) == []


def show_every_state(page, server):
    """Bring one question each into: wrong, correct, partial, invalid, saved."""
    page.locator("#f-jug").fill("0.5")
    check(page, "jug")
    state(page, "jug", "wrong")
    question(page, "jug").locator("summary").first.click()
    for name, wanted in (("kites", "correct"), ("half", "partial")):
        question(page, name).locator(".choice").first.tap()
        check(page, name)
        state(page, name, wanted)
    check(page, "third")
    state(page, "third", "invalid")
    server.refuse = (503, "")
    question(page, "order").locator("li button").nth(1).click()
    check(page, "order")
    state(page, "order", "saved")


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_any_state(chrome, locale, theme):
    with lesson({**QUESTIONS, **PROGRAM}, TOOLS, locale=locale) as server:
        server.theme = theme
        with phone(chrome, server) as opened:
            page = opened.open()
            assert violations(page) == []
            show_every_state(page, server)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == 360
            page.locator("[data-signout]").click()
            expect(page.get_by_role("dialog")).to_be_visible()
            assert violations(page) == []


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_choice_the_theme_is_the_systems(chrome, scheme):
    with lesson({}) as server, phone(chrome, server, color_scheme=scheme) as opened:
        page = opened.open()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(239, 244, 243)", "dark": "rgb(13, 25, 32)"}[scheme]


def test_a_chosen_theme_wins_over_the_systems(chrome):
    with lesson({}) as server, phone(chrome, server, color_scheme="dark") as opened:
        server.theme = "contrast"
        page = opened.open()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", [(320, 640), (360, 640), (1280, 800)])
def test_the_page_fits_at_every_width(chrome, size):
    wide, high = size
    with lesson({**QUESTIONS, **PROGRAM}, TOOLS) as server:
        more = {"viewport": {"width": wide, "height": high}}
        with phone(chrome, server, **more) as opened:
            page = opened.open()
            assert page.evaluate("document.documentElement.scrollWidth") == wide
