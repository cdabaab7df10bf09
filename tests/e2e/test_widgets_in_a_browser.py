"""The views of a lesson, used as a child uses them: a thumb, a keyboard, two directions."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import QUESTIONS, TOOLS, check, lesson, phone, question, state


@pytest.fixture(scope="module")
def english():
    with lesson(tools=TOOLS) as server:
        yield server


@pytest.fixture
def page(chrome, english):
    english.kept.clear()
    with phone(chrome, english) as opened:
        yield opened.open()
        assert opened.troubles == []
        hosts = {url.split("/")[2] for url in opened.called if url.startswith("http")}
        assert hosts == {f"lab.test:{english.port}"}


def test_the_page_works_on_plain_http(page):
    assert page.evaluate("isSecureContext") is False


def test_nothing_is_wider_than_the_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_right_number_is_praised_for_what_it_shows(page, english):
    page.get_by_label("Your answer").first.fill("1.5")
    check(page, "jug")
    state(page, "jug", "correct")
    slip = question(page, "jug").get_by_role("status")
    expect(slip).to_contain_text("Yes, that is it")
    expect(slip).to_contain_text("Three of them make 1.5 litres.")
    assert english.of("amal")[0]["response"] == "1.5"


def test_a_wrong_number_stays_to_be_changed(page):
    field = page.locator("#f-jug")
    field.fill("0.5")
    field.press("Enter")
    state(page, "jug", "wrong")
    expect(field).to_have_value("0.5")
    expect(field).to_be_focused()
    expect(question(page, "jug").get_by_role("status")).to_contain_text("Not yet")
    question(page, "jug").get_by_role("button", name="Try again").click()
    expect(field).to_be_focused()
    field.fill("1.5")
    state(page, "jug", "none")
    check(page, "jug")
    state(page, "jug", "correct")


def test_focus_stays_on_check_when_the_answer_comes(page):
    page.locator("#f-jug").fill("0.5")
    button = question(page, "jug").locator(".check")
    button.focus()
    button.press("Enter")
    state(page, "jug", "wrong")
    expect(button).to_be_focused()


def test_the_phone_offers_digits_and_the_text_follows_its_own_direction(page):
    field = page.locator("#f-jug")
    assert field.get_attribute("type") == "text"
    assert field.get_attribute("inputmode") == "decimal"
    assert field.get_attribute("dir") == "auto"


def test_hints_come_one_by_one_and_cost_nothing(page):
    box = question(page, "jug")
    expect(box.locator("details:visible")).to_have_count(1)
    box.get_by_text("Hint 1 of 2 – costs nothing").click()
    expect(box.get_by_text("How much water is in one part?")).to_be_visible()
    expect(box.get_by_text("Hint 2 of 2 – costs nothing")).to_be_visible()


def test_a_wrong_answer_can_open_the_hint(page):
    page.locator("#f-jug").fill("0.5")
    check(page, "jug")
    question(page, "jug").get_by_role("button", name="Show a hint").click()
    expect(question(page, "jug").get_by_text("How much water is in one part?")).to_be_visible()


def test_what_cannot_be_read_says_how_to_write_it(page):
    page.locator("#f-jug").fill("a lot")
    check(page, "jug")
    state(page, "jug", "invalid")
    slip = question(page, "jug").get_by_role("status")
    expect(slip).to_contain_text("I cannot read this yet")
    expect(slip).to_contain_text("This did not count as a try.")
    assert page.locator("#f-jug").get_attribute("aria-invalid") == "true"


def test_an_empty_answer_is_not_sent(page, english):
    for name in QUESTIONS:
        check(page, name)
        state(page, name, "invalid")
    assert english.of("amal") == []


def test_a_choice_is_made_by_touching_its_row(page, english):
    question(page, "kites").get_by_text("the second").tap()
    check(page, "kites")
    state(page, "kites", "wrong")
    question(page, "kites").get_by_text("the first").tap()
    check(page, "kites")
    state(page, "kites", "correct")
    assert [each["response"] for each in english.of("amal")] == ["b", "a"]


def test_a_choice_has_the_question_as_its_name(page):
    group = page.get_by_role("group", name="Which kite has more yellow? One answer")
    expect(group.get_by_role("radio")).to_have_count(2)


def test_several_choices_are_sent_in_the_order_of_the_page(page, english):
    box = question(page, "half")
    for place in (2, 0):
        box.locator(".choice").nth(place).tap()
    check(page, "half")
    state(page, "half", "correct")
    assert english.of("amal")[0]["response"] == ["a", "c"]


def test_part_of_the_right_choices_is_nearly_there(page):
    question(page, "half").locator(".choice").first.tap()
    check(page, "half")
    state(page, "half", "partial")
    expect(question(page, "half").get_by_role("status")).to_contain_text("Nearly there")


def test_a_word_is_checked_with_enter(page):
    page.locator("#f-third").fill("one third")
    page.locator("#f-third").press("Enter")
    state(page, "third", "correct")


def test_things_are_ordered_by_buttons_that_keep_the_focus(page, english):
    box = question(page, "order")
    up = box.locator("li[data-id=eighth] button").first
    assert up.get_attribute("aria-label") == "Move up"
    up.click()
    expect(up).to_be_focused()
    expect(box.locator("[aria-live]")).to_contain_text("Place 1 of 3")
    box.locator("li[data-id=half] button").first.click()
    check(page, "order")
    state(page, "order", "correct")
    assert english.of("amal")[0]["response"] == ["eighth", "half", "rest"]


def test_things_are_ordered_by_arrow_keys(page):
    box = question(page, "order")
    box.locator("li[data-id=rest] button").last.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    check(page, "order")
    state(page, "order", "correct")


def test_things_are_ordered_by_dragging(page):
    box = question(page, "order")
    grip = box.locator("li[data-id=rest] .grip")
    last = box.locator("li").last
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), last.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 20)
    page.mouse.down()
    for share in (0.3, 0.6, 1.0):
        down = start["y"] + 20 + (end["y"] - start["y"] + 15) * share
        page.mouse.move(start["x"] + 10, down)
    page.mouse.up()
    check(page, "order")
    state(page, "order", "correct")


def test_targets_are_large_enough_for_a_thumb(page):
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .field, a, summary, .choice")]
        .filter((e) => e.offsetParent && !e.matches(".skip"))
        .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""
    )
    assert small == []


def test_the_bar_counts_what_is_done_and_the_end_is_a_stamp(page):
    bar = page.locator(".bar")
    expect(bar).to_contain_text("Question 1 of 5")
    page.locator("#f-jug").fill("1.5")
    check(page, "jug")
    expect(bar).to_contain_text("Question 2 of 5")
    expect(bar.get_by_role("img")).to_have_accessible_name("1 of 5 questions done")
    question(page, "jug").get_by_role("button", name="Go on").click()
    expect(page.locator("#q-kites")).to_be_focused()
    question(page, "kites").locator(".choice").first.tap()
    check(page, "kites")
    for place in (0, 2):
        question(page, "half").locator(".choice").nth(place).tap()
    check(page, "half")
    page.locator("#f-third").fill("a third")
    check(page, "third")
    box = question(page, "order")
    box.locator("li[data-id=eighth] button").first.click()
    expect(page.locator("[data-finish]")).to_be_hidden()
    box.locator("li[data-id=half] button").first.click()
    check(page, "order")
    finish = page.locator("[data-finish]")
    expect(finish.get_by_role("heading")).to_have_text("You have finished this lesson")
    expect(finish).to_contain_text("The water cycle")
    link = finish.get_by_role("link", name="Go on")
    assert link.get_attribute("href") == "/services/classroom/next"


def test_a_bar_is_coloured_by_a_finger(page):
    bar = page.get_by_role("slider", name="Second bar")
    box = bar.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + 20)
    assert bar.get_attribute("aria-valuenow") == "6"
    expect(page.get_by_text("Just as much:")).to_be_visible()
    page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + 20)
    assert bar.get_attribute("aria-valuetext") == "5 of 8 parts coloured"
    page.mouse.move(box["x"] + 5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 20)
    page.mouse.up()
    assert bar.get_attribute("aria-valuenow") == "8"


def test_a_bar_is_coloured_by_keys_and_steps(page):
    bar = page.get_by_role("slider", name="Second bar")
    bar.press("ArrowRight")
    assert bar.get_attribute("aria-valuenow") == "5"
    bar.press("Home")
    expect(page.get_by_text("Less than the first bar")).to_be_visible()
    page.get_by_role("button", name="Colour one more").tap()
    page.get_by_role("button", name="One part fewer").tap()
    assert bar.get_attribute("aria-valuetext") == "1 of 7 parts coloured"


def test_a_graph_follows_its_slider_and_is_told_in_words(page):
    plot = page.locator(".function-plot")
    before = plot.locator(".curve").get_attribute("d")
    slider = plot.get_by_role("slider", name="how steep")
    for _ in range(4):
        slider.press("ArrowLeft")
    expect(plot.get_by_role("status")).to_have_text(
        "Where x is 0, y is −5. While x grows, y becomes smaller."
    )
    assert plot.locator(".curve").get_attribute("d") != before


def test_in_arabic_the_page_turns_but_numbers_do_not(chrome):
    with lesson(tools=TOOLS, locale="ar") as server, phone(chrome, server) as opened:
        page = opened.open()
        bar = page.get_by_role("slider", name="الشريط الثاني")
        bar.press("ArrowLeft")
        assert bar.get_attribute("aria-valuetext") == "الأجزاء الملوّنة: ٥ من ٨"
        box = bar.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.3, box["y"] + 20)
        assert bar.get_attribute("aria-valuenow") == "6"
        expect(page.locator(".bar")).to_contain_text("السؤال ١ من ٥")
        expect(question(page, "kites").locator(".frac").first).to_have_text("٢٣")
        page.locator("#f-jug").fill("١٫٥")
        check(page, "jug")
        state(page, "jug", "correct")
        expect(question(page, "jug").get_by_role("status")).to_contain_text("نعم، هذا صحيح")
        assert server.of("amal")[0]["response"] == "١٫٥"
        assert page.evaluate("document.documentElement.scrollWidth") == 360
