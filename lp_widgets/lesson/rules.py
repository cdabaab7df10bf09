"""What `lesson check` looks at: ``RULES`` is the list, one small function each.

An *error* keeps a lesson from being served or marks an answer otherwise than its author says;
*advice* is what a careful author would mend.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lp_widgets import locales, plugins, questions
from lp_widgets.lesson.build import build
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.localize import localize
from lp_widgets.lesson.model import Code, Lesson, Part, Prose, Question, Tool
from lp_widgets.questions import Mark, QuestionError, QuestionType
from lp_widgets.questions.texts import texts
from lp_widgets.widgets.widget_type import Pictured

DRAWS = 200
"""How many variants of a question are tried."""

Level = Literal["error", "advice"]


@dataclass(frozen=True)
class Draft:
    """A lesson as far as it can be read: ``lesson`` is None when a cell of it cannot."""

    file: Path
    parts: tuple[Part, ...]
    troubles: tuple[LessonError, ...]
    lesson: Lesson | None
    locale: str

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that can be read."""
        return tuple(part for part in self.parts if isinstance(part, Question))


Said = Iterator[tuple[Level, str, str, str]]
"""Level, cell, problem, remedy."""
Rule = Callable[[Draft], Said]


def readable(draft: Draft) -> Said:
    """What keeps a cell from being read: a missing key, a doubled id, a picture without words."""
    for error in draft.troubles:
        yield "error", error.cell, error.problem, error.remedy


def examples(draft: Draft) -> Said:
    """Each example response gets the mark that its author said, in every variant."""
    for part in draft.questions:
        for drawn in _drawn(part):
            amiss = list(_of_examples(draft, drawn))
            yield from amiss
            if amiss:
                break


def _of_examples(draft: Draft, part: Question) -> Said:
    for number, example in enumerate(part.key.examples, 1):
        locale = example.locale or draft.locale
        given = _marked(draft, part, example.response, locale)
        if not example.fits(given):
            got = given.state if given.state in ("invalid", "pending") else f"{given.score:g}"
            yield (
                "error",
                part.cell,
                f"Example {number} of “{part.id}” gets {got} and not {example.mark}"
                f" ({_short(example.response)} in {locale}){_with_values(part)}",
                "Mend the key, or the mark that the example expects",
            )


def varied(draft: Draft) -> Said:
    """Each of many draws makes a question: what does not fit together is not left to chance."""
    for part in draft.questions:
        if part.variants is None:
            continue
        for seed in map(str, range(DRAWS)):
            try:
                part.variants.one(seed)
            except QuestionError as error:
                where = f"field “{error.field}”: " if error.field else ""
                yield (
                    "error",
                    part.cell,
                    f"A variant of “{part.id}” is no question ({where}{error.message})"
                    f"{_with_values(part.at(seed))}",
                    "Leave such values out of vary, or say under where what must hold",
                )
                break
        if len({str(part.drawn(seed).spec) for seed in map(str, range(DRAWS))}) == 1:
            yield (
                "advice",
                part.cell,
                f"Every variant of “{part.id}” asks the same",
                "Write {= name} where a drawn value belongs",
            )


def tried(draft: Draft) -> Said:
    """A question that is marked by its key says by examples what it is meant to accept."""
    for part in draft.questions:
        if _is_marked(part) and not part.key.examples and draft.lesson and _is_lesson(draft):
            yield (
                "advice",
                part.cell,
                f"“{part.id}” has no example responses",
                "Add examples, each with response and mark: one that is right, one that is not",
            )


def feedback(draft: Draft) -> Said:
    """Something is said to each option, and to each answer that the type itself makes up."""
    for part in draft.questions:
        if not _is_marked(part):
            continue
        options = getattr(part.spec, "options", None)
        if isinstance(options, dict) and _kind(part).response_shape in ("id", "set<id>"):
            yield from _of_options(draft, part, options)
        else:
            yield from _of_samples(draft, part)


def _of_options(draft: Draft, part: Question, options: dict[str, Any]) -> Said:
    single = _kind(part).response_shape == "id"
    for name in options:
        given = _marked(draft, part, name if single else [name], draft.locale)
        if given.state == "wrong" and not given.feedback:
            yield (
                "advice",
                part.cell,
                f"Nothing is said to whoever chooses “{name}” in “{part.id}”",
                f"Add to say:  {name}: what this answer would be right for",
            )


def _of_samples(draft: Draft, part: Question) -> Said:
    kinds = {"wrong": ("an answer that is not right yet", "otherwise")}
    kinds["correct"] = ("a right answer", "right")
    for sample in _kind(part).generate(part.spec, part.key):
        given = _marked(draft, part, sample.response, draft.locale)
        if given.state in kinds and not (given.feedback or given.message):
            whom, field = kinds.pop(given.state)
            yield (
                "advice",
                part.cell,
                f"Nothing is said to {whom} to “{part.id}”",
                f"Add  {field}: …",
            )


