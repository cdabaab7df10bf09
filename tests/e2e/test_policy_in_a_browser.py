"""A question with few tries on a phone: how many are left, and what comes after the last."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import QUESTIONS, check, lesson, phone, question, ready, state


def limited(name, **more):
    """One of the usual questions, with a policy."""
    asked = QUESTIONS[name]
    return {**asked, "spec": {**asked["spec"], **more}}


FEW = {"jug": limited("jug", attempts="3"), "kites": limited("kites", attempts="1")}


@pytest.fixture(params=["en", "ar"])
def server(request):
    with lesson(FEW, locale=request.param) as made:
        yield made


@pytest.fixture
def page(chrome, server):
    with phone(chrome, server) as opened:
        yield opened.open()
        assert opened.troubles == []


WORDS = {
    "en": ["3 tries left", "2 tries left", "One try left", "No try left", "That was the last try"],
    "ar": [
        "بقيت ٣ محاولات",
        "بقيت محاولتان",
        "بقيت محاولة واحدة",
        "لم تبقَ أي محاولة",
        "كانت هذه آخر محاولة",
    ],
}


def test_the_page_counts_the_tries_down_and_then_shows_what_comes_next(page, server):
    *left, none, last = WORDS[server.lesson.locale]
    jug, kites = question(page, "jug"), question(page, "kites")
    for place, body in enumerate(["4", "5", "6"]):
        expect(jug.get_by_text(left[place])).to_be_visible()
        page.locator("#f-jug").fill(body)
        check(page, "jug")
        state(page, "jug", "wrong")
        if place < 2:
            jug.locator(".say .do button").first.click()
    expect(jug.get_by_text(none)).to_be_visible()
    expect(jug.get_by_text(last)).to_be_visible()
    expect(page.locator("#f-jug")).to_be_disabled()
    expect(jug.locator(".say .do button")).to_have_count(1)  # what comes next, and no more tries
    expect(page.locator("[data-notches] .on")).to_have_count(1)
    jug.locator(".say .do button").click()
    expect(page.locator("#q-kites")).to_be_focused()
    kites.locator("label").last.click()
    check(page, "kites")
    state(page, "kites", "wrong")
    expect(page.locator("[data-finish]")).to_be_visible()
    page.reload()
    ready(page)
    state(page, "jug", "wrong")
    expect(page.locator("#f-jug")).to_have_value("6")
    expect(page.locator("#f-jug")).to_be_disabled()
    expect(page.locator("[data-finish]")).to_be_visible()


def test_a_try_on_its_way_is_a_try(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.shut = True
        question(page, "kites").locator("label").last.click()
        check(page, "kites")
        state(page, "kites", "saved")
        expect(question(page, "kites").locator(".say .do button")).to_have_count(0)
        expect(page.locator("[data-notches] .on")).to_have_count(0)
        server.shut = False
