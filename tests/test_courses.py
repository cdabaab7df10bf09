"""Every shipped lesson and assignment is whole in every language: built, marked, translated."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest

from lp_widgets.lesson import (
    BuiltLesson,
    Lesson,
    build,
    catalogs,
    read,
    read_assignment,
    read_course,
)
from lp_widgets.lesson.model import Code, Prose
from lp_widgets.locales import catalog, digits
from lp_widgets.questions import mark
from lp_widgets.resources import shipped
from lp_widgets.text import written
from lp_widgets.widgets import program

TRANSLATED = ("ar", "fr")
LOCALES = ("en", *TRANSLATED)
MAX_PICTURE = 4096
MAIN_VIEW = 'viewBox="0 0 336 150"'
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(r"\{[^{}]*\}")
_CODE = re.compile(r"```.*?```|`[^`]+`", re.S)
_PLACE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def notebooks() -> list[Path]:
    """Return the notebook of every lesson of every course, in teaching order."""
    found = []
    for toml in sorted(shipped("notebooks").glob("*/course.toml")):
        course = read_course(toml.parent)
        found += [course.notebook(lesson) for lesson in course.lessons]
    return found


def works() -> list[Path]:
    """Return the source of every assignment of every course, in teaching order."""
    found = []
    for toml in sorted(shipped("notebooks").glob("*/course.toml")):
        course = read_course(toml.parent)
        found += [course.assignment_notebook(name) for name in course.assignments]
    return found


NOTEBOOKS, WORKS = notebooks(), works()
every_lesson = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_notebook = pytest.mark.parametrize("path", [*NOTEBOOKS, *WORKS], ids=lambda path: path.stem)
every_locale = pytest.mark.parametrize("locale", LOCALES)
every_translation = pytest.mark.parametrize("locale", TRANSLATED)


@cache
def lesson_of(path: Path) -> Lesson:
    """Read a lesson or an assignment once for all tests."""
    return read_assignment(path) if path in WORKS else read(path)


@cache
def built_in(path: Path, locale: str) -> BuiltLesson:
    """Build a lesson once for all tests."""
    return build(lesson_of(path), locale)


def catalog_of(path: Path, locale: str) -> polib.POFile:
    """Return the lesson's catalog as its translator left it."""
    name = f"{catalogs.domain(lesson_of(path))}.po"
    return polib.pofile(str(shipped("translations") / locale / "LC_MESSAGES" / name))


def right_responses(kind: str, key: dict[str, Any], locale: str) -> list[Any]:
    """Return what a learner of ``locale`` may give as the right answer."""
    if kind == "number":
        answer = key["answer"]
        return [answer, written(answer, locale), digits(answer, locale)]
    if kind == "short_text":
        return list(key["accepted"])
    field = {"single_choice": "answer", "multiple_choice": "answers", "ordering": "order"}[kind]
    return [key[field]]


