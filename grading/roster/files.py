"""A roster file as spreadsheet programs write it, read row by row or refused with reasons."""

import codecs
import csv
import io
from dataclasses import dataclass

from grading.roster import words
from grading.roster.errors import RosterError, refusal
from lp_widgets import locales

COLUMNS = ("name", "locale", "class")
MAX_ROWS = 5000
MAX_BYTES = 2_000_000

_DELIMITERS = ";,\t"
_SAVE_AS = "In Excel choose “File”, “Save As”, “CSV UTF-8”; in LibreOffice “Text CSV”, UTF-8."
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel or LibreOffice workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
}


@dataclass(frozen=True)
class Row:
    """One learner as the file has her; ``line`` counts from 1 and includes the header."""

    line: int
    name: str
    locale: str
    class_name: str


def read(content: bytes) -> list[Row]:
    """Return the learners of a roster file (header ``name,locale,class`` in any case and order).

    Takes UTF-8 with or without a byte order mark, UTF-16 with one; semicolons, commas or tabs.
    Raises RosterError naming every line that is wrong; then nothing of the file may be used.
    """
    text = _decode(content)
    records = _records(text)
    if not records:
        raise refusal(
            "The file is empty. Its first line must be the header name,locale,class, "
            "and each further line one learner."
        )
    places = _header(*records[0])
    if len(records) - 1 > MAX_ROWS:
        raise refusal(
            f"The file has {len(records) - 1} rows; a lab holds at most {MAX_ROWS} learners."
        )
    rows, problems = [], []
    spellings: dict[str, str] = {}
    for line, cells in records[1:]:
        row, reasons = _row(line, cells, places)
        problems += [(line, reason) for reason in reasons]
        spelling = spellings.setdefault(words.same(row.class_name), row.class_name)
        rows.append(Row(line, row.name, row.locale, spelling))
    if problems:
        raise RosterError(problems)
    if not rows:
        raise refusal(
            "The file has a header and no learner. To take everybody off the roster, "
            "erase them one by one: an empty file is more often a mistake."
        )
    return rows


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise refusal(
            f"The file has {len(content):,} bytes; a roster of {MAX_ROWS} learners has fewer "
            f"than {MAX_BYTES:,}. Is it the right file?"
        )
    for start, kind in _NOT_TEXT.items():
        if content.startswith(start):
            raise refusal(f"This is {kind}, not a CSV file. {_SAVE_AS}")
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in content[:200]:
        raise refusal(f"This is not a text file, or UTF-16 without its mark. {_SAVE_AS}")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RosterError(
            [
                (
                    line if encoding == "utf-8-sig" else 0,
                    "the letters are in an older encoding, and guessing it would spoil names. "
                    + _SAVE_AS,
                )
            ]
        ) from error


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Split ``text`` into ``(first line, cells)``; lines without any content are left out."""
    first = 1
    if text[:4].lower() == "sep=":  # Excel's own hint about the delimiter
        _, _, text = text.partition("\n")
        first = 2
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((before + first, cells))
            before = reader.line_num
    except csv.Error as error:
        raise RosterError(
            [(before + first, f'quotation marks (") do not match, from here on ({error})')]
        ) from error
    return records


def _delimiter(text: str) -> str:
    for line in text.splitlines():
        if line.strip():
            return max(_DELIMITERS, key=line.count)
    return ","


def _header(line: int, cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    problems = []
    for place, cell in enumerate(cells):
        title = words.tidy(cell).casefold()
        if title in found:
            problems.append((line, f"the column “{title}” is there twice"))
        elif title in COLUMNS:
            found[title] = place
        elif title:
            problems.append(
                (
                    line,
                    f"the column “{words.tidy(cell)}” is refused: we keep no more about a child "
                    "than a name, a language and a class. Delete the column and import again.",
                )
            )
    if not found:
        seen = ", ".join(words.tidy(cell) for cell in cells if cell.strip())
        raise RosterError(
            [(line, f"the first line must be the header name,locale,class; it is “{seen[:80]}”")]
        )
    missing = [title for title in COLUMNS if title not in found]
    if missing:
        problems.append(
            (
                line,
                f"the column {' and '.join(f'“{title}”' for title in missing)} is missing; the "
                "first line must be name,locale,class",
            )
        )
    if problems:
        raise RosterError(problems)
    return found


def _row(line: int, cells: list[str], places: dict[str, int]) -> tuple[Row, list[str]]:
    value = {
        title: words.tidy(cells[place]) if place < len(cells) else ""
        for title, place in places.items()
    }
    reasons = [
        reason for title in ("name", "class") if (reason := words.complaint(value[title], title))
    ]
    spare = [
        cell for place, cell in enumerate(cells) if place not in places.values() and cell.strip()
    ]
    if spare:
        reasons.append(
            f"“{words.tidy(spare[0])[:40]}” stands in no column; a name with a comma must stand "
            'in quotation marks (")'
        )
    try:
        locale = locales.normalize(value["locale"])
    except ValueError:
        locale = ""
        reasons.append(
            f"the locale “{value['locale'][:40]}” is not a language tag such as ar, en, fr or uk"
            if value["locale"]
            else "the locale is empty; write a language tag such as ar, en, fr or uk"
        )
    return Row(line, value["name"], locale, value["class"]), reasons
