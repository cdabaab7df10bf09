"""What a learner may try that no lesson asks for: programs, requests and messages."""

import random
import struct
from collections.abc import Awaitable, Callable

from tests.soak.line import Gone, Line
from tests.soak.phone import CLASSROOM, RESPONSES, Phone

# libzmq calls abort() when its sockets are gone. The first process of a namespace cannot end that
# way, so the C library falls through to an instruction that is not allowed: exit code 139.
CLOSES_ALL = "close every file"
PROGRAMS = {
    "endless loop": "while True:\n    pass\n",
    "loop that swallows": "while True:\n    try:\n        1/0\n"
    "    except BaseException:\n        pass\n",
    "memory bomb": "kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))\n",
    "one large block": "x = bytearray(3_000_000_000)\n",
    "output flood": "while True:\n    print('x' * 5000)\n",
    "os._exit": "import os\nos._exit(3)\n",
    "kill itself": "import os\nos.kill(os.getpid(), 9)\n",
    "fork bomb": "import os\nwhile True:\n    os.fork()\n",
    "thread bomb": "import threading, time\nwhile True:\n"
    "    threading.Thread(target=time.sleep, args=(30,)).start()\n",
    "file bomb": "n = 0\nwhile True:\n    n += 1\n"
    "    open(f'f{n}', 'wb').write(b'x' * 1_000_000)\n",
    CLOSES_ALL: "import os\nos.closerange(0, 256)\n",
    "recursion": "def f():\n    f()\nf()\n",
    "strange builtins": "import builtins\nbuiltins.len = None\nprint = None\n",
    "read the neighbours": "import os\nprint(os.listdir('/tmp'), open('/etc/passwd').read())\n",
}

_EXECUTE = {"code": "import os; os._exit(1)", "silent": False, "store_history": False}


def _messages(rng: random.Random) -> dict[str, list[bytes | str]]:
    return {
        "noise": [rng.randbytes(rng.randrange(1, 4000)) for _ in range(20)],
        "text": ["{}", '{"header": {"msg_type": "execute_request"}}', "x" * 100_000],
        "offsets": [struct.pack("<Q", n) * 4 for n in (0, 1, 2**63, 2**64 - 1)],
        "deep": [struct.pack("<8Q", 7, 64, 65, 66, 67, 68, 69, 70) + b"[" * 100_000],
        "too long": [rng.randbytes(1000) * 1990],
        "far too long": [b"x" * 3_000_000],
    }


async def hostile_messages(line: Line, rng: random.Random) -> str:
    """Say to the websocket what no page says; return what it was."""
    name, messages = rng.choice(list(_messages(rng).items()))
    for message in messages:
        await line.raw(message)
    for kind in ("execute_request", "shutdown_request", "debug_request"):
        await line.send(kind, _EXECUTE, rng.choice(["shell", "control", "stdin"]))
    for _ in range(300):
        await line.send("comm_msg", {"comm_id": "none", "data": {"method": "update", "state": {}}})
    return f"messages: {name}"


async def _too_long(phone: Phone, _: random.Random) -> None:
    status, _ = await phone.post("oversized", RESPONSES, b'{"response": "' + b"x" * 200_000)
    _expect(phone, status, 413)


async def _far_too_long(phone: Phone, _: random.Random) -> None:
    await phone.post("oversized", RESPONSES, b"x" * 20_000_000)


async def _no_json(phone: Phone, rng: random.Random) -> None:
    body = rng.choice([b"", b"[" * 60_000, b'{"id": NaN}', rng.randbytes(500), b"null"])
    status, _ = await phone.post("unreadable", RESPONSES, body)
    _expect(phone, status, 422)


async def _nowhere(phone: Phone, rng: random.Random) -> None:
    path = rng.choice(["..%2f..%2fetc/passwd", "voila/files/x", "api/kernels", "%00", "x" * 5000])
    await phone.ask("nowhere", "GET", CLASSROOM + path)


async def _half_a_request(phone: Phone, rng: random.Random) -> None:
    answer = phone.make("fractions", "eighths", str(rng.randrange(1000)))
    for _ in range(10):
        await phone.cut(answer, "before it has left")


async def _flood(phone: Phone, rng: random.Random) -> None:
    for number in range(160):
        phone.make("fractions", "plants", f"{number}.{rng.randrange(1000)}")
    await phone.flush()


REQUESTS: dict[str, Callable[[Phone, random.Random], Awaitable[None]]] = {
    "a response that is too long": _too_long,
    "twenty megabytes": _far_too_long,
    "no JSON": _no_json,
    "a place that is not there": _nowhere,
    "half a request, ten times": _half_a_request,
    "a flood of answers": _flood,
}


def _expect(phone: Phone, status: int, wanted: int) -> None:
    """Note a misbehaving request that got neither its refusal nor a sign that nobody was there."""
    if status not in (wanted, 0, 302, 401, 403, 404, 429, 502, 503, 504):
        phone.ledger.surprises.append(f"{status} instead of {wanted}")


async def run_program(line: Line, name: str) -> str:
    """Run one of PROGRAMS; return what became of it."""
    line.ledger.deeds[f"program: {name}"] += 1
    try:
        told = await line.run(PROGRAMS[name])
    except Gone as gone:
        return f"{name}: {gone}"
    error = told.get("error") or {}
    return f"{name}: {error.get('message', 'ran')}"
