"""A process that gave up all ports but some: tried from outside, with servers that listen."""

import json
import socket
import subprocess
import sys

import pytest

from grading.kernels import landlock

TRY = """
import errno, json, socket, subprocess, sys
from grading.kernels.ports import restrict_ports

listen, connect, other, restricted = json.loads(sys.argv[1])
if restricted:
    assert restrict_ports([listen], [connect])

def tried(do):
    try:
        do()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"

def listening(port):
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))

child = f"import socket; socket.create_connection(('127.0.0.1', {other}))"
print(json.dumps({
    "own": tried(lambda: listening(listen)),
    "allowed": tried(lambda: socket.create_connection(("127.0.0.1", connect))),
    "other": tried(lambda: socket.create_connection(("127.0.0.1", other))),
    "another to listen on": tried(lambda: listening(0)),
    "from a program": subprocess.run([sys.executable, "-c", child], stderr=-3).returncode,
}))
"""


def outcome(restricted):
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
        socket.socket() as free,
    ):
        free.bind(("127.0.0.1", 0))
        own, allowed, other = (each.getsockname()[1] for each in (free, one, two))
        free.close()
        told = json.dumps([own, allowed, other, restricted])
        done = subprocess.run(
            [sys.executable, "-c", TRY, told], capture_output=True, text=True, check=True
        )
    return json.loads(done.stdout)


def test_only_the_ports_that_were_named_are_left():
    if landlock.abi() < 4:
        pytest.fail("this machine's Landlock knows no ports: run the tests on Linux 6.7 or newer")
    assert outcome(restricted=True) == {
        "own": "done",
        "allowed": "done",
        "other": "EACCES",
        "another to listen on": "EACCES",
        "from a program": 1,
    }


def test_without_the_rule_all_of_it_can_be_reached():
    assert set(outcome(restricted=False).values()) == {"done", 0}
