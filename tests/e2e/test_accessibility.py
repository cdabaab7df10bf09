"""axe-core finds nothing on any page of a real lab, in both directions and all three themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.browser import check, question, state
from tests.e2e.handset import keys, right, wrong

LOCALES = {"en": "Child 20", "ar": "عبير"}
LESSONS = ("fractions", "water-cycle", "first-program")
# Themes change colours and nothing else.
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
THEMES = {
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}


def found(axe_page, options=None):
    answer = Axe().run(axe_page, options=options or {"resultTypes": ["violations"]})
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in answer.response["violations"]
    ]


def judge(page):
    """Everything in the light theme, colours in dark and high contrast; as the phone is set."""
    assert found(page) == []
    paper = "getComputedStyle(document.body).backgroundColor"
    seen = {page.evaluate(paper)}
    for theme, media in THEMES.items():
        page.emulate_media(**media)
        seen.add(page.evaluate(paper))
        assert found(page, COLOURS) == [], theme
    assert len(seen) == 1 + len(THEMES), "a theme did not change the page"
    page.emulate_media(color_scheme="light", contrast="no-preference")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_of_signing_in(lab, handset, locale):
    name = LOCALES[locale]
    pin = lab.pin(name)
    phone = handset(locale=locale)
    phone.expect_trouble("status of 403")
    page = phone.page
    page.goto(phone.origin)
    judge(page)
    phone.tap(lab.codes[lab.classes[name]])
    page.locator(".names").wait_for()
    judge(page)
    phone.choose(name)
    phone.tap(pin[:-1] + str((int(pin[-1]) + 1) % 10))
    expect(page.locator(".tell")).not_to_be_empty()
    judge(page)
    page.locator(".foot [name=kind]").tap()
    page.locator("[data-pad][data-kind=pictures]").wait_for()
    judge(page)
    page.locator(".foot [data-open]").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    judge(page)
    page.goto(phone.origin + "hub/login?as=teacher")
    judge(page)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_home_and_each_lesson_before_and_after_answers(lab, handset, locale):
    phone = handset(LOCALES[locale])
    page = phone.home()
    judge(page)
    for lesson in LESSONS:
        entries = keys(lab, locale, lesson)
        page = phone.lesson(lesson)
        if lesson == "first-program":
            run = question(page, "square").locator(".run-row .btn")
            expect(run).not_to_have_attribute("aria-disabled", "true", timeout=90_000)
            page.locator("#f-square").fill("forward(50)\nforwrd(1)\n")
            run.tap()
            expect(question(page, "square").locator(".output .say")).to_be_visible()
        judge(page)
        for place, (each, entry) in enumerate(entries.items()):
            if place % 3 == 0:
                check(page, each)  # nothing given yet
                state(page, each, "invalid")
                continue
            coded = entry["type"] == "code"
            response = right(entry, locale) if coded or place % 3 == 1 else wrong(entry)[0]
            phone.answer(each, response)
            expect(phone.slip(each).locator(".say")).to_be_visible()
            expect(question(page, each)).not_to_have_attribute("data-state", "sending")
            for hint in question(page, each).locator("summary:visible").all():
                hint.tap()
        judge(page)
        assert phone.overflow() == 0
    page = phone.home()
    judge(page)
    page.locator("[data-signout]").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    judge(page)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_teachers_desk(lab, handset, locale):
    desk = handset("teacher", desktop=True)
    page = desk.home()
    if locale != "en":
        page.locator(f".language [value={locale}]").click()
    try:
        expect(page.locator(f"html[lang={locale}]")).to_have_count(1)
        judge(page)
        page.set_viewport_size({"width": 360, "height": 640})
        judge(page)
        assert desk.overflow() == 0
    finally:
        if locale != "en":
            page.locator(".language [value=en]").click()
            expect(page.locator("html[lang=en]")).to_have_count(1)


def test_a_page_that_is_not_there(lab, handset):
    phone = handset("Child 21")
    phone.expect_trouble("status of 404")
    phone.page.goto(phone.classroom + "lesson/nothing/here")
    judge(phone.page)
