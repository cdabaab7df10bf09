"""The sign-in page in a real browser: a small phone, plain http on a name that is no localhost."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from tests.e2e.browser import CHROMIUM
from tests.hub_config.signin_hub import PASSWORD, Hub

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
# One class with namesakes, and names long and short in three scripts, to strain the layout.
ROSTER = (
    "name,locale,class\nAmal,ar,Kite\nAmal,en,Kite\nLina,en,Kite\nSara,fr,Kite\n"
    "أمل,ar,Kite\nОлександра-Вікторія Шевченко,en,Kite\n"
    "Abdurrahmanalgharabiyyunwithoutspaces,en,Kite\n"
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    running = Hub(tmp_path_factory.mktemp("hub") / "data", ROSTER)
    yield running
    running.stop()
    running.database.close()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--host-resolver-rules=MAP lab.test 127.0.0.1", "--no-sandbox"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_phone(chromium, hub):
    contexts = []

    def open_one(**more) -> Page:
        context = chromium.new_context(**{"locale": "en", **PHONE, **more})
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(f"http://lab.test:{hub.ports[0]}/hub/login")
        return page

    yield open_one
    for context in contexts:
        context.close()


def tap_keys(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f"[name=key][value='{key}']").tap()


def tap_name(page: Page, hub: Hub, account: str) -> None:
    page.locator(f"[name=account][value={account}]").tap()


def to_secret(page: Page, hub: Hub, card) -> None:
    tap_keys(page, card.class_code)
    tap_name(page, hub, card.account)
    expect(page.locator("[data-kind=pin]")).to_be_visible()


def fits(page: Page) -> None:
    """Nothing sticks out to the side, and all that can be touched is large enough."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('h1, .row, .lead')]"
        ".every(e => e.scrollWidth <= e.clientWidth)"
    )
    small = page.evaluate(
        "[...document.querySelectorAll('button, a, input:not([type=hidden])')]"
        ".filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 44)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in found] == []


def test_a_child_signs_in_by_touch_alone_with_one_request_a_step(open_phone, hub):
    page = open_phone()
    assert page.evaluate("isSecureContext") is False
    requests = []
    page.on("request", lambda request: requests.append((request.method, request.url)))
    card = hub.cards["Lina"]
    to_secret(page, hub, card)
    assert [method for method, _ in requests] == ["POST", "POST"]
    assert page.url.endswith("/hub/login"), "no step leaves a trail in the address or history"
    tap_keys(page, card.pin)
    page.wait_for_url("**/services/classroom/**")
    assert page.evaluate("history.length") <= 3
    assert all(card.account not in url and card.pin not in url for _, url in requests)


def test_pictures_show_in_the_boxes_and_sign_in(open_phone, hub):
    page = open_phone()
    card = hub.cards["Lina"]
    to_secret(page, hub, card)
    page.get_by_role("button", name="Use pictures").tap()
    page.locator(f"[name=key][value={card.pictures[0]}]").tap()
    expect(page.locator(".dots .on svg")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_accessible_name("1 of 3 entered")
    for picture in card.pictures[1:]:
        page.locator(f"[name=key][value={picture}]").tap()
    page.wait_for_url("**/services/classroom/**")


def test_a_wrong_pin_is_said_kindly_and_the_boxes_are_empty_again(open_phone, hub):
    page = open_phone()
    card = hub.cards["Sara"]
    to_secret(page, hub, card)
    tap_keys(page, "0001")
    expect(page.get_by_role("alert")).to_have_text("Pas tout à fait. Essayons encore une fois.")
    expect(page.locator(".dots .on")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    tap_keys(page, card.pin)
    page.wait_for_url("**/services/classroom/**")


def test_the_whole_way_by_keyboard(open_phone, hub):
    page = open_phone(has_touch=False, is_mobile=False)
    card = hub.cards["Lina"]
    page.keyboard.type("9")
    page.keyboard.press("Backspace")
    arabic = card.class_code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for digit in arabic:
        page.evaluate("key => document.dispatchEvent(new KeyboardEvent('keydown', {key}))", digit)
    button = page.locator(f"[name=account][value={card.account}]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.type(card.pin)
    page.wait_for_url("**/services/classroom/**")


def test_back_and_change_lead_one_step_back(open_phone, hub):
    page = open_phone()
    card = hub.cards["Lina"]
    to_secret(page, hub, card)
    page.get_by_role("button", name="Change name").tap()
    expect(page.get_by_role("heading", name="What is your name?")).to_be_visible()
    page.get_by_role("link", name="Change class").tap()
    expect(page.get_by_role("heading", name="Which class is yours?")).to_be_visible()


def test_i_forgot_it_explains_and_resets_nothing(open_phone, hub):
    page = open_phone()
    to_secret(page, hub, hub.cards["Lina"])
    page.get_by_role("link", name="I forgot it").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Ask your teacher")
    accessible(page)
    page.get_by_role("dialog").get_by_role("link", name="All right").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    tap_keys(page, hub.cards["Lina"].pin)
    page.wait_for_url("**/services/classroom/**")


def test_a_teacher_signs_in_with_a_password(open_phone):
    page = open_phone()
    page.get_by_role("link", name="I am a teacher").tap()
    expect(page.get_by_role("heading", name="Sign in as a teacher")).to_be_visible()
    fits(page)
    accessible(page)
    page.get_by_role("textbox", name="Name").fill("Samira")
    page.get_by_role("textbox", name="Password").fill("not these words")
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_role("alert")).to_have_text("Not quite. Try once more.")
    page.get_by_role("textbox", name="Name").fill("Samira")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    page.wait_for_url("**/services/classroom/**")


@pytest.mark.parametrize("javascript", [True, False])
def test_it_works_with_and_without_a_script(open_phone, hub, javascript):
    page = open_phone(java_script_enabled=javascript)
    card = hub.cards["Lina"]
    tap_keys(page, card.class_code)
    tap_name(page, hub, card.account)
    page.get_by_role("link", name="I forgot it").tap()
    page.get_by_role("dialog").get_by_role("link", name="All right").tap()
    tap_keys(page, card.pin)
    page.wait_for_url("**/services/classroom/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar", "fr"])
def test_every_step_fits_a_small_phone_and_is_accessible(open_phone, hub, locale, scheme):
    page = open_phone(locale=locale, color_scheme=scheme)
    page.problems.clear()
    card = next(c for c in hub.cards.values() if c.locale == locale)
    height = "document.documentElement.scrollHeight"

    def check(name: str, tall: bool = False) -> None:
        fits(page)
        accessible(page)
        assert tall or page.evaluate(height) <= 640, name
        if folder := _screenshots():
            page.screenshot(path=folder / f"signin-{name}-{locale}-{scheme}.png", full_page=True)

    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    check("code")
    tap_keys(page, card.class_code)
    expect(page.locator(".names")).to_be_visible()
    check("names", tall=True)
    tap_name(page, hub, card.account)
    expect(page.locator("[data-kind=pin]")).to_be_visible()
    check("pin")
    page.locator("[name=kind][value=pictures]").tap()
    expect(page.locator("[data-kind=pictures]")).to_be_visible()
    check("pictures")
    assert page.problems == []


def _screenshots() -> Path | None:
    folder = os.environ.get("SIGNIN_SCREENSHOTS")
    return Path(folder) if folder else None


def test_keys_keep_their_edges_where_the_phone_chooses_all_colours(open_phone):
    page = open_phone(forced_colors="active")
    edges = page.locator("[name=key]").evaluate_all(
        "keys => keys.map(key => getComputedStyle(key).borderTopWidth)"
    )
    assert len(edges) == 11 and set(edges) == {"1px"}
