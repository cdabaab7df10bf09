"""A running lab: started, announced, watched, stopped."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from grading.kernels import protect_process
from hub_config.lab import address, proxy
from hub_config.lab.folder import Folder, write_durably
from hub_config.lab.memory import Room
from hub_config.lab.processes import Processes, Watched

# Seconds until a lab that does not answer is given up; an old laptop needs its time.
START_PATIENCE = 180.0
_TRIES = 3
_CONFIG = Path(__file__).with_name("jupyterhub_config.py")


class LabError(Exception):
    """The lab cannot start; the message says why and what to do."""


def need_port(folder: Folder, port: int) -> None:
    """Raise LabError when no server could listen on ``port``."""
    obstacle = address.obstacle(port)
    if obstacle:
        raise LabError(
            f"Port {port} is {obstacle}. Choose another port: "
            f"`learning-passport lab start --port {address.other_port(port)}{folder.option}`."
        )


async def run(
    folder: Folder, port: int, host: str | None, room: Room, ready: Callable[[str], None]
) -> None:
    """Run the lab until SIGINT or SIGTERM; call ``ready`` with its address when it answers.

    A laptop that joins another network has another address: ``ready`` is called again then.

    The caller holds the folder's lock and has brought the database up to date.
    """
    protect_process()
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    processes = Processes(_watched(folder, port, room))
    await processes.start()
    try:
        await _until_ready(port, stop, folder, processes)
        await _keep_announced(folder, port, host, room, processes, stop, ready)
    finally:
        await processes.stop()
        folder.state.unlink(missing_ok=True)
        folder.socket.unlink(missing_ok=True)


def _watched(folder: Folder, port: int, room: Room) -> list[Watched]:
    hub_port, classroom_port, formgrader_port, api_port = address.free_ports(4)
    # The proxy watches this file, so it must be there; JupyterHub fills it.
    write_durably(folder.run / "routes.toml", b"")
    hub = {
        "port": port,
        "hub_port": hub_port,
        "classroom_port": classroom_port,
        "formgrader_port": formgrader_port,
        "proxy_api_port": api_port,
        "servers": room.servers,
        **asdict(room),
    }
    write_durably(folder.run / "hub.json", json.dumps(hub).encode())
    environment = _environment(folder)
    jupyterhub = [sys.executable, "-m", "hub_config.lab.hub", "--config", str(_CONFIG)]
    return [
        Watched(
            "proxy",
            proxy.command(folder, port, api_port),
            environment,
            folder.logs / "proxy.log",
        ),
        Watched("hub", jupyterhub, environment, folder.logs / "hub.log"),
    ]


def _environment(folder: Folder) -> dict[str, str]:
    """What hub and proxy are told; of this shell's environment only what programs need to run."""
    kept = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "VIRTUAL_ENV")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment.get('PATH', '/usr/bin')}"
    environment["LEARNING_PASSPORT_DATA"] = str(folder.root)
    environment["PYTHONUNBUFFERED"] = "1"
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    return environment


async def _until_ready(
    port: int, stop: asyncio.Event, folder: Folder, processes: Processes
) -> None:
    until = time.monotonic() + START_PATIENCE
    while not stop.is_set():
        if await asyncio.to_thread(answers, port):
            return
        dying = next((each for each in processes.watched if each.restarts >= _TRIES), None)
        if dying is not None:
            said = [
                line for line in dying.log.read_text(errors="replace").split("\n") if line.strip()
            ]
            last = said[-1].strip() if said else "it says nothing"
            raise LabError(f"The {dying.name} does not stay up: {last} (more in {dying.log})")
        if time.monotonic() > until:
            raise LabError(
                f"The lab did not answer within {START_PATIENCE:.0f} seconds. "
                f"What went wrong stands in {folder.logs / 'hub.log'}."
            )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.1)


def answers(port: int) -> bool:
    """Return whether hub and classroom answer through the proxy at ``port``."""
    paths = ("/hub/health", "/services/classroom/health")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for path in paths:
        try:
            with opener.open(f"http://127.0.0.1:{port}{path}", timeout=3) as response:
                if response.status != 200:
                    return False
        except (OSError, urllib.error.URLError):
            return False
    return True


def _announce(folder: Folder, port: int, where: str, room: Room, processes: Processes) -> None:
    state = {
        "address": where,
        "port": port,
        "pid": os.getpid(),
        "kernels": room.kernels,
        "processes": {
            each.name: {
                "pid": each.process.pid if each.process else None,
                "restarts": each.restarts,
            }
            for each in processes.watched
        },
    }
    write_durably(folder.state, json.dumps(state).encode())


async def _keep_announced(
    folder: Folder,
    port: int,
    host: str | None,
    room: Room,
    processes: Processes,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> None:
    """Say anew what ``lab status`` reads when a process was started again or the Wi-Fi changed."""
    said = told = None
    while not stop.is_set():
        where = address.class_address(port, host)
        now = (where, [(each.process and each.process.pid) for each in processes.watched])
        if now != said:
            _announce(folder, port, where, room, processes)
            said = now
        if where != told:
            ready(where)
            told = where
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 2)


def read_state(folder: Folder) -> dict[str, object] | None:
    """Return what the running lab says of itself; None when it has not said anything yet."""
    try:
        state: dict[str, object] = json.loads(folder.state.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return state
