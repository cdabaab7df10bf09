"""A child's way through a real lab with a thumb: sign-in, home, a lesson, the record."""

import pytest
from playwright.sync_api import expect

from lp_widgets.lesson.words import SCRIPT_DOMAIN
from lp_widgets.locales import catalog
from tests.e2e.browser import question, state
from tests.e2e.handset import keys, plainly, right, standing, statements, wrong
from tests.e2e.lab import HOSTILE

HEADLINES = ("Yes, that is it", "Not yet", "I cannot read this yet")


def on_one_screen(phone):
    """The step needs no scrolling, neither down nor sideways."""
    assert phone.overflow() == 0
    assert phone.depth() <= 0


@pytest.mark.parametrize("name, locale", [("Anna", "en"), ("هدى", "ar")])
def test_a_child_signs_in_with_code_name_and_pin(lab, handset, name, locale):
    pin = lab.pin(name)
    phone = handset(locale=locale)
    page = phone.page
    page.goto(phone.origin)
    assert page.evaluate("isSecureContext") is False
    assert page.locator("html").get_attribute("lang") == locale
    on_one_screen(phone)
    phone.open_class(name)
    assert phone.overflow() == 0
    phone.choose(name)
    expect(page.locator("h1")).to_contain_text(name)
    on_one_screen(phone)
    phone.tap(pin)
    page.wait_for_url(phone.classroom)
    assert page.locator("html").get_attribute("lang") == locale
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    expect(page.locator("h1")).to_contain_text(name)
    assert page.evaluate("isSecureContext") is False
    assert phone.overflow() == 0
    button = page.locator(".next .btn").bounding_box()
    assert button["y"] + button["height"] <= page.locator(".tabs").bounding_box()["y"]


@pytest.mark.parametrize("name, locale", [("Ben", "en"), ("سلمى", "ar")])
def test_a_young_child_signs_in_with_three_pictures(lab, handset, name, locale):
    lab.pin(name)
    phone = handset(locale=locale)
    phone.open_class(name)
    phone.choose(name)
    phone.page.locator(".foot [name=kind]").tap()
    phone.page.locator("[data-pad][data-kind=pictures]").wait_for()
    on_one_screen(phone)
    phone.tap(lab.pictures[name])
    phone.page.wait_for_url(phone.classroom)
    expect(phone.page.locator("h1")).to_contain_text(name)


def test_a_wrong_pin_is_told_kindly_and_the_right_one_still_opens(lab, handset):
    pin = lab.pin("Noor")
    phone = handset()
    phone.expect_trouble("status of 403")
    phone.open_class("Noor")
    phone.choose("Noor")
    phone.tap(pin[:-1] + str((int(pin[-1]) + 1) % 10))
    expect(phone.page.locator(".tell")).to_have_text("Not quite. Try once more.")
    phone.tap(pin)
    phone.page.wait_for_url(phone.classroom)


def test_the_page_of_names_is_found_only_with_the_code(lab, handset):
    phone = handset()
    phone.expect_trouble("status of 403")
    phone.page.goto(phone.origin)
    assert "Anna" not in phone.page.content()
    code = lab.codes["Heron"]
    phone.tap(code[:-1] + str((int(code[-1]) + 1) % 10))
    expect(phone.page.locator(".tell")).not_to_be_empty()
    assert "Anna" not in phone.page.content()


def test_html_in_a_name_is_shown_as_the_text_that_it_is(lab, handset):
    phone = handset()
    phone.sign_in(HOSTILE)
    expect(phone.page.locator("h1")).to_contain_text(HOSTILE)
    page = phone.lesson("fractions")
    assert page.locator("img[src=x]").count() == 0
    desk = handset("teacher", desktop=True)
    expect(desk.home().get_by_role("rowheader", name=HOSTILE, exact=True)).to_be_visible()


@pytest.mark.parametrize("name, locale", [("Clara", "en"), ("عمر", "ar")])
def test_an_answer_comes_back_marked_with_the_authors_words(lab, handset, name, locale):
    entries = keys(lab, locale, "fractions")
    yes, no, unreadable = map(catalog(locale, SCRIPT_DOMAIN).gettext, HEADLINES)
    phone = handset(name)
    page = phone.lesson("fractions")
    assert phone.overflow() == 0
    standing(page, 0, len(entries))
    phone.answer("jug", "؟؟" if locale == "ar" else "a lot")
    state(page, "jug", "invalid")
    expect(phone.slip("jug")).to_contain_text(unreadable)
    for each in ("jug", "third", "kites", "order"):
        response, said = wrong(entries[each])
        phone.answer(each, response)
        expect(question(page, each)).to_have_attribute("data-state", "wrong")
        expect(phone.slip(each)).to_contain_text(no)
        expect(phone.slip(each)).to_contain_text(plainly(said))
    standing(page, 0, len(entries))
    for done, each in enumerate(("jug", "third", "kites", "order", "equal-parts"), 1):
        phone.answer(each, right(entries[each], locale))
        state(page, each, "correct")
        expect(phone.slip(each)).to_contain_text(yes)
        expect(phone.slip(each)).to_contain_text(plainly(entries[each]["key"]["right"]))
        standing(page, done, len(entries))
    assert phone.overflow() == 0
    page.reload()
    standing(page, 5, len(entries))
    state(page, "jug", "correct")
    expect(page.locator("#f-jug")).to_have_value(right(entries["jug"], locale))
    expect(phone.slip("kites")).to_contain_text(plainly(entries["kites"]["key"]["right"]))


