"""A lesson in another language: every text that its catalog has, the rest as it was written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from lp_widgets import plugins
from lp_widgets.lesson import catalogs
from lp_widgets.lesson.catalogs import Catalog
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.model import Lesson, Part, Prose, Question, Tool
from lp_widgets.locales import language, normalize
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.texts import Message, with_texts


def localize(lesson: Lesson, locale: str) -> Lesson:
    """Return ``lesson`` in ``locale``; a text without a translation stays as it is.

    Raises LessonError when a translation makes a question unusable.
    """
    locale = normalize(locale)
    if language(locale) == language(lesson.source_locale):
        return replace(lesson, locale=locale)
    catalog = catalogs.catalog(lesson, locale)
    found = list(catalogs.messages(lesson))
    missing = frozenset(m.path for m in found if not catalog.get(m))
    counted = [m for m in found if m.kind == "text"]
    about = lesson.about.model_copy(
        update={
            "title": _said(catalog, "lesson/title", lesson.about.title),
            "alt": _said(catalog, "lesson/alt", lesson.about.alt),
        }
    )
    return replace(
        lesson,
        about=about,
        parts=tuple(_part(lesson, part, catalog, locale) for part in lesson.parts),
        sayings={
            name: tuple(_said(catalog, f"{name}/assert/{n}", text) for n, text in enumerate(texts))
            for name, texts in lesson.sayings.items()
        },
        locale=locale,
        untranslated=missing,
        translated=1 - sum(m.path in missing for m in counted) / len(counted),
        reviewed=catalog.reviewed,
    )


def _said(catalog: Catalog, path: str, text: str) -> str:
    return catalog.get(Message(path, text, "text")) or text


def _part(lesson: Lesson, part: Part, catalog: Catalog, locale: str) -> Part:
    if isinstance(part, Prose):
        said = (_said(catalog, f"{part.cell}/{n}", text) for n, text in enumerate(part.blocks))
        return replace(part, blocks=tuple(said))
    if isinstance(part, Question):
        return _question(lesson, part, _lookup(catalog, part.id), locale)
    if isinstance(part, Tool):
        try:
            return replace(part, state=with_texts(part.state, _lookup(catalog, part.id)))
        except ValidationError as error:
            first: Any = error.errors()[0]
            raise _unfit(lesson, part.cell, locale, str(first["loc"]), first["msg"]) from error
    return part


def _question(
    lesson: Lesson, part: Question, lookup: Callable[[Message], str], locale: str
) -> Question:
    kind = plugins.load().question_types[part.type]
    try:
        if part.variants is not None:
            return replace(part, variants=part.variants.translated(lookup)).drawn(part.seed)
        spec, key = kind.translated(part.spec, part.key, lookup)
    except QuestionError as error:
        raise _unfit(lesson, part.cell, locale, error.field, error.message) from error
    return replace(part, spec=spec, key=key)


def _lookup(catalog: Catalog, name: str) -> Callable[[Message], str]:
    def say(message: Message) -> str:
        whole = Message(f"{name}/{message.path}", message.text, message.kind)
        return catalog.get(whole) or message.text

    return say


def _unfit(lesson: Lesson, cell: str, locale: str, field: str, said: str) -> LessonError:
    near = catalogs.files(lesson, locale)
    return LessonError(
        near[0] if near else lesson.file,
        f"The translation of the field “{field}” does not fit: {said}",
        "Mend that translation, or leave it empty to keep the source's",
        cell,
    )
