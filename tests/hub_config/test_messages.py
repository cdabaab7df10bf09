"""The message filter: only widget messages pass, whatever a page or a kernel sends."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import DELIM, Session

from hub_config.classroom.messages import (
    MAX_INCOMING,
    MAX_OUTGOING,
    FilteredConnection,
    may_enter,
    may_leave,
)
from tests.e2e.test_attacks import message


@pytest.mark.parametrize("kind", ["comm_msg", "comm_close", "comm_info_request"])
def test_what_widgets_say_passes(kind):
    assert may_enter(message(kind, {"comm_id": "x", "data": {}}))


@pytest.mark.parametrize(
    "raw",
    [
        "text, not bytes",
        b"",
        b"\0" * 8,
        b"\xff" * 64,
        (2**40).to_bytes(8, "little") + b"\0" * 64,
        message("execute_request", {"code": "1"}),
        message("comm_msg", {}, "control"),
        message("comm_msg", {}, "stdin"),
        message("comm_open", {"target_name": "jupyter.widget"}),
        message("comm_open", {}),
        message("comm_msg", []),
        message(["comm_msg"], {}),
        message("comm_msg", {"data": "x" * MAX_INCOMING}),
    ],
)
def test_everything_else_stays_outside(raw):
    assert not may_enter(raw)


@given(st.binary(max_size=400))
def test_no_bytes_pass_by_chance_or_raise(raw):
    assert not may_enter(raw)


@given(st.binary(max_size=40), st.integers(0, 300))
def test_a_damaged_message_never_raises(noise, place):
    whole = message("comm_msg", {"comm_id": "x", "data": {"method": "update"}})
    may_enter(whole[:place] + noise + whole[place + len(noise) :])


def parts(kind, content):
    return [json.dumps({"msg_type": kind}).encode(), b"{}", b"{}", json.dumps(content).encode()]


@pytest.mark.parametrize("kind", ["comm_open", "comm_msg", "comm_close", "status"])
def test_a_widgets_answer_leaves(kind):
    assert may_leave(parts(kind, {}))


@pytest.mark.parametrize(
    "kind", ["error", "stream", "execute_input", "execute_result", "display_data", "debug_event"]
)
def test_no_traceback_output_or_source_leaves(kind):
    assert not may_leave(parts(kind, {"traceback": ["/home/teacher/secret.py"]}))


def test_a_flood_or_nonsense_does_not_leave():
    assert not may_leave(parts("comm_msg", {"data": "x" * MAX_OUTGOING}))
    assert not may_leave([])
    assert not may_leave([b"not json"])
    assert not may_leave([b"[]"])


def test_what_comes_for_a_page_that_has_just_gone_is_dropped():
    connection = FilteredConnection.__new__(FilteredConnection)
    connection.session = Session()
    gone = SimpleNamespace(channel="iopub")
    connection.handle_outgoing_message(gone, [b"kernel.status", DELIM, b"", *parts("status", {})])
