"""The page's own words are there in every language, and no page carries what it never says."""

import gzip
import re

import polib
import pytest

from lp_widgets.lesson import build, read, read_course, words
from lp_widgets.plugins import load
from lp_widgets.questions import messages
from lp_widgets.resources import shipped
from lp_widgets.widgets import program

_PLACE = re.compile(r"\{[a-z_]+\}")
_PICTURE = re.compile(r'<svg class="(?:picture|qpic)".*?</svg>', re.S)


@pytest.mark.parametrize("locale", ["ar", "fr"])
def test_every_sentence_is_translated_with_its_places(locale):
    path = shipped("translations") / locale / "LC_MESSAGES" / f"{words.DOMAIN}.po"
    catalog = polib.pofile(str(path))
    found = {entry.msgid: entry.msgstr for entry in catalog}
    assert set(found) == {*words.ALL, *program.MESSAGES}
    for msgid, said in found.items():
        assert said
        assert sorted(_PLACE.findall(msgid)) == sorted(_PLACE.findall(said)), msgid
    assert catalog.metadata["X-Reviewed"] == "no"


def test_a_page_has_the_words_of_its_own_views_only():
    found = words.of_scripts("ar", ["number"], live=False)
    assert found["Check"] and found["Yes, that is it"]
    assert "Fraction bar" not in found
    assert messages.NUMBER_WANTED not in found, "the server says this"
    assert program.ZERO not in found
    assert "Fraction bar" in words.of_scripts("ar", ["fraction_bars"], live=False)
    assert program.ZERO in words.of_scripts("ar", ["code"], live=True)


def test_the_source_language_needs_no_words():
    assert words.of_scripts("en", ["number"], live=True) == {}


def test_a_count_has_every_plural_form_of_its_language():
    found = words.of_scripts("ar", ["number"], live=False)
    forms = [said for said in found.values() if isinstance(said, list)]
    assert forms
    assert all(len(said) == 6 for said in forms)


@pytest.mark.parametrize("locale", ["en", "ar", "fr"])
def test_every_lesson_that_we_ship_is_light(locale):
    for folder in load().courses:
        course = read_course(folder)
        for name in course.lessons:
            page = build(read(course.notebook(name)), locale, course).page
            packed = gzip.compress(_PICTURE.sub("", page).encode(), 9)
            assert len(packed) <= 8 * 1024, f"{name}: {len(packed)} bytes"
