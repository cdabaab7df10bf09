"""What the documents say of lessons is what the code does."""

import re
import shutil
from pathlib import Path

import polib
import pytest

from lp_widgets.lesson import build, read
from lp_widgets.lesson.course import _Written
from lp_widgets.lesson.model import About
from lp_widgets.widgets.pen import WORDS
from tests.lp_widgets.lesson.author import code, notebook, write

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs/reference/lesson-format.md").read_text("utf-8")
HOW_TO = (ROOT / "docs/how-to/write-a-lesson.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)


def table(kind):
    """Return the first words of a marked table, one for each piece of code."""
    part = re.search(rf"<!-- {kind} -->(.*?)<!-- end -->", REFERENCE, re.S)[1]
    return [
        re.match(r"\w+", code)[0]
        for code in re.findall(r"^\| (`.*?`) \|", part, re.M)
        for code in re.findall(r"`([^`]+)`", code)
    ]


def blocks(text, language):
    return [body for name, body in _BLOCK.findall(text) if name == language]


def test_every_entry_and_every_word_is_described_and_no_other():
    assert table("fields: course") and set(table("fields: course")) == set(_Written.model_fields)
    assert set(table("fields: about")) == set(About.model_fields)
    assert set(table("words: pen")) == set(WORDS)


@pytest.mark.parametrize(
    "source",
    [body for text in (REFERENCE, HOW_TO) for body in blocks(text, "") if body.startswith("%%")],
)
def test_every_cell_that_is_shown_can_be_used(tmp_path, source):
    lesson = read(write(tmp_path, notebook(code("cell", source))))
    assert build(lesson, "en").page


@pytest.mark.parametrize(
    "source", [body for body in blocks(HOW_TO, "python") if body.startswith("from pathlib")]
)
def test_every_program_that_is_shown_runs(tmp_path, monkeypatch, source):
    for name in ("notebooks", "translations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    exec(compile(source, "write-a-lesson.md", "exec"), {})
    kept = polib.pofile("translations/ar/LC_MESSAGES/first-steps.fractions.po")
    before = polib.pofile(str(ROOT / "translations/ar/LC_MESSAGES/first-steps.fractions.po"))
    assert [(e.msgctxt, e.msgstr) for e in kept if e.msgstr] == [
        (e.msgctxt, e.msgstr) for e in before if e.msgstr
    ]
