"""Attacks that take more than a share: memory, files, threads."""

from tests.hostile.attack import LIMITS, Attack

EXHAUSTION = [
    Attack(
        "take all memory",
        "attempt(lambda: len(bytearray(600 << 20)))",
        "refused MemoryError",
        LIMITS,
    ),
    Attack(
        "take all memory by sharing it",
        "import mmap\nattempt(lambda: len(mmap.mmap(-1, 2 << 30)))",
        "refused ENOMEM",
        LIMITS,
    ),
    Attack(
        "write one endless file",
        "def endless():\n"
        "    with open('endless', 'wb') as file:\n"
        "        file.seek(40 << 20)\n"
        "        file.write(b'1')\n"
        "try:\n"
        "    attempt(endless)\n"
        "finally:\n"
        "    os.path.exists('endless') and os.unlink('endless')",
        "refused EFBIG",
        LIMITS,
    ),
    Attack(
        "open files without end",
        "def many():\n"
        "    opened = []\n"
        "    try:\n"
        "        while len(opened) < 300:\n"
        "            opened.append(os.open('/dev/null', os.O_RDONLY))\n"
        "    finally:\n"
        "        for one in opened:\n"
        "            os.close(one)\n"
        "    return len(opened)\n"
        "attempt(many)",
        "refused EMFILE",
        LIMITS,
    ),
    Attack(
        "start threads without end",
        "import threading\n"
        "def many():\n"
        "    stop, started = threading.Event(), []\n"
        "    try:\n"
        "        while len(started) < 300:\n"
        "            thread = threading.Thread(target=stop.wait)\n"
        "            thread.start()\n"
        "            started.append(thread)\n"
        "    finally:\n"
        "        stop.set()\n"
        "    return len(started)\n"
        "attempt(many)",
        "refused RuntimeError",
        LIMITS,
    ),
]
