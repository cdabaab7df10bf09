"""Who signs in long after the page was opened comes in as everybody else does."""

import os
import re
import signal

from tests.e2e.lab import Visitor
from tests.e2e.test_attacks import CLASSROOM

LESSON = CLASSROOM + "lesson/first-steps/fractions"


def test_a_sign_in_page_that_lay_open_for_an_hour_leads_into_the_class(lab):
    phone = opened(lab)
    (state,) = (each for each in phone.cookies if each.name.endswith("oauth-state"))
    phone.cookies.clear(state.domain, state.path, state.name)  # it lives for ten minutes
    assert came_in(phone)


def test_a_classroom_that_was_started_again_meanwhile_lets_in_who_signs_in(lab):
    phone = opened(lab)
    os.kill(lab.pids()["classroom"], signal.SIGKILL)
    lab.wait_until_answering()
    assert came_in(phone)


def test_a_forged_way_in_leads_to_the_sign_in_page(lab):
    phone = Visitor(lab)
    status, _, page = phone.get(CLASSROOM + "oauth_callback?code=x&state=y")
    assert status == 200 and "/hub/login" in phone.url and b"page-signin" in page


def opened(lab):
    """A phone on which somebody opened a lesson, and lies on the sign-in page since."""
    phone = Visitor(lab)
    phone.get(LESSON)
    assert "/hub/login" in phone.url
    return phone


def came_in(phone):
    """Sign in on the page that is open; return whether that led into the classroom."""
    lab, page = phone.lab, phone.url
    _, names = phone.post_form(page, {"step": "code", "got": lab.codes[lab.classes["Lina"]]})
    ticket = re.search(r'name="ticket" value="([^"]+)"', names)
    pin = {"step": "secret", "kind": "pin", "account": lab.accounts["Lina"], "got": lab.pin("Lina")}
    status, body = phone.post_form(page, {**pin, "ticket": ticket[1]})
    return status == 200 and phone.url.endswith(CLASSROOM) and 'class="page-home"' in body
