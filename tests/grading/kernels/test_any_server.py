"""Jupyter programs that know nothing of us start fenced kernels by our kernelspec."""

import asyncio
import subprocess
import sys
from contextlib import closing

import nbformat
import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager, KernelManager, start_new_kernel
from nbclient import NotebookClient

from tests.e2e.lab import free_port
from tests.grading.kernels.server import Server, write_spec

SECRET = "Grubenhagel-8231"
# Refused by the fence alone: the file and the name are there for everybody else.
TRY = """
import os, socket
try:
    print(open("/etc/passwd").read(10))
except OSError as error:
    print("file", error.errno)
try:
    socket.socket()
except OSError as error:
    print("socket", error.errno)
print("secret" if "GRUBEN_TOKEN" in os.environ else "nothing", os.getcwd())
"""
REFUSED = ["file 13", "socket 1"]


both = pytest.mark.parametrize("forks", [False, True], ids=["started", "forked"], indirect=True)


@pytest.fixture
def forks(request):
    """Whether kernels are forked, as they are unless a test asks for both kinds."""
    return getattr(request, "param", True)


@pytest.fixture
def folder(tmp_path, monkeypatch, forks):
    """A Jupyter folder with our kernelspec, and a secret in the environment."""
    write_spec(tmp_path, forks=forks)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share/jupyter"))
    monkeypatch.setenv("GRUBEN_TOKEN", SECRET)
    return tmp_path


def notebook(*cells):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "fenced", "display_name": "fenced", "language": "python"}
    return made


def check(printed, folder):
    lines = printed.splitlines()
    assert lines[:2] == REFUSED
    assert lines[2].startswith(f"nothing {folder}/k/")


@both
def test_nbclient_runs_a_notebook_behind_the_fence(folder):
    run = NotebookClient(notebook(TRY)).execute()
    check(run.cells[0].outputs[0].text, folder)
    assert list((folder / "k").iterdir()) == []


def test_nbconvert_runs_one_too(folder):
    nbformat.write(notebook(TRY), folder / "a.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "a.ipynb"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    run = nbformat.read(folder / "a.nbconvert.ipynb", 4)
    check(run.cells[0].outputs[0].text, folder)
    assert list((folder / "k").iterdir()) == []


def test_stock_voila_shows_what_a_fenced_kernel_put_out(folder):
    nbformat.write(notebook(TRY), folder / "a.ipynb")
    port = free_port()
    command = [sys.executable, "-m", "voila", "--no-browser", f"--port={port}", "a.ipynb"]
    with Server(command, folder, f"http://127.0.0.1:{port}/") as voila:
        page = voila.text("")
    assert all(line in page for line in REFUSED)
    assert SECRET not in page
    assert list((folder / "k").iterdir()) == []


@pytest.fixture
def server(folder):
    """A plain Jupyter server with its own kernel managers."""
    port = free_port()
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--IdentityProvider.token=t", f"--ServerApp.root_dir={folder}"]
    with Server(command, folder, f"http://127.0.0.1:{port}/", "t") as running:
        yield running


@both
def test_a_plain_server_starts_interrupts_restarts_and_ends_a_kernel(server, folder):
    kernel = server.start_kernel("fenced")
    check(server.run(kernel, TRY), folder)
    server.run(kernel, "mine = 1; open('mine.txt', 'w').close()")
    assert "mine.txt" in server.run(kernel, "import os; print(os.listdir('.'))")

    asleep = (kernel, "import time; print('asleep'); time.sleep(60)")
    server.post(f"api/kernels/{kernel}/interrupt", while_running=asleep)
    assert server.run(kernel, "print(mine)") == "1\n"

    server.post(f"api/kernels/{kernel}/restart")
    assert server.run(kernel, "print(mine)") == "NameError"
    assert "mine.txt" not in server.run(kernel, "import os; print(os.listdir('.'))")
    check(server.run(kernel, TRY), folder)

    server.delete(f"api/kernels/{kernel}")
    assert list((folder / "k").iterdir()) == []


@both
def test_a_kernel_that_ends_by_itself_is_restarted_at_the_same_place(server, folder):
    """The page that shows it keeps its connection: it finds the new kernel there."""
    kernel = server.start_kernel("fenced")
    with closing(server.socket(kernel)) as page:
        server.run(kernel, "mine = 1", page)
        server.run(kernel, "import os; os._exit(3)", page)
        server.settle(page)
        assert server.run(kernel, "print('mine' in globals())", page) == "False\n"
        check(server.run(kernel, TRY, page), folder)


@both
def test_a_blocking_client_goes_on_after_a_restart(folder):
    manager, client = start_new_kernel(kernel_name="fenced")
    try:
        first = manager.provisioner.pid
        manager.restart_kernel()
        client.wait_for_ready(timeout=30)
        assert manager.provisioner.pid != first
        assert client.execute("1", reply=True, timeout=20)["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert list((folder / "k").iterdir()) == []


DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
HARM = {
    "endless": ({"longest_run": 1.0}, f"{DEAF}while True: pass", "run"),
    "silent": (
        {"longest_run": 1.0},
        "import threading\ndef work():\n while True: pass\nthreading.Thread(target=work).start()",
        "run",
    ),
    "a forged rest": (
        {"longest_run": 1.0},
        f"{DEAF}kernel = get_ipython().kernel\n"
        "header = kernel.get_parent()\n"
        "import time\n"
        "while True:\n"
        "    kernel._publish_status('idle', 'shell', header)\n"
        "    end = time.monotonic() + 0.2\n"
        "    while time.monotonic() < end: pass",
        "run",
    ),
    "a flood of small ones": ({}, f"{DEAF}while True: display(1)", "flood"),
    "flood": ({"output": 100_000}, f"{DEAF}while True: print('a' * 999)", "flood"),
    "disk": (
        {"disk": 1 << 20, "namespaces": False},
        "for name in 'ab': open(name, 'wb').write(bytes(1 << 20))",
        "disk",
    ),
    "memory": ({"spare_memory": 1 << 50}, "1", "memory"),
}


@pytest.mark.parametrize("harm", HARM)
def test_without_a_manager_of_ours_somebody_still_watches(folder, forks, harm):
    """Also where no event loop runs: a blocking manager has none between its calls."""
    options, code, cause = HARM[harm]
    write_spec(folder, forks=forks, **options)
    manager = KernelManager(kernel_name="fenced")
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.execute(code)
        assert manager.provisioner.watch.over.result(60).cause == cause
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_server_that_is_killed_takes_its_kernels_along_and_the_next_one_clears_up(folder):
    script = (
        "import time\n"
        "from jupyter_client.manager import start_new_kernel\n"
        "manager, client = start_new_kernel(kernel_name='fenced')\n"
        "print(manager.provisioner.pid, flush=True)\n"
        "time.sleep(120)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    inner = psutil.Process(int(server.stdout.readline()))
    processes = [inner, *inner.children(recursive=True)]
    server.kill()
    server.wait()
    server.stdout.close()
    assert psutil.wait_procs(processes, timeout=20)[1] == []
    assert len(list((folder / "k").iterdir())) == 1

    async def start_and_end():
        manager = AsyncKernelManager(kernel_name="fenced")
        await manager.start_kernel()
        left = len(list((folder / "k").iterdir()))
        await manager.shutdown_kernel(now=True)
        return left

    assert asyncio.run(start_and_end()) == 1
