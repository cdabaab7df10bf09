"""The page's own words, and those that its scripts say, in a locale."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polib

from lp_widgets import plugins
from lp_widgets.locales import SCRIPT_DOMAIN, catalog, catalog_files
from lp_widgets.questions.messages import ALL as MARKER_MESSAGES
from lp_widgets.resources import shipped
from lp_widgets.widgets.program import MESSAGES as PROGRAM_MESSAGES

DOMAIN = "interface-lesson"

NAME = "Learning Passport"
SKIP = "Go to the lesson"
HOME = "Back to home"
LEAVE = "Done for now"
NUMBERED = "Question {n}"
TRIED_WITH = "Your program is tried with this, and with more"
NO_SCRIPT = "This page needs JavaScript, which is switched off in this browser."
NO_KERNEL = "Programs cannot run just now. Everything else on this page works."
BROKEN = "This part of the page did not start. Please load the page again."
DRAFTED = "A machine drafted this translation. No speaker of the language has checked it yet."
IN_PART = "Parts of this lesson are not in this language yet."
ALL = (
    NAME,
    SKIP,
    HOME,
    LEAVE,
    NUMBERED,
    TRIED_WITH,
    NO_SCRIPT,
    NO_KERNEL,
    BROKEN,
    DRAFTED,
    IN_PART,
)


def say(msgid: str, locale: str, **values: str) -> str:
    """Translate one sentence of the page; ``{name}`` in it is filled from ``values``."""
    said = catalog(locale, DOMAIN).gettext(msgid)
    return said.format(**values) if values else said


def of_page(locale: str) -> dict[str, str]:
    """Return the words that the template puts into a page."""
    return {
        "name": say(NAME, locale),
        "skip": say(SKIP, locale),
        "home": say(HOME, locale),
        "leave": say(LEAVE, locale),
        "script": say(NO_SCRIPT, locale),
        "no_kernel": say(NO_KERNEL, locale),
        "broken": say(BROKEN, locale),
    }


def of_scripts(
    locale: str, views: Iterable[str], live: bool, kind: str = "lesson"
) -> dict[str, str | list[str]]:
    """Return what the page's scripts say in ``locale``: msgid to sentence, or to plural forms.

    ``views`` are the names of the views on the page: what only other views say is left out, and
    so is what only the server says. Empty for the source language: there the msgid is said.
    """
    shown = frozenset(views)
    found = dict(_catalog(locale))
    for msgid in set(found) - _needed(shown, kind, live):
        del found[msgid]
    found |= _of_others(locale, shown)
    if live:
        for msgid in PROGRAM_MESSAGES:
            said = say(msgid, locale)
            if said != msgid:
                found[msgid] = said
    return found


@cache
def _catalog(locale: str) -> dict[str, str | list[str]]:
    return _all_of(shipped("translations"), locale)


def _all_of(folder: Path, locale: str) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for path in catalog_files(folder, locale, SCRIPT_DOMAIN):
        found.update(_entries(polib.pofile(str(path), encoding="utf-8")))
    return found


def _of_others(locale: str, views: frozenset[str]) -> dict[str, str | list[str]]:
    """Return what views of other packages say out of these packages' own catalogs."""
    loaded = plugins.load()
    found: dict[str, str | list[str]] = {}
    for kind in loaded.kinds:
        if kind.name in views and kind.translations:
            text = loaded.views[f"{kind.name}.js"].read_text("utf-8")
            said = _all_of(kind.translations, locale)
            found |= {msgid: words for msgid, words in said.items() if msgid in text}
    return found


@cache
def _needed(views: frozenset[str], kind: str, live: bool) -> frozenset[str]:
    """Return the msgids that these views or the page around them may say.

    A sentence that stands in none of our scripts is kept, unless it is one of the marker's own:
    a plugin's view may say it.
    """
    package = Path(__file__).parent.parent
    around = {
        path.stem: path.read_text("utf-8") for path in (package / "lesson/static").glob("*.js")
    }
    handing_in, of_kernels = around.pop("handin"), around.pop("programs")
    of_views = {path.stem: path.read_text("utf-8") for path in (package / "widgets").glob("*.js")}
    here = [*around.values(), *(text for name, text in of_views.items() if name in views)]
    of_labs = [path.read_text("utf-8") for path in (package / "widgets/lab").glob("*.mjs")]
    elsewhere = [*of_views.values(), *of_labs, *MARKER_MESSAGES]
    (here if kind == "assignment" else elsewhere).append(handing_in)
    (here if live else elsewhere).append(of_kernels)
    known: set[str] = set()
    for path in (shipped("translations")).glob(f"*/LC_MESSAGES/{SCRIPT_DOMAIN}.po"):
        known |= {entry.msgid for entry in polib.pofile(str(path), encoding="utf-8")}
    return frozenset(
        msgid
        for msgid in known
        if any(msgid in text for text in here) or not any(msgid in text for text in elsewhere)
    )


def _entries(entries: polib.POFile) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for entry in entries:
        if entry.obsolete or entry.fuzzy:
            continue
        if entry.msgid_plural:
            forms = [form for _, form in sorted(entry.msgstr_plural.items())]
            if all(forms):
                found[entry.msgid] = forms
        elif entry.msgstr:
            found[entry.msgid] = entry.msgstr
    return found
