"""Signing in through the real forms of a real JupyterHub behind its real proxy."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from grading.roster import classes, importing, people
from tests.hub_config.signin_hub import HOSTILE, PASSWORD, ROSTER, Hub, Phone, Source


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    running = Hub(tmp_path_factory.mktemp("hub") / "data")
    yield running
    running.stop()
    running.database.close()


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10000:04}"


def test_class_code_then_name_then_pin_signs_in_without_any_script(hub):
    phone = Phone(hub)
    card = hub.cards["Samir"]
    phone.key_in(card.class_code)
    assert "What is your name?" in phone.text
    phone.press("account", card.account)
    assert "Hello, Samir" in phone.text
    phone.key_in(card.pin)
    assert phone.account() == card.account


def test_three_pictures_in_order_sign_in_too(hub):
    phone = Phone(hub)
    card = hub.cards["Samir"]
    phone.choose("Samir")
    phone.press("kind", "pictures")
    phone.key_in(reversed(card.pictures))
    assert phone.told == "Not quite. Try once more."
    phone.key_in(card.pictures)
    assert phone.account() == card.account


def test_erase_takes_the_last_key_back(hub):
    phone = Phone(hub)
    card = hub.cards["Samir"]
    phone.choose("Samir")
    phone.key_in(["9", "erase", *card.pin])
    assert phone.account() == card.account


def test_digits_of_the_child_s_own_script_are_understood(hub):
    phone = Phone(hub)
    card = hub.cards["Samir"]
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    phone.send(phone.page.form, {"got": card.class_code.translate(arabic)})
    phone.press("account", card.account)
    phone.try_pin(card.pin.translate(arabic))
    assert phone.account() == card.account


def test_learners_and_teachers_are_in_their_groups_and_nobody_is_admin(hub):
    learner, teacher = Phone(hub), Phone(hub)
    learner.sign_in("Karim")
    teacher.get("/hub/login?as=teacher")
    teacher.send(teacher.page.form, {"name": "Samira", "password": PASSWORD})
    groups = {}
    for phone in (learner, teacher):
        token = phone.session.cookies.get("_xsrf", path="/hub/")
        url = hub.address + "/hub/api/user"
        model = phone.session.get(url, headers={"X-XSRFToken": token}).json()
        assert model["admin"] is False
        groups[model["name"]] = sorted(model["groups"])
    with hub.database.read() as connection:
        river = classes.named(connection, "River").id
        samira = people.teacher_named(connection, "Samira").account
    assert groups == {
        hub.cards["Karim"].account: [f"class-{river}", "learners"],
        samira: ["teachers"],
    }


def test_a_teacher_with_a_wrong_password_or_name_is_told_the_same(hub):
    for name, password in (("Samira", "wrong words here"), ("Nobody", PASSWORD)):
        phone = Phone(hub)
        phone.get("/hub/login?as=teacher")
        phone.send(phone.page.form, {"name": name, "password": password})
        assert phone.answer.status_code == 403
        assert phone.told == "Not quite. Try once more."
        assert phone.account() is None


def test_a_learner_cannot_sign_in_as_a_teacher_nor_with_a_password(hub):
    phone = Phone(hub)
    phone.get("/hub/login?as=teacher")
    phone.send(phone.page.form, {"name": "Samir", "password": hub.cards["Samir"].pin})
    assert phone.account() is None
    phone.choose("Samir")
    form = phone.page.select_one("form[data-pad]")
    phone.send(form, {"kind": "password", "got": hub.cards["Samir"].pin})
    assert phone.account() == hub.cards["Samir"].account, "any other kind is taken for a PIN"


def test_no_name_and_no_class_is_shown_before_the_right_code(hub):
    phone = Phone(hub)
    for path in ("/hub/login", "/hub/login?as=teacher", "/hub/login?lang=ar"):
        phone.get(path)
        assert not any(
            name in phone.answer.content.decode() for name in ("Kite", "River", "Samir", "Karim")
        )
    phone.get("/hub/login")
    codes = set(hub.codes.values())
    phone.send(
        phone.page.form, {"got": next(c for c in map(str, range(10000, 99999)) if c not in codes)}
    )
    assert phone.answer.status_code == 403
    assert phone.told == "Not quite. Try once more."
    assert "Samir" not in phone.answer.content.decode()


def test_a_forged_or_foreign_ticket_shows_no_names(hub):
    phone = Phone(hub)
    phone.open_class("Kite")
    form = phone.page.select_one("form.sheet")
    for ticket in ("", "2|1:0|10:1|12:signin-class|4:a2l0|00", hub.codes["River"]):
        phone.send(form, {"ticket": ticket, "step": "names"})
        assert "Let us begin again" in phone.told
    river = hub.cards["Karim"].account
    phone.open_class("Kite")
    phone.send(phone.page.select_one("form.sheet"), {"account": river})
    assert "Karim" not in phone.text


def test_step_three_speaks_the_child_s_language_with_its_digits(hub):
    phone = Phone(hub, language="en-GB,en;q=0.8")
    phone.choose("Amal")
    assert phone.page.html["lang"] == "ar"
    assert phone.page.html["dir"] == "rtl"
    assert "مرحبًا يا Amal" in phone.text
    assert "٧" in phone.text
    phone.choose("Noor")
    assert phone.page.html["lang"] == "fr"
    phone.choose("Olena")
    assert phone.page.html["lang"] == "en", "no Ukrainian yet: the phone's language stays"


def test_the_first_steps_speak_the_phone_s_language_or_the_chosen_one(hub):
    phone = Phone(hub, language="de;q=0.9, fr-CH, en;q=0.5")
    assert phone.page.html["lang"] == "fr"
    phone.get("/hub/login?lang=ar&next=%2Fhub%2Fhome")
    assert phone.page.html["lang"] == "ar"
    assert "ترجمة آلية" in phone.text
    phone.send(phone.page.form, {"got": hub.codes["Kite"]})
    assert phone.page.html["lang"] == "ar"
    assert "next=%2Fhub%2Fhome" in phone.page.form["action"]


def test_names_are_escaped_and_stand_in_bdi(hub):
    phone = Phone(hub)
    phone.open_class("Kite")
    assert "<b>Amal" not in phone.answer.content.decode()
    assert HOSTILE in [each.get_text() for each in phone.page.select(".names bdi")]
    phone.choose(HOSTILE)
    assert phone.page.select_one("h1 bdi").get_text() == HOSTILE
    assert "<b>Amal" not in phone.answer.content.decode()


def test_a_form_without_its_xsrf_token_is_refused_in_words(hub):
    card = hub.cards["Samir"]
    stranger = Phone(hub)
    stranger.session.headers["User-Agent"] = "another browser"
    stranger.session.cookies.clear()
    stranger.get("/hub/login")
    foreign = stranger.page.select_one("input[name=_xsrf]")["value"]
    for token in ("", "forged", foreign):
        phone = Phone(hub)
        phone.choose("Samir")
        phone.send(phone.page.select_one("form[data-pad]"), {"got": card.pin, "_xsrf": token})
        assert phone.answer.status_code == 403
        assert "Let us begin again" in phone.told
        assert phone.account() is None
    phone.sign_in("Samir")
    assert phone.account() == card.account, "the page that refused begins anew"


def test_cookies_are_those_of_jupyterhub_and_out_of_scripts_reach(hub):
    phone = Phone(hub)
    card = hub.cards["Samir"]
    phone.choose("Samir")
    form = phone.page.select_one("form[data-pad]")
    hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    answer = phone.session.post(
        hub.address + form["action"], data={**hidden, "got": card.pin}, allow_redirects=False
    )
    assert answer.status_code == 302
    cookies = answer.headers["Set-Cookie"]
    assert re.search(r"jupyterhub-hub-login=[^;]+;[^,]*, [^,]*HttpOnly", cookies)
    assert card.account not in cookies


def test_the_page_keeps_nothing_and_runs_its_own_script_only(hub):
    phone = Phone(hub)
    headers = phone.answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'; script-src 'sha256-" in headers["Content-Security-Policy"]
    assert not phone.page.select("[onclick], [onload], script[src], link[rel=stylesheet], img")


def test_wrong_pins_slow_down_one_child_and_no_other_at_the_same_address(hub):
    phone = Phone(hub, "127.0.0.7")
    card = hub.cards["Guessed"]
    phone.choose("Guessed")
    for _ in range(3):
        phone.try_pin(wrong(card.pin))
        assert phone.answer.status_code == 403
        assert phone.told == "Not quite. Try once more."
    phone.try_pin(card.pin)
    assert phone.answer.status_code == 429
    assert int(phone.answer.headers["Retry-After"]) <= 5
    assert "Let us wait a little" in phone.told
    assert phone.account() is None, "not even the right PIN is tried while waiting"

    other = Phone(hub, "127.0.0.7")
    other.sign_in("Karim")
    assert other.account() == hub.cards["Karim"].account

    elsewhere = Phone(hub, "127.0.0.8")
    elsewhere.sign_in("Guessed")
    assert elsewhere.account() == card.account


def test_tries_at_the_same_instant_are_not_all_free(hub):
    phone = Phone(hub, "127.0.0.9")
    phone.choose("Waiting")
    form = phone.page.select_one("form[data-pad]")
    hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    cookies = dict(phone.session.cookies)

    def guess(pin: str) -> int:
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", Source("127.0.0.9"))
        url = hub.address + form["action"]
        headers = {"Accept-Language": "en"}
        data = {**hidden, "got": pin}
        return session.post(url, data=data, cookies=cookies, headers=headers).status_code

    guesses = [wrong(hub.cards["Waiting"].pin)] * 12
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(guess, guesses))
    assert statuses.count(403) == 3
    assert statuses.count(429) == 9


def test_guessing_class_codes_runs_out_for_that_address_alone(hub):
    phone = Phone(hub, "127.0.0.10")
    statuses = []
    for code in range(101):
        phone.send(phone.page.form, {"got": f"0{code:04}"})
        statuses.append(phone.answer.status_code)
    assert statuses[:100] == [403] * 100
    assert statuses[100] == 429
    elsewhere = Phone(hub, "127.0.0.11")
    elsewhere.sign_in("Karim")
    assert elsewhere.account() == hub.cards["Karim"].account


def test_thirty_sign_in_at_the_same_instant(hub):
    names = [f"Child {n}" for n in range(30)]

    def sign_in(name: str) -> bool:
        phone = Phone(hub, "127.0.0.12")
        phone.sign_in(name)
        return phone.account() == hub.cards[name].account

    with ThreadPoolExecutor(30) as pool:
        assert all(pool.map(sign_in, names))


def refreshed(phone: Phone) -> bool:
    """Return whether the session is ended within the time in which the hub asks the roster."""
    until = time.monotonic() + 60
    while phone.account() is not None:
        if time.monotonic() > until:
            return False
        time.sleep(1)
    return True


def test_a_new_card_ends_open_sessions_and_the_old_pin_for_good(hub):
    phone = Phone(hub)
    phone.sign_in("Reset")
    card = hub.cards["Reset"]
    assert phone.account() == card.account
    new = hub.change(people.reset_pin, hub.hasher, card.account)
    second = Phone(hub, "127.0.0.13")
    second.choose("Reset")
    second.try_pin(card.pin)
    assert second.account() is None
    second.try_pin(new.pin)
    assert second.account() == card.account
    assert phone.account() is None, "the new sign-in ends the older one at once"


def test_who_is_taken_off_the_roster_is_signed_out_soon(hub):
    gone, erased = Phone(hub), Phone(hub)
    gone.sign_in("Gone")
    erased.sign_in("Erased")
    keep = [line for line in ROSTER.splitlines() if not line.startswith("Gone")]
    rows = importing.read("\n".join(keep).encode())
    hub.change(lambda c: importing.apply(c, importing.plan(c, rows)))
    hub.change(people.erase, hub.cards["Erased"].account)
    assert refreshed(gone)
    assert refreshed(erased)
    gone.open_class("River")
    assert "Gone" not in gone.text
    assert "Erased" not in gone.text


def test_who_moves_to_another_class_is_in_its_group(hub):
    phone = Phone(hub)
    account = hub.cards["Moved"].account
    hub.change(people.move, account, "Kite")
    phone.open_class("Kite")
    phone.press("account", account)
    phone.try_pin(hub.cards["Moved"].pin)
    token = phone.session.cookies.get("_xsrf", path="/hub/")
    model = phone.session.get(hub.address + "/hub/api/user", headers={"X-XSRFToken": token}).json()
    with hub.database.read() as connection:
        assert f"class-{classes.named(connection, 'Kite').id}" in model["groups"]


def test_sign_out_ends_the_session(hub):
    phone = Phone(hub)
    phone.sign_in("Samir")
    phone.get("/hub/logout")
    assert phone.account() is None


@pytest.mark.parametrize("field", ["got", "key", "account", "kind", "lang", "ticket", "step"])
def test_nonsense_in_any_field_is_answered_with_a_page(hub, field):
    for nonsense in ("\0", "x" * 100_000, "<script>", "../..", "٣" * 50, "🙂", "' OR 1=1 --"):
        phone = Phone(hub)
        phone.choose("Samir")
        phone.send(phone.page.select_one("form[data-pad]"), {field: nonsense})
        assert phone.answer.status_code in (200, 400, 403, 429), (field, nonsense[:20])
        assert "page-signin" in phone.page.body["class"]
        assert "<script>" not in phone.page.body.decode()


def test_errors_of_the_hub_speak_no_code_and_name_no_one(hub):
    phone = Phone(hub)
    phone.get("/hub/nowhere")
    assert phone.answer.status_code == 404
    assert "Something did not work" in phone.text
    assert "404" not in phone.text


def test_no_page_of_the_hub_about_tokens_is_shown_to_a_child(hub):
    phone = Phone(hub)
    phone.sign_in("Samir")
    phone.get("/hub/token")
    assert phone.page.select_one("a[href='/services/classroom/']")
    assert "oken" not in phone.text


def test_a_session_outlives_a_restart_of_the_hub_and_a_reset_in_between_ends_it(hub):
    kept, ended = Phone(hub), Phone(hub)
    kept.sign_in("Samir")
    ended.sign_in("Noor")
    hub.stop()
    hub.change(people.reset_pin, hub.hasher, hub.cards["Noor"].account)
    hub.start()
    assert kept.account() == hub.cards["Samir"].account
    assert ended.account() is None


def test_the_log_and_the_hub_s_database_hold_no_name_secret_or_phone(hub):
    """Runs last: everything above has been logged by now, at a level that says more than usual."""
    log = hub.log.read_text()
    base = "".join(
        path.read_bytes().decode("latin-1") for path in hub.folder.root.glob("jupyterhub.sqlite*")
    )
    assert "/hub/login" in log
    for card in hub.cards.values():
        for text in (log, base):
            assert not re.search(rf"\b{card.pin}\b(?! ms)", _without_times(text)), card.account
            assert " ".join(card.pictures) not in text
            assert "+".join(card.pictures) not in text
    for name in ("Samir", "Karim", "Guessed", "Kite", "River", PASSWORD, "three+plain"):
        assert name not in log
        assert name not in base
    assert not re.search(r"\b127\.0\.0\.(?!1\b)", log)
    assert "ticket" not in log
    assert "Traceback" not in log


def _without_times(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+|:\d{4,5}\b|\d+ ms|\b\d{5,}\b", "", text)
