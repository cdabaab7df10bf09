"""A lesson's words for translators: its messages, its catalog in a locale, a template to fill."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from lp_widgets.lesson.course import home_of
from lp_widgets.lesson.errors import LessonError
from lp_widgets.lesson.model import Lesson, Prose, Question, Tool
from lp_widgets.locales import fallbacks
from lp_widgets.questions.texts import Message, texts

_FOREIGN_DIGITS = re.compile(r"\{[^{}]*[٠-٩۰-۹०-९]")


def messages(lesson: Lesson) -> Iterator[Message]:
    """Yield every message of a lesson; its ``path`` is the whole context (``jug/wrong/0/say``)."""
    yield Message("lesson/title", lesson.about.title, "text")
    if lesson.about.alt:
        yield Message("lesson/alt", lesson.about.alt, "text")
    for part in lesson.parts:
        if isinstance(part, Prose):
            for n, block in enumerate(part.blocks):
                yield Message(f"{part.cell}/{n}", block, "text")
        elif isinstance(part, Question):
            own = [*texts(part.spec), *texts(part.key)]
            yield from _below(part.id, part.variants.messages() if part.variants else own)
        elif isinstance(part, Tool):
            yield from _below(part.id, texts(part.state))
    for name, said in lesson.sayings.items():
        for n, text in enumerate(said):
            yield Message(f"{name}/assert/{n}", text, "text")


def _below(name: str, found: list[Message]) -> Iterator[Message]:
    for message in found:
        yield Message(f"{name}/{message.path}", message.text, message.kind)


@dataclass(frozen=True)
class Catalog:
    """The translations of one lesson into one locale, by context and source text."""

    found: dict[tuple[str, str], str]
    reviewed: bool

    def get(self, message: Message) -> str:
        """Return the translation of ``message``, or the empty string."""
        return self.found.get((message.path, message.text), "")


def domain(lesson: Lesson) -> str:
    """Return the catalog's name: ``first-steps.fractions``."""
    return f"{lesson.course}.{lesson.id}"


def files(lesson: Lesson, locale: str) -> list[Path]:
    """Return the catalogs that exist for ``locale``, the closest first.

    ``translations`` lies beside the folder of courses, also in a plugin's own package. A lab's
    copy of an assignment has those of the course that it was copied from.
    """
    folders = [lesson.file.resolve().parents[4 if lesson.kind == "assignment" else 3]]
    if lesson.kind == "assignment" and (home := home_of(lesson.course)):
        folders.append(home.resolve().parents[1])
    for folder in folders:
        place = folder / "translations"
        paths = [place / tag / "LC_MESSAGES" / f"{domain(lesson)}.po" for tag in fallbacks(locale)]
        found = [path for path in paths if path.is_file()]
        if found:
            return found
    return []


def catalog(lesson: Lesson, locale: str) -> Catalog:
    """Read the lesson's catalog in ``locale``. Raises LessonError naming the catalog's file."""
    found: dict[tuple[str, str], str] = {}
    reviewed = True
    for path in reversed(files(lesson, locale)):
        try:
            entries = polib.pofile(str(path), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LessonError(path, f"It is not a sound catalog ({error})", "Mend it") from error
        for entry in entries:
            if entry.obsolete or entry.fuzzy or not entry.msgstr:
                continue
            if _FOREIGN_DIGITS.search(entry.msgstr):
                raise LessonError(
                    path,
                    f"The translation of {entry.msgctxt} has other digits than 0-9 in its braces",
                    "Write {3/4}: the page itself changes the digits to those of the language",
                )
            found[entry.msgctxt or "", entry.msgid] = entry.msgstr
        reviewed = reviewed and entries.metadata.get("X-Reviewed", "no").lower() == "yes"
    return Catalog(found, reviewed)


def extract(lesson: Lesson) -> polib.POFile:
    """Return a catalog template with every message of ``lesson``, in reading order."""
    made = polib.POFile(wrapwidth=100)
    made.metadata = {
        "Project-Id-Version": domain(lesson),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Reviewed": "no",
    }
    for message in messages(lesson):
        comment = ""
        if message.kind == "answer":
            comment = (
                "An answer that is compared, not shown: what is right in this language, one a"
                " line. Leave it empty where nothing changes."
            )
        made.append(
            polib.POEntry(msgctxt=message.path, msgid=message.text, msgstr="", comment=comment)
        )
    return made


def merged(lesson: Lesson, path: Path) -> polib.POFile:
    """Return the catalog at ``path`` brought up to the lesson: what changed is empty again."""
    made = extract(lesson)
    if path.is_file():
        old = polib.pofile(str(path), encoding="utf-8", wrapwidth=100)
        made.metadata = {**made.metadata, **old.metadata}
        made.header = old.header
        kept = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
        for entry in made:
            before = kept.get((entry.msgctxt, entry.msgid))
            if before is not None:
                entry.msgstr, entry.tcomment = before.msgstr, before.tcomment
    return made
