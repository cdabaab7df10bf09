"""One question, everywhere: each type answered on each surface, in each way, with one mark."""

import json

import pytest

from lp_widgets import plugins, questions
from lp_widgets.cells import body
from lp_widgets.lesson.gallery import gallery
from tests.e2e.browser import check, question, ready, state
from tests.e2e.environment import with_package
from tests.e2e.lab import RunningLab
from tests.e2e.ways import way

NAMES = [kind.name for kind in questions.BUILT_IN]
WAYS = ("touch", "mouse", "keys")
ROSTER = "name,locale,class\nTouch,en,Kite\nMouse,en,Kite\nKeys,en,Kite\n"
HOOKS = """
from pathlib import Path

from lp_widgets.hookspecs import hookimpl


@hookimpl
def courses():
    return [Path("{}/gallery")]
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A lab that has the gallery for a course, as a plugin brings one."""
    folder = tmp_path_factory.mktemp("matrix")
    program = with_package(
        folder / "environment", "gallery_course", HOOKS.format(folder / "courses")
    )
    gallery(folder / "courses", plugins.load())
    running = RunningLab(folder, ROSTER, program)
    running.start()
    yield running
    running.stop()


def examples(name):
    """Yield what an example's author foresaw, as far as a view can send it."""
    spec, key = questions.split(name, body(questions.TYPES[name].example))
    for example in key.examples:
        expected = questions.mark(name, spec, key, example.response)
        if expected.state != "invalid":
            yield spec.id, example.response, expected


def give(page, name, box, response, how):
    """Put ``response`` in by touch, by mouse or by keys."""
    if how == "keys":
        way(name).by_keys(box, response)
    else:
        tap = (lambda place: place.tap()) if how == "touch" else (lambda place: place.click())
        way(name).by_pointer(box, response, tap)


def same(name, sent, response):
    """Say whether two responses are one: sets have no order."""
    if questions.TYPES[name].response_shape.startswith("set"):
        return sorted(sent) == sorted(response)
    return sent == response


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", WAYS)
def test_a_built_page_sends_what_was_meant_and_shows_its_mark(lab, handset, how, name):
    phone = handset(how.title(), desktop=how != "touch")
    sent = []
    phone.page.on(
        "request",
        lambda r: r.url.endswith("api/responses") and sent.append(json.loads(r.post_data)),
    )
    phone.page.goto(f"{phone.classroom}lesson/gallery/questions")
    ready(phone.page)
    for asked, response, expected in examples(name):
        give(phone.page, name, question(phone.page, asked), response, how)
        check(phone.page, asked)
        state(phone.page, asked, expected.state)
        assert same(name, sent[-1]["response"], response), sent[-1]["response"]
    assert phone.overflow() <= 0
