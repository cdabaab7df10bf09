"""Roster files as spreadsheet programs write them, and as they should not be."""

import codecs

import pytest

from grading.roster.errors import RosterError
from grading.roster.files import MAX_ROWS, Row, read

TEXT = 'name,locale,class\r\nأمل,ar,3A\r\nОлена,uk,3A\r\n"Noor, H.",fr,صف النهر\r\n'
ROWS = [
    Row(2, "أمل", "ar", "3A"),
    Row(3, "Олена", "uk", "3A"),
    Row(4, "Noor, H.", "fr", "صف النهر"),
]


def reasons(content: bytes | str) -> dict[int, str]:
    with pytest.raises(RosterError) as caught:
        read(content if isinstance(content, bytes) else content.encode())
    return dict(caught.value.problems)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\n").rstrip().encode(),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16 le", "utf-16 be", "LF", "no last line end"],
)
def test_every_encoding_of_excel_gives_the_same_rows(content):
    assert read(content) == ROWS


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_separate_too(mark):
    text = f"name{mark}locale{mark}class\r\nNoor, H.{mark}ar{mark}3A\r\n"
    assert read(text.encode()) == [Row(2, "Noor, H.", "ar", "3A")]


def test_excels_hint_about_the_separator_is_no_row():
    assert read(b"sep=;\r\nname;locale;class\r\nAmal;ar;3A\r\n") == [Row(3, "Amal", "ar", "3A")]


def test_the_header_may_stand_in_any_case_and_order():
    assert read(b" CLASS ,Name,Locale\n3A,Amal,AR_eg\n") == [Row(2, "Amal", "ar-EG", "3A")]


def test_empty_lines_and_empty_trailing_columns_of_excel_are_no_rows():
    assert read(b"name,locale,class,,\nAmal,ar,3A,,\n,,,,\n\n") == [Row(2, "Amal", "ar", "3A")]


def test_two_children_of_one_name_are_two_rows():
    assert len(read(b"name,locale,class\nAmal,ar,3A\nAmal,ar,3A\n")) == 2


def test_two_spellings_of_a_class_are_one_class():
    rows = read(b"name,locale,class\nAmal,ar,3A\nNoor,ar,3a\n")
    assert {row.class_name for row in rows} == {"3A"}


def test_names_come_in_one_spelling_without_direction_marks():
    rows = read("name,locale,class\n\u202bZoe\u0301\u202c\u00a0 \u200fB ,fr,3A\n".encode())
    assert rows[0].name == "Zoé B"


@pytest.mark.parametrize("column", ["phone", "birthday", "Email", "الجنسية"])
def test_any_further_column_is_refused_by_name_and_with_the_reason(column):
    why = reasons(f"name,locale,class,{column}\nAmal,ar,3A,x\n")
    assert column in why[1]
    assert "no more about a child" in why[1]


@pytest.mark.parametrize("first", ["Amal,ar,3A", "nom;langue;classe"])
def test_a_file_without_our_header_is_told_so_once_and_no_child_is_called_a_column(first):
    why = reasons(f"{first}\nNoor,ar,3A\n")
    assert list(why) == [1]
    assert "header name,locale,class" in why[1] and first.split(",")[0].split(";")[0] in why[1]
    assert "column" not in why[1]


def test_a_missing_or_doubled_column_is_named():
    assert "“locale”" in reasons("name,class\nAmal,3A\n")[1]
    assert "twice" in reasons("name,name,locale,class\n")[1]


def test_every_bad_row_is_named_by_line_and_reason():
    why = reasons(
        "name,locale,class\n,ar,3A\nAmal,klingon,3A\nNoor,ar,\nLina,,3A\n"
        f"{'x' * 41},ar,3A\nSam\x07ir,ar,3A\n...,ar,3A\nAdam,ar,3A,extra\nKarim,ar,3A\n"
    )
    assert sorted(why) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "name is empty" in why[2]
    assert "“klingon”" in why[3]
    assert "class is empty" in why[4]
    assert "locale is empty" in why[5]
    assert "41 letters" in why[6]
    assert "control character" in why[7]
    assert "no letter" in why[8]
    assert "“extra”" in why[9]


def test_a_line_break_inside_a_name_is_refused_under_the_row_s_first_line():
    assert "line break" in reasons('name,locale,class\n"Am\nal",ar,3A\nNoor,ar,3A\n')[2]


def test_unmatched_quotation_marks_are_named_by_line():
    assert "quotation marks" in reasons('name,locale,class\nNoor,ar,3A\n"Amal,ar,3A\n')[3]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04\x14\x00", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (b"\r\n  \r\n", "empty"),
        (b"name,locale,class\n", "no learner"),
        (TEXT.encode("utf-16-le"), "UTF-16 without its mark"),
        (b"x" * 2_000_001, "right file"),
    ],
    ids=["xlsx", "xls", "pdf", "empty", "blank", "header only", "utf-16 unmarked", "huge"],
)
def test_what_is_no_roster_is_refused_with_what_to_do(content, word):
    assert word in reasons(content)[0]


def test_an_older_encoding_is_refused_rather_than_guessed():
    assert "older encoding" in reasons(TEXT.replace("Олена", "x").encode("cp1256"))[2]


def test_more_rows_than_a_lab_holds_are_refused():
    row = b"Amal,ar,3A\n"
    assert len(read(b"name,locale,class\n" + row * MAX_ROWS)) == MAX_ROWS
    assert str(MAX_ROWS) in reasons(b"name,locale,class\n" + row * (MAX_ROWS + 1))[0]