def translatable(draft: Draft) -> Said:
    """Words in a picture, or in a program of the lesson, reach no translator."""
    for cell, name, source in _pictures(draft):
        if words := _drawn_words(source):
            yield (
                "advice",
                cell,
                f"The picture {name} has words in it (“{words[:40]}”) that cannot be translated",
                "Say them in the text beside it, or letter the parts A, B, C",
            )
    for part in draft.parts:
        if isinstance(part, Code) and (found := _PRINTED.search(part.source)):
            yield (
                "advice",
                part.cell,
                f"The program says “{found[2][:40]}”, which cannot be translated",
                "Say it in a Markdown cell",
            )


def braced(draft: Draft) -> Said:
    """A number outside of braces keeps its digits in every language."""
    for part in draft.parts:
        if isinstance(part, Prose):
            told = list(part.blocks)
        elif isinstance(part, Question):
            told = [m.text for m in (*texts(part.spec), *texts(part.key)) if m.kind == "text"]
        else:
            continue
        for text in told:
            if found := _NUMBER.search(_SILENT.sub(" ", text)):
                yield (
                    "advice",
                    part.cell,
                    f"The number {found[0]} keeps its digits in every language",
                    f"Write {{{found[0]}}}",
                )
                break


def translated(draft: Draft) -> Said:
    """Each catalog that the lesson has makes a sound lesson."""
    if draft.lesson is None or not _is_lesson(draft):
        return
    for tag in locales.available():
        try:
            build(localize(draft.lesson, tag), tag)
        except LessonError as error:
            where = "" if error.file == draft.file else f" ({error.file})"
            yield "error", error.cell, f"{error.problem}{where}", error.remedy


RULES: tuple[Rule, ...] = (
    readable,
    varied,
    examples,
    translated,
    feedback,
    tried,
    translatable,
    braced,
)
"""What is looked at, errors first."""

_PRINTED = re.compile(r"\bprint\(\s*f?([\"'])((?:(?!\1).)*[^\W\d_]{2,}(?:(?!\1).)*)\1")
_SILENT = re.compile(r"```.*?(?:```|\Z)|`[^`]*`|\{[^{}]*\}|\]\([^)]*\)|^\s*\d+[.)]\s", re.S | re.M)
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:\.\d+)?(?![\w/])")
_DRAWN = re.compile(r"<(?:text|tspan)\b[^>]*>([^<]*)")
_SHOWN = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def _drawn(part: Question) -> Iterator[Question]:
    """Yield the question, or many variants of it."""
    if part.variants is None:
        yield part
        return
    for seed in map(str, range(DRAWS)):
        yield part.drawn(seed)


def _with_values(part: Question) -> str:
    """Tell what was drawn in the variant that is spoken of."""
    if part.variants is None:
        return ""
    try:
        values = part.variants.values(part.seed)
    except QuestionError:
        return ""
    return f", with {', '.join(f'{name} = {value}' for name, value in values.items())}"


def _kind(part: Question) -> QuestionType:
    return plugins.load().question_types[part.type]


def _is_lesson(draft: Draft) -> bool:
    return draft.lesson is not None and draft.lesson.kind == "lesson"


def _is_marked(part: Question) -> bool:
    """Say whether the key marks the question, and not a person or a program later."""
    samples = _kind(part).generate(part.spec, part.key)
    return any(sample.state != "pending" for sample in samples if sample.state != "invalid")


def _marked(draft: Draft, part: Question, response: Any, locale: str) -> Mark:
    """Mark as the lab does: with the question in the language in which it is answered."""
    if draft.lesson and locales.language(locale) != locales.language(draft.locale):
        try:
            spoken = localize(replace(draft.lesson, parts=(part,)), locale).questions[0]
        except LessonError:  # which the rule “translated” names
            spoken = part
        part = spoken
    return questions.mark(part.type, part.spec, part.key, response, locale)


def _short(response: Any) -> str:
    said = repr(response)
    return said if len(said) <= 60 else f"{said[:59]}…"


def _pictures(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Yield cell, name and source of each drawing of the lesson."""
    named: list[tuple[str, str]] = []
    if draft.lesson and draft.lesson.about.picture:
        named.append(("", draft.lesson.about.picture))
    for part in draft.parts:
        if isinstance(part, Prose):
            named += [(part.cell, src) for block in part.blocks for src in _SHOWN.findall(block)]
        elif isinstance(part, Question) and part.spec.picture:
            named.append((part.cell, part.spec.picture))
        elif isinstance(part, Tool) and isinstance(part.state, Pictured):
            named.append((part.cell, part.state.picture))
    for cell, name in named:
        path = draft.file.parent / name
        if path.suffix.lower() == ".svg" and path.is_file():
            yield cell, name, path.read_text("utf-8", errors="replace")


def _drawn_words(source: str) -> str:
    """Return the words (two letters and more: A, B, C are no words) that a drawing shows."""
    shown = (text.strip() for text in _DRAWN.findall(source))
    return " ".join(text for text in shown if re.search(r"[^\W\d_]{3,}", text))
