"""Every sentence of the classroom's pages is translated in every catalog, placeholders kept."""

import ast
import re
from pathlib import Path

import polib
import pytest

import hub_config.classroom as classroom
from hub_config.classroom import analytics, learner_table
from hub_config.classroom.audit_log import AT_THE_LAPTOP, DEEDS
from lp_widgets import locales
from lp_widgets.resources import shipped

HERE = Path(classroom.__file__).parent
HANDLERS = (
    *(
        "api.py",
        "by_hand.py",
        "handins.py",
        "handlers.py",
        "pages.py",
        "live.py",
        "marking.py",
        "work.py",
    ),
    *("exchange.py", "released.py", "returned.py", "uploads.py"),
)
# Words that make the child, or her teacher, a boy or a man: we store no gender.
GENDERED = {
    "ar": r"\b(انظر|اقرأ|اكتب|احفظ|اطبع|انتقل|حاول|حمّل|سجّل|أخبر|سلّم|معلّمك|تسلّم|تستطيع)\b",
    "fr": r"\b(enseignant|instituteur|maître)\b",
}
TAGS = [tag for tag in locales.available() if tag != locales.SOURCE_LOCALE]


def sentences():
    """Return every msgid of templates and handlers."""
    found = set()
    for path in HERE.glob("templates/*"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'\b_\("([^"]+)"\)', text))
        found |= set(re.findall(r'ngettext\("([^"]+)"', text))
    found |= {title for title, _ in analytics.COLUMNS} | set(learner_table.HEADS)
    for path in HERE.glob("*.py"):
        found |= set(re.findall(r'\bself\.say\("([^"]+)"\)', path.read_text("utf-8")))
    found |= {sentence for *_, sentence in DEEDS} | {AT_THE_LAPTOP}
    for path in (HERE / name for name in HANDLERS):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if is_sentence(node) and node.value not in docstrings(path):
                found.add(node.value)
    return found


def is_sentence(node):
    """Whether a node of a program is a text that begins and ends as a sentence does."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][^\n]{15,}\.", node.value) is not None
    )


def docstrings(path):
    """Return what a module says of itself, which no learner sees."""
    kinds = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    nodes = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, kinds)]
    return {ast.get_docstring(node, clean=False) for node in nodes}


@pytest.mark.parametrize("tag", TAGS)
def test_the_classroom_speaks_every_language_that_there_is(tag):
    path = shipped("translations") / tag / "LC_MESSAGES" / "interface-classroom.po"
    entries = {entry.msgid: entry for entry in polib.pofile(str(path))}
    missing = sentences() - set(entries)
    assert not missing
    for entry in entries.values():
        said = list(entry.msgstr_plural.values()) or [entry.msgstr]
        assert all(said), entry.msgid
        wanted = set(re.findall(r"{\w+}", entry.msgid_plural or entry.msgid))
        best = max(said, key=len)
        assert set(re.findall(r"{\w+}", best)) <= wanted
        if not entry.msgid_plural:
            assert set(re.findall(r"{\w+}", best)) == wanted


def test_the_sentences_are_found_at_all():
    assert len(sentences()) > 30


@pytest.mark.parametrize("tag", GENDERED)
def test_no_sentence_needs_to_know_who_is_a_girl_and_who_a_boy(tag):
    for path in (shipped("translations") / tag / "LC_MESSAGES").glob("interface-*.po"):
        for entry in polib.pofile(str(path)):
            said = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
            assert not re.search(GENDERED[tag], said), f"{path.name}: {said}"
