"""What lessons and learners do works inside the fence as it does outside."""

import importlib.util

import pytest

from tests.hostile.kernels import MODES

WORK = {
    "our widgets": "import lp_widgets\nlp_widgets.runner()\nprint('ok')",
    "our questions": "from lp_widgets.questions import TYPES\nprint('ok' if TYPES else TYPES)",
    "a slider that calls back": (
        "import ipywidgets\n"
        "seen = []\n"
        "slider = ipywidgets.IntSlider()\n"
        "slider.observe(lambda change: seen.append(change.new), 'value')\n"
        "slider.value = 7\n"
        "display(slider)\n"
        "print('ok' if seen == [7] else seen)"
    ),
    "interact": "from ipywidgets import interact\ninteract(lambda x: x, x=3)\nprint('ok')",
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    print('ok' if sum(pool.map(abs, range(-9, 1))) == 45 else 'no')"
    ),
    # Its threads begin behind the fence, as a kernel's own do on a busy machine.
    "ZeroMQ": (
        "import zmq\n"
        "context = zmq.Context()\n"
        "ends = context.socket(zmq.PAIR), context.socket(zmq.PAIR)\n"
        "ends[0].bind('inproc://a'), ends[1].connect('inproc://a')\n"
        "ends[1].send(b'ok')\n"
        "print(ends[0].recv().decode())"
    ),
    "a timer": (
        "import signal, time\n"
        "def ring(*_): raise TimeoutError\n"
        "signal.signal(signal.SIGALRM, ring)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
        "try:\n"
        "    time.sleep(20)\n"
        "except TimeoutError:\n"
        "    print('ok')"
    ),
    "temporary files": (
        "import tempfile, shutil, pathlib\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    pathlib.Path(folder, 'a').write_text('ok')\n"
        "    shutil.copytree(folder, 'copy')\n"
        "    shutil.copy2('copy/a', 'b')\n"
        "print(open('b').read())"
    ),
    "SQLite": (
        "import sqlite3\n"
        "for mode in ('delete', 'wal'):\n"
        "    with sqlite3.connect(f'{mode}.db') as database:\n"
        "        database.execute(f'pragma journal_mode={mode}')\n"
        "        database.execute('create table t (x)')\n"
        "        database.execute('insert into t values (42)')\n"
        "print('ok' if database.execute('select x from t').fetchall() == [(42,)] else 'no')"
    ),
    "another event loop": (
        "import asyncio, threading\n"
        "async def wait():\n"
        "    await asyncio.sleep(0.01)\n"
        "    print('ok')\n"
        "thread = threading.Thread(target=lambda: asyncio.run(wait()))\n"
        "thread.start()\n"
        "thread.join()"
    ),
    "awaiting in a cell": "import asyncio\nawait asyncio.sleep(0.01)\nprint('ok')",
    "chance": "import random, secrets, uuid\nrandom.random(), uuid.uuid4()\nprint('ok')",
    "time zones": "import datetime, zoneinfo\nprint('ok' if datetime.datetime.now() else '')",
    "home": "import os, pathlib\nprint('ok' if pathlib.Path.home() == pathlib.Path.cwd() else '')",
    "a large list": "numbers = list(range(3_000_000))\nprint('ok')",
    "an error with its lines": (
        "try:\n    eval('1/0')\nexcept ZeroDivisionError as error:\n    import traceback\n"
        "    print('ok' if 'ZeroDivisionError' in traceback.format_exc() else '')"
    ),
}
_LIBRARIES = {
    "numpy": "import numpy\nprint('ok' if (numpy.eye(300) @ numpy.ones(300)).sum() == 300 else '')",
    "pandas": "import pandas\nprint('ok' if len(pandas.DataFrame({'a': [1, 2]})) == 2 else '')",
    "matplotlib": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('p.svg')\nprint('ok')"
    ),
}
# Lessons may use them where they are installed; there is nothing to prove where they are not.
WORK |= {name: code for name, code in _LIBRARIES.items() if importlib.util.find_spec(name)}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", WORK)
def test_work_inside_the_fence(kernels, mode, name):
    assert kernels.kept(mode).run(WORK[name]).endswith("ok")
