"""What this machine can do at best: one fsync, one answer over loopback HTTP, one fork."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import figures
from benchmarks.classroom.phone import connections
from tests.e2e.lab import answers, free_port

_SERVER = """
import asyncio, sys
from tornado.web import Application, RequestHandler
class Answer(RequestHandler):
    def post(self):
        self.finish("ok")
    get = post
async def main():
    Application([("/", Answer)]).listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()
asyncio.run(main())
"""


def all_floors(folder: Path) -> dict[str, list[float]]:
    """Return the seconds that each took, many times; ``folder`` is on the lab's disk."""
    return {
        "fsync of one page, this disk": fsyncs(folder),
        "loopback HTTP, a tornado that says “ok”": loopback(),
        "fork of a Python of this size, and its end": forks(),
    }


def fsyncs(folder: Path, times: int = 500) -> list[float]:
    """Append a page and fsync it, ``times`` times."""
    took = []
    with (folder / "floor").open("wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return took


def loopback(times: int = 1000) -> list[float]:
    """Ask a server that does nothing, over one connection, with the phones' own client."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen([sys.executable, "-c", _SERVER, str(port)])
    try:
        while not answers(address):
            time.sleep(0.05)
        return asyncio.run(_ask(address, times))
    finally:
        server.terminate()
        server.wait(timeout=30)


async def _ask(address: str, times: int) -> list[float]:
    took = []
    async with connections() as session:
        for _ in range(times):
            began = time.perf_counter()
            async with session.post(address, data=b"{}") as got:
                await got.read()
            took.append(time.perf_counter() - began)
    return took


def forks(times: int = 100) -> list[float]:
    """Fork this process and wait until the child has ended."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        took.append(time.perf_counter() - began)
    return took


def rows(measured: dict[str, list[float]]) -> list[list[object]]:
    """Return the table's rows, in milliseconds."""
    return [[name, figures.both([s * 1000 for s in took], 2)] for name, took in measured.items()]
