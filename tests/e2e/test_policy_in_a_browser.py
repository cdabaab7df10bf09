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


PRICED = {
    "en": [
        "Hint 1 of 2 – costs 10 % of the points",
        "Hint 1 of 2",
        "Hint 2 of 2 – costs 10 % of the points",
        "Hint 2 of 2 – costs nothing",
        "With the hints that were opened, this is worth 90 % of the points.",
    ],
    "ar": [
        "تلميح ١ من ٢ – يُخصم به ١٠٪ من النقاط",
        "تلميح ١ من ٢",
        "تلميح ٢ من ٢ – يُخصم به ١٠٪ من النقاط",
        "تلميح ٢ من ٢ – لا يكلّف شيئًا",
        "مع التلميحات التي فُتحت، تستحق هذه الإجابة ٩٠٪ من النقاط.",
    ],
}


@pytest.fixture(params=["en", "ar"])
def costly(request):
    with lesson({"jug": limited("jug", hint_cost="1/10")}, locale=request.param) as made:
        yield made


def hint(page, words):
    return question(page, "jug").get_by_text(words, exact=True)


def answer(page, body, expected):
    page.locator("#f-jug").fill(body)
    check(page, "jug")
    state(page, "jug", expected)


def test_a_price_is_said_before_a_hint_is_opened_and_told_with_the_answer(chrome, costly):
    priced, opened, second, free, worth = PRICED[costly.lesson.locale]
    with phone(chrome, costly) as one:
        page = one.open()
        answer(page, "4", "wrong")
        question(page, "jug").locator(".say .do button").last.click()
        expect(question(page, "jug").locator("details[open]")).to_have_count(
            0
        )  # led to, not bought
        expect(question(page, "jug").locator("summary").first).to_be_focused()
        expect(hint(page, priced)).to_be_visible()
        page.keyboard.press("Enter")
        expect(question(page, "jug").locator("details[open]")).to_have_count(1)
        expect(hint(page, opened)).to_be_visible()
        expect(hint(page, second)).to_be_visible()
        answer(page, "1.5", "correct")
        expect(question(page, "jug").get_by_text(worth)).to_be_visible()
        expect(hint(page, free)).to_be_visible()
        hint(page, free).click()  # after the answer a hint is a gift
        answer(page, "1.50", "correct")
        assert [each["hints"] for each in costly.of("amal")] == [0, 1, 1]
        assert one.troubles == []
    with phone(chrome, costly) as other:
        page = other.open()
        state(page, "jug", "correct")
        expect(question(page, "jug").get_by_text(worth)).to_be_visible()
        expect(hint(page, opened)).to_be_visible()


def test_an_opened_hint_is_remembered_by_phone_and_class(chrome, costly):
    priced, opened, second, _, worth = PRICED[costly.lesson.locale]
    with phone(chrome, costly) as one:
        page = one.open()
        hint(page, priced).click()
        expect(hint(page, second)).to_be_visible()
        page.reload()
        ready(page)
        expect(hint(page, opened)).to_be_visible()
        hint(page, opened).click()  # what was paid for is read again for nothing
        expect(hint(page, second)).to_be_visible()
        one.offline()
        page.locator("#f-jug").fill("1.5")
        check(page, "jug")
        state(page, "jug", "saved")
        one.offline(False)
        state(page, "jug", "correct")
        expect(question(page, "jug").get_by_text(worth)).to_be_visible()
        assert [each["hints"] for each in costly.of("amal")] == [1]
    with phone(chrome, costly) as other:
        page = other.open()
        state(page, "jug", "correct")
        expect(hint(page, opened)).to_be_visible()


def test_where_hints_cost_nothing_none_are_told(chrome):
    with lesson({"jug": limited("jug")}) as server, phone(chrome, server) as one:
        page = one.open()
        hint(page, "Hint 1 of 2 – costs nothing").click()
        answer(page, "1.5", "correct")
        expect(question(page, "jug").get_by_text("With the hints")).to_have_count(0)
        assert server.of("amal")[0]["hints"] == 0