@pytest.mark.parametrize(
    "name, locale, lesson", [("David", "en", "fractions"), ("ليلى", "ar", "water-cycle")]
)
def test_a_finished_lesson_stands_on_the_home_and_once_in_the_record(
    lab, handset, name, locale, lesson
):
    entries = keys(lab, locale, lesson)
    phone = handset(name)
    page = phone.home()
    expect(page.locator(".path .done")).to_have_count(0)
    page = phone.lesson(lesson)
    finish = page.locator("[data-finish]")
    for done, (each, entry) in enumerate(entries.items(), 1):
        expect(finish).to_be_hidden()
        phone.answer(each, right(entry, locale))
        state(page, each, "correct")
        standing(page, done, len(entries))
    expect(finish.locator(".stamp")).to_be_visible()
    once = [(verb, lesson) for verb in ("attempted", "completed", "passed")]
    assert sorted(statements(lab, name)) == once
    again = "jug" if lesson == "fractions" else "dry-after"
    phone.answer(again, wrong(entries[again])[0])
    state(page, again, "wrong")
    phone.answer(again, right(entries[again]))
    state(page, again, "correct")
    page.reload()
    expect(finish.locator(".stamp")).to_be_visible()
    assert sorted(statements(lab, name)) == once
    following = finish.locator(".btn").get_attribute("href")
    assert "/lesson/" in following and not following.endswith(lesson)
    finish.locator(".btn").tap()
    page.wait_for_url("**" + following)
    phone.home()
    expect(page.locator(".path .done")).to_have_count(1)
    assert lesson not in page.locator(".next .btn").get_attribute("href")


def test_another_language_is_chosen_at_home_and_stays(lab, handset):
    phone = handset("Ella")
    page = phone.home()
    expect(page.locator("h1")).to_contain_text("Welcome")
    page.locator(".language [value=ar]").tap()
    expect(page.locator("html[dir=rtl][lang=ar]")).to_have_count(1)
    page = phone.lesson("fractions")
    expect(page.locator("html[dir=rtl][lang=ar]")).to_have_count(1)
    other = handset("Ella")
    expect(other.home().locator("html[lang=ar]")).to_have_count(1)
    other.page.locator(".language [value=en]").tap()
    expect(other.page.locator("html[lang=en]")).to_have_count(1)


def test_a_teacher_sees_at_her_desk_who_has_done_what(lab, handset):
    entries = keys(lab, "en", "fractions")
    phone = handset("Finn")
    page = phone.lesson("fractions")
    for each in ("jug", "kites"):
        phone.answer(each, right(entries[each]))
        state(page, each, "correct")
    desk = handset(desktop=True)
    page = desk.page
    page.goto(desk.origin)
    page.get_by_role("link", name="I am a teacher").click()
    name, password = lab.teacher
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(desk.classroom + "desk")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Finn"))
    expect(row.get_by_role("cell").first).to_have_text(f"2/{len(entries)}")
    page.get_by_role("link", name="Sign out").click()
    page.wait_for_url("**/hub/login**")
    page.goto(desk.classroom + "desk")
    assert "/hub/login" in page.url


def test_sign_in_and_a_question_need_no_pointer(lab, handset):
    """Keys alone: Tab, Space, Enter, digits, arrows, as on a laptop whose pad is broken."""
    pin = lab.pin("Grace")
    phone = handset(desktop=True)
    page, press = phone.page, phone.page.keyboard.press

    def tab_to(target, steps=150):
        for _ in range(steps):
            if target.evaluate("element => element === document.activeElement"):
                return
            press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    page.goto(phone.origin)
    for digit in lab.codes["Heron"]:
        press(digit)
    page.locator(".names").wait_for()
    tab_to(page.locator(f'.names [value="{lab.accounts["Grace"]}"]'))
    press("Enter")
    page.locator("[data-pad][data-kind=pin]").wait_for()
    for digit in pin:
        press(digit)
    page.wait_for_url(phone.classroom)
    tab_to(page.locator(".next .btn"))
    press("Enter")
    page.wait_for_url("**/lesson/**")
    page.locator("html[data-ready]").wait_for()
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    entries = keys(lab, "en", "fractions")
    for name, entry in entries.items():
        answer_by_keys(page, tab_to, name, entry)
        state(page, name, "correct")
    expect(page.locator("[data-finish] .stamp")).to_be_visible()


def answer_by_keys(page, tab_to, name, entry):
    """Answer a question as its ARIA roles promise that it can be answered."""
    box, press, response = question(page, name), page.keyboard.press, right(entry)
    if entry["type"] == "single_choice":
        tab_to(box.locator("input").first)
        press("Space")
        for _ in range(len(entry["spec"]["options"])):
            if box.locator(f'input[value="{response}"]').is_checked():
                break
            press("ArrowDown")
    elif entry["type"] == "multiple_choice":
        for each in box.locator("input").all():
            if each.get_attribute("value") in response:
                tab_to(each)
                press("Space")
    elif entry["type"] == "ordering":
        for place, item in enumerate(response):
            row = box.locator(f'li[data-id="{item}"]')
            row.get_by_role("button").first.focus()
            while row.evaluate("li => [...li.parentElement.children].indexOf(li)") > place:
                press("ArrowUp")
    else:
        tab_to(page.locator(f"#f-{name}"))
        page.keyboard.type(response)
    tab_to(box.locator(".check"))
    press("Enter")
