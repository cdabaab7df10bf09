"""A question that is another one for each learner, in a real lab: the same on every surface."""

import os
import re
import signal

import nbformat
import pytest
from playwright.sync_api import expect

from tests.e2e import homework
from tests.e2e.asking import write_course
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import with_package
from tests.e2e.lab import RunningLab
from tests.e2e.matrix import HOOKS
from tests.e2e.test_attacks import CLASSROOM
from tests.e2e.test_kill import wait_for

COURSE, LESSON, LIVE, WORK = "drawn", "drawing", "live", "draw-more"
NAMES = ["Lina", "Noor", "Ben", "Amal"]
FRESH = {"Reader": "en", "Sara": "en", "Omar": "ar"}
ROSTER = "name,locale,class\n" + "".join(
    f"{name},{tag},Kite\n" for name, tag in {**dict.fromkeys(NAMES, "en"), **FRESH}.items()
)
BASKETS = """%%question number
id: baskets
ask: "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
vary:
  a: 11..99
  b: 11..99
  name: [Dima, Chen]
  basket: {name: [round.svg, square.svg]}
  where: a != b
picture: "{= basket}"
alt: A basket of {= name}
answer: "{= a*b}"
points: 10
right: "CANARY-RIGHT {= a*b}"
wrong:
  - answer: "{= a+b}"
    say: "CANARY-WRONG {= a+b}"
"""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{}</svg>'
PICTURES = {
    "round.svg": _SVG.format('<circle cx="17.25" cy="20" r="9"/>'),
    "square.svg": _SVG.format('<rect x="4.75" y="9" width="20" height="20"/>'),
}
DRAWN = {"Dima": ("17.25", "4.75"), "Chen": ("4.75", "17.25")}
ARABIC = """msgctxt "baskets/ask"
msgid "{= name} has {= a} baskets of {= b} oranges. How many oranges are that?"
msgstr "لدى {= name} من السلال {= a}، وفي كل سلة من البرتقال {= b}. كم برتقالة في المجموع؟"

msgctxt "baskets/vary/name/0"
msgid "Dima"
msgstr "ديمة"

msgctxt "baskets/vary/name/1"
msgid "Chen"
msgstr "تشن"
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab of this module's own, with a course that a plugin brings."""
    folder = tmp_path_factory.mktemp("variants")
    place = folder / "courses" / COURSE
    course = write_course(place, "baskets", BASKETS, [LESSON, LIVE], WORK, PICTURES)
    catalogs = folder / "translations" / "ar" / "LC_MESSAGES"
    catalogs.mkdir(parents=True)
    for name in (LESSON, LIVE):
        (catalogs / f"{COURSE}.{name}.po").write_text(ARABIC, "utf-8")
    program = with_package(folder / "environment", "drawn_course", HOOKS.format(course))
    running = RunningLab(folder, ROSTER, program)
    running.start()
    running.run("assignment", "release", WORK, "--course", COURSE)
    yield running
    running.stop()


def page_of(lab, name, lesson=LESSON):
    """Return a page's bytes, and the two numbers that it asks ``name`` about."""
    status, _, body = lab.sign_in(name).get(f"{CLASSROOM}lesson/{COURSE}/{lesson}")
    assert status == 200
    ask = homework.told(body)["variants"]["baskets"]["ask"]
    a, b = map(int, re.findall(r"\{(\d+)\}", ask))
    return body.decode(), a, b


def send(lab, name, response, lesson=LESSON):
    body = homework.answer("baskets", response, lesson, course=COURSE)
    status, told = lab.sign_in(name).post_json(CLASSROOM + "api/responses", body)
    assert status == 200, told
    return told


def restarted(lab):
    before = lab.pids()
    os.kill(before["classroom"], signal.SIGKILL)
    wait_for(lambda: lab.pids().get("classroom", before["classroom"]) != before["classroom"])
    lab.wait_until_answering()


def test_each_learner_is_asked_and_marked_by_numbers_of_her_own(lab):
    asked = {name: page_of(lab, name)[1:] for name in NAMES}
    assert len(set(asked.values())) > 1
    for name, (a, b) in asked.items():
        assert send(lab, name, str(a + b))["feedback"] == f"CANARY-WRONG {{{a + b}}}"
        told = send(lab, name, str(a * b))
        assert (told["state"], told["feedback"]) == ("correct", f"CANARY-RIGHT {{{a * b}}}")
    (one, other) = next((x, y) for x in NAMES for y in NAMES if asked[x] != asked[y])
    a, b = asked[other]
    assert send(lab, one, str(a * b))["state"] == "wrong"


