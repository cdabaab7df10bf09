"""The runner answers a page's message from inside a real kernel."""

import time

import pytest
from jupyter_client.manager import start_new_kernel


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    manager, client = start_new_kernel()
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def comm_messages(client, kind, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        message = client.get_iopub_msg(timeout=seconds)
        if message["msg_type"] == kind:
            yield message["content"]


def send(client, comm, content):
    data = {"method": "custom", "content": content}
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm, "data": data}))


def test_a_program_sent_by_the_page_comes_back_as_a_drawing(kernel):
    kernel.execute("import lp_widgets\nlp_widgets.runner()\nlp_widgets.runner()")
    opened = next(
        found
        for found in comm_messages(kernel, "comm_open")
        if found["data"]["state"].get("_anywidget_id") == "lp_widgets.widgets.runner.Runner"
    )
    send(kernel, opened["comm_id"], {"run": "one", "source": "forward(10)\nprint('hi')"})
    send(kernel, opened["comm_id"], {"run": "two", "source": "forwad(10)"})
    answers = []
    for content in comm_messages(kernel, "comm_msg"):
        if content["data"]["method"] == "custom":
            answers.append(content["data"]["content"])
        if len(answers) == 2:
            break
    assert answers[0]["ran"] == "one"
    assert answers[0]["svg"].startswith("<svg ")
    assert answers[0]["text"] == "hi\n"
    assert answers[0]["error"] is None
    assert answers[1]["ran"] == "two"
    assert answers[1]["svg"] is None
    assert answers[1]["error"]["line"] == 1


def test_nonsense_is_not_answered(kernel):
    kernel.execute("import lp_widgets\nlp_widgets.runner()")
    opened = next(
        found
        for found in comm_messages(kernel, "comm_open")
        if found["data"]["state"].get("_anywidget_id")
    )
    for content in ({"run": 1}, {"source": 5}, [], "x", None):
        send(kernel, opened["comm_id"], content)
    send(kernel, opened["comm_id"], {"run": "last", "source": ""})
    for content in comm_messages(kernel, "comm_msg"):
        if content["data"]["method"] == "custom":
            assert content["data"]["content"]["ran"] == "last"
            break
