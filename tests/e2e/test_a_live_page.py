"""A lesson that runs programs: real kernel, the page's own websocket client, a line that breaks."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import PROGRAM, check, lesson, phone, question, state

CELLS = """
from lp_widgets.widgets.runner import Runner
import anywidget, ipywidgets as w
runner = Runner()
class Stranger(anywidget.AnyWidget):
    _esm = "export default { render() { window.executed = true; } }"
stranger = Stranger()
sides = w.IntSlider(value=3, min=0, max=10, description="Sides")
told = w.Label(value="3 sides")
sides.observe(lambda change: setattr(told, "value", f"{change['new']} sides"), "value")
more = w.Button(description="More")
more.on_click(lambda _: setattr(sides, "value", sides.value + 1))
markup = w.HTML("<b id='x'>bold</b><script>window.executed = true</script>"
                "<img src='x' onerror='window.executed = true'><a href='javascript:1'>link</a>")
word = w.Dropdown(options=["one", "two"], value="two", description="Number")
ink = w.ToggleButtons(options=["red", "blue"], description="Ink")
closed = w.Checkbox(description="Closed")
name = w.Text(description="Name")
length = w.FloatText(value=1.5, description="Length")
sum_up = w.Label()
def add(_=None):
    sum_up.value = f"{word.value} {ink.value} {closed.value} {name.value} {length.value}"
for each in (word, ink, closed, name, length):
    each.observe(add, "value")
printed = w.Output(outputs=({"output_type": "stream", "name": "stdout", "text": "printed"},))
display(w.VBox([sides, told, more, markup, word, ink, closed, name, length, sum_up, printed]))
display(stranger)
"""
RUN = ".run-row .btn"


@pytest.fixture(scope="module")
def server():
    with lesson(PROGRAM, live=CELLS) as serving:
        yield serving


@pytest.fixture
def page(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        expect(page.locator(RUN)).not_to_have_attribute("aria-disabled", "true")
        yield page
        assert opened.troubles == []


def run(page, source):
    page.locator("textarea").fill(source)
    page.locator(RUN).click()


def test_a_program_draws_into_a_picture(page):
    page.locator(RUN).click()
    picture = page.get_by_role("img", name="What your program has drawn")
    expect(picture).to_be_visible()
    assert picture.get_attribute("src").startswith("data:image/svg+xml,")
    expect(page.locator(".run-row")).to_contain_text("Its drawing is below.")


def test_what_a_program_writes_is_text(page):
    run(page, "print('<b onclick=1>two</b>')")
    expect(page.locator(".printed")).to_have_text("<b onclick=1>two</b>\n")


def test_a_slip_is_told_with_its_line(page):
    run(page, "dot()\nforwad(100)")
    expect(page.locator(".output .say")).to_contain_text("Line 2")
    expect(page.locator(".output .say")).to_contain_text("forwad")
    expect(page.locator(".gutter .bad")).to_have_text("2")
    page.locator("textarea").press("End")
    page.keyboard.type(" ")
    expect(page.locator(".gutter .bad")).to_have_count(0)


def test_a_program_is_handed_in_and_waits_for_the_teacher(page, server):
    server.kept.clear()
    page.locator("textarea").fill("dot(40)")
    check(page, "draw")
    state(page, "draw", "pending")
    expect(question(page, "draw").get_by_role("status").last).to_contain_text("With the class")
    expect(page.locator("[data-finish]")).to_contain_text("You have finished this lesson")
    assert server.of("amal")[0]["response"] == "dot(40)"


def test_the_editor_indents_and_lets_the_keyboard_leave(page):
    area = page.locator("textarea")
    area.fill("")
    area.press_sequentially("if x:")
    area.press("Enter")
    area.press_sequentially("dot()")
    expect(area).to_have_value("if x:\n    dot()")
    area.press("Tab")
    expect(area).to_have_value("if x:\n    dot()    ")
    area.press("Shift+Tab")
    expect(area).to_have_value("if x:\ndot()    ")
    area.press("Escape")
    area.press("Tab")
    expect(area).not_to_be_focused()


def test_curly_quotes_of_a_phone_become_straight(page):
    area = page.locator("textarea")
    area.fill("")
    area.focus()
    page.keyboard.insert_text("“")
    page.keyboard.insert_text("a")
    page.keyboard.insert_text("”")
    expect(area).to_have_value('"a"')


def test_the_keys_that_a_phone_hides_write_at_the_cursor(page):
    area = page.locator("textarea")
    area.fill("dot")
    area.focus()
    for name in ("(", ")"):
        page.get_by_role("button", name=name, exact=True).tap()
    expect(area).to_have_value("dot()")
    expect(area).to_be_focused()


def test_core_controls_and_the_kernel_keep_each_other_up_to_date(page):
    page.get_by_role("slider", name="Sides").press("ArrowRight")
    expect(page.get_by_text("4 sides")).to_be_visible()
    page.get_by_role("button", name="More").tap()
    expect(page.get_by_text("5 sides")).to_be_visible()
    page.get_by_role("slider", name="Sides").fill("3")
    page.get_by_label("Number").select_option("one")
    page.get_by_role("radio", name="blue").check()
    page.get_by_role("checkbox", name="Closed").check()
    page.get_by_role("textbox", name="Name").fill("Noor")
    page.get_by_role("textbox", name="Length").fill("٢٫٥")
    page.get_by_role("textbox", name="Length").press("Tab")
    expect(page.get_by_text("one blue True Noor 2.5")).to_be_visible()
    expect(page.get_by_text("printed", exact=True)).to_be_visible()


def test_nothing_that_a_kernel_sends_is_executed(page):
    expect(page.locator("b", has_text="bold")).to_be_visible()
    assert page.locator("b", has_text="bold").get_attribute("id") is None
    assert page.locator(".live-widget img, .live-widget script, .live-widget a").count() == 0
    expect(page.get_by_text("This part of the lesson cannot be shown here.")).to_be_visible()
    assert page.evaluate("window.executed") is None


def test_a_line_that_breaks_mends_itself(page, server):
    page.locator("textarea").fill("dot(40)")
    server.hang_up()
    expect(page.locator(".run-row")).to_contain_text("Waiting for the Wi-Fi")
    expect(page.locator(RUN)).to_have_attribute("aria-disabled", "true")
    expect(page.locator("textarea")).to_have_value("dot(40)")
    expect(page.locator(RUN)).not_to_have_attribute("aria-disabled", "true")
    page.locator(RUN).click()
    expect(page.get_by_role("img", name="What your program has drawn")).to_be_visible()
    page.get_by_role("slider", name="Sides").fill("7")
    expect(page.get_by_text("7 sides")).to_be_visible()


def test_without_a_runner_there_is_no_run_button_and_a_program_can_be_handed_in(chrome):
    with lesson(PROGRAM) as built, phone(chrome, built) as opened:
        page = opened.open()
        expect(page.locator(RUN)).to_be_hidden()
        page.locator("textarea").fill("dot(40)")
        check(page, "draw")
        state(page, "draw", "pending")
