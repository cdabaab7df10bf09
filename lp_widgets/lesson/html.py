"""The HTML of each part of a lesson, as the page and the learner's notebook hold it."""

from html import escape
from itertools import groupby
from typing import Any

from lp_widgets import pictures
from lp_widgets.lesson import variants
from lp_widgets.lesson.model import Checks, Lesson, Prose, Question, Tool
from lp_widgets.lesson.words import NUMBERED, TRIED_WITH, say
from lp_widgets.locales import digits, direction
from lp_widgets.text import blocks, inline, plain
from lp_widgets.widgets.sheet import question_sheet, tool_sheet
from lp_widgets.widgets.widget_type import Pictured


def prose(lesson: Lesson, part: Prose) -> str:
    """Render a Markdown cell; blocks without a translation say in which language they are."""

    def show(src: str, alt: str) -> str:
        return pictures.read(lesson.folder, src, alt).html()

    made = []
    contexts = [(f"{part.cell}/{n}", block) for n, block in enumerate(part.blocks)]
    for foreign, group in groupby(contexts, lambda pair: pair[0] in lesson.untranslated):
        source = "\n\n".join(block for _, block in group)
        locale = lesson.source_locale if foreign else lesson.locale
        body = blocks(source, locale, show)
        made.append(f'<div class="prose"{tongue(foreign, lesson)}>\n{body}\n</div>')
    return "\n".join(made)


def question(lesson: Lesson, part: Question, number: int) -> str:
    """Render a question's sheet: its number, text and picture; the view comes in ``data-view``."""
    foreign = f"{part.id}/ask" in lesson.untranslated
    if part.variants is not None:
        return variants.marked(part.id, variants.sheet(frame(lesson, part, number), part.spec))
    shown = None
    if part.spec.picture:
        alt = plain(part.spec.alt, lesson.locale)
        shown = pictures.read(lesson.folder, part.spec.picture, alt)
    ask = inline(part.spec.ask, lesson.source_locale if foreign else lesson.locale)
    return question_sheet(
        part.id,
        part.type,
        ask,
        number=_numbered(number, lesson.locale),
        picture=shown,
        tongue=tongue(foreign, lesson),
    )


def frame(lesson: Lesson, part: Question, number: int) -> dict[str, Any]:
    """Return what is the same in all variants of a question's sheet, for `variants.sheet`."""
    assert part.variants is not None
    foreign = f"{part.id}/ask" in lesson.untranslated
    drawn = [
        (file, pictures.read(lesson.folder, file, variants.ALT))
        for file in part.variants.pictures()
    ]
    return {
        "type": part.type,
        "number": _numbered(number, lesson.locale),
        "tongue": tongue(foreign, lesson),
        "locale": lesson.source_locale if foreign else lesson.locale,
        "pictures": {file: [picture.markup, picture.wide] for file, picture in drawn},
    }


def tool(lesson: Lesson, part: Tool) -> str:
    """Render the place of an ungraded widget, with its picture where it has one."""
    shown = None
    if isinstance(part.state, Pictured):
        alt = plain(part.state.alt, lesson.locale)
        shown = pictures.read(lesson.folder, part.state.picture, alt)
    return tool_sheet(part.id, part.name, shown)


def checks(lesson: Lesson, part: Checks) -> str:
    """Render the tests that a learner may see, folded: a program reads from left to right."""
    return (
        f'<details class="checks"><summary>{escape(say(TRIED_WITH, lesson.locale))}</summary>'
        f'<pre dir="ltr"><code>{escape(part.source)}</code></pre></details>'
    )


def _numbered(number: int, locale: str) -> str:
    return escape(say(NUMBERED, locale, n=digits(str(number), locale)))


def tongue(foreign: bool, lesson: Lesson) -> str:
    """Return lang and dir for a text that is still in the language it was written in."""
    if not foreign or lesson.locale == lesson.source_locale:
        return ""
    return f' lang="{lesson.source_locale}" dir="{direction(lesson.source_locale)}"'
