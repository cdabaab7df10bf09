"""The Wi-Fi goes, the laptop hangs, the browser closes: an answer arrives all the same, once."""

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import ARGS, CHROMIUM, PHONE, ready, state, stored
from tests.e2e.handset import Handset, kept, keys, plainly, right, until

QUESTION = "kites"


@pytest.mark.parametrize("name, locale", [("Child 1", "en"), ("ريم", "ar")])
def test_wifi_lost_in_mid_answer_is_said_quietly_and_the_answer_is_sent_once(
    lab, handset, name, locale
):
    entry = keys(lab, locale, "fractions")[QUESTION]
    phone = handset(name)
    page = phone.lesson("fractions")
    phone.fill(QUESTION, right(entry))
    phone.context.set_offline(True)
    phone.answer(QUESTION, right(entry))
    state(page, QUESTION, "saved")
    banner = page.locator("[data-offline]")
    expect(banner).to_be_visible()
    assert banner.get_attribute("role") == "status"
    assert page.get_by_role("alert").count() == 0
    assert page.locator("dialog[open]").count() == 0
    assert phone.overflow() == 0
    assert [each["response"] for each in stored(page)] == [right(entry)]
    assert kept(lab, name) == []

    phone.context.set_offline(False)
    page.reload()
    ready(page)
    state(page, QUESTION, "correct")
    expect(phone.slip(QUESTION)).to_contain_text(plainly(entry["key"]["right"]))
    expect(banner).to_be_hidden()
    assert stored(page) == []
    page.reload()
    state(page, QUESTION, "correct")
    assert kept(lab, name) == [right(entry)]


def test_without_a_reload_the_page_sends_by_itself_when_the_wifi_is_back(lab, handset):
    entries = keys(lab, "en", "fractions")
    phone = handset("Child 2")
    page = phone.lesson("fractions")
    phone.context.set_offline(True)
    for each in ("kites", "jug", "third"):
        phone.answer(each, right(entries[each]))
        state(page, each, "saved")
    expect(page.locator("[data-offline]")).to_contain_text("3 answers are safe in this phone")
    phone.context.set_offline(False)
    for each in ("kites", "jug", "third"):
        state(page, each, "correct")
        assert kept(lab, "Child 2", each) == [right(entries[each])]
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert stored(page) == []


@pytest.mark.parametrize("part, name", [("classroom", "Child 3"), ("proxy", "Child 4")])
def test_a_laptop_that_hangs_gets_the_answer_once_when_it_goes_on(lab, handset, part, name):
    entry = keys(lab, "en", "fractions")[QUESTION]
    phone = handset(name)
    page = phone.lesson("fractions")
    pid = lab.pids()[part]
    os.kill(pid, signal.SIGSTOP)
    try:
        phone.answer(QUESTION, right(entry))
        state(page, QUESTION, "saved")
        assert [each["response"] for each in stored(page)] == [right(entry)]
    finally:
        os.kill(pid, signal.SIGCONT)
    lab.wait_until_answering()
    state(page, QUESTION, "correct")
    assert stored(page) == []
    assert kept(lab, name) == [right(entry)]


def test_a_closed_browser_sends_it_when_it_is_opened_again(lab, driver, tmp_path):
    entry = keys(lab, "en", "fractions")[QUESTION]

    def browser():
        context = driver.chromium.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=ARGS, **PHONE
        )
        return Handset(lab, context)

    phone = browser()
    phone.sign_in("Child 5")
    phone.lesson("fractions")
    phone.context.set_offline(True)
    phone.answer(QUESTION, right(entry))
    state(phone.page, QUESTION, "saved")
    # The page goes first: a browser that closes gives the Wi-Fi back for a moment.
    phone.page.goto("about:blank")
    phone.close()
    assert kept(lab, "Child 5") == []

    phone = browser()
    phone.home()
    until(lambda: kept(lab, "Child 5"))
    expect(phone.page.locator(".next .notches .on")).to_have_count(1)
    page = phone.lesson("fractions")
    state(page, QUESTION, "correct")
    assert stored(page) == []
    assert kept(lab, "Child 5") == [right(entry)]
    phone.close()


def test_an_answer_that_waits_goes_out_before_the_phone_forgets_its_child(lab, handset):
    entry = keys(lab, "en", "fractions")[QUESTION]
    phone = handset("Child 6")
    phone.lesson("fractions")
    page = phone.page
    phone.context.set_offline(True)
    phone.answer(QUESTION, right(entry))
    state(page, QUESTION, "saved")
    phone.context.set_offline(False)
    page.goto(phone.classroom)
    ready(page)
    page.locator("[data-signout]").tap()
    page.locator("dialog.leave .btn").first.tap()
    page.wait_for_url("**/hub/login**")
    assert kept(lab, "Child 6") == [right(entry)]
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
