"""A lesson is built once into a page, public specs, keys apart and a notebook without keys."""

import gzip
import json
import re
import stat
from html.parser import HTMLParser

import pytest

from lp_widgets.lesson import LessonError, build, load, read, store
from lp_widgets.lesson.frame import page_json
from tests.lp_widgets.lesson.author import JUG, LEAF, MAP, code, md, notebook, translate, write

CANARIES = {
    "single_choice": """\
%%question single_choice
id: one
ask: Which?
options:
  bread: Bread
  water: Water
answer: bread
say:
  water: CANARY-SAY-ONE
right: CANARY-RIGHT-ONE
otherwise: CANARY-OTHER-ONE
""",
    "multiple_choice": """\
%%question multiple_choice
id: many
ask: Which ones?
options:
  a: A
  b: B
  c: C
answers: [a, c]
say:
  b: CANARY-SAY-MANY
right: CANARY-RIGHT-MANY
""",
    "number": """\
%%question number
id: jug
ask: How much?
answer: 7654321.5
tolerance: 0.0123
wrong:
  - answer: 8765432
    say: CANARY-SAY-NUMBER
right: CANARY-RIGHT-NUMBER
otherwise: CANARY-OTHER-NUMBER
""",
    "short_text": """\
%%question short_text
id: word
ask: What is it called?
accepted: [canaryword, canaryphrase]
wrong:
  - answer: canarywrong
    say: CANARY-SAY-TEXT
""",
    "ordering": """\
%%question ordering
id: rain
ask: In which order?
items:
  sea: The sea
  air: The air
  cloud: A cloud
  fall: Rain
order: [sea, air, cloud, fall]
right: CANARY-RIGHT-ORDER
""",
}
_SECRET = re.compile(
    r"canary|7654321|0\.0123|8765432|\"(?:key|answer|answers|accepted|wrong|order|right|say)\\?\"\s*:",
    re.I,
)


def built(tmp_path, *cells, locale="en", **about):
    return build(read(write(tmp_path, notebook(*cells, **about))), locale)


def block(page, name):
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    return json.loads(found[1])


def test_no_byte_of_a_key_reaches_a_learner(tmp_path):
    cells = [code(f"c-{name}", source) for name, source in CANARIES.items()]
    cells.append(code("run", "import lp_widgets; lp_widgets.runner()"))
    translate(
        tmp_path,
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "word/accepted"\nmsgid "canaryword\\ncanaryphrase"\nmsgstr "canaryarabic"\n',
    )
    for locale in ("en", "ar"):
        made = built(tmp_path, *cells, locale=locale)
        path = store(made, tmp_path / "built", tmp_path / "keys")
        public = [made.page, json.dumps(made.notebook), json.dumps(made.specs)]
        public += [file.read_text("utf-8") for file in path.parent.iterdir()]
        assert len(public) == 5
        for text in public:
            assert not _SECRET.search(text), _SECRET.search(text)
        assert _SECRET.search(json.dumps(made.keys))
        assert _SECRET.search(json.dumps({"x": json.dumps({"answer": 1})})), "nested JSON is seen"


def test_the_right_order_is_not_in_the_page(tmp_path):
    made = built(tmp_path, code("q", CANARIES["ordering"]))
    items = list(block(made.page, "lp-lesson")["questions"]["rain"]["spec"]["items"])
    assert sorted(items) == ["air", "cloud", "fall", "sea"]
    assert items != ["sea", "air", "cloud", "fall"]


def test_keys_hold_all_that_marking_needs(tmp_path):
    made = built(tmp_path, code("q", JUG))
    assert made.specs["jug"]["type"] == made.keys["jug"]["type"] == "number"
    assert set(made.specs["jug"]) == {"type", "spec"}
    assert set(made.keys["jug"]) == {"type", "spec", "key"}


def test_a_built_lesson_is_stored_and_loaded_whole(tmp_path):
    made = built(tmp_path, md("a", "Text."), code("q", JUG))
    path = store(made, tmp_path / "built", tmp_path / "keys")
    assert path == tmp_path / "built" / "en" / "demo" / "jug" / "jug.ipynb"
    assert load("demo", "jug", "en", tmp_path / "built", tmp_path / "keys") == made
    secret = tmp_path / "keys" / "en" / "demo" / "jug" / "keys.json"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.glob(".new-*")] == []


@pytest.mark.parametrize(
    ("course", "lesson", "locale"),
    [("..", "jug", "en"), ("demo", "../jug", "en"), ("demo", "jug", "../en"), ("demo", "no", "en")],
)
def test_a_lesson_that_is_not_there_is_not_loaded(tmp_path, course, lesson, locale):
    with pytest.raises(LessonError):
        load(course, lesson, locale, tmp_path / "built", tmp_path / "keys")


def test_the_version_changes_with_what_a_learner_sees_and_not_with_the_key(tmp_path):
    made = built(tmp_path, code("q", JUG))
    again = built(tmp_path, code("q", JUG))
    reworded = built(tmp_path, code("q", JUG.replace("How much", "What")))
    rekeyed = built(tmp_path, code("q", JUG.replace("1.5", "2.5")))
    assert re.fullmatch(r"[0-9a-f]{16}", made.version)
    assert made.version == again.version == rekeyed.version != reworded.version


