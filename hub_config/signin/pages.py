"""What each step of signing in shows, in the reader's language; the template only lays it out."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from markupsafe import Markup, escape

from grading.roster import pictures
from grading.roster.classes import CODE_LENGTH, Class
from grading.roster.people import Person
from grading.roster.secrets import PICTURES_LENGTH, PIN_LENGTH
from lp_widgets import locales
from lp_widgets.resources import shipped

DOMAIN = "interface-signin"

_HERE = Path(__file__).parent
_STYLE = Path(locales.__file__).parent / "lesson" / "static" / "passport.css"
SCRIPT = (_HERE / "static" / "signin.js").read_text("utf-8")

_HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'sha256-{_HASH}'; style-src 'unsafe-inline'; "
    "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# The keys as they lie; None is the empty corner.
_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", None, "0")


@dataclass(frozen=True, kw_only=True)
class View:
    """One step. ``tell`` is a refusal of what was entered; ``late`` a page that waited too long."""

    tell: Any = None
    late: bool = False

    @property
    def seconds(self) -> int:
        """How long to wait before the next try."""
        return self.tell.seconds if self.tell else 0

    def locale(self, asked: str) -> str:
        """Return the language of this step when the phone ``asked`` for one."""
        return asked

    def context(self, locale: str) -> dict[str, Any]:
        """Return the names that the template uses."""
        catalog = locales.catalog(locale, DOMAIN)
        return {
            "_": catalog.gettext,
            "lang": locale,
            "dir": locales.direction(locale),
            "digits": lambda text: locales.digits(str(text), locale),
            "all_digits": locales.digits("0123456789", locale),
            "languages": [(tag, _own_name(tag)) for tag in available() if tag != locale],
            "direction": locales.direction,
            "draft": catalog.info().get("x-reviewed", "yes") == "no",
            "style": _style(),
            "script": SCRIPT,
            "keys": _KEYS,
            "pictures": pictures.PICTURES,
            "step": type(self).__name__.lower(),
            "view": self,
            "symbols": "",
            "told": self._told(locale),
        }

    def _told(self, locale: str) -> str:
        catalog = locales.catalog(locale, DOMAIN)
        if self.late:
            return catalog.gettext("This page had waited too long. Let us begin again.")
        if self.tell is None:
            return ""
        if self.tell.reason == "wait":
            return _wait(catalog, self.tell.seconds, locale)
        if self.tell.reason == "busy":
            return catalog.gettext("Many are signing in just now. Let us wait a moment.")
        return catalog.gettext("Not quite. Try once more.")


@dataclass(frozen=True, kw_only=True)
class Code(View):
    """Step 1: the class code, on a keypad."""

    got: Sequence[str] = ()
    kind: str = "code"
    length: int = CODE_LENGTH


@dataclass(frozen=True, kw_only=True)
class Names(View):
    """Step 2: the names of the class, only after its code."""

    group: Class
    learners: Sequence[Person]
    ticket: str

    def context(self, locale: str) -> dict[str, Any]:
        """Add the pictures that stand beside the names."""
        shown = {one.picture for one in self.learners}
        return {**super().context(locale), "symbols": pictures.symbols(shown)}


@dataclass(frozen=True, kw_only=True)
class Secret(View):
    """Step 3: PIN or three pictures, in the child's own language where we have it."""

    person: Person
    ticket: str
    kind: str
    got: Sequence[str] = ()

    @property
    def length(self) -> int:
        """How many keys a secret of this kind has."""
        return PICTURES_LENGTH if self.kind == "pictures" else PIN_LENGTH

    def locale(self, asked: str) -> str:
        """Return the child's language, or ``asked`` where there is no catalog for it."""
        return next((t for t in locales.fallbacks(self.person.locale) if t in available()), asked)

    def context(self, locale: str) -> dict[str, Any]:
        """Add the greeting and the pictures that can be touched."""
        shared = super().context(locale)
        name = Markup("<bdi>{}</bdi>").format(self.person.name)
        hello = escape(shared["_"]("Hello, {name}")).replace("{name}", name)
        shown = pictures.PICTURES if self.kind == "pictures" else ()
        return {**shared, "hello": hello, "symbols": pictures.symbols(shown)}


@dataclass(frozen=True, kw_only=True)
class Teacher(View):
    """A teacher's name and password."""


@cache
def available() -> tuple[str, ...]:
    """Return the locales in which these pages can be shown."""
    folder = shipped("translations")
    return tuple(
        tag
        for tag in locales.available()
        if tag == locales.SOURCE_LOCALE or (folder / tag / "LC_MESSAGES" / f"{DOMAIN}.po").is_file()
    )


def choose(asked: str, accepted: str) -> str:
    """Return the locale for a page: ``asked`` by a link, else by the phone's Accept-Language."""
    wanted = [asked, *(part.partition(";")[0] for part in _by_weight(accepted))]
    for tag in wanted:
        try:
            normal = locales.normalize(tag)
        except ValueError:
            continue
        for each in locales.fallbacks(normal):
            if each in available():
                return each
    return locales.SOURCE_LOCALE


def _by_weight(accepted: str) -> list[str]:
    """Return the parts of an Accept-Language header, the most wanted first (RFC 9110, 12.5.4)."""

    def weight(part: str) -> float:
        _, _, value = part.partition(";q=")
        try:
            return -float(value or 1)
        except ValueError:
            return 0.0

    return sorted((part.strip() for part in accepted[:400].split(",")), key=weight)


def _wait(catalog: Any, seconds: int, locale: str) -> str:
    """Say in words of time when the next try may come."""
    if seconds < 60:
        amount, sentence = (
            seconds,
            catalog.ngettext(
                "Let us wait a little. The next try is in {n} second.",
                "Let us wait a little. The next try is in {n} seconds.",
                seconds,
            ),
        )
    else:
        amount = -(-seconds // 60)
        sentence = catalog.ngettext(
            "Let us wait a little. The next try is in {n} minute, or with a new card at once.",
            "Let us wait a little. The next try is in {n} minutes, or with a new card at once.",
            amount,
        )
    return sentence.replace("{n}", locales.number(amount, locale))


def _own_name(tag: str) -> str:
    """Return the name of a language in itself."""
    return Locale.parse(tag, sep="-").get_display_name() or tag


@cache
def _style() -> str:
    """Return the style sheet, inlined so that one request shows the page."""
    return _STYLE.read_text("utf-8")


def sorry() -> dict[str, Any]:
    """Return what the hub's error page says, in every language: it cannot know the reader's."""
    said = []
    for tag in available():
        say = locales.catalog(tag, DOMAIN).gettext
        said.append(
            {
                "lang": tag,
                "dir": locales.direction(tag),
                "sorry": say("Something did not work. Let us go back to the start."),
                "back": say("Back to the start"),
            }
        )
    return {"passport_style": _style(), "passport_sorry": said}
