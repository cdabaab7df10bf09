"""A table as a file for spreadsheets (CSV, RFC 4180) in which nothing that a child wrote runs."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from babel import Locale
from babel.numbers import get_decimal_symbol

# What some spreadsheet takes for the start of a formula, full-width twins among them, wherever one
# may take a new cell to start: each guesses separators and quotes for itself.
_FORMULA = re.compile(r"(^|[;,|\t\r\n\"'])(?=\s*[=+\-@＝＋－＠])")


def as_text(value: str) -> str:
    """Return ``value`` such that every spreadsheet shows it: with ' before what would be run."""
    return _FORMULA.sub(r"\1'", value)


def csv_file(rows: Iterable[Sequence[str | int]], locale: str) -> bytes:
    """Return ``rows`` as CSV: UTF-8 with a byte order mark, by which spreadsheets know it.

    Numbers stay numbers that can be added up. Fields are parted by the semicolon in languages that
    write a decimal comma, as spreadsheets there expect, else by the comma.
    """
    decimal = get_decimal_symbol(Locale.parse(locale, sep="-"))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if decimal == "," else ",", quoting=csv.QUOTE_NONNUMERIC)
    for row in rows:
        writer.writerow([as_text(each) if isinstance(each, str) else each for each in row])
    return out.getvalue().encode("utf-8-sig")
