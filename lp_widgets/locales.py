"""A learner's language: its catalog, its direction, its digits. Locales are BCP 47 tags."""

import gettext
import io
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import polib
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, format_percent

from lp_widgets.resources import shipped

SOURCE_LOCALE = "en"
RTL_LANGUAGES = frozenset({"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
# CLDR leaves the digits of plain "ar" to the region; the schools that we write for teach these.
_NUMBERING = {"ar": "arab", "ckb": "arab", "fa": "arabext", "ps": "arabext"}
SCRIPT_DOMAIN = "interface-questions"
"""The catalog of what questions and widgets say: the one that other packages have too."""
_added: list[Path] = []
_DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}


def normalize(tag: str) -> str:
    """Return ``tag`` in BCP 47's usual case (``AR_eg`` becomes ``ar-EG``).

    Raises ValueError when Unicode's CLDR knows no such language.
    """
    try:
        return str(Locale.parse(tag.strip().replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError, TypeError) as error:
        raise ValueError(f"“{tag}” is not a language tag such as en, ar or fr") from error


def fallbacks(locale: str) -> list[str]:
    """Return ``locale`` and what to try after it: ``ar-EG`` gives ``["ar-EG", "ar"]``."""
    parts = locale.split("-")
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]


def language(locale: str) -> str:
    """Return the language part of a tag (``ar`` of ``ar-EG``)."""
    return locale.split("-")[0].lower()


def direction(locale: str) -> str:
    """Return ``"rtl"`` or ``"ltr"``, as for HTML's ``dir``."""
    return "rtl" if language(locale) in RTL_LANGUAGES else "ltr"


def available() -> list[str]:
    """Return the locales that have a catalog, the source language first."""
    folder = shipped("translations")
    found = sorted(p.name for p in folder.iterdir() if (p / "LC_MESSAGES").is_dir())
    return [SOURCE_LOCALE, *(name for name in found if name != SOURCE_LOCALE)]


def own_name(locale: str) -> str:
    """Return what a language is called by those who speak it (``ar`` is العربية)."""
    name = Locale.parse(locale, sep="-").get_display_name(locale.replace("-", "_")) or locale
    return name[:1].upper() + name[1:]


def catalog_files(folder: Path, locale: str, domain: str) -> Iterator[Path]:
    """Yield the catalogs that ``folder`` has for ``locale``, the most general language first."""
    for tag in reversed(fallbacks(locale)):
        path = folder / tag / "LC_MESSAGES" / f"{domain}.po"
        if path.is_file():
            yield path


def add(folders: Iterable[Path]) -> None:
    """Let the catalogs in these folders say what ours do not; they take the place of others."""
    _added[:] = folders
    catalog.cache_clear()


@cache
def catalog(locale: str, domain: str = "interface") -> gettext.NullTranslations:
    """Return the gettext catalog ``domain`` of ``locale``; a missing sentence stays in English."""
    found: gettext.NullTranslations | None = None
    for folder in [*(_added if domain == SCRIPT_DOMAIN else ()), shipped("translations")]:
        for path in catalog_files(folder, locale, domain):
            messages = polib.pofile(str(path), encoding="utf-8")
            loaded = gettext.GNUTranslations(io.BytesIO(messages.to_binary()))
            if found is not None:
                loaded.add_fallback(found)
            found = loaded
    return found or gettext.NullTranslations()


@cache
def is_reviewed(locale: str, domain: str) -> bool:
    """Return whether a speaker has reviewed a catalog (header ``X-Reviewed: yes``)."""
    for tag in fallbacks(locale):
        path = shipped("translations") / tag / "LC_MESSAGES" / f"{domain}.po"
        if path.is_file():
            return polib.pofile(str(path)).metadata.get("X-Reviewed", "no").lower() == "yes"
    return language(locale) == SOURCE_LOCALE


def digits(text: str, locale: str) -> str:
    """Return ``text`` with its ASCII digits written in the digits of ``locale``."""
    own = _DIGITS.get(_NUMBERING.get(language(locale), ""))
    return text.translate(str.maketrans("0123456789", own)) if own else text


def number(value: float | int, locale: str) -> str:
    """Write ``value`` with the digits and separators of ``locale`` (``1.5`` in Arabic: ``١٫٥``)."""
    written = format_decimal(
        value,
        locale=Locale.parse(locale, sep="-"),
        group_separator=False,
        numbering_system=_NUMBERING.get(language(locale), "default"),
    )
    return digits(written, locale)


def percent(share: float, locale: str) -> str:
    """Write a share from 0 to 1 in whole hundredths (``0.5`` in Arabic: ``٥٠٪``)."""
    written = digits(format_percent(share, locale=Locale.parse(locale, sep="-")), locale)
    # Babel leaves ASCII's sign beside other digits.
    return written.replace("%", "٪") if language(locale) in _NUMBERING else written
