"""Reading and writing numbers in every locale that Unicode knows."""

from decimal import Decimal
from fractions import Fraction

import pytest
from babel import Locale, localedata
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from lp_widgets import locales
from lp_widgets.questions.numerals import Unreadable, exact, read, write
from lp_widgets.questions.separators import NATIVE_DIGITS, separators

TAGS = sorted(tag.replace("_", "-") for tag in localedata.locale_identifiers())
# Ways to write numbers in which no lesson is written: two signs that exist in no other locale,
# a language that groups by two, and a computer's locale without groups.
NOT_TAUGHT = ("bgn", "ff-Adlm", "tok", "en-US-POSIX")
SIGNS = {"\u00a0": " ", "\u202f": " ", "’": "'"}


def taught(tag: str) -> bool:
    return not any(tag == odd or tag.startswith(f"{odd}-") for odd in NOT_TAUGHT)


def test_the_table_agrees_with_unicodes_for_every_locale() -> None:
    wrong = []
    for tag in filter(taught, TAGS):
        known = Locale.parse(tag, sep="-")
        symbols = known.number_symbols["latn"]
        theirs = (
            symbols["decimal"],
            SIGNS.get(symbols["group"], symbols["group"]),
            "##,##0" in known.decimal_formats[None].pattern,
        )
        ours = separators(tag)
        if theirs != (ours.decimal, ours.group, ours.lakh):
            wrong.append((tag, theirs, ours))
    assert not wrong


@pytest.mark.parametrize("value", ["-1234567.25", "0.5", "999", "-5.5", "1234", "12345678"])
def test_what_a_page_prints_can_be_typed(value: str) -> None:
    for tag in filter(taught, TAGS):
        known = Locale.parse(tag, sep="-")
        for system in {"latn", known.default_numbering_system}:
            if system not in known.number_symbols:
                continue
            printed = format_decimal(Decimal(value), locale=known, numbering_system=system)
            if system in NATIVE_DIGITS:
                printed = printed.translate(str.maketrans("0123456789", NATIVE_DIGITS[system]))
            assert read(printed, tag).value == Fraction(value), (tag, system, printed)


def test_the_digits_are_those_of_the_pages() -> None:
    for tag in ("en", "ar", "ar-EG", "fa", "ckb", "ps", "hi", "fr", "ur"):
        assert write(Fraction(1234567890), tag) == locales.digits("1234567890", tag)
        assert write(Fraction(3, 2), tag) == locales.number(1.5, tag), tag


values = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4) | st.decimals(
    min_value=-(10**6), max_value=10**6, places=4
).map(Fraction)


@settings(max_examples=300, deadline=None)
@given(value=values, tag=st.sampled_from(["en", "ar", "fa", "fr", "de", "hi", "de-CH", "sv"]))
def test_what_the_marker_writes_reads_back_the_same(value: Fraction, tag: str) -> None:
    written = write(value, tag)
    try:
        assert read(written, tag).value == value
    except Unreadable as asked:
        # "1 234/1235" may be a grouped numerator to a reader who does not know better.
        assert "/" in written and " " in written, (written, asked.message)


@given(text=st.text(alphabet="0123456789./ -+e,", max_size=12))
def test_an_authors_number_is_read_exactly_or_refused(text: str) -> None:
    try:
        value = exact(text)
    except ValueError:
        return
    assert exact(str(value)) == value


@pytest.mark.parametrize(
    ("text", "form", "places"),
    [
        ("12", "integer", 0),
        ("1,200", "integer", 0),
        ("12.50", "decimal", 2),
        ("3/4", "fraction", 0),
        ("1 3/4", "mixed", 0),
        ("½", "fraction", 0),
        ("2½", "mixed", 0),
    ],
)
def test_a_reading_tells_how_a_number_was_written(text: str, form: str, places: int) -> None:
    reading = read(text, "en")
    assert (reading.form, reading.places) == (form, places)


@pytest.mark.parametrize("tag", ["", "xx", "not a tag", "ar_EG", "EN", "zh-Hant-TW"])
def test_an_unknown_locale_reads_as_english_does(tag: str) -> None:
    assert read("1.5", tag).value == Fraction(3, 2)


def test_a_locale_of_ten_megabytes_takes_no_time() -> None:
    assert read("1.5", "-" * 10_000_000).value == Fraction(3, 2)
