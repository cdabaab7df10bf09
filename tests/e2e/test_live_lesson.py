"""A live lesson with a kernel of the learner's own: run, draw, err, hand in."""

import pytest
from playwright.sync_api import expect

from lp_widgets.lesson import words
from lp_widgets.locales import catalog
from lp_widgets.widgets import program
from tests.e2e.browser import check, question, state
from tests.e2e.handset import kept, keys, plainly, right, standing, statements

SQUARE = "for side in range(4):\n    forward(100)\n    left(90)\n"
LESSON = "first-program"
# A kernel starts while other things keep two small cores busy.
KERNEL = 90_000


def run(page, name, source):
    """Write a program and press Run as soon as the kernel is ready."""
    box = question(page, name)
    button = box.locator(".run-row .btn")
    expect(button).not_to_have_attribute("aria-disabled", "true", timeout=KERNEL)
    page.locator(f"#f-{name}").fill(source)
    button.tap()
    return box.locator(".output")


@pytest.mark.parametrize("name, locale", [("Child 10", "en"), ("نور", "ar")])
def test_a_program_draws_is_explained_when_it_fails_and_is_handed_in(lab, handset, name, locale):
    say = catalog(locale, words.SCRIPT_DOMAIN).gettext
    phone = handset(name)
    page = phone.lesson(LESSON)
    assert page.evaluate("isSecureContext") is False
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    output = run(page, "square", SQUARE)
    drawing = output.locator("img.drawing")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    assert phone.overflow() == 0

    output = run(page, "square", "forward(100)\nforwrd(100)\n")
    expect(output.locator(".say b")).to_contain_text("2" if locale == "en" else "٢")
    message = plainly(words.say(program.UNKNOWN_NEAR, locale))
    expect(output.locator(".say p")).to_contain_text(message)
    expect(output).to_contain_text("forward")
    expect(output).not_to_contain_text("Traceback")
    expect(output.locator("img.drawing")).to_be_visible()

    page.locator("#f-square").fill(SQUARE)
    check(page, "square")
    state(page, "square", "pending")
    expect(phone.slip("square")).to_contain_text(say("With the class"))
    page.reload()
    state(page, "square", "pending")
    expect(page.locator("#f-square")).to_have_value(SQUARE)
    assert kept(lab, name) == [SQUARE]


def test_a_loop_without_end_is_stopped_and_the_next_program_still_runs(lab, handset):
    phone = handset("Child 11")
    page = phone.lesson(LESSON)
    output = run(page, "own", "while True:\n    pass\n")
    expect(output.locator(".say")).to_be_visible(timeout=KERNEL)
    output = run(page, "own", "circle(40)\nprint('a circle')\n")
    expect(output.locator("img.drawing")).to_be_visible()
    expect(output.locator("pre")).to_have_text("a circle\n")


def test_a_drawing_with_as_many_lines_as_fit_arrives_whole(lab, handset):
    phone = handset("Child 17")
    page = phone.lesson(LESSON)
    output = run(page, "own", "while True:\n    forward(3)\n    left(1)\n")
    expect(output.locator(".say")).to_be_visible(timeout=KERNEL)
    drawing = output.locator("img.drawing")
    expect(drawing).to_be_visible()
    assert len(drawing.get_attribute("src")) > 200_000
    expect(run(page, "own", SQUARE).locator("img.drawing")).to_be_visible()


def test_what_a_program_writes_is_text_and_nothing_else(lab, handset):
    phone = handset("Child 12")
    page = phone.lesson(LESSON)
    output = run(page, "own", "print('<img src=x onerror=alert(1)>')\n")
    expect(output.locator("pre")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("img[src=x]").count() == 0


def test_the_whole_live_lesson_is_completed_once_in_the_record(lab, handset):
    entries = keys(lab, "en", LESSON)
    phone = handset("Child 13")
    page = phone.lesson(LESSON)
    for done, (each, entry) in enumerate(entries.items(), 1):
        phone.answer(each, right(entry))
        state(page, each, "pending" if entry["type"] == "code" else "correct")
        standing(page, done, len(entries))
    expect(page.locator("[data-finish] .stamp")).to_be_visible()
    verbs = ("attempted", "completed", "passed")
    assert sorted(statements(lab, "Child 13")) == [(verb, LESSON) for verb in verbs]


def test_each_learner_runs_in_a_kernel_of_her_own(lab, handset):
    first, second = handset("Child 14"), handset("Child 15")
    one, other = first.lesson(LESSON), second.lesson(LESSON)
    run(one, "own", "secret = 'hers'\nprint(secret)\n")
    output = run(other, "own", "print(secret)\n")
    expect(output.locator(".say")).to_be_visible()
    expect(output).not_to_contain_text("hers")
    sockets = [
        {url.partition("?")[0] for url in each.called if url.startswith("ws:")}
        for each in (first, second)
    ]
    assert all(sockets) and sockets[0].isdisjoint(sockets[1])


def test_after_wifi_loss_the_line_to_the_kernel_is_mended(lab, handset):
    phone = handset("Child 16")
    page = phone.lesson(LESSON)
    expect(run(page, "own", "circle(40)\n").locator("img.drawing")).to_be_visible()
    phone.context.set_offline(True)
    phone.answer("square", SQUARE)
    state(page, "square", "saved")
    phone.context.set_offline(False)
    state(page, "square", "pending")
    expect(run(page, "own", "circle(20)\n").locator("img.drawing")).to_be_visible()
    assert kept(lab, "Child 16", "square") == [SQUARE]
