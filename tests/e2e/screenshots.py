"""The pictures in the README, from a real lab: ``python -m tests.e2e.screenshots FOLDER``."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import homework
from tests.e2e.browser import ARGS, CHROMIUM, PHONE, question, state
from tests.e2e.handset import Handset, keys, right, wrong
from tests.e2e.lab import RunningLab

LARGEST = 60_000
SIZES: dict[str, dict[str, Any]] = {
    "phone": {**PHONE, "device_scale_factor": 2},
    "desktop": {
        "viewport": {"width": 1280, "height": 800},
        "reduced_motion": "reduce",
        "has_touch": True,
    },
}
ROSTER = "name,locale,class\n" + "".join(
    f"{name},{locale},Kite class\n"
    for name, locale in [
        ("Lina", "en"),
        ("أمل", "ar"),
        ("Adam", "en"),
        ("Sara", "fr"),
        ("كريم", "ar"),
        ("يوسف", "ar"),
        ("Олена", "en"),
        ("نور", "ar"),
    ]
)
LEARNER = {"en": "Lina", "ar": "أمل"}
FLOWER = 'width(3)\ncolor("{}")\nfor leaf in range(12):\n    circle(40)\n    right(30)\n'


def small(png: bytes) -> bytes:
    """Return a picture as large and with as many colours as fit into ``LARGEST`` bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for share in (1, 0.85, 0.75, 0.6, 0.5):
        size = (round(picture.width * share), round(picture.height * share))
        scaled = picture.resize(size, Image.Resampling.LANCZOS)
        for colours in (256, 128, 64):
            made = io.BytesIO()
            reduced = scaled.quantize(colours, kmeans=3, dither=Image.Dither.NONE)
            reduced.save(made, "PNG", optimize=True)
            if made.tell() <= LARGEST:
                return made.getvalue()
    raise ValueError(f"a picture does not fit into {LARGEST} bytes; show less in it")


def answers(lab: RunningLab, phone: Handset, lesson: str, locale: str, count: int) -> None:
    """Answer the first ``count`` questions of a lesson rightly."""
    phone.lesson(lesson)
    for each, entry in list(keys(lab, locale, lesson).items())[:count]:
        if question(phone.page, each).get_attribute("data-state") not in ("correct", "pending"):
            phone.answer(each, right(entry, locale))
            state(phone.page, each, "pending" if entry["type"] == "code" else "correct")


def populate(lab: RunningLab, browser: Browser) -> None:
    """Let some of the class have done some of the lessons, so that the desk tells something."""
    share = {"Lina": (9, 3), "أمل": (9, 3), "Adam": (9, 9), "Sara": (5, 0), "كريم": (2, 0)}
    for name, counts in share.items():
        locale = {"أمل": "ar", "كريم": "ar", "Sara": "fr"}.get(name, "en")
        phone = Handset(lab, browser.new_context(**PHONE))
        phone.enter(name)
        for lesson, count in zip(("fractions", "water-cycle"), counts, strict=True):
            if count:
                answers(lab, phone, lesson, locale, count)
        phone.close()
    for name, locale, slips in [("يوسف", "ar", ("third", "eighths")), ("Олена", "en", ("third",))]:
        phone = Handset(lab, browser.new_context(**PHONE))
        phone.enter(name)
        answers(lab, phone, "fractions", locale, 1)
        for each in slips:
            phone.answer(each, wrong(keys(lab, locale, "fractions")[each])[0])
            state(phone.page, each, "wrong")
        phone.close()


def hand_in(lab: RunningLab) -> None:
    """Let some have handed in the assignment, and have it marked as far as a machine can."""
    lab.run("assignment", "release", homework.BARREL)
    lids = {
        "Lina": "So that nothing evaporates, and no leaves fall in.",
        "Adam": "The sun would take the water away again.",
        "Олена": "It looks nicer.",
        "أمل": "كي لا يتبخر الماء ولا تسقط فيه الأوراق.",
        "يوسف": "كي يبقى الماء نظيفًا.",
    }
    for name, lid in lids.items():
        given = {**homework.RIGHT_BARREL, "lid": lid}
        homework.do(lab, lab.sign_in(name), name, given)
    lab.run("assignment", "autograde", homework.BARREL, "--course", homework.COURSE)


def sign_in(phone: Handset, lab: RunningLab, locale: str) -> None:
    """The step of the three pictures, one of them touched."""
    name = LEARNER[locale]
    lab.pin(name)
    phone.open_class(name)
    phone.choose(name)
    phone.page.locator(".foot [name=kind]").click()
    phone.page.locator("[data-pad][data-kind=pictures]").wait_for()
    phone.page.locator(f'[name=key][value="{lab.pictures[name][0]}"]').click()


