"""One phone for many children, and one child with many phones."""

from playwright.sync_api import expect

from tests.e2e.browser import ready, state, stored
from tests.e2e.handset import kept, keys, right, standing, until, wrong

LEFT = """async () => ({
  databases: (await indexedDB.databases()).map((each) => each.name),
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
})"""
NOTHING = {"databases": [], "local": [], "session": []}


def leave(phone):
    """«Done for now» and «Sign out», by touch, from the learner's home."""
    page = phone.home()
    ready(page)
    page.locator("[data-signout]").tap()
    page.locator("dialog.leave .btn").first.tap()
    page.wait_for_url("**/hub/login**")


def test_signing_out_leaves_nothing_of_a_child_and_the_next_one_sees_nothing_of_her(lab, handset):
    entries = keys(lab, "en", "fractions")
    phone = handset()
    phone.sign_in("Hugo")
    page = phone.lesson("fractions")
    response, _ = wrong(entries["jug"])
    phone.answer("jug", response)
    state(page, "jug", "wrong")
    phone.fill("third", "one th")
    until(lambda: stored(page, "drafts"))
    leave(phone)
    assert page.evaluate(LEFT) == NOTHING
    assert "Hugo" not in page.content()
    names = {c["name"] for c in phone.context.cookies()}
    assert names <= {"_xsrf", "jupyterhub-session-id"}, "a session outlived signing out"

    for _ in range(8):
        page.go_back(wait_until="load")
        assert page.locator("[data-question]").count() == 0
        assert "Hugo" not in page.content()
        if page.url == "about:blank":
            break
    page.goto(phone.classroom + "lesson/first-steps/fractions")
    assert "/hub/login" in page.url

    phone.sign_in("Ines")
    expect(page.locator("h1")).to_contain_text("Ines")
    expect(page.locator("ol.path .meta").first).to_contain_text("Not begun")
    page = phone.lesson("fractions")
    standing(page, 0, len(entries))
    for name in ("jug", "third"):
        expect(page.locator(f"#f-{name}")).to_have_value("")
        state(page, name, "none")
    assert "Hugo" not in page.content()
    assert kept(lab, "Ines") == []


def test_another_phone_shows_the_lesson_where_it_stood(lab, handset):
    entries = keys(lab, "ar", "fractions")
    first = handset("خالد")
    page = first.lesson("fractions")
    first.answer("equal-parts", right(entries["equal-parts"], "ar"))
    state(page, "equal-parts", "correct")
    response, _ = wrong(entries["jug"])
    first.answer("jug", response)
    state(page, "jug", "wrong")
    standing(page, 1, len(entries))

    second = handset("خالد")
    page = second.home()
    expect(page.locator(".next .notches .on")).to_have_count(1)
    page = second.lesson("fractions")
    standing(page, 1, len(entries))
    state(page, "equal-parts", "correct")
    for option in right(entries["equal-parts"]):
        expect(page.locator(f'input[value="{option}"]')).to_be_checked()
    state(page, "jug", "wrong")
    expect(page.locator("#f-jug")).to_have_value(str(response))
    second.answer("jug", right(entries["jug"], "ar"))
    state(page, "jug", "correct")

    first.page.reload()
    ready(first.page)
    state(first.page, "jug", "correct")


def test_signing_out_on_one_phone_leaves_the_class_mates_signed_in(lab, handset):
    hers, his = handset("Jack"), handset("Sara")
    leave(hers)
    expect(his.home().locator("h1")).to_contain_text("Sara")


def test_who_wants_to_stay_stays(lab, handset):
    phone = handset("Jack")
    page = phone.home()
    ready(page)
    page.locator("[data-signout]").tap()
    page.locator("dialog.leave .btn").nth(1).tap()
    expect(page.locator("dialog.leave")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Jack")
    assert phone.home().url == phone.classroom
