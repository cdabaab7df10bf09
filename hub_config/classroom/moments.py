"""A moment in words: the laptop's own time, in the digits and the order of a language."""

from datetime import datetime

from babel import Locale
from babel.dates import format_skeleton, format_time, get_datetime_format

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
