"""A lesson in another language: its catalog's texts, and the source's where one is missing."""

import polib
import pytest

from lp_widgets.lesson import LessonError, build, extract, localize, read
from lp_widgets.lesson.catalogs import merged
from lp_widgets.questions import mark
from tests.lp_widgets.lesson.author import JUG, code, md, notebook, translate, write

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Reviewed: no\\n"\n\n'
)
WORD = """\
%%question short_text
id: word
ask: What do we call one of four equal parts?
accepted: [a quarter, quarter]
"""


def message(context, source, said):
    return str(polib.POEntry(msgctxt=context, msgid=source, msgstr=said)) + "\n"


@pytest.fixture
def lesson(tmp_path):
    return read(
        write(
            tmp_path,
            notebook(md("intro", "Amal baked a loaf.\n\nIt has {4} parts."), code("q", JUG)),
        )
    )


def test_a_catalog_template_has_every_text_with_its_context(lesson):
    found = [(entry.msgctxt, entry.msgid) for entry in extract(lesson)]
    assert ("lesson/title", "Sharing fairly") in found
    assert ("intro/0", "Amal baked a loaf.") in found
    assert ("intro/1", "It has {4} parts.") in found
    assert ("jug/ask", "The jug holds {2} litres. How much is three quarters of it?") in found
    assert ("jug/wrong/0/say", "Half a litre is the part that is empty.") in found
    assert ("jug/right", "Each quarter is half a litre.") in found
    assert len(found) == len(set(found))


def test_a_translated_lesson_is_in_its_language_direction_and_digits(lesson, tmp_path):
    translate(
        tmp_path,
        HEADER
        + message("lesson/title", "Sharing fairly", "القسمة بالتساوي")
        + message("intro/0", "Amal baked a loaf.", "خبزت أمل رغيفًا.")
        + message("intro/1", "It has {4} parts.", "فيه {4} أجزاء.")
        + message(
            "jug/ask",
            "The jug holds {2} litres. How much is three quarters of it?",
            "يتّسع الإبريق لـ{2} لتر. كم تساوي {3/4} منه؟",
        ),
    )
    made = build(lesson, "ar")
    assert (made.title, made.locale, made.direction) == ("القسمة بالتساوي", "ar", "rtl")
    assert '<html lang="ar" dir="rtl">' in made.page
    assert 'فيه <span class="num">٤</span> أجزاء.' in made.page
    assert '<span class="frac" role="math" aria-label="٣/٤"><b>٣</b><b>٤</b></span>' in made.page
    assert "السؤال ١" in made.page
    assert 'class="prose">' in made.page
    assert 0 < made.translated < 1
    assert not made.reviewed


def test_a_missing_sentence_stays_in_its_own_language_and_says_so(lesson, tmp_path):
    translate(tmp_path, HEADER + message("intro/0", "Amal baked a loaf.", "خبزت أمل رغيفًا."))
    page = build(lesson, "ar").page
    assert '<div class="prose">\n<p>خبزت أمل رغيفًا.</p>' in page
    assert '<div class="prose" lang="en" dir="ltr">\n<p>It has <span class="num">4</span>' in page
    assert '<h1 lang="en" dir="ltr">Sharing fairly</h1>' in page


def test_a_translation_of_another_sentence_is_not_used(lesson, tmp_path):
    translate(tmp_path, HEADER + message("intro/0", "Amal baked two loaves.", "خبزت أمل رغيفين."))
    assert localize(lesson, "ar").parts[0].blocks[0] == "Amal baked a loaf."


def test_a_region_falls_back_to_its_language(lesson, tmp_path):
    translate(tmp_path, HEADER + message("lesson/title", "Sharing fairly", "القسمة"))
    translate(
        tmp_path, HEADER + message("intro/0", "Amal baked a loaf.", "أمل خبزت رغيف."), "ar-EG"
    )
    found = localize(lesson, "ar-EG")
    assert found.about.title == "القسمة"
    assert found.parts[0].blocks[0] == "أمل خبزت رغيف."


def test_the_source_language_needs_no_catalog(lesson):
    found = localize(lesson, "en-GB")
    assert (found.translated, found.locale, found.untranslated) == (1, "en-GB", frozenset())


def test_accepted_answers_are_those_of_the_language(tmp_path):
    lesson = read(write(tmp_path, notebook(code("q", WORD))))
    translate(
        tmp_path, HEADER + message("word/accepted", "a quarter\nquarter", "ربع\nالربع\nرُبع واحد")
    )
    asked = build(lesson, "ar").keys["word"]
    for answer, state in [("الربع", "correct"), ("نصف", "wrong")]:
        found = mark(asked["type"], asked["spec"], asked["key"], answer, "ar")
        assert found.state == state


def test_answers_that_need_no_translation_do_not_count_as_missing(tmp_path):
    lesson = read(write(tmp_path, notebook(code("q", WORD))))
    ask = "What do we call one of four equal parts?"
    translate(
        tmp_path,
        HEADER
        + message("lesson/title", "Sharing fairly", "القسمة")
        + message("word/ask", ask, "؟"),
    )
    assert localize(lesson, "ar").translated == 1


def test_other_digits_in_braces_are_refused_by_context(lesson, tmp_path):
    path = translate(tmp_path, HEADER + message("intro/1", "It has {4} parts.", "فيه {٤} أجزاء."))
    with pytest.raises(LessonError) as caught:
        localize(lesson, "ar")
    assert caught.value.file == path
    assert "intro/1" in str(caught.value)


def test_a_catalog_that_is_none_is_refused(lesson, tmp_path):
    path = translate(tmp_path, "this is not a catalog")
    with pytest.raises(LessonError, match="not a sound catalog") as caught:
        localize(lesson, "ar")
    assert caught.value.file == path


def test_an_older_catalog_keeps_what_still_holds(lesson, tmp_path):
    path = translate(
        tmp_path,
        HEADER
        + message("intro/0", "Amal baked a loaf.", "خبزت أمل رغيفًا.")
        + message("intro/1", "It has {3} parts.", "فيه {3} أجزاء."),
    )
    found = {entry.msgctxt: entry.msgstr for entry in merged(lesson, path)}
    assert found["intro/0"] == "خبزت أمل رغيفًا."
    assert found["intro/1"] == ""
