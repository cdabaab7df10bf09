"""The widgets without a question, by touch and by keys, on a phone and in both directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lp_widgets import plugins
from tests.e2e.tools import press, tool

NAMES = sorted(name for name, kind in plugins.load().lesson_widgets.items() if kind.example)
SMALL = """() => [...document.querySelectorAll(
  `.tool button, .tool input:not(.choice input, .vh), .tool select, .tool summary,
  .tool [role=gridcell][tabindex]`)]
  .filter((e) => e.offsetParent).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44).map(([html]) => html)"""


def drag(page, start, *way):
    page.mouse.move(*start)
    page.mouse.down()
    for spot in way:
        page.mouse.move(*spot)
    page.mouse.up()


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_and_a_thumb_finds_everything(chrome, name, locale):
    with tool(chrome, name, locale) as page:
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in found] == []
        assert page.evaluate(SMALL) == []
        page.emulate_media(color_scheme="dark")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in found] == []


def test_ten_ones_become_a_rod_and_a_rod_ten_ones(chrome):
    with tool(chrome, "base_ten_blocks", flats="0", rods="2", ones="8") as page:
        join = page.get_by_role("button", name="Ten ones become a rod")
        expect(join).to_have_attribute("aria-disabled", "true")
        press(page, "Add a one", 2)
        expect(page.locator(".total")).to_have_text("20 + 10 = 30")
        join.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".total")).to_have_text("30")
        expect(page.get_by_role("status")).to_have_text("0 flats · 3 rods · 0 ones")
        expect(join).to_be_focused()
        press(page, "A rod becomes ten ones")
        expect(page.get_by_role("group", name="Ones").locator(".blocks svg")).to_have_count(10)
        expect(page.locator(".total")).to_have_text("20 + 10 = 30")
        less = page.get_by_role("button", name="Take a flat away")
        expect(less).to_have_attribute("aria-disabled", "true")
        less.press("Enter")
        expect(page.get_by_role("status")).to_have_text("0 flats · 2 rods · 10 ones")


def test_blocks_are_counted_in_the_learners_language(chrome):
    with tool(chrome, "base_ten_blocks", "ar") as page:
        expect(page.locator(".total")).to_have_text("١٠٠ + ٢٠ + ١٣ = ١٣٣")
        expect(page.get_by_role("status")).to_have_text("لوح مئة واحد · عمودان · ١٣ وحدة")


def test_digits_move_one_column_when_a_number_grows_tenfold(chrome):
    with tool(chrome, "place_value_chart") as page:
        digits = page.locator(".digits td")
        press(page, "× 10")
        expect(page.get_by_role("status")).to_have_text("4.5 × 10 = 45")
        assert digits.all_inner_texts() == ["0", "4", "5", "0", "0"]
        press(page, "× 10")
        press(page, "× 10")
        expect(page.get_by_role("status")).to_have_text(
            "There is no column left for the first digit."
        )
        page.get_by_role("button", name="÷ 10").press("Enter")
        expect(page.locator(".total")).to_have_text("45")


def test_ten_counters_become_one_of_the_next_column(chrome):
    with tool(chrome, "place_value_chart", number="9", whole="2", decimals="0") as page:
        page.get_by_role("checkbox", name="Show counters").check()
        expect(page.locator(".digits circle")).to_have_count(9)
        press(page, "One more: Ones")
        expect(page.locator(".digits circle")).to_have_count(1)
        expect(page.locator(".total")).to_have_text("10")
        press(page, "One less: Tens")
        press(page, "One less: Tens")
        expect(page.get_by_role("status")).to_have_text("It cannot be less than zero.")


def test_a_number_in_columns_is_written_in_arabic_digits_from_left_to_right(chrome):
    with tool(chrome, "place_value_chart", "ar") as page:
        assert page.locator(".digits td").all_inner_texts() == ["٠", "٠", "٤", "٥", "٠"]
        first, last = (page.locator(".digits td").nth(at).bounding_box() for at in (0, 4))
        assert first["x"] < last["x"]


def test_the_hands_of_a_clock_are_set_by_buttons_and_keys(chrome):
    with tool(chrome, "clock") as page:
        time = page.locator(".digital")
        expect(time).to_have_text("10:10 AM")
        press(page, "5 minutes earlier", 3)
        expect(time).to_have_text("9:55 AM")
        press(page, "One hour later", 3)
        expect(time).to_have_text("12:55 PM")
        hand = page.get_by_role("slider", name="Minute hand")
        hand.press("ArrowRight")
        expect(time).to_have_text("1:00 PM")
        assert hand.get_attribute("aria-valuetext") == "1:00 PM"
        page.get_by_role("slider", name="Hour hand").press("ArrowDown")
        expect(page.get_by_role("status")).to_have_text("12:00 PM")


def test_a_hand_follows_a_finger_and_takes_the_hour_along(chrome):
    with tool(chrome, "clock", time="11:45") as page:
        box = page.get_by_role("group", name="Clock").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        far = box["width"] * 0.3
        drag(page, (x - far, y), (x - far * 0.7, y - far * 0.7), (x, y - far), (x + far, y))
        expect(page.locator(".digital")).to_have_text("12:15 PM")
        page.touchscreen.tap(x, y + far)
        expect(page.locator(".digital")).to_have_text("12:30 PM")


def test_a_clock_of_24_hours_in_arabic_turns_as_every_clock(chrome):
    with tool(chrome, "clock", "ar", time="13:05", hours="24") as page:
        expect(page.locator(".digital")).to_have_text("١٣:٠٥")
        page.get_by_role("slider", name="عقرب الدقائق").press("ArrowRight")
        expect(page.locator(".digital")).to_have_text("١٣:١٠")
        three, nine = (page.locator(".clock text").nth(at).bounding_box() for at in (2, 8))
        assert three["x"] > nine["x"]


def test_bars_follow_what_a_learner_types(chrome):
    with tool(chrome, "bar_chart") as page:
        number = page.get_by_label("Number in row 1")
        number.fill("-20.5")
        chart = page.get_by_role("img")
        assert "Monday: −20.5; Tuesday: 12.5" in chart.get_attribute("aria-label")
        expect(page.locator(".rod").first).to_have_class("rod below")
        expect(number).to_be_focused()
        number.fill("many")
        expect(page.get_by_role("status")).to_have_text(
            "I cannot read this number yet. Write it like 12.5."
        )
        assert number.get_attribute("aria-invalid") == "true"
        assert "Monday: −20.5" in chart.get_attribute("aria-label")
        page.get_by_label("Name in row 1").fill("Sunday")
        assert "Sunday: −20.5" in chart.get_attribute("aria-label")


def test_rows_come_and_go_by_touch_and_by_keys(chrome):
    with tool(chrome, "bar_chart") as page:
        press(page, "Add a row")
        expect(page.get_by_label("Name in row 4")).to_be_focused()
        page.keyboard.type("Thursday")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("3")
        expect(page.get_by_role("img")).to_have_accessible_name(
            "Rain in one week; Monday: 4; Tuesday: 12.5; Wednesday: 7; Thursday: 3"
        )
        page.get_by_role("button", name="Take row 1 away").press("Enter")
        expect(page.get_by_role("status")).to_have_text("Row 1 is gone.")
        expect(page.locator(".rod")).to_have_count(3)
        press(page, "Take row 1 away", 2)
        last = page.get_by_role("button", name="Take row 1 away")
        expect(last).to_have_attribute("aria-disabled", "true")


@pytest.mark.parametrize(
    "locale, written, shown",
    [
        ("ar", "١٢٫٥", "١٢٫٥"),
        ("ar", "12.5", "١٢٫٥"),
        ("fr", "12,5", "12,5"),
        ("fr", "۱۲٫۵", "12,5"),
    ],
)
def test_a_number_is_read_as_the_learner_writes_it(chrome, locale, written, shown):
    with tool(chrome, "bar_chart", locale) as page:
        page.locator("tbody .field").nth(1).fill(written)
        expect(page.locator(".row-of b").first).to_have_text(shown)


def test_a_number_with_the_point_of_another_language_is_not_guessed(chrome):
    with tool(chrome, "bar_chart") as page:
        page.get_by_label("Number in row 1").fill("1,5")
        expect(page.get_by_label("Number in row 1")).to_have_attribute("aria-invalid", "true")
        expect(page.locator(".row-of b").first).to_have_text("4")


def test_an_event_opens_by_touch_and_closes_the_one_before(chrome):
    with tool(chrome, "timeline") as page:
        page.get_by_text("Paper", exact=True).tap()
        expect(page.get_by_text("Cai Lun makes paper")).to_be_visible()
        page.get_by_text("The web").tap()
        expect(page.locator("details[open]")).to_have_count(1)
        expect(page.get_by_text("The first web page is written.")).to_be_visible()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Cai Lun makes paper")).to_be_visible()
        expect(page.locator(".strip .on")).to_have_count(1)


@pytest.mark.parametrize("locale, event", [("en", "Signs on clay"), ("ar", "The web")])
def test_a_tap_on_the_strip_opens_the_nearest_event(chrome, locale, event):
    with tool(chrome, "timeline", locale) as page:
        box = page.locator(".strip").bounding_box()
        page.touchscreen.tap(box["x"] + 5, box["y"] + 22)
        expect(page.locator("details[open] summary")).to_contain_text(event)


def test_events_stand_in_the_order_of_time(chrome):
    events = [{"at": "5", "title": "Later"}, {"at": "-5", "title": "Earlier"}]
    with tool(chrome, "timeline", events=events) as page:
        assert page.locator("summary").all_inner_texts() == ["−5\nEarlier", "5\nLater"]


def test_a_card_comes_back_until_it_went_well(chrome):
    cards = [{"front": f"Front {n}", "back": f"Back {n}"} for n in "abcd"]
    with tool(chrome, "flashcards", cards=cards) as page:
        front = page.locator(".front")

        def rate(name):
            press(page, "Turn the card")
            press(page, name)

        expect(page.get_by_text("Back a")).to_have_count(0)
        rate("Again")  # a comes after two other cards
        expect(front).to_have_text("Front b")
        expect(front).to_be_focused()
        rate("Good")  # b comes once more, at the end
        rate("Easy")  # c is done
        expect(page.get_by_role("status")).to_have_text("1 of 4 cards are done")
        expect(front).to_have_text("Front a")
        rate("Easy")
        rate("Hard")  # d, behind the one card that is left
        expect(front).to_have_text("Front b")
        rate("Good")  # the second time
        expect(front).to_have_text("Front d")
        rate("Easy")
        expect(page.get_by_role("status")).to_have_text("All cards are done for now.")
        press(page, "Once more from the start")
        expect(front).to_have_text("Front a")


def test_cards_are_turned_and_rated_by_keys(chrome):
    with tool(chrome, "flashcards", "ar") as page:
        page.keyboard.press("4")
        expect(page.get_by_role("status")).to_have_text("البطاقات المنجزة: ٠ من ٣")
        for _ in range(3):
            page.get_by_role("button", name="قلب البطاقة").press("Enter")
            expect(page.locator(".back")).to_be_focused()
            page.keyboard.press("4")
        expect(page.get_by_role("button", name="مرّة أخرى من البداية")).to_be_focused()


def test_a_word_opens_its_meaning_by_touch_and_by_keys(chrome):
    with tool(chrome, "reader") as page:
        meaning = page.get_by_role("status")
        press(page, "evaporate")
        expect(meaning).to_contain_text("To turn from a liquid into a gas")
        word = page.get_by_role("button", name="mist")
        word.press("Enter")
        expect(meaning).to_contain_text("Very small drops")
        expect(page.locator("[aria-expanded=true]")).to_have_count(1)
        expect(word).to_be_focused()
        page.keyboard.press("Escape")
        expect(meaning).to_have_text("")


# Chromium brings no voice of its own here: this one notes what it is given to say.
VOICE = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "ar-EG", localService: true }, { lang: "en-US", localService: false }],
  speak: (one) => { said.push(one.text); one.onstart && one.onstart(); },
  cancel: () => { said.length = 0; },
  addEventListener: () => {},
}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def test_a_text_is_read_aloud_where_the_phone_itself_has_a_voice(chrome):
    with tool(chrome, "reader", "ar", VOICE) as page:
        page.get_by_role("button", name="قراءة بصوت مسموع").tap()
        said = page.evaluate("said")
        assert len(said) == 2 and said[0].startswith("In the morning a mist lies")
        expect(page.locator(".reader .now")).to_have_count(1)
        page.get_by_role("button", name="إيقاف القراءة").press("Enter")
        assert page.evaluate("said") == []
        expect(page.locator(".reader .now")).to_have_count(0)


@pytest.mark.parametrize("script", ["", VOICE])
def test_without_a_voice_on_the_phone_no_reading_is_offered(chrome, script):
    with tool(chrome, "reader", script=script) as page:
        expect(page.get_by_role("button", name="Read aloud")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_points_on_a_line_are_read_and_jumps_are_measured(chrome, locale):
    with tool(chrome, "number_line", locale, marks=["8"]) as page:
        a, b = page.locator(".chip").all()
        box = page.locator(".line").bounding_box()
        b.tap()
        page.touchscreen.tap(box["x"] + box["width"] * 13 / 20, box["y"])
        expect(b).to_have_text({"en": "B 13", "ar": "B ١٣"}[locale])
        expect(page.locator(".far")).to_have_text({"en": "+5", "ar": "+٥"}[locale])
        b.press("ArrowLeft")
        b.press("Shift+ArrowLeft")
        expect(b).to_have_text({"en": "B 2", "ar": "B ٢"}[locale])
        expect(page.locator(".far")).to_have_text({"en": "−6", "ar": "−٦"}[locale])
        b.press("Shift+ArrowLeft")  # the line ends before that
        expect(b).to_have_text({"en": "B 2", "ar": "B ٢"}[locale])
        a.press("Delete")
        expect(page.locator(".far")).to_have_count(0)


def test_a_point_on_a_line_is_dragged_and_fractions_stand_in_lowest_terms(chrome):
    with tool(chrome, "number_line", line=[0, 1], step="1/8", marks=["1/8"], count=1) as page:
        box = page.locator(".line").bounding_box()
        at = [box["x"] + box["width"] * part / 8 for part in range(9)]
        drag(page, (at[1], box["y"] - 25), (at[3], box["y"]), (at[6], box["y"] + 4))
        chip = page.locator(".chip")
        expect(chip).to_have_attribute("aria-label", "A 3/4")
        chip.press("ArrowRight")
        expect(chip).to_have_attribute("aria-label", "A 7/8")
        page.get_by_role("button", name="Start again").tap()
        expect(chip).to_have_attribute("aria-label", "A not placed yet")
