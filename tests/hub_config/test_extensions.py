"""Panels, listeners and mark steps of others: shown, told and heeded, and never in the way."""

import asyncio
import threading
import time
from dataclasses import replace

import pytest

from hub_config.classroom.events import MOST, Events
from hub_config.classroom.panels import shown
from lp_widgets import questions
from lp_widgets.extensions import Event, Listener, Panel
from lp_widgets.questions.steps import STEPS, MarkStep

KEPT = Event("response", "amal-1", "demo", "jug", question="jug", state="correct", score=1.0)
KEY = {"answer": "3", "right": "Yes."}


def fail(*_):
    raise RuntimeError("Amal wrote a secret")


@pytest.fixture
def steps():
    before = list(STEPS)
    yield STEPS
    STEPS[:] = before


def test_a_panel_is_shown_without_what_could_harm():
    html = '<p onclick="x()">Hi<script>x()</script> <a href="javascript:x()">there</a></p>'
    (made,) = asyncio.run(shown([Panel("p", lambda who, tag: (who, html))], "amal", "en"))
    assert made.title == "amal"
    assert "<p>Hi" in made.html and "<script" not in made.html
    assert "onclick" not in made.html and "javascript:" not in made.html


def test_a_panel_that_fails_or_has_nothing_to_say_is_left_out_and_names_nobody(caplog):
    others = [Panel("bad", fail), Panel("odd", lambda *_: 3), Panel("none", lambda *_: None)]
    good = Panel("good", lambda *_: ("Good", "x"))
    assert [p.title for p in asyncio.run(shown([*others, good], "amal", "en"))] == ["Good"]
    assert "“bad”" in caplog.text and "RuntimeError" in caplog.text
    assert "Amal" not in caplog.text and "amal" not in caplog.text


def test_a_listener_that_fails_keeps_no_other_from_hearing(caplog):
    heard, done = [], threading.Event()

    def hear(event):
        heard.append(event)
        done.set()

    Events([Listener("bad", fail), Listener("good", hear)]).tell([KEPT])
    assert done.wait(10)
    assert heard == [KEPT]
    assert "Amal" not in caplog.text and "amal" not in caplog.text


def test_a_listener_that_never_returns_delays_nobody():
    stop = threading.Event()
    events = Events([Listener("slow", lambda event: stop.wait(30))])
    began = time.monotonic()
    events.tell([KEPT] * (MOST + 10))
    assert time.monotonic() - began < 5
    stop.set()


def test_a_step_rewords_a_mark_and_lowers_it(steps):
    steps[:] = [
        MarkStep("reword", lambda name, spec, mark: replace(mark, feedback=f"{name}!")),
        MarkStep("lower", lambda name, spec, mark: replace(mark, score=mark.score / 2)),
    ]
    mark = questions.mark("number", {}, KEY, "3")
    assert (mark.score, mark.state, mark.feedback) == (0.5, "partial", "number!")


@pytest.mark.parametrize(
    "apply",
    [
        fail,
        lambda name, spec, mark: questions.Mark.graded(1),
        lambda name, spec, mark: None,
        lambda name, spec, mark: replace(mark, message="{gone}"),
    ],
)
def test_a_step_that_fails_or_goes_too_far_changes_nothing(steps, apply):
    plain = questions.mark("number", {}, KEY, "4")
    steps[:] = [MarkStep("bad", apply)]
    assert questions.mark("number", {}, KEY, "4") == plain
    assert questions.mark("number", {}, KEY, "what").state == "invalid"
