"""Kernels that are forked from one warmed process, and still are each one's own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from grading.kernels import FencedKernelManager, forking, provisioner, starting
from grading.kernels import template as forking_template
from tests.hostile.kernels import MODES

SECRET = "Grubenhagel-8231"
CHANCE = """
import random, uuid, secrets, tempfile
drawn = [random.random(), uuid.uuid4().hex, secrets.token_hex(8), tempfile.mktemp()]
try:
    import numpy
    drawn.append(float(numpy.random.random()))
except ImportError:
    pass
print(drawn)
"""
SLIDER = """
import ipywidgets
slider = ipywidgets.IntSlider(description="rain")
seen = []
slider.observe(lambda change: seen.append(change.new), "value")
display(slider)
"""


def template():
    """Return the process that this one's kernels are forked from."""
    return psutil.Process(provisioner._TEMPLATE.pid)


@pytest.fixture
def two(kernels):
    """Two kernels of one template."""
    made = [kernels.fresh(MODES[-1]), kernels.fresh(MODES[-1])]
    yield made
    for each in made:
        each.stop()


def test_kernels_are_children_of_the_template_and_it_has_one_thread(two):
    pids = {each.manager.provisioner.pid for each in two}
    assert pids <= {child.pid for child in template().children()}
    assert template().num_threads() == 1


def test_chance_is_each_kernels_own(two):
    one, other = (eval(each.run(CHANCE)) for each in two)
    assert len(one) == len(other) >= 4
    assert all(mine != yours for mine, yours in zip(one, other, strict=True))


def test_a_thread_of_a_kernel_reaches_its_main_thread_by_a_signal(two):
    """The C library knows threads by their numbers, and a kernel's is not its template's."""
    program = """
import signal, threading, time
heard = []
signal.signal(signal.SIGUSR1, lambda number, frame: heard.append(number))
main = threading.main_thread().ident
other = threading.Thread(target=lambda: signal.pthread_kill(main, signal.SIGUSR1))
other.start()
other.join()
time.sleep(0.1)
print(heard == [signal.SIGUSR1])
"""
    assert [each.run(program).strip() for each in two] == ["True", "True"]


def test_a_machine_that_refuses_namespaces_says_so_and_the_template_goes_on(monkeypatch):
    def refuse():
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("grading.kernels.namespaces.fork", refuse)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        pid = forking_template._fork_apart(theirs.fileno(), lambda channel, parent: os._exit(0))
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 98
        assert b"Operation not permitted" in ours.recv(65536)


def test_each_kernel_has_the_environment_that_it_was_given_and_no_other(kernels, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", SECRET)
    kernel = kernels.fresh(MODES[-1], env={**os.environ, "LANG": "ar", "TZ": "Asia/Amman"})
    said = kernel.run("import os, time\nprint(sorted(os.environ.items()), time.tzname)")
    kernel.stop()
    assert SECRET not in said
    assert "('LANG', 'ar')" in said
    assert str(kernel.manager.folder) in said.partition("HOME")[2]
    assert "'+03'" in said


@pytest.mark.parametrize("mode", MODES)
def test_the_template_holds_nothing_of_a_kernel_or_of_us(kernels, mode, monkeypatch):
    monkeypatch.setenv("CONFIGPROXY_AUTH_TOKEN", SECRET)
    kernel = kernels.fresh(mode)
    kernel.run(f"mine = {SECRET!r}\nprint(mine)")
    key = kernel.manager.session.key.decode()
    parent = Path(f"/proc/{template().pid}")
    memory = b"".join(_writable(parent))
    kernel.stop()
    assert b"lp_widgets" in memory
    for word in (SECRET, key, kernel.manager.folder):
        assert word.encode() not in memory
    assert SECRET.encode() not in (parent / "environ").read_bytes()


def _writable(process):
    with (process / "mem").open("rb", 0) as memory:
        for line in (process / "maps").read_text().splitlines():
            (start, end), rights = line.split()[0].split("-"), line.split()[1]
            if rights.startswith("rw"):
                memory.seek(int(start, 16))
                yield memory.read(int(end, 16) - int(start, 16))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("program", "code"), [("os._exit(3)", 3), ("os.abort()", None)])
def test_how_a_kernel_ended_is_told(kernels, mode, program, code):
    kernel = kernels.fresh(mode)
    process = kernel.manager.provisioner.process
    kernel.client.execute(f"import os; {program}")
    ended = process.wait(30)
    assert ended == code if code is not None else ended not in (0, None)
    assert process.poll() == ended
    process.kill()  # nobody is there any more, and nobody else is hit
    kernel.stop()


def test_a_widget_has_its_whole_state_and_answers(kernels):
    kernel = kernels.fresh(MODES[-1])
    kernel.run(SLIDER)
    client = kernel.client
    opened = kernel.run("print(slider.comm.comm_id, slider.get_state()['description'])").split()
    assert opened[1] == "rain"
    told = {"method": "update", "state": {"value": 42}, "buffer_paths": []}
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": opened[0], "data": told}))
    assert kernel.run("print(seen, slider.value)") == "[42] 42"
    kernel.stop()


def said_by(kernel, work):
    """Return the messages on iopub while ``work(client)`` is answered."""
    heard = []

    async def listen():
        asked = work(kernel.client)
        while True:
            message = await kernel.client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") != asked:
                continue
            heard.append(message)
            if message["content"].get("execution_state") == "idle":
                return

    kernel.loop.run(listen())
    return heard