def test_the_page_says_nothing_of_the_key_the_seed_or_what_is_drawn_from(lab):
    for lesson in (LESSON, LIVE, WORK):
        page, a, b = page_of(lab, "Reader", lesson)
        for secret in ("CANARY", "{=", "11..99", '"vary"', "lp:ask", "@alt@"):
            assert secret not in page, (lesson, secret)
        assert str(a * b) not in re.sub(r"[0-9a-f]{12,}", "", page)
        shown = re.search(r'id="q-baskets"[^>]*>(.*?)</p>', page, re.S)[1]
        assert [int(n) for n in re.findall(r">(\d+)<", shown)] == [a, b]
        name = re.search(r"(Dima|Chen) has", page)[1]
        own, other = DRAWN[name]
        assert own in page and other not in page  # the picture goes along with the name
        assert f"A basket of {name}" in page
        for (seed,) in homework.rows(lab, "SELECT seed FROM response WHERE seed IS NOT NULL"):
            assert seed not in page


def test_a_variant_stays_after_a_kill_and_in_another_language(lab):
    _, *asked = page_of(lab, "Lina")
    restarted(lab)
    assert page_of(lab, "Lina")[1:] == tuple(asked)
    visitor = lab.sign_in("Lina")
    for tag in ("ar", "fr", "en"):
        visitor.request(f"{CLASSROOM}language", f"_xsrf={visitor.xsrf()}&locale={tag}".encode())
        assert page_of(lab, "Lina")[1:] == tuple(asked)


@pytest.mark.parametrize("name", ["Sara", "Omar"])
@pytest.mark.parametrize("lesson", [LESSON, LIVE])
def test_the_numbers_on_the_page_are_those_that_are_marked(lab, handset, lesson, name):
    phone = handset(name)
    page, (_, a, b) = phone.page, page_of(lab, name, lesson)
    page.goto(f"{phone.classroom}lesson/{COURSE}/{lesson}")
    ready(page)
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for number in (a, b):
        digits = str(number).translate(arabic) if name == "Omar" else str(number)
        expect(page.locator("#q-baskets")).to_contain_text(digits)
    page.locator("#f-baskets").fill(str(a * b))
    check(page, "baskets")
    state(page, "baskets", "correct")
    page.reload()
    ready(page)
    state(page, "baskets", "correct")
    expect(question(page, "baskets")).to_contain_text("CANARY-RIGHT")


def test_in_an_assignment_the_same_variant_is_handed_in_graded_and_given_back(lab, handset):
    asked = {name: page_of(lab, name, WORK)[1:] for name in ("Lina", "Ben")}
    for name, (a, b) in asked.items():
        right = a * b if name == "Lina" else a + b
        assert send(lab, name, str(right), WORK)["state"] == "pending"
        handed = homework.hand_in(lab, name, WORK, course=COURSE)
        assert lab.sign_in(name).post_json(CLASSROOM + "api/hand-ins", handed)[0] == 200
    restarted(lab)
    lab.run("assignment", "autograde", WORK, "--course", COURSE)
    lab.run("assignment", "feedback", WORK, "--course", COURSE)
    for name, points in (("Lina", 10), ("Ben", 0)):
        phone = handset(name)
        phone.page.goto(f"{phone.classroom}feedback/{COURSE}/{WORK}")
        back = phone.page.locator(".back")
        a, b = asked[name]
        expect(back).to_contain_text(f"has {a} baskets of {b} oranges")
        expect(back).to_contain_text(f"Points: {points} of 10")
        folder = lab.data / "courses" / COURSE
        path = folder / "autograded" / lab.accounts[name] / WORK / f"{WORK}.ipynb"
        source = nbformat.read(path, as_version=4).cells[0].source
        assert f"has {{{a}}} baskets of {{{b}}} oranges" in source
        assert "answer" not in source and "vary" not in source
    released = (folder / "release" / WORK / f"{WORK}.ipynb").read_text("utf-8")
    assert "CANARY" not in released and "{=" not in released
