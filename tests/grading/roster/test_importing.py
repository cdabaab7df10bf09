"""Importing: n rows are n children, again adds nobody, missing deactivates, coming back returns."""

import pytest

from grading.roster import cards, importing, people
from grading.roster.errors import RosterError


def bring(database, *lines: str) -> importing.Plan:
    content = "\n".join(["name,locale,class", *lines]).encode()
    with database.write() as connection:
        planned = importing.plan(connection, importing.read(content))
        importing.apply(connection, planned)
    return planned


def roster(database, **how) -> list[people.Person]:
    with database.read() as connection:
        return people.list_(connection, **how)


def test_300_rows_are_300_children(database):
    bring(database, *[f"Name {n // 2},ar,Class {n % 9}" for n in range(300)])
    everybody = roster(database)
    assert len(everybody) == len({one.account for one in everybody}) == 300


def test_the_same_file_again_changes_nothing(database):
    lines = ["Amal,ar,3A", "Amal,ar,3A", "Amal,fr,3A", "Noor,en,River"]
    bring(database, *lines)
    before = roster(database)
    again = bring(database, *lines)
    assert roster(database) == before
    assert len(again.kept) == 4
    assert not (again.added or again.changed or again.returned or again.deactivated)


def test_namesakes_in_a_class_have_ordinals_and_different_pictures(database):
    bring(database, *["Amal,ar,3A"] * 12)
    twelve = roster(database)
    assert [one.ordinal for one in twelve] == list(range(1, 13))
    assert len({one.picture for one in twelve}) == 12


def test_a_row_removed_later_deactivates_and_never_erases(database):
    bring(database, "Amal,ar,3A", "Noor,ar,3A")
    planned = bring(database, "Amal,ar,3A")
    assert [gone.name for gone in planned.deactivated] == ["Noor"]
    assert [one.name for one in roster(database, active=True)] == ["Amal"]
    assert [one.name for one in roster(database, active=False)] == ["Noor"]


def test_who_comes_back_is_the_same_account_with_the_same_card(database, hasher):
    bring(database, "Amal,ar,3A", "Noor,ar,3A")
    with database.write() as connection:
        card = next(c for c in cards.issue(connection, hasher) if c.name == "Noor")
    bring(database, "Amal,ar,3A")
    with database.read() as connection:
        assert not people.check(connection, hasher, card.account, "pin", card.pin)
    planned = bring(database, "Amal,ar,3A", "Noor,ar,3A")
    assert [back.account for back in planned.returned] == [card.account]
    with database.read() as connection:
        assert people.check(connection, hasher, card.account, "pin", card.pin)


def test_of_namesakes_the_one_with_the_missing_language_goes(database):
    bring(database, "Amal,ar,3A", "Amal,fr,3A")
    bring(database, "Amal,fr,3A")
    assert [one.locale for one in roster(database, active=True)] == ["fr"]
    assert bring(database, "Amal,fr,3A").kept


def test_of_namesakes_nobody_can_tell_apart_the_plan_says_so(database):
    bring(database, "Amal,ar,3A", "Amal,ar,3A")
    planned = bring(database, "Amal,ar,3A")
    assert len(planned.deactivated) == 1
    assert "More than one learner of 3A is called Amal" in planned.notes[0]


def test_a_new_language_is_taken_over(database):
    bring(database, "Amal,ar,3A")
    planned = bring(database, "Amal,fr,3A")
    assert [change.locale for change in planned.changed] == ["fr"]
    assert [one.locale for one in roster(database)] == ["fr"]


def test_a_child_who_seems_to_have_moved_is_pointed_out_and_can_be_moved(database):
    bring(database, "Amal,ar,3A", "Noor,ar,4B")
    account = next(one.account for one in roster(database) if one.name == "Amal")
    with database.read() as connection:
        rows = importing.read(b"name,locale,class\nAmal,ar,4B\nNoor,ar,4B\n")
        assert account in importing.plan(connection, rows).notes[0]
    with database.write() as connection:
        people.move(connection, account, "4b")
    planned = bring(database, "Amal,ar,4B", "Noor,ar,4B")
    assert len(planned.kept) == 2
    assert not planned.added


def test_languages_without_translation_are_pointed_out(database):
    assert "uk" in bring(database, "Олена,uk,3A").notes[0]


def test_planning_changes_nothing(database):
    with database.read() as connection:
        importing.plan(connection, importing.read(b"name,locale,class\nAmal,ar,3A\n"))
    assert roster(database) == []


def test_a_failure_in_the_middle_leaves_nothing(database):
    rows = importing.read(b"name,locale,class\nAmal,ar,3A\nNoor,ar,3A\n")
    with pytest.raises(RuntimeError), database.write() as connection:
        importing.apply(connection, importing.plan(connection, rows))
        raise RuntimeError("power cut")
    assert roster(database) == []


def test_teachers_are_not_in_the_file_and_stay(database, hasher):
    with database.write() as connection:
        people.add_teacher(connection, hasher, "Samira", "three plain words")
    bring(database, "Amal,ar,3A")
    assert [one.role for one in roster(database, active=True)] == ["teacher", "learner"]


def test_class_codes_are_five_digits_and_differ(database):
    bring(database, *[f"Amal,ar,Class {n}" for n in range(50)])
    with database.read() as connection:
        codes = [entry.code for entry in importing.classes.list_(connection)]
    assert len(set(codes)) == 50
    assert all(len(code) == 5 and code.isascii() and code.isdigit() for code in codes)


@pytest.mark.parametrize("typed", ["{}", " {} ", "arabic", "persian"])
def test_class_codes_are_known_in_every_script_s_digits(database, typed):
    bring(database, "Amal,ar,3A")
    with database.read() as connection:
        code = importing.classes.list_(connection)[0].code
        written = {"arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}.get(typed)
        as_typed = "".join(written[int(d)] for d in code) if written else typed.format(code)
        assert importing.classes.coded(connection, as_typed).name == "3A"


def test_erasing_takes_the_row_and_an_empty_class(database):
    bring(database, "Amal,ar,3A")
    with database.write() as connection:
        people.erase(connection, roster(database)[0].account)
        assert people.list_(connection) == []
        assert importing.classes.list_(connection) == []
    with pytest.raises(RosterError), database.write() as connection:
        people.erase(connection, "knobody")