def test_a_page_that_comes_late_is_told_of_every_widget(kernels):
    """As Jupyter's own pages ask: through the target that ipywidgets registers in a kernel."""
    kernel = kernels.fresh(MODES[-1])
    kernel.run(SLIDER)
    comm = {"target_name": "jupyter.widget.control", "target_module": None}

    def open_comm(client):
        version = {"version": "1.0.0"}
        content = {"comm_id": "c", "data": {}, **comm}
        message = client.session.msg("comm_open", content, metadata=version)
        client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def ask(client):
        told = {"comm_id": "c", "data": {"method": "request_states"}}
        message = client.session.msg("comm_msg", told)
        client.shell_channel.send(message)
        return message["header"]["msg_id"]

    said_by(kernel, open_comm)
    told = next(m for m in said_by(kernel, ask) if m["msg_type"] == "comm_msg")
    states = told["content"]["data"]["states"].values()
    assert "rain" in [each["state"].get("description") for each in states]
    kernel.stop()


def test_a_plot_is_shown_below_its_cell(kernels):
    kernel = kernels.fresh(MODES[-1])
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"
    for code in (plot, "%matplotlib inline\nplt.plot([2, 1]);"):
        heard = said_by(kernel, lambda client, code=code: client.execute(code))
        shown = [m["content"]["data"] for m in heard if m["msg_type"] == "display_data"]
        assert [sorted(data) for data in shown] == [["image/png", "text/plain"]]
    kernel.stop()


def test_what_a_program_asks_for_is_asked(kernels):
    kernel = kernels.fresh(MODES[-1])
    client = kernel.client

    async def ask():
        client.execute("name = input('Who? ')", allow_stdin=True)
        asked = await client.get_stdin_msg(timeout=20)
        client.input("Amal")
        return asked["content"]["prompt"]

    assert kernel.loop.run(ask()) == "Who? "
    assert kernel.run("print(name)") == "Amal"
    kernel.stop()


def test_a_template_that_was_killed_takes_its_kernels_along_and_a_new_one_comes(
    kernels, monkeypatch
):
    # One of its own: other tests have kernels of this process's template.
    own = forking.Template(starting.FOR_ALL)
    monkeypatch.setattr(provisioner, "_TEMPLATE", own)
    kernel = kernels.fresh(MODES[-1])
    old = template()
    inner = psutil.Process(kernel.manager.provisioner.pid)
    processes = [inner, *inner.children(recursive=True)]
    process = kernel.manager.provisioner.process
    old.kill()
    assert process.wait(20) == -signal.SIGKILL
    assert psutil.wait_procs(processes, timeout=20)[1] == []
    kernel.stop()
    again = kernels.fresh(MODES[-1])
    assert again.run("print('here')") == "here"
    assert template().pid != old.pid
    again.stop()


def test_a_template_dies_with_whoever_keeps_it(tmp_path):
    script = (
        "import asyncio, sys, time\n"
        "from grading.kernels import FencedKernelManager, provisioner\n"
        "async def main():\n"
        "    manager = FencedKernelManager(folder=sys.argv[1])\n"
        "    await manager.start_kernel()\n"
        "    print(provisioner._TEMPLATE.pid, manager.provisioner.pid, flush=True)\n"
        "    await asyncio.sleep(120)\n"
        "asyncio.run(main())\n"
    )
    keeper = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "k")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    processes = [psutil.Process(int(pid)) for pid in keeper.stdout.readline().split()]
    processes += processes[1].children(recursive=True)
    keeper.kill()
    keeper.wait()
    keeper.stdout.close()
    assert psutil.wait_procs(processes, timeout=20)[1] == []


def test_two_hundred_kernels_one_after_another_leave_nothing(kernels):
    """Memory, open files, threads, processes and folders are what they were before."""
    kernels.fresh(MODES[-1]).stop()
    me, parent = psutil.Process(), template()

    def standing():
        return (
            parent.num_fds(),
            me.num_fds(),
            sum(each.name == "kernel template" for each in threading.enumerate()),
            len(parent.children()),
            len(list(kernels.folder.iterdir())),
        )

    async def pass_by():
        manager = forking_manager(kernels)
        await manager.start_kernel()
        await manager.shutdown_kernel(now=True)

    for _ in range(20):
        kernels.loop.run(pass_by())
    before, used = standing(), parent.memory_info().rss
    for _ in range(200):
        kernels.loop.run(pass_by())

    def more():
        return [now - was for now, was in zip(standing(), before, strict=True) if now > was]

    end = time.monotonic() + 10  # Their ends are told by and by.
    while more() and time.monotonic() < end:
        time.sleep(0.1)
    assert not more()
    assert parent.memory_info().rss - used < 1_000_000


def forking_manager(kernels):
    """Return a manager whose kernel has not started."""
    return FencedKernelManager(folder=str(kernels.folder), namespaces=MODES[-1] == "namespaces")


def test_an_answer_that_never_comes_is_no_hang():
    lost = forking.Template({"PATH": "/nowhere"})
    lost._start()
    psutil.Process(lost.pid).kill()
    ours, theirs = socket.socketpair()
    with ours, pytest.raises(forking.TemplateLost):
        lost.fork(theirs, apart=False).result(20)
