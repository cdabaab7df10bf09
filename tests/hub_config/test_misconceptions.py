"""What went wrong is counted by what the author foresaw, whatever language it was said in."""

import pytest

from grading.records.standing import Place, Slip
from hub_config.classroom.misconceptions import misconceptions
from hub_config.classroom.shelf import Shelf
from hub_config.lab.folder import Folder
from lp_widgets import plugins
from lp_widgets.questions import mark
from tests.hub_config.test_desk_rooms import PEOPLE

LESSON = ("first-steps", "fractions")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = Folder(tmp_path_factory.mktemp("shelf"))
    return Shelf(folder, plugins.load())


def slip(shelf, account, question, body, locale="en"):
    """Return the slip that the record has of an answer: marked in its learner's language."""
    asked = shelf.lesson(*LESSON, locale).keys[question]
    given = mark(asked["type"], asked["spec"], asked["key"], body, locale)
    assert given.state in ("wrong", "partial")
    return Slip(account, question, locale, None, body, given.feedback)


def count(shelf, slips, locale="en", places=None):
    built = shelf.lesson(*LESSON, locale)
    return misconceptions(shelf, built, slips, PEOPLE, places or {})


def accounts(found):
    return [person.account for person, _ in found.learners]


def test_one_misconception_in_three_languages_is_one(shelf):
    slips = [
        slip(shelf, "amal", "jug", "٠٫٥", "ar"),
        slip(shelf, "sara", "jug", "0,5", "fr"),
        slip(shelf, "lina", "jug", "0.5"),
        slip(shelf, "lina", "jug", "1/2"),
        slip(shelf, "noor", "jug", "3"),
    ]
    places = {name: {"jug": Place("wrong", 1)} for name in ("amal", "sara", "lina", "noor")}
    places["lina"] = {"jug": Place("correct", 3)}
    half, three = count(shelf, slips, places=places)
    assert accounts(half) == ["amal", "sara", "lina"]
    assert [right for _, right in half.learners] == [False, False, True]
    assert (half.of, half.number) == (4, 8)
    assert "is the part that is empty" in half.said
    assert half.answer in ("<bdi>0.5</bdi>", "<bdi>1/2</bdi>")
    assert accounts(three) == ["noor"]


@pytest.mark.parametrize("locale, words", [("ar", "الجزء الفارغ"), ("fr", "part vide")])
def test_it_is_said_in_the_teachers_language(shelf, locale, words):
    (found,) = count(shelf, [slip(shelf, "lina", "jug", "0.5")], locale)
    assert words in found.said


def test_an_option_is_named_by_its_text_and_two_wrong_ones_are_two(shelf):
    bar, triangle = count(
        shelf, [slip(shelf, "lina", "equal-parts", ["bar", "circle", "triangle"])]
    )
    assert [bar.answer, triangle.answer] == ["the bar", "the triangle"]
    assert "That makes five parts" in bar.said and "five parts" not in triangle.said


def test_a_single_choice_is_named_by_what_was_chosen(shelf):
    (found,) = count(shelf, [slip(shelf, "lina", "kites", "same")])
    assert found.answer == "both have as much yellow"


def test_what_nobody_foresaw_counts_when_several_gave_it(shelf):
    order = ["rest", "half", "quarter", "eighth"]
    one = slip(shelf, "lina", "order", order)
    assert count(shelf, [one, one]) == []  # the same learner twice
    (found,) = count(shelf, [one, slip(shelf, "amal", "order", order, "ar")])
    assert accounts(found) == ["lina", "amal"]
    assert found.answer.count(", ") == 3
    assert "smaller one part is" in found.said


def test_the_commonest_comes_first_and_leavers_are_not_counted(shelf):
    slips = [slip(shelf, "gone", "eighths", "3")] * 5
    slips += [slip(shelf, name, "eighths", "4") for name in ("amal", "lina")]
    slips += [slip(shelf, "noor", "plants", "4")]
    first, second = count(shelf, slips)
    assert accounts(first) == ["amal", "lina"] and accounts(second) == ["noor"]


def test_a_text_that_the_author_has_changed_is_quoted_in_its_own_language(shelf):
    old = Slip("amal", "jug", "ar", None, "9", "قول قديم")
    (found,) = count(shelf, [old])
    assert found.said == '<span lang="ar" dir="rtl">قول قديم</span>'
    assert count(shelf, [Slip("amal", "no-more", "ar", None, "9", "قول")]) == []


def test_what_a_learner_typed_is_text_and_no_more(shelf):
    hostile = '<img src=x onerror="alert(1)">'
    slips = [Slip(name, "third", "en", None, hostile, hostile) for name in ("amal", "lina")]
    (found,) = count(shelf, slips)
    assert "<img" not in found.answer and "<img" not in found.said
    assert "&lt;img" in found.answer


def test_its_name_stays_while_others_come(shelf):
    one = slip(shelf, "lina", "jug", "0.5")
    (before,) = count(shelf, [one])
    after = count(shelf, [slip(shelf, "noor", "jug", "3"), one, slip(shelf, "amal", "jug", "0.5")])
    assert before.id in {each.id for each in after}
    assert len({each.id for each in after}) == len(after)
