"""A moment in words: the laptop's own time, in the digits and the order of a language."""

from datetime import datetime
from typing import Literal

from babel import Locale
from babel.dates import format_skeleton, format_time, get_datetime_format
from babel.lists import format_list
from babel.units import format_unit

from lp_widgets import locales


def moment(when: datetime, locale: str) -> str:
    """Return day and time of the aware ``when`` (``Tue, Dec 1, 12:00``) on this laptop's clock."""
    own = when.astimezone()
    language = Locale.parse(locale, sep="-")
    day = format_skeleton("MMMEd", own, locale=language)
    hour = format_time(own, "short", locale=language)
    together = str(get_datetime_format("short", locale=language)).replace("'", "")
    return locales.digits(together.format(hour, day), locale)


def day(when: datetime, locale: str) -> str:
    """Return the day of the aware ``when`` (``Tuesday, December 1``) on this laptop's clock."""
    own = when.astimezone()
    return locales.digits(
        format_skeleton("MMMMEEEEd", own, locale=Locale.parse(locale, sep="-")), locale
    )


def date(when: datetime, locale: str) -> str:
    """Return day, month and year of the aware ``when`` (``Dec 1, 2026``) on this laptop's clock."""
    own = when.astimezone()
    return locales.digits(
        format_skeleton("yMMMd", own, locale=Locale.parse(locale, sep="-")), locale
    )


def duration(seconds: float, locale: str, length: Literal["long", "short"] = "long") -> str:
    """Return a time in words (``1 hour and 20 minutes``), in whole minutes from one minute on."""
    language = Locale.parse(locale, sep="-")

    def said(value: int, unit: str) -> str:
        return str(format_unit(value, f"duration-{unit}", length=length, locale=language))

    minutes = round(seconds / 60)
    if seconds < 60:
        parts = [said(round(seconds), "second")]
    else:
        hours, rest = divmod(minutes, 60)
        parts = [said(hours, "hour")] if hours else []
        parts += [said(rest, "minute")] if rest or not hours else []
    return locales.digits(str(format_list(parts, locale=language)), locale)
