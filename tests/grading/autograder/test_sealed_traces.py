"""What a test leaves behind in its process is seen, so that the next one gets another process."""

import sys
import types

import pytest

from grading.autograder.sealed.traces import Traces

NAME = "left_behind"


@pytest.fixture
def module(monkeypatch):
    made = types.ModuleType(NAME)
    made.number, made.nothing, made.words = 1000, None, ["a"]
    monkeypatch.setitem(sys.modules, NAME, made)
    return made


def test_where_nothing_was_done_nothing_has_changed(module):
    assert not Traces([NAME]).changed()


def put_another_in_place(module):
    module.words = list(module.words)


def add_a_name(module):
    module.more = None


def take_a_name_away(module):
    del module.nothing


def swap_one_name_for_another(module):
    del module.nothing
    module.something = None


def take_the_module_away(module):
    del sys.modules[NAME]


def replace_the_module(module):
    sys.modules[NAME] = types.ModuleType(NAME)


@pytest.mark.parametrize(
    "change",
    [
        put_another_in_place,
        add_a_name,
        take_a_name_away,
        swap_one_name_for_another,
        take_the_module_away,
        replace_the_module,
    ],
)
def test_what_a_name_leads_to_is_seen_to_have_changed(module, change):
    traces = Traces([NAME])
    change(module)
    assert traces.changed()


def test_a_changed_builtin_or_setting_is_seen(monkeypatch):
    traces = Traces([])
    with monkeypatch.context() as changed:
        changed.setattr("builtins.sorted", lambda values: values)
        assert traces.changed()
    assert not traces.changed()
    with monkeypatch.context() as changed:
        changed.setenv("LEFT_BEHIND", "1")
        assert traces.changed()
    assert not traces.changed()


def test_streams_are_set_anew_for_each_test_and_are_no_trace(monkeypatch):
    traces = Traces([])
    monkeypatch.setattr(sys, "stdout", object())
    monkeypatch.setattr(sys, "last_value", ValueError(), raising=False)
    assert not traces.changed()