def graded(path: Path, locale: str) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Return id, type, spec and key of every question that is marked at once."""
    keys = built_in(path, locale).keys
    later = ("code", "long_text")
    return [(q, e["type"], e["spec"], e["key"]) for q, e in keys.items() if e["type"] not in later]


def test_there_are_three_lessons_to_begin_with():
    assert [path.stem for path in NOTEBOOKS] == ["fractions", "water-cycle", "first-program"]


def test_no_lesson_folder_is_left_out_of_its_course():
    on_disk = set(shipped("notebooks").glob("*/*/*.ipynb"))
    assert on_disk == set(NOTEBOOKS)
    assert set(shipped("notebooks").glob("*/source/*/*.ipynb")) == set(WORKS)


@every_translation
def test_a_course_has_its_title_and_competencies_in_each_language(locale: str):
    for toml in shipped("notebooks").glob("*/course.toml"):
        course = read_course(toml.parent)
        assert catalog(locale, course.id).pgettext("course/title", course.title) != course.title
        for name, text in course.competencies.items():
            said = catalog(locale, course.id).pgettext(f"course/competency/{name}", text)
            assert said != text, name


@every_notebook
def test_a_lesson_says_for_whom_it_is_and_whose_it_is(path: Path):
    about = lesson_of(path).about
    assert about.title and about.age and about.sources
    assert about.license == "CC BY-SA 4.0"
    assert 10 <= about.minutes <= 45


@every_lesson
def test_a_lesson_asks_seven_or_more_questions_of_several_kinds(path: Path):
    questions = lesson_of(path).questions
    assert len(questions) >= 7
    assert len({question.type for question in questions}) >= 4


@every_notebook
def test_cells_have_names_and_no_stored_output(path: Path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    for cell in cells:
        assert re.fullmatch(r"[a-z][a-z-]*", cell["id"]), cell["id"]
        assert not cell.get("outputs"), cell["id"]


@every_notebook
@every_locale
def test_a_lesson_builds_in_each_language(path: Path, locale: str):
    built = built_in(path, locale)
    assert built.locale == locale
    assert built.direction == ("rtl" if locale == "ar" else "ltr")
    assert built.translated == 1
    assert set(built.specs) == set(built.keys) == {q.id for q in lesson_of(path).questions}


@every_notebook
@every_locale
def test_the_right_answer_is_worth_everything_and_is_explained(path: Path, locale: str):
    for name, kind, spec, key in graded(path, locale):
        for response in right_responses(kind, key, locale):
            given = mark(kind, spec, key, response, locale)
            assert (given.state, given.score) == ("correct", 1), (name, response)
            assert given.feedback == key["right"] != "", name


@every_notebook
@every_locale
def test_a_foreseen_slip_is_answered_with_its_own_words(path: Path, locale: str):
    for name, kind, spec, key in graded(path, locale):
        slips = [(slip["answer"], slip["say"]) for slip in key.get("wrong", [])]
        if kind == "number":
            slips = [(written(answer, locale), say) for answer, say in slips]
        if kind == "short_text":
            slips = [(one, say) for answers, say in slips for one in answers]
        if kind == "single_choice":
            slips = list(key["say"].items())
        if kind == "multiple_choice":
            slips = [([option], say) for option, say in key["say"].items()]
        for response, say in slips:
            given = mark(kind, spec, key, response, locale)
            begun = kind == "ordering" and given.state == "partial"
            assert begun or given.state == "wrong", (name, response)
            assert given.feedback == say, (name, response)


@every_notebook
def test_every_wrong_choice_is_foreseen_and_every_other_answer_gets_a_way_on(path: Path):
    for name, kind, spec, key in graded(path, "en"):
        if kind == "single_choice":
            assert set(key["say"]) == set(spec["options"]) - {key["answer"]}, name
        elif kind == "multiple_choice":
            assert set(key["say"]) == set(spec["options"]) - set(key["answers"]), name
            assert key["otherwise"], name
        else:
            assert key["otherwise"], name
        if kind in ("number", "short_text"):
            assert len(key["wrong"]) >= 3, name


@every_notebook
def test_every_question_has_a_hint(path: Path):
    for question in lesson_of(path).questions:
        # A cell of nbgrader's own has no place for hints; what helps stands in the text before it.
        if path in NOTEBOOKS or question.type not in ("code", "long_text"):
            assert question.spec.hints, question.id


@every_notebook
@every_translation
def test_a_translation_is_whole_and_owns_up_to_being_drafted(path: Path, locale: str):
    found = catalog_of(path, locale)
    wanted = {message.path: message for message in catalogs.messages(lesson_of(path))}
    assert found.metadata["X-Reviewed"] == "no"
    assert found.metadata["Language"] == locale
    assert {entry.msgctxt for entry in found} == set(wanted)
    for entry in found:
        message = wanted[entry.msgctxt]
        assert entry.msgid == message.text, entry.msgctxt
        assert not entry.fuzzy and not entry.obsolete, entry.msgctxt
        if message.kind == "text":
            assert entry.msgstr.strip(), entry.msgctxt


@every_notebook
@every_translation
def test_a_translation_keeps_numbers_code_and_pictures(path: Path, locale: str):
    for entry in catalog_of(path, locale):
        if "/assert/" in entry.msgctxt:  # Python text, whose translation alone has braces
            assert set(_FIGURES.findall(entry.msgstr)) <= set(_FIGURES.findall(entry.msgid))
            continue
        for pattern in (_TOKEN, _CODE, _PLACE):
            if entry.msgstr:
                kept = sorted(pattern.findall(entry.msgstr))
                assert kept == sorted(pattern.findall(entry.msgid)), entry.msgctxt


@every_notebook
def test_numbers_in_texts_stand_in_braces_so_that_each_script_has_its_digits(path: Path):
    for message in catalogs.messages(lesson_of(path)):
        of_program = message.path.endswith("/starter") or "/assert/" in message.path
        if message.kind == "text" and not of_program:
            bare = _TOKEN.sub("", _CODE.sub("", message.text))
            bare = re.sub(r"^\d+\. ", "", bare, flags=re.M)  # a numbered list counts by itself
            assert not re.search(r"\d", bare), (message.path, bare)


@every_notebook
def test_arabic_is_written_in_arabic(path: Path):
    for entry in catalog_of(path, "ar"):
        shown = _TOKEN.sub("", _CODE.sub("", entry.msgid))
        program_text = entry.msgctxt.endswith("/starter")
        if entry.msgstr and not program_text and re.search(r"[A-Za-z]{2}", shown):
            assert re.search(r"[\u0621-\u064a]", entry.msgstr), entry.msgctxt
            said = _TOKEN.sub("", _CODE.sub("", entry.msgstr))
            assert not re.search(r"[A-Za-z]{2}", said), entry.msgctxt


@every_notebook
@every_translation
def test_short_answers_are_a_language_s_own(path: Path, locale: str):
    english, own = built_in(path, "en").keys, built_in(path, locale).keys
    for name, kind, _spec, key in graded(path, locale):
        if kind == "short_text":
            assert len(key["accepted"]) >= 4, name
            assert set(key["accepted"]) != set(english[name]["key"]["accepted"]), name
            assert own[name]["key"]["wrong"] != english[name]["key"]["wrong"], name


@every_notebook
def test_the_voice_is_calm(path: Path):
    for message in catalogs.messages(lesson_of(path)):
        said = _CODE.sub("", message.text)
        assert "!" not in said, message.path
        assert not re.search(r"(?i)\b(error|failed|invalid|clever|wrong)\b", said), message.path


@every_notebook
def test_pictures_are_light_and_have_words(path: Path):
    lesson = lesson_of(path)
    named = {lesson.about.picture: lesson.about.alt}
    named |= {q.spec.picture: q.spec.alt for q in lesson.questions if q.spec.picture}
    for part in lesson.parts:
        if isinstance(part, Prose):
            for block in part.blocks:
                named |= dict.fromkeys(_PLACE.findall(block), "in the text")
    assert {file.name for file in path.parent.glob("*.svg")} == set(named)
    assert MAIN_VIEW in (path.parent / lesson.about.picture).read_text("utf-8")
    for name, alt in named.items():
        assert alt.strip(), name
        drawing = (path.parent / name).read_text("utf-8")
        assert len(drawing.encode()) <= MAX_PICTURE, name
        assert "<text" not in drawing, f"{name}: text in a picture cannot be translated"
        assert not re.search(r'(?:fill|stroke)="#', drawing), f"{name}: dark pages cannot reach it"


@every_notebook
@every_locale
def test_no_word_of_a_key_is_in_the_page(path: Path, locale: str):
    built = built_in(path, locale)
    public = built.page + json.dumps([built.specs, built.notebook], ensure_ascii=False)
    for name, _kind, _spec, key in graded(path, locale):
        secrets = [key["right"], key["otherwise"], *key.get("say", {}).values()]
        secrets += [slip["say"] for slip in key.get("wrong", [])]
        for secret in filter(None, secrets):
            for sentence in re.split(r"[{}]", secret):
                assert len(sentence) < 24 or sentence not in public, (name, sentence)


def test_only_the_first_program_needs_a_kernel():
    assert [lesson_of(path).live for path in NOTEBOOKS] == [False, False, True]
    code = [part for part in lesson_of(NOTEBOOKS[2]).parts if isinstance(part, Code)]
    assert [part.source.split() for part in code] == [
        ["import", "lp_widgets", "lp_widgets.runner()"]
    ]


def test_starter_programs_draw_something():
    tasks = [q for q in lesson_of(NOTEBOOKS[2]).questions if q.type == "code"]
    assert len(tasks) >= 3
    for task in tasks:
        ran = program.run(task.spec.starter)
        assert ran.error is None, task.id
        assert ran.svg, task.id


def test_programs_in_the_text_of_the_drawing_lesson_run():
    blocks = [
        block
        for part in lesson_of(NOTEBOOKS[2]).parts
        if isinstance(part, Prose)
        for block in part.blocks
        if block.startswith("```")
    ]
    assert len(blocks) == 3
    for block in blocks:
        source = "\n".join(block.splitlines()[1:-1])
        assert program.run(source).error is None, source