def home(phone: Handset, lab: RunningLab, locale: str) -> None:
    """A learner's home with one lesson done and one begun."""
    phone.enter(LEARNER[locale])
    expect(phone.home().locator("html[data-ready]")).to_have_count(1)


def lesson(phone: Handset, lab: RunningLab, locale: str) -> None:
    """A question with a wrong answer and what the author says to it."""
    phone.enter(LEARNER[locale])
    page = phone.lesson("water-cycle")
    entries = keys(lab, locale, "water-cycle")
    name = "dry-after"
    if question(page, name).get_attribute("data-state") != "wrong":
        phone.answer(name, wrong(entries[name])[0])
    state(page, name, "wrong")
    question(page, name).evaluate("box => scrollTo(0, box.offsetTop - 90)")


def live(phone: Handset, lab: RunningLab, locale: str) -> None:
    """A program and the drawing that it made."""
    phone.enter(LEARNER[locale])
    page = phone.lesson("first-program")
    box = question(page, "own")
    run = box.locator(".run-row .btn")
    expect(run).not_to_have_attribute("aria-disabled", "true", timeout=90_000)
    page.locator("#f-own").fill(FLOWER.format("green" if locale == "en" else "orange"))
    run.click()
    drawing = box.locator("img.drawing")
    drawing.wait_for()
    page.evaluate("document.activeElement.blur()")
    drawing.evaluate("img => scrollBy(0, img.getBoundingClientRect().bottom - innerHeight + 16)")


def desk(phone: Handset, lab: RunningLab, locale: str) -> None:
    """The teacher's desk with a class in the middle of its work."""
    phone.enter("teacher")
    page = phone.home()
    if page.locator("html").get_attribute("lang") != locale:
        page.locator(f".language [value={locale}]").click()
        expect(page.locator(f"html[lang={locale}]")).to_have_count(1)


def heat(phone: Handset, lab: RunningLab, locale: str) -> None:
    """The class at each question of a lesson."""
    desk(phone, lab, locale)
    phone.page.locator(".heat thead a").first.click()
    expect(phone.page.locator("#map")).to_be_visible()


def numbers(phone: Handset, lab: RunningLab, locale: str) -> None:
    """The questions of a lesson in numbers."""
    heat(phone, lab, locale)
    phone.page.locator(".cover a[href*=analysis]").click()
    phone.page.locator(".plots").evaluate("box => scrollTo(0, box.offsetTop - 16)")


def learner(phone: Handset, lab: RunningLab, locale: str) -> None:
    """A learner's page on the teacher's desk."""
    desk(phone, lab, locale)
    phone.page.locator(f"a.known[href$='{lab.accounts[LEARNER[locale]]}']").first.click()
    expect(phone.page.locator(".page-learner")).to_be_visible()


def work(phone: Handset, lab: RunningLab, locale: str) -> None:
    """An assignment's way, with what is done and what is next."""
    desk(phone, lab, locale)
    phone.page.goto(f"{phone.classroom}work/{homework.COURSE}/{homework.BARREL}")
    expect(phone.page.locator("ol.path")).to_be_visible()


def mark(phone: Handset, lab: RunningLab, locale: str) -> None:
    """One question to mark by hand, across the class."""
    work(phone, lab, locale)
    phone.page.goto(f"{phone.classroom}work/{homework.COURSE}/{homework.BARREL}/mark/lid")
    expect(phone.page.locator(".give-points")).to_be_visible()


def dark(phone: Handset, lab: RunningLab, locale: str) -> None:
    """A lesson on a phone that is set to dark."""
    phone.page.emulate_media(color_scheme="dark")
    lesson(phone, lab, locale)


SCENES: dict[str, Callable[[Handset, RunningLab, str], None]] = {
    "sign-in": sign_in,
    "home": home,
    "lesson": lesson,
    "live": live,
    "desk": desk,
    "heat": heat,
    "numbers": numbers,
    "learner": learner,
    "work": work,
    "mark": mark,
    "dark": dark,
}


def pictures(lab: RunningLab, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """Yield each picture's name and its PNG."""
    populate(lab, browser)
    hand_in(lab)
    for scene, show in SCENES.items():
        for locale in LEARNER:
            for size, options in SIZES.items():
                phone = Handset(lab, browser.new_context(**options, locale=locale))
                show(phone, lab, locale)
                png = phone.page.screenshot(animations="disabled", caret="hide")
                phone.close()
                yield f"{scene}-{size}-{locale}.png", small(png)


def main(folder: Path) -> None:
    """Start a lab, take every picture, write it into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        lab = RunningLab(Path(place), ROSTER)
        lab.start()
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            for name, png in pictures(lab, browser):
                (folder / name).write_bytes(png)
                print(f"{folder / name}: {len(png) / 1000:.0f} kB")
        finally:
            browser.close()
            lab.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
