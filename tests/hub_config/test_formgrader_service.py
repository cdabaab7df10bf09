"""Formgrader's port is answered by the doorkeeper until somebody marks, and again afterwards."""

import asyncio
import json
import os
import signal
import socket
from urllib.parse import unquote

import pytest
from tornado.httpclient import AsyncHTTPClient

from hub_config.formgrader import service
from hub_config.formgrader.doorkeeper import DoesNotStart, Doorkeeper
from hub_config.lab.address import free_ports

PAGE = "/services/formgrader/course/formgrader/gradebook?a=1"


@pytest.fixture
def lab(folder, monkeypatch):
    """A lab's folder as a running lab leaves it to its classroom."""
    hub_port, port = free_ports(2)
    told = {"hub_port": hub_port, "formgrader_port": port}
    (folder.run / "hub.json").write_text(json.dumps(told))
    (folder.courses / "course").mkdir(parents=True)
    monkeypatch.setenv("LEARNING_PASSPORT_DATA", str(folder.root))
    return folder


async def ask(folder, path=PAGE, **more):
    """Ask whoever has Formgrader's port."""
    port = json.loads((folder.run / "hub.json").read_text())["formgrader_port"]
    return await AsyncHTTPClient(force_instance=True).fetch(
        f"http://127.0.0.1:{port}{path}", follow_redirects=False, raise_error=False, **more
    )


async def until(condition):
    """Wait for what comes in its own time."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


def test_a_page_of_the_sleeping_service_leads_to_where_teachers_wake_it(lab):
    async def sleeping():
        Doorkeeper(lab, "/classroom/").listen()
        return await ask(lab), await ask(lab, "/services/formgrader/oauth_callback?code=x"), (
            await ask(lab, method="PUT", body="{}")
        )  # fmt: skip

    page, callback, put = asyncio.run(sleeping())
    assert page.code == callback.code == 302
    path, _, query = page.headers["Location"].partition("?next=")
    assert (path, unquote(query)) == ("/classroom/grading/course", PAGE)
    assert callback.headers["Location"] == "/classroom/"
    assert put.code == 503


def test_the_service_takes_the_port_over_and_the_doorkeeper_takes_it_back(lab):
    async def through():
        keeper = Doorkeeper(lab, "/classroom/")
        keeper.listen()
        await asyncio.gather(keeper.wake(), keeper.wake())
        pid = keeper.pid
        awake = await ask(lab, "/services/formgrader/nothing/")
        os.kill(pid, signal.SIGKILL)
        await until(lambda: keeper.pid is None)
        asleep = await ask(lab)
        await keeper.wake()
        again = await ask(lab, "/services/formgrader/nothing/")
        os.kill(keeper.pid, signal.SIGKILL)
        await until(lambda: keeper.pid is None)
        return awake, asleep, again

    awake, asleep, again = asyncio.run(through())
    assert (awake.code, asleep.code, again.code) == (404, 302, 404)
    said = (lab.logs / "formgrader.log").read_text()
    assert "Traceback" not in said
    assert (lab.logs / "formgrader.log").stat().st_mode & 0o777 == 0o600


def test_a_service_that_cannot_start_says_so_and_leaves_the_port_answered(lab):
    async def failing():
        keeper = Doorkeeper(lab, "/classroom/")
        keeper.listen()
        (lab.run / "hub.json").rename(lab.run / "gone.json")
        with pytest.raises(DoesNotStart, match=r"formgrader\.log"):
            await keeper.wake()
        (lab.run / "gone.json").rename(lab.run / "hub.json")
        return await ask(lab)

    assert asyncio.run(failing()).code == 302


def test_the_service_ends_when_nobody_marks(lab, monkeypatch):
    monkeypatch.setattr(service, "IDLE", 0.05)
    monkeypatch.setattr(service, "_LOOK", 0.01)

    async def idle():
        reading, writing = os.pipe()
        door = socket.create_server(("127.0.0.1", 0))
        door.setblocking(False)
        await service._serve(lab, door, writing)
        return os.read(reading, 1)

    assert asyncio.run(idle()) == b"1"
