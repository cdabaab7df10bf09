"""Answers when the Wi-Fi goes, the page is closed, another child comes: none lost, none doubled."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import (
    check,
    lesson,
    own_phone,
    phone,
    question,
    ready,
    state,
    stored,
)


@pytest.fixture
def server():
    with lesson() as serving:
        yield serving


def answer(page, words):
    page.locator("#f-jug").fill(words)
    check(page, "jug")


def test_without_wifi_an_answer_is_safe_in_the_phone_and_sent_later(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        opened.offline()
        answer(page, "1.5")
        state(page, "jug", "saved")
        expect(question(page, "jug").get_by_role("status")).to_contain_text("Safe in this phone")
        expect(page.locator(".offline")).to_contain_text("one answer is safe in this phone")
        assert [each["response"] for each in stored(page)] == ["1.5"]
        assert server.of("amal") == []
        opened.offline(False)
        state(page, "jug", "correct")
        expect(page.locator(".offline")).to_be_hidden()
        assert len(server.of("amal")) == 1
        assert stored(page) == []


def test_a_laptop_that_is_off_is_asked_again(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.shut = True
        answer(page, "1.5")
        state(page, "jug", "saved")
        server.shut = False
        state(page, "jug", "correct")
        assert len(server.of("amal")) == 1


def test_an_answer_outlives_the_browser_and_arrives_once(driver, server, tmp_path):
    with own_phone(driver, server, tmp_path) as opened:
        page = opened.open()
        opened.offline()
        answer(page, "1.5")
        state(page, "jug", "saved")
    with own_phone(driver, server, tmp_path) as opened:
        page = opened.open()
        expect(page.locator("#f-jug")).to_have_value("1.5")
        state(page, "jug", "correct")
        assert len(server.of("amal")) == 1


def test_when_only_the_reply_is_lost_the_same_id_is_sent_again(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.mute = 2
        answer(page, "1.5")
        state(page, "jug", "correct")
        assert len(server.sent) == 3
        assert len(set(server.sent)) == 1
        assert len(server.of("amal")) == 1


def test_a_second_answer_waits_behind_the_first(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        opened.offline()
        answer(page, "0.5")
        state(page, "jug", "saved")
        question(page, "jug").get_by_role("button", name="Change it").click()
        answer(page, "1.5")
        state(page, "jug", "saved")
        expect(page.locator(".offline")).to_contain_text("2 answers are safe in this phone")
        opened.offline(False)
        state(page, "jug", "correct")
        assert [each["response"] for each in server.of("amal")] == ["0.5", "1.5"]


def test_two_tabs_that_send_the_same_answers_keep_each_once(chrome, server):
    with phone(chrome, server) as opened:
        first = opened.open()
        opened.offline()
        answer(first, "1.5")
        state(first, "jug", "saved")
        opened.offline(False)
        second = opened.open()
        state(first, "jug", "correct")
        # It may have been loaded in the very moment in which the first tab's answer was on its way.
        second.reload()
        state(second, "jug", "correct")
        assert len(server.of("amal")) == 1


def test_another_phone_shows_where_the_lesson_stood(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        answer(page, "0.5")
        state(page, "jug", "wrong")
    with phone(chrome, server) as other:
        page = other.open()
        expect(page.locator("#f-jug")).to_have_value("0.5")
        state(page, "jug", "wrong")
        expect(question(page, "jug").get_by_role("status")).to_contain_text("part that is empty")


def test_a_waiting_answer_stands_before_an_older_one_of_the_class(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        answer(page, "0.5")
        state(page, "jug", "wrong")
        server.shut = True
        answer(page, "1.25")
        state(page, "jug", "saved")
        server.shut = False
        server.refuse = (503, "not yet")
        page.reload()
        ready(page)
        expect(page.locator("#f-jug")).to_have_value("1.25")
        state(page, "jug", "saved")


def test_what_is_typed_but_not_checked_survives_a_reload(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        page.locator("#f-third").fill("one th")
        page.wait_for_timeout(1500)
        page.reload()
        ready(page)
        expect(page.locator("#f-third")).to_have_value("one th")
        state(page, "third", "none")


def test_an_answer_of_another_child_stays_hers(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.shut = True
        answer(page, "1.5")
        state(page, "jug", "saved")
        page.goto("about:blank")
        server.shut = False
        opened.context.add_cookies(server.account("yusuf"))
        page.goto(server.address + "lesson")
        ready(page)
        expect(page.locator("#f-jug")).to_have_value("")
        expect(page.locator(".offline")).to_be_hidden()
        answer(page, "0.5")
        state(page, "jug", "wrong")
        assert server.of("amal") == []
        assert [each["account"] for each in stored(page)] == ["amal"]
        opened.context.add_cookies(server.account("amal"))
        page.goto(server.address + "lesson")
        ready(page)
        state(page, "jug", "correct")
        assert [each["response"] for each in server.of("amal")] == ["1.5"]


def test_an_open_page_never_answers_for_who_signed_in_later(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        opened.context.add_cookies(server.account("yusuf"))
        answer(page, "1.5")
        state(page, "jug", "saved")
        expect(page.locator(".offline")).to_contain_text("Someone else has signed in")
        assert server.of("yusuf") == []
        assert server.of("amal") == []


def test_after_the_session_ended_the_answer_waits_for_the_next_sign_in(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        opened.context.clear_cookies()
        answer(page, "1.5")
        state(page, "jug", "saved")
        expect(page.locator(".offline")).to_contain_text("Please sign in again")
        opened.context.add_cookies(server.account("amal"))
        page.get_by_role("link", name="Sign in").click()
        ready(page)
        state(page, "jug", "correct")


def test_a_lesson_that_changed_is_loaded_again_with_the_answer_in_its_place(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.refuse = (409, "")
        answer(page, "1.5")
        state(page, "jug", "invalid")
        slip = question(page, "jug").get_by_role("status")
        expect(slip).to_contain_text("This lesson has changed")
        assert stored(page) == []
        server.refuse = None
        slip.get_by_role("button", name="Load it again").click()
        expect(page.locator("#f-jug")).to_have_value("1.5")
        state(page, "jug", "none")


def test_an_answer_that_is_refused_for_good_says_why_and_stays_in_its_field(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.refuse = (413, "This answer is longer than the laptop can keep.")
        answer(page, "1.5")
        state(page, "jug", "invalid")
        slip = question(page, "jug").get_by_role("status")
        expect(slip).to_contain_text("longer than the laptop can keep")
        expect(page.locator("#f-jug")).to_have_value("1.5")
        assert stored(page) == []


def test_a_laptop_that_cannot_keep_answers_is_said_to_be_full_not_out_of_reach(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.refuse = (503, "The laptop cannot keep answers just now. Please tell your teacher.")
        answer(page, "1.5")
        state(page, "jug", "saved")
        expect(page.locator("[data-offline]")).to_contain_text("Please tell your teacher")
        assert len(stored(page)) == 1
        server.refuse = None
        state(page, "jug", "correct")
        expect(page.locator("[data-offline]")).to_be_hidden()


def test_where_nothing_can_be_stored_the_page_says_to_stay(chrome, server):
    with phone(chrome, server) as opened:
        opened.context.add_init_script(
            "Object.defineProperty(window, 'indexedDB', { value: undefined })"
        )
        page = opened.open()
        opened.offline()
        answer(page, "1.5")
        state(page, "jug", "saved")
        slip = question(page, "jug").get_by_role("status")
        expect(slip).to_contain_text("Keep this page open")
        expect(slip).not_to_contain_text("Safe in this phone")
        opened.offline(False)
        state(page, "jug", "correct")


def test_signing_out_waits_until_the_class_has_everything(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        page.locator("#f-third").fill("one th")
        server.shut = True
        answer(page, "1.5")
        state(page, "jug", "saved")
        page.get_by_role("link", name="Done for now").click()
        dialog = page.get_by_role("dialog", name="Done for now?")
        expect(dialog).to_contain_text("One answer is still on its way")
        dialog.get_by_role("button", name="Sign out").click()
        expect(dialog.get_by_role("button", name="Waiting for the Wi-Fi")).to_be_visible()
        assert "lesson" in page.url
        server.shut = False
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert len(server.of("amal")) == 1
        assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert [c["name"] for c in opened.context.cookies()] == []


def test_staying_closes_the_question_and_keeps_everything(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        page.get_by_role("link", name="Done for now").click()
        dialog = page.get_by_role("dialog", name="Done for now?")
        expect(dialog).to_contain_text("All your answers are safe with the class.")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        assert "lesson" in page.url


def test_home_sends_what_still_waits(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.shut = True
        answer(page, "1.5")
        state(page, "jug", "saved")
        page.goto("about:blank")
        server.shut = False
        page.goto(server.address)
        # Home shows itself anew when the class has the answer: its progress was made before.
        while server.log.count(("GET", "/services/classroom/")) < 2:
            page.wait_for_timeout(50)
        ready(page)
        page.goto(server.address + "lesson")
        state(page, "jug", "correct")
        assert len(server.of("amal")) == 1


def test_signing_out_leaves_the_waiting_answer_of_another_child(chrome, server):
    with phone(chrome, server) as opened:
        page = opened.open()
        server.shut = True
        answer(page, "1.5")
        state(page, "jug", "saved")
        page.goto("about:blank")
        server.shut = False
        opened.context.add_cookies(server.account("yusuf"))
        page.goto(server.address)
        ready(page)
        page.get_by_role("link", name="Done for now").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert [each["account"] for each in stored(page)] == ["amal"]
