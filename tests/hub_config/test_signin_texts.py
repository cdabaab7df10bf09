"""Every sentence of the sign-in page and the cards has a translation, in all plural forms."""

import re
from pathlib import Path

import polib
import pytest

from grading.roster import paper
from grading.roster.pictures import PICTURES
from hub_config.signin import pages
from lp_widgets import locales
from lp_widgets.resources import shipped

_SAID = re.compile(r"""(?:\b_|\bgettext|\bsay)\(\s*(["'])(.+?)\1\s*\)""", re.S)
_PLURAL = re.compile(r'ngettext\(\s*"([^"]+)",\s*"([^"]+)"')


def sources(*paths: Path) -> str:
    text = "".join(path.read_text("utf-8") for path in paths)
    return re.sub(r'"\n\s*"', "", text)


SIGNIN = sources(Path(pages.__file__), Path(pages.__file__).parent / "templates" / "login.html")
CARDS = sources(Path(paper.__file__))


@pytest.mark.parametrize("locale", ["ar", "fr"])
@pytest.mark.parametrize(("domain", "text"), [(pages.DOMAIN, SIGNIN), (paper.DOMAIN, CARDS)])
def test_every_sentence_is_translated(locale, domain, text):
    said = {found[1] for found in _SAID.findall(text)} | {
        form for pair in _PLURAL.findall(text) for form in pair
    }
    if domain == pages.DOMAIN:
        said |= set(PICTURES)
    assert len(said) > 5
    catalog = polib.pofile(str(shipped("translations") / locale / "LC_MESSAGES" / f"{domain}.po"))
    known = {entry.msgid for entry in catalog if entry.translated()} | {
        entry.msgid_plural for entry in catalog if entry.msgid_plural
    }
    assert said - known == set()
    assert catalog.metadata["X-Reviewed"] == "no"


@pytest.mark.parametrize("seconds", [0, 1, 2, 5, 11, 59, 60, 61, 120, 600, 3600])
@pytest.mark.parametrize("locale", ["en", "ar", "fr"])
def test_waiting_times_are_said_in_the_right_plural_and_digits(locale, seconds):
    said = pages.Code(tell=_Wait(seconds)).context(locale)["told"]
    assert "{" not in said
    if locale == "ar":
        assert not re.search("[0-9]", said)
        assert locales.direction(locale) == "rtl"


class _Wait:
    reason = "wait"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
