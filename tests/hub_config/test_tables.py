"""Tables for spreadsheets: read back whole, and nothing in them is a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_config.classroom.tables import as_text, csv_file

STARTS = tuple("=+-@＝＋－＠")
SEPARATORS = ",;|\t\r\n\"'"
odd = st.sampled_from([*STARTS, *SEPARATORS, " ", "A", "٣"])
texts = st.text(st.one_of(odd, st.characters(codec="utf-8")))


def read(content, delimiter):
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("＝1", "'＝1"),
        ("Amal;=1+1", "Amal;'=1+1"),
        ("Amal,\t-1", "Amal,'\t'-1"),
        ("Jean-Luc + Amal", "Jean-Luc + Amal"),
        ("أمل", "أمل"),
    ],
)
def test_only_what_a_spreadsheet_would_run_is_changed(written, shown):
    assert as_text(written) == shown


@given(texts, st.sampled_from(SEPARATORS))
def test_no_cell_is_a_formula_wherever_a_spreadsheet_parts_it(text, separator):
    for cell in as_text(text).split(separator):
        assert separator == "'" or not cell.strip().startswith(STARTS)


@given(st.lists(st.lists(st.one_of(texts, st.integers()), min_size=1), min_size=1))
@pytest.mark.parametrize(("locale", "delimiter"), [("en", ","), ("fr", ";"), ("zh-Hant", ",")])
def test_a_table_is_read_as_it_was_written(locale, delimiter, rows):
    shown = [[as_text(each) if isinstance(each, str) else str(each) for each in r] for r in rows]
    assert read(csv_file(rows, locale), delimiter) == shown


def test_numbers_can_be_added_up_and_the_alphabet_is_known():
    content = csv_file([["أمل", -3]], "ar")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").rstrip().endswith("-3")
