"""What the marker says is there in every language that the interface speaks."""

import re
from pathlib import Path

import polib
import pytest

from lp_widgets.locales import direction
from lp_widgets.questions import messages
from lp_widgets.resources import shipped

CATALOGS = sorted(shipped("translations").glob("*/LC_MESSAGES/interface-questions.po"))
PLACE = re.compile(r"\{\w+\}")


def said(catalog: Path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalog))}


def test_arabic_and_french_have_the_catalog() -> None:
    assert {catalog.parents[1].name for catalog in CATALOGS} >= {"ar", "fr"}


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda c: c.parents[1].name)
@pytest.mark.parametrize("sentence", messages.ALL)
def test_each_sentence_is_translated_with_its_places(catalog: Path, sentence: str) -> None:
    translated = said(catalog)[sentence]
    assert translated
    assert sorted(PLACE.findall(translated)) == sorted(PLACE.findall(sentence))


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda c: c.parents[1].name)
def test_right_to_left_sentences_isolate_the_numbers_in_them(catalog: Path) -> None:
    """Without it “1 1/2” would be shown as “1/2 1” in an Arabic sentence."""
    if direction(catalog.parents[1].name) == "ltr":
        return
    for sentence in messages.ALL:
        bare = re.sub("[\u2066\u2068]\\{\\w+\\}\u2069", "", said(catalog)[sentence])
        assert not PLACE.search(bare), sentence


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda c: c.parents[1].name)
def test_no_sentence_stands_there_twice_and_the_draft_is_called_one(catalog: Path) -> None:
    entries = polib.pofile(str(catalog), check_for_duplicates=True)
    assert entries.metadata["X-Reviewed"] in ("yes", "no")


def test_no_sentence_blames() -> None:
    for sentence in messages.ALL:
        assert not re.search(r"error|fail|invalid|wrong|!", sentence, re.I), sentence
