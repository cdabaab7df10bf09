"""What a class gets wrong, counted: by what the author foresaw, else by the answer itself."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grading.records.standing import Places, Slip
from grading.roster.people import Person
from hub_config.classroom import authored
from hub_config.classroom.shelf import NotOnShelf, Shelf
from lp_widgets import locales, plugins
from lp_widgets.lesson import BuiltLesson, variants
from lp_widgets.questions.readable import readable

SAME = 2
"""So many learners must have given a wrong answer that nobody foresaw, for it to be shown."""
MOST = 12
"""More of them are no help to anybody."""
# Their answers are long, and hardly ever the same.
_OWN_WORDS = ("code", "long_text", "draw")
_OTHERWISE = "otherwise"
_Path = tuple[str, ...]


@dataclass(frozen=True)
class Misconception:
    """One thing that went wrong: at which question, by what answer, what the author says to it.

    ``learners`` come with whether they have it right by now; ``of`` is how many have answered.
    ``id`` stays the same while others come. ``answer`` and ``said`` are safe HTML in the teacher's
    language, or empty.
    """

    id: str
    number: int
    answer: Markup
    said: Markup
    learners: tuple[tuple[Person, bool], ...]
    of: int


def misconceptions(
    shelf: Shelf,
    built: BuiltLesson,
    slips: Iterable[Slip],
    people: Iterable[Person],
    places: Mapping[str, Places],
) -> list[Misconception]:
    """Return what learners of a class got wrong in ``built``, the commonest first.

    The record keeps what each learner was told, in her language. It is found among the author's
    texts in that language, and said with the text that stands in the same place in the language of
    ``built``. An author who has changed the text since then is quoted as it was.
    """
    reader = _Reader(shelf, built)
    found: defaultdict[Hashable, list[tuple[Slip, _Kind]]] = defaultdict(list)
    for slip in slips:
        for kind in reader.kinds(slip) if slip.question in built.keys else ():
            found[slip.question, kind.key].append((slip, kind))
    by_account = {each.account: each for each in people}
    made = [_made(reader, group, by_account, places) for group in found.values()]
    shown = [m for m, foreseen in made if m.learners and (foreseen or len(m.learners) >= SAME)]
    return sorted(shown, key=lambda each: (-len(each.learners), each.number))[:MOST]


@dataclass(frozen=True)
class _Kind:
    """What makes two slips the same one; ``path`` leads to what the author says to it."""

    key: Hashable
    path: _Path = ()
    foreseen: bool = True


def _made(
    reader: "_Reader",
    group: list[tuple[Slip, _Kind]],
    people: Mapping[str, Person],
    places: Mapping[str, Places],
) -> tuple[Misconception, bool]:
    slip, kind = group[-1]
    question = slip.question
    accounts = dict.fromkeys(each.account for each, _ in group if each.account in people)
    # What children typed is in their own language: rather one answer in the teacher's.
    own_language = [each for each, _ in group if each.locale == reader.built.locale]
    read = own_language or [each for each, _ in group]
    answers = Counter(reader.answer(each, kind) for each in read)
    own = {account: place[question] for account, place in places.items() if question in place}
    name = hashlib.sha256(repr((question, kind.key)).encode()).hexdigest()[:12]
    made = Misconception(
        id=f"wrong-{name}",
        number=list(reader.built.keys).index(question) + 1,
        answer=answers.most_common(1)[0][0],
        said=reader.said(slip, kind),
        learners=tuple(
            (people[each], each in own and own[each].state == "correct") for each in accounts
        ),
        of=sum(each.tries > 0 for each in own.values()),
    )
    return made, kind.foreseen


class _Reader:
    """Finds what was said to a slip among the texts of a lesson, in any of its languages."""

    def __init__(self, shelf: Shelf, built: BuiltLesson) -> None:
        self.built = built
        self._shelf = shelf
        self._texts: dict[tuple[str, str, str], dict[_Path, str]] = {}

    def kinds(self, slip: Slip) -> list[_Kind]:
        """Return what a slip shows: one thing, or several where several parts went wrong."""
        said = slip.feedback
        texts = self._texts_of(slip, slip.locale)
        paths = [path for path, text in texts.items() if text == said]
        paths = paths[:1] or [path for path, text in texts.items() if text and text in said]
        foreseen = [path for path in paths if path[-1] != _OTHERWISE]
        if foreseen:
            return [_Kind(path, path) for path in foreseen]
        if said and not paths:
            return [_Kind(("said", said))]
        if self.built.keys[slip.question]["type"] in _OWN_WORDS:
            return []
        return [_Kind(("given", self._given(slip)), (_OTHERWISE,) if paths else (), False)]

    def answer(self, slip: Slip, kind: _Kind) -> Markup:
        """Return what was answered: the option that is spoken to, or the whole answer."""
        entry = self.built.keys[slip.question]
        if entry["type"] in _OWN_WORDS:
            return Markup("")
        spec = variants.public(self.built, slip.question, slip.seed)
        # Of several that were chosen, the one that is spoken to.
        option = self._is_set(entry["type"]) and len(kind.path) == 2 and kind.path[0] == "say"
        lines = readable(spec, [kind.path[1]] if option else slip.body, entry["type"])
        locale = self.built.locale
        return Markup(", ").join(authored.line(entry["type"], spec, each, locale) for each in lines)

    def said(self, slip: Slip, kind: _Kind) -> Markup:
        """Return what the author says to it, in the language of the page where we have it."""
        text = self._texts_of(slip, self.built.locale).get(kind.path)
        if text is not None:
            return authored.html(text, self.built.locale)
        if not slip.feedback:
            return Markup("")
        tag, direction = slip.locale, locales.direction(slip.locale)
        quoted = authored.html(slip.feedback, tag)
        return Markup('<span lang="{}" dir="{}">{}</span>').format(tag, direction, quoted)

    def _given(self, slip: Slip) -> str:
        body = slip.body
        if self._is_set(self.built.keys[slip.question]["type"]) and isinstance(body, list):
            body = sorted(map(str, body))
        return json.dumps(body, sort_keys=True)

    def _is_set(self, kind: str) -> bool:
        return plugins.load().question_types[kind].response_shape.startswith("set")

    def _texts_of(self, slip: Slip, locale: str) -> dict[_Path, str]:
        """Return what an author says to wrong answers to a question, by its place in the key."""
        built = self.built
        if locale != built.locale:
            with suppress(NotOnShelf):
                built = self._shelf.lesson(built.course, built.id, locale)
        known = (slip.question, built.locale, slip.seed or "")
        if known not in self._texts:
            kept = built.keys.get(slip.question)
            key = variants.drawn(kept, slip.seed)["key"] if kept else {}
            self._texts[known] = {path: text for path, text in _walk(key) if _is_said(path)}
        return self._texts[known]


def _walk(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, str]]:
    """Yield every text in a key with the names and numbers that lead to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping | list):
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, each in pairs:
            yield from _walk(each, (*path, str(name)))


def _is_said(path: _Path) -> bool:
    return path[-1] in ("say", _OTHERWISE) or "say" in path[-2:-1]
