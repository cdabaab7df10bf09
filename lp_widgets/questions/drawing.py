"""What `vary` draws from: ranges, lists, lists that go along with another, arithmetic."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lp_widgets.questions import arithmetic
from lp_widgets.questions.arithmetic import FUNCTIONS, Value
from lp_widgets.questions.errors import QuestionError
from lp_widgets.questions.numerals import exact

FIELD = "vary"
WHERE = "where"
MAX_NAMES = 20
MAX_CHOICES = 10_000

_NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
_RANGE = re.compile(r"(?P<first>\S+?)\s*\.\.\s*(?P<last>\S+?)(?:\s+step\s+(?P<step>\S+))?")
_FILE = re.compile(r"[\w.-]+\.(svg|png)")
_FORMS = "a range such as 3..9, a list, or = and arithmetic"


@dataclass(frozen=True)
class Numbers:
    """Numbers to draw from: ``count`` of them, the first and then by equal steps."""

    first: Fraction
    step: Fraction
    count: int

    def __getitem__(self, place: int) -> Value:
        return self.first + self.step * place

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True)
class Computed:
    """What follows from names before it."""

    text: str


@dataclass(frozen=True)
class Along:
    """What stands at the place at which another list was drawn."""

    other: str
    choices: tuple[Value, ...]


Choice = Numbers | tuple[Value, ...] | Along | Computed


def read(told: Any) -> dict[str, Choice]:
    """Read ``vary``, without its conditions. Raises QuestionError."""
    if not isinstance(told, dict) or not set(told) - {WHERE}:
        raise QuestionError(FIELD, "names what is drawn, one a line, as in  a: 3..9")
    if len(told) > MAX_NAMES:
        raise QuestionError(FIELD, f"has more than {MAX_NAMES} names")
    choices: dict[str, Choice] = {}
    for name, given in told.items():
        if name == WHERE:
            continue
        if not _NAME.fullmatch(name) or name in FUNCTIONS:
            raise QuestionError(FIELD, f"“{name[:40]}” does not fit; a name is a-z, 0-9 and _")
        choices[name] = _choice(name, given, choices)
    return choices


def draw(choices: Mapping[str, Choice], seed: str) -> dict[str, Value]:
    """Draw a value for each name by ``seed``. Raises QuestionError where arithmetic has none."""
    drawn: dict[str, Value] = {}
    places: dict[str, int] = {}
    for name, choice in choices.items():
        if isinstance(choice, Computed):
            try:
                drawn[name] = arithmetic.value(choice.text, drawn)
            except ValueError as error:
                raise QuestionError(FIELD, f"“{name}”: {error}") from error
        elif isinstance(choice, Along):
            drawn[name] = choice.choices[places[choice.other]]
        else:
            digest = hashlib.sha256(f"{seed}\0{name}".encode("utf-8", "surrogatepass")).digest()
            places[name] = int.from_bytes(digest) % len(choice)
            drawn[name] = choice[places[name]]
    return drawn


def listed(choice: Choice) -> tuple[Value, ...]:
    """Return what a list may give; nothing for what is no list."""
    if isinstance(choice, Along):
        return choice.choices
    return choice if isinstance(choice, tuple) else ()


def spoken(choice: Choice) -> bool:
    """Say whether a list has texts for translators: names of files are none."""
    texts = [each for each in listed(choice) if isinstance(each, str)]
    return bool(texts) and not all(_FILE.fullmatch(each) for each in texts)


def _choice(name: str, given: Any, known: Mapping[str, Choice]) -> Choice:
    if isinstance(given, list):
        return _list(name, given)
    if isinstance(given, dict):
        return _along(name, given, known)
    if not isinstance(given, str):
        raise QuestionError(FIELD, f"“{name}” is {_FORMS}")
    if given.startswith("="):
        return Computed(given[1:].strip())
    if found := _RANGE.fullmatch(given.strip()):
        return _range(name, *(_exact(found[each] or "1") for each in ("first", "last", "step")))
    if (number := _exact(given)) is not None:
        return (number,)
    raise QuestionError(FIELD, f"“{name}” is {_FORMS}")


def _list(name: str, given: Sequence[Any]) -> tuple[Value, ...]:
    if not given or len(given) > MAX_CHOICES or not all(isinstance(each, str) for each in given):
        raise QuestionError(FIELD, f"“{name}” is a list of numbers or of texts")
    numbers = [_exact(each) for each in given]
    if None not in numbers:
        return tuple(each for each in numbers if each is not None)
    return tuple(given)


def _along(name: str, given: Mapping[str, Any], known: Mapping[str, Choice]) -> Along:
    other = next(iter(given), "")
    along = known.get(other)
    if len(given) != 1 or not isinstance(along, tuple) or not isinstance(given[other], list):
        raise QuestionError(
            FIELD, f"“{name}” goes along with a list before it, as in  {{fruit: [apple, pear]}}"
        )
    choices = _list(name, given[other])
    if len(choices) != len(along):
        raise QuestionError(FIELD, f"“{name}” has {len(choices)} for the {len(along)} of “{other}”")
    return Along(other, choices)


def _range(
    name: str, first: Fraction | None, last: Fraction | None, step: Fraction | None
) -> Numbers:
    if first is None or last is None or step is None or step <= 0:
        raise QuestionError(FIELD, f"“{name}” is {_FORMS}")
    count = math.floor((last - first) / step) + 1
    if count < 1:
        raise QuestionError(FIELD, f"“{name}” has no number in its range")
    if count > MAX_CHOICES:
        raise QuestionError(FIELD, f"“{name}” has more than {MAX_CHOICES} numbers in its range")
    return Numbers(first, step, count)


def _exact(text: str) -> Fraction | None:
    try:
        return exact(text.strip())
    except ValueError:
        return None