def test_html_of_an_author_is_shown_and_not_obeyed(tmp_path):
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    made = built(
        tmp_path,
        md("a", f"{evil}\n\n[x](javascript:alert(1))\n\n**bold {evil}**"),
        code(
            "q", JUG.replace("The jug", f"'{evil}")[: JUG.index("answer")].rstrip() + "'\nanswer: 1"
        ),
        title=evil,
    )
    seen = Elements(made.page)
    assert "img" not in seen.names
    assert all(not name.startswith("on") for name in seen.attributes)
    assert "javascript:" not in "".join(seen.addresses)
    assert seen.inline_scripts == ["lp-lesson"]


class Elements(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, page):
        super().__init__()
        self.names, self.attributes, self.addresses, self.ids = [], set(), [], []
        self.inline_scripts, self.headings = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.names.append(tag)
        self.attributes |= set(given)
        self.addresses += [v for k, v in attrs if k in ("href", "src") and v]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "script" and "src" not in given:
            assert given["type"] == "application/json"
            self.inline_scripts.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def test_the_page_is_one_whole_document_for_a_strict_browser(tmp_path):
    made = built(
        tmp_path,
        md("a", "## One\n\n### Two\n\n# Three"),
        code("q", JUG),
        code("bar", "%%widget fraction_bars\nparts: 8"),
    )
    seen = Elements(made.page)
    assert made.page.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert made.page.rstrip().endswith("</html>")
    assert seen.names.count("h1") == 1
    assert seen.headings == [1, 2, 3, 2]
    assert len(seen.ids) == len(set(seen.ids))
    assert all(not name.startswith("on") for name in seen.attributes)
    assert all(a.startswith(("__LP_STATIC__/", "../../", "#", "data:,")) for a in seen.addresses)
    for wanted in ("widgets/number.js", "widgets/fraction_bars.js"):
        assert f'<link rel="modulepreload" href="__LP_STATIC__/{wanted}">' in made.page
    assert made.page.count("modulepreload") == 2  # all else is in page.js
    for marker in ("<!--lp:learner-->", "data-finish", "data-view"):
        assert marker in made.page
    assert "Programs cannot run" not in made.page


def test_the_pages_data_is_what_its_scripts_need(tmp_path):
    made = built(tmp_path, code("q", JUG), code("bar", "%%widget fraction_bars\nparts: 8"))
    told = block(made.page, "lp-lesson")
    assert told["course"], told["lesson"] == ("demo", "jug")
    assert told["version"] == made.version
    assert told["live"] is False
    assert told["questions"] == made.specs
    assert told["widgets"]["bar"]["name"] == "fraction_bars"
    assert told["widgets"]["bar"]["state"]["parts"] == 8
    assert 'data-question="jug"' in made.page
    assert 'aria-labelledby="q-jug"' in made.page
    assert 'data-widget="fraction_bars" data-id="bar"' in made.page


def test_data_cannot_end_its_script_element():
    assert page_json({"a": "</script><!--"}) == '{"a":"\\u003c/script>\\u003c!--"}'


def test_a_live_lesson_without_a_kernel_says_so(tmp_path):
    made = built(tmp_path, code("run", "import lp_widgets\nlp_widgets.runner()"), code("q", JUG))
    assert made.live
    assert "Programs cannot run just now." in made.page
    assert 'data-question="jug"' in made.page
    assert "lp-kernel" not in made.page
    assert "lp_widgets.runner" not in made.page
    assert made.notebook["cells"][0]["source"] == "import lp_widgets\nlp_widgets.runner()"
    assert made.notebook["metadata"]["kernelspec"]["language"] == "python"


def test_pictures_are_drawn_inside_the_page_with_their_words(tmp_path):
    path = write(
        tmp_path,
        notebook(
            md("a", "![Two leaves](leaf.svg)"),
            code("q", JUG + "picture: leaf.svg\nalt: A leaf\n"),
            code("w", MAP.replace("A leaf", "A mapped {1/2} leaf")),
            picture="leaf.svg",
            alt="A big leaf",
        ),
    )
    path.with_name("leaf.svg").write_text(LEAF)
    page = build(read(path), "en").page
    for words in ("Two leaves", "A leaf", "A big leaf", "A mapped 1/2 leaf"):
        assert f'role="img" aria-label="{words}"' in page


def test_a_lesson_with_eight_questions_is_light(tmp_path):
    long = "Amal baked a loaf for {4} people, and everyone gets the same: {1/4} of the loaf. " * 3
    cells = []
    for n in range(8):
        cells += [md(f"m{n}", long), code(f"q{n}", JUG.replace("jug", f"jug-{n}", 1))]
    made = built(tmp_path, *cells)
    assert len(gzip.compress(made.page.encode(), 9)) <= 8 * 1024
