"""The IPython kernel behind the fence: nothing of the host's set-up, no TCP, no history.

It is built in two steps. ``build`` makes all that needs no socket, thread or event loop, so that a
warmed process can do it before it forks; ``connect`` gives it the sockets of one kernel.
"""

import os
import socket
import sys
import time
import uuid
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import ipykernel.kernelapp
import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from traitlets.config import Config
from zmq.eventloop.zmqstream import ZMQStream

from grading.kernels.folders import CONNECTION_FILE, KernelFolder

_PROFILE = "profile_default"
_HEARTBEAT_PATIENCE = 30.0
_CHANNELS = (
    "session",
    "debug_shell_socket",
    "control_thread",
    "shell_channel_thread",
    "iopub_thread",
    "iopub_socket",
    "stdin_socket",
)


class FencedKernelApp(IPKernelApp):
    """An IPKernelApp that reads no configuration and listens on Unix sockets only."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Read no configuration: what lies on the host is not for learners, nor theirs to leave."""

    def init_iopub(self, context: Any) -> None:
        """Open the output channel without its TCP port, which is there for child processes."""
        stock = ipykernel.kernelapp.IOPubThread
        # The parent class names the thread's class only through its module.
        ipykernel.kernelapp.IOPubThread = partial(_without_pipe, stock)  # type: ignore[misc, assignment]
        try:
            super().init_iopub(context)
        finally:
            ipykernel.kernelapp.IOPubThread = stock  # type: ignore[misc]

    def initialize(self, argv: Any = None) -> None:
        """Make the kernel and its shell: what IPKernelApp does, less all that is one kernel's."""
        BaseIPythonApplication.initialize(self, argv)
        self.init_pdb()
        self.kernel = self.kernel_class.instance(  # type: ignore[attr-defined]
            parent=self, log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns
        )
        self.init_path()
        self.init_shell()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()

    def settle(self, ipython: Path) -> None:
        """Make ``ipython`` the place of what IPython writes."""
        shell: Any = self.shell
        self.ipython_dir = shell.ipython_dir = str(ipython)
        self.profile_dir = ProfileDir(location=str(ipython / _PROFILE), parent=self)
        self.kernel.profile_dir = shell.profile_dir = self.profile_dir

    def connect(self, connection_file: Path) -> None:
        """Open the sockets that ``connection_file`` names, begin the threads, and wire the kernel.

        What IPKernelApp does in the same order before it makes the kernel, and in its making.
        """
        self.connection_file = str(connection_file)
        self.session = Session(parent=self)  # Its number and its chance are this process's own.
        self.init_connection_file()
        self.init_sockets()
        self.init_heartbeat()
        self.log_connection_info()
        self.init_io()
        self.init_signal()
        self._attach(self.kernel)
        sys.stdout.flush()
        sys.stderr.flush()

    def _attach(self, kernel: Any) -> None:
        shell_loop = self.shell_channel_thread.io_loop
        kernel.shell_stream = ZMQStream(self.shell_socket, shell_loop)
        kernel.control_stream = ZMQStream(self.control_socket, self.control_thread.io_loop)
        self.shell_channel_thread.shell_stream = kernel.shell_stream
        self.control_thread.start()
        self.shell_channel_thread.start()
        self.wire(kernel, _CHANNELS)
        kernel.record_ports({f"{name}_port": port for name, port in self._ports.items()})

    def wire(self, kernel: Any, names: Iterable[str]) -> None:
        """Give ``kernel``, which was made without them, what ``names`` of ours it speaks with."""
        for name in names:
            setattr(kernel, name, getattr(self, name))
        kernel.ident = str(uuid.uuid4())
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        for out in (kernel.shell.displayhook, kernel.shell.display_pub):
            out.session, out.pub_socket = self.session, self.iopub_socket
        kernel.shell.displayhook.topic = kernel._topic("execute_result")
        self.displayhook.get_execution_count = lambda: kernel.execution_count


def _without_pipe(
    stock: type[IOPubThread], publisher: zmq.Socket[bytes], **kwargs: Any
) -> IOPubThread:
    # Everybody who comes to listen is welcomed, not only the first: that is whoever watches.
    publisher.setsockopt(zmq.XPUB_VERBOSE, 1)
    return stock(publisher, **{**kwargs, "pipe": False})


def build(
    ipython: Path, plant_startup: bool = False, kernel_class: type[IPythonKernel] | None = None
) -> FencedKernelApp:
    """Return this process's kernel, not connected; what IPython writes would go to ``ipython``."""
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.ipython_dir = str(ipython)
    config.IPKernelApp.ignore_cwd = not plant_startup
    # For longer messages pyzmq would begin a thread of its own that the fence refuses, and the
    # refusal ends the kernel: a drawing of many lines is copied instead.
    config.Session.copy_threshold = sys.maxsize
    config.IPKernelApp.parent_handle = 0  # The kernel dies by PR_SET_PDEATHSIG, without a thread.
    _leave_debugger_out()
    app = FencedKernelApp.instance(config=config)
    app.kernel_class = kernel_class or IPythonKernel
    app.initialize([])
    app.log.setLevel(app.log_level)  # Four times for each cell it would say what nobody hears.
    return app


def of_folder(folder: KernelFolder, plant_startup: bool = False) -> FencedKernelApp:
    """Return the kernel of ``folder``, built here or before the fork, with its sockets listening.

    ``plant_startup`` is for the test that shows why IPython's folder is not the learner's.
    """
    ipython = folder.work / ".ipython" if plant_startup else folder.ipython
    if FencedKernelApp.initialized():
        app = FencedKernelApp.instance()
        app.settle(ipython)
    else:
        app = build(ipython, plant_startup)
    app.connect(folder.ipc / CONNECTION_FILE)
    _wait_until_listening(Path(f"{app.ip}-{app.hb_port}"))
    return app


def _leave_debugger_out() -> None:
    """Have ipykernel say that it has no debugger: that would need TCP, which the fence refuses."""
    there = sys.modules.get("debugpy")
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        import ipykernel.debugger  # noqa: F401
    finally:
        del sys.modules["debugpy"]
        if there is not None:
            sys.modules["debugpy"] = there


def make_profile(ipython: Path) -> None:
    """Make a fresh IPython profile in ``ipython``, while it can still be written."""
    ProfileDir.create_profile_dir(str(ipython / _PROFILE))


def _wait_until_listening(path: Path) -> None:
    """Wait for the heartbeat, which binds in its own thread: later it could not bind any more."""
    end = time.monotonic() + _HEARTBEAT_PATIENCE
    while time.monotonic() < end:
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(os.fspath(path)) == 0:
                return
        time.sleep(0.002)
    raise TimeoutError(f"{path}: the kernel's heartbeat did not start")
