"""Work that came back, on a phone in two languages: to read by everyone, and nothing in it runs."""

import pytest
from playwright.sync_api import expect

from grading.autograder.course import CourseFolder
from tests.e2e import homework
from tests.e2e.homework import BARREL, RIGHT_BARREL, STEPS
from tests.e2e.lab import RunningLab
from tests.e2e.test_accessibility import judge
from tests.hub_config.handing_in import COURSE

ROSTER = "name,locale,class\nLina,en,Kite\nAmal,ar,Kite\nSara,fr,Kite\n"
LOCALES = {"en": "Lina", "ar": "Amal"}
ATTACK = '<script>window.owned = 1</script><img src="x" onerror="window.owned = 2">'
# It ends every element in which it could stand, and its second line is wider than any phone.
PROGRAM = f"""# </code></pre></section><h1 id="forged">11/11</h1>{ATTACK}
names = "{"x" * 300}"
def days(litres, each_day):
    return litres // each_day
"""
TEXT = f"Evaporation.\n{ATTACK}\n{'long' * 90}\nوالشمس تدفئ الماء.\n" + "{3/4} **bold**"
COMMENT = f"Well thought!\n{ATTACK}</bdi></p><h1 id='forged'>0/11</h1>\n{'word' * 90}\nأحسنتِ {{0}}"
GIVEN = {
    "Lina": {**RIGHT_BARREL, "days": PROGRAM, "lid": TEXT},
    "Amal": {"bucket": "gone", "way": [*STEPS[1:], "sun"], "full": "٥٠", "lid": TEXT},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab in which two children have their work back, with a teacher's words."""
    running = RunningLab(tmp_path_factory.mktemp("back"), ROSTER)
    running.start()
    running.run("assignment", "release", BARREL)
    for name, given in GIVEN.items():
        homework.do(running, running.sign_in(name), name, given)
    running.run("assignment", "autograde", BARREL)
    say(running, "Lina", 2.5)
    say(running, "Amal", 0)
    running.run("assignment", "feedback", BARREL)
    yield running
    running.stop()


def say(lab, name, points):
    """Mark the text and write the teacher's words, as Formgrader does in nbgrader's gradebook."""
    with CourseFolder(lab.data / "courses" / COURSE).gradebook() as gradebook:
        own = (BARREL, BARREL, lab.accounts[name])
        gradebook.find_grade("lid", *own).manual_score = points
        gradebook.find_grade("lid", *own).needs_manual_grade = False
        gradebook.find_comment("lid", *own).manual_comment = COMMENT
        gradebook.db.commit()


def open_feedback(phone):
    """Go from the home to the work that came back."""
    phone.page.add_init_script("window.print = () => { window.printed = true }")
    page = phone.home()
    page.locator(".works a").tap()
    page.wait_for_url("**/feedback/**")
    expect(page.locator("[data-print]")).to_be_visible()
    return page


@pytest.fixture
def phone(handset, request):
    """The phone of the child who speaks ``request.param``."""
    return handset(LOCALES[request.param])


everywhere = pytest.mark.parametrize("phone", LOCALES, indirect=True)


@everywhere
def test_axe_finds_nothing_in_any_theme_and_nothing_is_wider_than_the_phone(phone):
    page = phone.home()
    judge(page)
    page = open_feedback(phone)
    judge(page)
    assert phone.overflow() == 0
    # A box may scroll inside; a word of any length breaks.
    for each in page.locator(".given, .teacher, .say p").all():
        assert each.evaluate("e => e.scrollWidth - e.clientWidth") <= 0


@everywhere
def test_what_was_written_is_shown_as_text_and_does_nothing(phone):
    page = open_feedback(phone)
    comment = page.locator(".teacher bdi")
    expect(comment).to_have_count(1)
    assert comment.evaluate("e => e.textContent") == COMMENT
    text = page.locator("p.given", has_text="Evaporation.")
    assert text.evaluate("e => e.textContent") == TEXT
    for selector in ("main img", "main script", "#forged", "main strong"):
        expect(page.locator(selector)).to_have_count(0)
    assert page.evaluate("window.owned") is None


def test_a_program_is_shown_as_it_was_written(handset):
    page = open_feedback(handset("Lina"))
    program = page.locator("main pre code")
    assert program.evaluate("e => e.textContent") == PROGRAM
    box = page.locator("main pre")
    expect(box).to_have_attribute("dir", "ltr")
    box.focus()  # What scrolls can be scrolled by keyboard.
    page.keyboard.press("ArrowRight")
    expect(box).to_be_focused()
    assert page.evaluate("window.owned") is None


@everywhere
def test_the_button_that_prints_is_reached_and_pressed_by_keyboard(phone):
    page = open_feedback(phone)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-print]')"):
            break
    button = page.locator("[data-print]")
    expect(button).to_be_focused()
    assert button.evaluate("b => getComputedStyle(b).outlineStyle") != "none"
    assert page.evaluate("window.printed") is None
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") is True


@everywhere
def test_on_paper_stands_the_work_and_no_button(phone):
    page = open_feedback(phone)
    page.emulate_media(media="print")
    for selector in ("[data-print]", ".brand", ".nav a"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.locator(".back")).to_have_count(len(RIGHT_BARREL))
    for each in page.locator(".back").all():
        expect(each.locator(".q-text")).to_be_visible()
    pre = page.locator("main pre")
    if pre.count():  # Paper does not scroll.
        assert pre.evaluate("e => e.scrollWidth - e.clientWidth") <= 0


@everywhere
def test_points_are_said_in_words_and_pictures_and_never_in_red(phone):
    page = open_feedback(phone)
    bars = page.locator("main [role=img]")
    assert bars.count() >= 4
    for each in bars.all():
        assert each.get_attribute("aria-label")
    for each in page.locator(".back .say").all():
        red, green, blue = each.evaluate(
            "e => getComputedStyle(e).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
        )
        assert not (red > green + 60 and red > blue + 60)


def test_a_child_without_scripts_reads_it_all_the_same(handset):
    phone = handset("Amal", java_script_enabled=False)
    page = phone.page
    page.goto(f"{phone.classroom}feedback/{COURSE}/{BARREL}")
    expect(page.locator(".back")).to_have_count(len(RIGHT_BARREL))
    expect(page.locator("[data-print]")).to_be_hidden()


def test_what_did_not_come_back_is_a_kind_page(handset):
    phone = handset("Sara")
    phone.expect_trouble("status of 404")
    page = phone.page
    page.goto(f"{phone.classroom}feedback/{COURSE}/{BARREL}")
    expect(page.locator(".back")).to_have_count(0)
    judge(page)
