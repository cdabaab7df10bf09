"""Cards on paper: readable by a person and by a phone's camera; secrets are new each time."""

import io
import re
from dataclasses import replace

import pytest
import segno
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from grading.roster import cards, classes, importing, paper, people, pictures
from grading.roster.errors import RosterError
from lp_widgets import locales

ADDRESS = "http://192.168.178.25:8000/"


@pytest.fixture
def school(database):
    text = (
        "name,locale,class\nAmal,en,Kite\nAmal,en,Kite\nNoor,fr,Kite\n"
        + "".join(f"Child {n},en,River\n" for n in range(9))
        + "أمل,ar,صف النهر\nОлена,uk,صف النهر\n"
    )
    with database.write() as connection:
        importing.apply(connection, importing.plan(connection, importing.read(text.encode())))
    return database


def drawn(school, hasher, **which):
    with school.read() as connection:
        return cards.draw(connection, hasher, **which)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_each_class_has_pages_of_its_own_with_eight_cards_each(school, hasher):
    texts = pages(paper.render(drawn(school, hasher), ADDRESS))
    assert len(texts) == 4
    assert [text.count("Kite") for text in texts] == [3, 0, 0, 0]
    assert texts[1].count("River") == 8
    assert texts[2].count("River") == 1


def test_a_card_carries_name_code_pin_address_and_the_honest_sentence(school, hasher):
    card = drawn(school, hasher, class_name="kite")[0]
    text = pages(paper.render([card], ADDRESS))[0]
    assert card.name in text
    assert ADDRESS in text
    assert "not affiliated with or endorsed by UNICEF or Microsoft" in " ".join(text.split())
    digits = "".join(sign for sign in text.replace(ADDRESS, "") if sign.isdigit())
    assert digits == card.class_code + card.pin


def test_arabic_cards_use_arabic_letters_and_digits(school, hasher):
    card = next(c for c in drawn(school, hasher) if c.locale == "ar")
    text = pages(paper.render([card], ADDRESS))[0]
    for digit in card.class_code + card.pin:
        assert locales.digits(digit, "ar") in text
    assert "UNICEF" in text


def test_a_machine_draft_is_called_one_on_paper(school, hasher):
    card = next(c for c in drawn(school, hasher) if c.locale == "fr")
    assert "Traduction automatique" in " ".join(pages(paper.render([card], ADDRESS))[0].split())


def test_the_qr_code_is_drawn_and_says_the_address():
    size = 4
    runs = paper.qr_runs(ADDRESS)
    side = len(segno.make(ADDRESS, error="m", micro=False).matrix)
    image = Image.new("L", ((side + 8) * size, (side + 8) * size), 255)
    for row, start, length in runs:
        box = ((start + 4) * size, (row + 4) * size, (start + length + 4) * size, (row + 5) * size)
        image.paste(0, box)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_letters_that_no_font_has_are_pointed_out(database, hasher):
    with database.write() as connection:
        rows = importing.read("name,locale,class\n李,en,Kite\nAmal,en,Kite\n".encode())
        importing.apply(connection, importing.plan(connection, rows))
        made = cards.issue(connection, hasher)
    warnings = paper.unprintable(made)
    assert len(warnings) == 1
    assert "李" in warnings[0]
    assert paper.render(made, ADDRESS).startswith(b"%PDF")


def test_printing_again_makes_new_secrets_that_count_only_when_kept(school, hasher):
    with school.write() as connection:
        first = cards.issue(connection, hasher, class_name="Kite")[0]
    second = drawn(school, hasher, accounts=[first.account])[0]
    with school.read() as connection:
        assert people.check(connection, hasher, first.account, "pin", first.pin)
    with school.write() as connection:
        cards.keep(connection, [second])
        assert not people.check(
            connection, hasher, first.account, "pictures", " ".join(first.pictures)
        )
        assert people.check(connection, hasher, first.account, "pin", second.pin)


def test_cards_of_somebody_erased_meanwhile_are_refused_as_a_whole(school, hasher):
    made = drawn(school, hasher, class_name="Kite")
    with school.write() as connection:
        people.erase(connection, made[-1].account)
    with pytest.raises(RosterError, match="erased"), school.write() as connection:
        cards.keep(connection, made)
    with school.read() as connection:
        assert not any(one.has_card for one in people.list_(connection))


def test_no_cards_without_learners_and_no_card_for_an_unknown_account(database, school, hasher):
    with pytest.raises(RosterError, match="no account"):
        drawn(school, hasher, accounts=["knobody"])
    with pytest.raises(RosterError, match="no class"):
        drawn(school, hasher, class_name="Lantern")


def test_secrets_are_not_in_what_a_card_prints_of_itself(school, hasher):
    card = drawn(school, hasher)[0]
    assert card.pin not in repr(card)


def test_the_file_holds_no_name_outside_of_its_pages(school, hasher):
    pdf = PdfReader(io.BytesIO(paper.render(drawn(school, hasher), ADDRESS)))
    assert pdf.metadata.title == "Sign-in cards"


def test_every_picture_is_a_drawing_of_its_own():
    assert len(pictures.PICTURES) == 12
    assert len({pictures.drawing(name) for name in pictures.PICTURES}) == 12
    assert "var(" not in "".join(pictures.drawing(name) for name in pictures.PICTURES)


def test_codes_on_cards_are_those_of_the_classes(school, hasher):
    with school.read() as connection:
        codes = {entry.name: entry.code for entry in classes.list_(connection)}
    assert all(codes[card.class_name] == card.class_code for card in drawn(school, hasher))


def test_hundreds_of_cards_are_made_in_one_go(school, hasher):
    made = drawn(school, hasher)
    assert len(pages(paper.render(made * 10, ADDRESS))) > 15


def text_starts(pdf: bytes) -> list[tuple[str, str]]:
    """Return where on the page each piece of text begins."""
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data().decode("latin-1")
    return re.findall(r"BT (\S+) (\S+) Td", content)


def test_a_mark_over_a_letter_stands_over_it_and_takes_no_room(school, hasher):
    card = next(c for c in drawn(school, hasher) if c.locale == "ar")
    starts = [
        text_starts(paper.render([replace(card, name=name)], ADDRESS)) for name in ("محمد", "محمّد")
    ]
    assert starts[0] == starts[1]
